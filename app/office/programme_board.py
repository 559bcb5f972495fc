"""What a programme's dashboard is made of: its joint result, or what came of its councils so far."""

from collections.abc import Mapping
from dataclasses import dataclass

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.jobs.tasks.programme import Common, CouncilRow
from cocau.app.office.errors import Missing, NotReady
from cocau.app.office.fan_out_progress import found_fan_out
from cocau.app.office.fan_out_results import council_results
from cocau.app.office.programmes import joint
from cocau.app.store import Store
from cocau.app.store.tables import Fan
from cocau.constraints.rulebook import Rulebook
from cocau.solver.programme.result import CouncilOutcome, Fate, ProgrammeResult
from cocau.solver.programme.telling import by_themselves

MOST = 1_000
"""Councils that one page is about: as many as may be sent in one programme."""


@dataclass(frozen=True)
class Shown:
    """`joined`: the joint plan; else what came of the councils by themselves, as far as they are.

    `named`: the rulebooks by the names that its councils ask for; `lost`: those of which nothing came;
    `more`: whether there are councils beyond those shown.
    """

    result: ProgrammeResult
    named: Mapping[str, Rulebook]
    joined: bool
    lost: tuple[CouncilRow, ...]
    more: bool

    @property
    def books(self) -> tuple[Rulebook, ...]:
        """The rulebooks that its councils are planned under."""
        return tuple(self.named.values())


def shown(store: Store, caller: Caller, which: str) -> Shown:
    """What can be shown of a programme now.

    Raises:
        Forbidden, Missing: see `fan_out_progress.status`.
        Erased: its people are gone.
    """
    caller.must(May.SEE_PEOPLE)
    rows = council_results(store, caller, which, limit=MOST, parts=True)
    lost = tuple(row for row in rows.items if row.part is None)
    joined = None if rows.next is not None else _joint(store, caller, which)
    return Shown(
        result=by_rows(rows.items) if joined is None else joined,
        named=_books(store, caller, which),
        joined=joined is not None,
        lost=lost,
        more=rows.next is not None,
    )


def _joint(store: Store, caller: Caller, which: str) -> ProgrammeResult | None:
    try:
        return joint(store, caller, which)
    except (Missing, NotReady):  # none is to come, or not yet
        return None


def by_rows(rows: tuple[CouncilRow, ...]) -> ProgrammeResult:
    """What came of councils, nothing joined; of some nothing did."""
    councils = [
        CouncilOutcome(
            id=row.council,
            name=row.name,
            level=row.level,
            fate=Fate(row.part.outcome),
            apart=row.part,
            part=row.part,
        )
        for row in rows
        if row.part is not None
    ]
    return by_themselves(councils)


def _books(store: Store, caller: Caller, which: str) -> Mapping[str, Rulebook]:
    with store.reading() as session:
        base = found_fan_out(session, caller, Fan.PROGRAMME, which).base
    if base is None:
        return {}
    return Common.model_validate_json(store.ring.open(base)).rulebooks
