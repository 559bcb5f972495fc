"""A desk on which everything has been done once: what pictures are taken of, and what axe looks at."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

from cocau.app.access.caller import DEVELOPER
from cocau.app.imports import read_council, read_pool
from cocau.app.jobs.tasks.outcomes import OutcomesQuestion
from cocau.app.office import pools, scenarios, tables
from cocau.app.office.ask import Ask, Ref
from cocau.app.office.councils import COUNCILS
from cocau.app.office.demo import Seeded
from cocau.app.office.explaining import explain, explanation
from cocau.app.office.gates import Edit, add_record
from cocau.app.office.programme_asked import ProgrammeAsk
from cocau.app.office.programmes import programme, programme_status
from cocau.app.office.proposals import Office, ask, status
from cocau.app.office.reading_documents import read
from cocau.app.office.withdrawing import WithdrawalAsk, withdraw
from cocau.app.store import Store
from cocau.constraints.dossier import StepRecord
from cocau.fixtures.made_up_province import EXAMPLE
from cocau.fixtures.run import SHIPPED
from cocau.solver.explain.scenario import Scenario

WHAT_IF = {"women-35-percent": {"at_least_percent": 40}}


@dataclass(frozen=True)
class Stage:
    """The ids of what was made: councils with their pools, proposals, a what-if, an allocation table."""

    province: Seeded
    commune: Seeded
    proposal: str
    other: str
    conflict: str
    scenario: str
    table: str
    answer: str
    programme: str
    replanned: str


def staged(office: Office, province: Seeded, commune: Seeded) -> Stage:
    """Do everything once."""
    few = read_pool(SHIPPED / "pools" / "xa-mau-thieu-nguoi.yaml")
    too_few = pools.add(office.store, DEVELOPER, few, label="Thiếu người", about=commune.council).document.id
    what_if = Scenario(name="Phụ nữ 40%", overrides=WHAT_IF)
    scenario = scenarios.add(office.store, DEVELOPER, province.council, what_if).document.id
    proposal = planned(office, province.council, province.pool)
    whole = _programme(office)
    _noted(office.store, province.council)
    return Stage(
        province=province,
        commune=commune,
        proposal=proposal,
        other=planned(
            office, province.council, province.pool, scenario=Ref(ref=scenario), label="Phụ nữ 40%"
        ),
        conflict=planned(office, commune.council, too_few),
        scenario=scenario,
        table=_table(office.store, province.council),
        answer=_answered(office, proposal),
        programme=whole,
        replanned=_replanned(office, whole),
    )


def planned(office: Office, council: str, pool: str, **more: object) -> str:
    """A proposal that has come to its end.

    It is asked for in a thread: the browser's event loop runs in this one, and no line of jobs is opened there.
    """
    asked = Ask.model_validate({"council": Ref(ref=council), "pool": Ref(ref=pool), **more})
    with ThreadPoolExecutor(1) as thread:
        which = thread.submit(ask, office, DEVELOPER, asked).result().id
    ended(office.store, which)
    return which


def _programme(office: Office) -> str:
    """The example province, planned together."""
    asked = [
        Ask(council=read_council(path), pool=read_pool(EXAMPLE / "pools" / path.name))
        for path in sorted((EXAMPLE / "councils").iterdir())
    ]
    whole = ProgrammeAsk(councils=tuple(asked), label="Tỉnh nhỏ (hư cấu)")
    with ThreadPoolExecutor(1) as thread:
        which = thread.submit(programme, office, DEVELOPER, whole).result().id
    _until(lambda: programme_status(office.store, DEVELOPER, which).ended is not None)
    return which


def _replanned(office: Office, before: str) -> str:
    """What came of it when somebody withdrew who was in the pools of three councils."""
    asked = WithdrawalAsk(withdrawn=("xa-001.p008",))
    with ThreadPoolExecutor(1) as thread:
        which = thread.submit(withdraw, office, DEVELOPER, before, asked).result().id
    _until(lambda: programme_status(office.store, DEVELOPER, which).ended is not None)
    return which


def ended(store: Store, which: str) -> None:
    """Wait until a proposal has come to its end."""
    _until(lambda: status(store, DEVELOPER, which).state.final)


def _noted(store: Store, council: str) -> None:
    """The first step of the course, on record."""
    record = StepRecord(
        step="election-day-published",
        on=date(2021, 1, 15),
        by="Quốc hội",
        content="Nghị quyết về ngày bầu cử",
    )
    add_record(store, DEVELOPER, council, record, Edit(0))


def _table(store: Store, council: str) -> str:
    body = read(store, DEVELOPER, COUNCILS, council).body
    offers = tables.example_for(body)
    assert offers is not None
    return tables.add(store, DEVELOPER, council, offers, label="Khả năng giới thiệu").document.id


def _answered(office: Office, proposal: str) -> str:
    """What the voters may still decide, asked and answered."""
    which = explain(office, DEVELOPER, proposal, OutcomesQuestion()).id
    _until(lambda: explanation(office.store, DEVELOPER, proposal, which).state.final)
    return which


def _until(there: Callable[[], bool], seconds: float = 180) -> None:
    until = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < until, "it did not end"
        time.sleep(0.05)
