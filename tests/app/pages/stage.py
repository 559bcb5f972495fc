"""A desk on which everything has been done once: what pictures are taken of, and what axe looks at."""

import time
from dataclasses import dataclass

from app.access.caller import DEVELOPER
from app.imports import read_pool
from app.office import pools, scenarios
from app.office.ask import Ask, Ref
from app.office.demo import Seeded
from app.office.proposals import Office, ask, status
from app.store import Store
from fixtures.run import SHIPPED
from solver.explain.scenario import Scenario


@dataclass(frozen=True)
class Stage:
    """The ids of what was made: councils with their pools, a proposal of each, and one that ended in a conflict.

    `compared`: two proposals of the commune, the second under the `scenario`.
    """

    province: Seeded
    commune: Seeded
    proposal: str
    conflict: str
    scenario: str
    compared: tuple[str, str]


def staged(office: Office, province: Seeded, commune: Seeded) -> Stage:
    """Do everything once."""
    few = read_pool(SHIPPED / "pools" / "xa-mau-thieu-nguoi.yaml")
    label = "Xã Mẫu, thiếu người"
    too_few = pools.add(office.store, DEVELOPER, few, label=label, about=commune.council).document.id
    women = Scenario(name="Phụ nữ 45%", overrides={"women-35-percent": {"at_least_percent": 45}})
    scenario = scenarios.add(office.store, DEVELOPER, commune.council, women).document.id
    plain = planned(office, commune.council, commune.pool)
    varied = planned(office, commune.council, commune.pool, scenario=Ref(ref=scenario), label=women.name)
    return Stage(
        province=province,
        commune=commune,
        proposal=planned(office, province.council, province.pool),
        conflict=planned(office, commune.council, too_few),
        scenario=scenario,
        compared=(plain, varied),
    )


def planned(office: Office, council: str, pool: str, **more: object) -> str:
    """A proposal that has come to its end."""
    asked = Ask.model_validate({"council": Ref(ref=council), "pool": Ref(ref=pool), **more})
    which = ask(office, DEVELOPER, asked).id
    ended(office.store, which)
    return which


def ended(store: Store, which: str, seconds: float = 180) -> None:
    """Wait until a proposal has come to its end."""
    until = time.monotonic() + seconds
    while not status(store, DEVELOPER, which).state.final:
        assert time.monotonic() < until, "the proposal did not end"
        time.sleep(0.05)
