"""Results of a programme: its councils as they are stored, and what its dashboard shows."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, select

from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.db.models import BatchRunKind, BatchRunPoolRow, JobRow, JobState
from cocau.app.db.seals import open_column
from cocau.app.jobs.tasks.programmes import CouncilRow, ProgrammeMember, SharedRulebooks
from cocau.app.permissions import Permission
from cocau.app.services.acts import requires
from cocau.app.services.batches.programmes import get_joint_plan
from cocau.app.services.batches.rows import list_council_rows
from cocau.app.services.batches.runs import get_run_row
from cocau.app.services.errors import Erased, Missing, NotReady
from cocau.constraints.rulebook import Rulebook
from cocau.fixtures.generators.country import CouncilSketch, draw_council, select_introduced
from cocau.solver.programme.result import CouncilFate, CouncilOutcome, ProgrammeResult
from cocau.solver.programme.result import build_separate_result as result_build_separate_result

MAX_SHOWN = 1_000
"""Councils that one page is about: as many as may be sent in one programme."""


@dataclass(frozen=True)
class ProgrammeDashboard:
    """A programme's dashboard: the joint plan (`joined`), else the councils' own results.

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
        """Return the rulebooks that the councils are planned under."""
        return tuple(self.named.values())


@requires(Permission.SEE_PEOPLE)
def get_dashboard(store: Store, caller: Caller, programme_id: str) -> ProgrammeDashboard:
    """Return what can be shown of a programme now.

    Raises:
        Forbidden, Missing: see `get_run_status`.
        Erased: its people are gone.
    """
    rows = list_council_rows(store, caller, programme_id, limit=MAX_SHOWN, parts=True)
    lost = tuple(row for row in rows.items if row.part is None)
    joined = None if rows.next is not None else _find_joint_plan(store, caller, programme_id)
    return ProgrammeDashboard(
        result=build_separate_result(rows.items) if joined is None else joined,
        named=_read_rulebooks(store, caller, programme_id),
        joined=joined is not None,
        lost=lost,
        more=rows.next is not None,
    )


def _find_joint_plan(store: Store, caller: Caller, programme_id: str) -> ProgrammeResult | None:
    try:
        return get_joint_plan(store, caller, programme_id)
    except (Missing, NotReady):  # there is none, or not yet
        return None


def build_separate_result(rows: tuple[CouncilRow, ...]) -> ProgrammeResult:
    """Build the result of councils that are not joined."""
    councils = [
        CouncilOutcome(
            id=row.council,
            name=row.name,
            level=row.level,
            fate=CouncilFate(row.part.outcome),
            apart=row.part,
            part=row.part,
        )
        for row in rows
        if row.part is not None
    ]
    return result_build_separate_result(councils)


def _read_rulebooks(store: Store, caller: Caller, programme_id: str) -> Mapping[str, Rulebook]:
    with store.reading() as session:
        row = get_run_row(session, caller, BatchRunKind.PROGRAMME, programme_id)
        if row.base is None:  # read while the session is open
            return {}
    return SharedRulebooks.model_validate_json(open_column(store.ring, row, "base")).rulebooks


@dataclass(frozen=True)
class StoredCouncil:
    """One council: JSON of a `ProgrammeMember` and of its `CouncilRow`; None: no result."""

    item: dict[str, Any]
    row: dict[str, Any] | None = None

    @property
    def id(self) -> str:
        """Return the council's id."""
        found: str = self._sketch["id"] if self._request is None else self._request["council"]["id"]
        return found

    @property
    def name(self) -> str:
        """Return the council's name."""
        if self._request is None:
            return draw_council(CouncilSketch.model_validate(self._sketch)).council.name
        found: str = self._request["council"]["name"]
        return found

    @property
    def people(self) -> list[dict[str, Any]]:
        """Return the people introduced, each as JSON of a `Person`."""
        if self._request is None:
            everybody = draw_council(CouncilSketch.model_validate(self._sketch)).pool.people
            return [person.model_dump(mode="json") for person in everybody]
        found: list[dict[str, Any]] = self._request["pool"]["people"]
        return found

    @property
    def member(self) -> ProgrammeMember:
        """Return the request of the council as a `ProgrammeMember`."""
        return ProgrammeMember.model_validate(self.item)

    def select_introduced(self, people: Collection[str]) -> frozenset[str]:
        """Return which of these people are introduced here, reading nothing else."""
        if self._request is None:
            return select_introduced(CouncilSketch.model_validate(self._sketch), people)
        return frozenset(people) & {person["id"] for person in self.people}

    @property
    def _request(self) -> dict[str, Any] | None:
        return self.item.get("request")

    @property
    def _sketch(self) -> dict[str, Any]:
        sketch: dict[str, Any] = self.item["sketch"]
        return sketch


@dataclass(frozen=True)
class StoredProgramme:
    """A programme as it is stored.

    `base`: JSON of what its councils share; `councils`: by number; `seconds`: limit for one
    of them; `stopped`: whether it was cancelled.
    """

    base: str
    label: str
    locality: str
    seconds: float
    councils: dict[int, StoredCouncil]
    pools: frozenset[str]
    joins: bool
    stopped: bool


def read_programme_results(store: Store, caller: Caller, programme_id: str) -> StoredProgramme:
    """Read all that is stored of a programme that has ended.

    Raises:
        Missing: there is none, or it is not the caller's.
        Erased: it is gone.
        NotReady: it is still being planned.
    """
    with store.reading() as session:
        whole = get_run_row(session, caller, BatchRunKind.PROGRAMME, programme_id)
        if whole.erased_at is None and whole.ended_at is None:
            raise NotReady(programme_id, JobState.RUNNING)
        if whole.base is None:
            raise Erased(programme_id)
        pools = select(BatchRunPoolRow.pool_id).where(BatchRunPoolRow.fan_out_id == programme_id)
        seconds = select(func.max(JobRow.seconds)).where(
            JobRow.parent == programme_id, JobRow.kind == BatchRunKind.PROGRAMME
        )
        return StoredProgramme(
            base=open_column(store.ring, whole, "base"),
            label=whole.label,
            locality=whole.locality,
            seconds=session.exec(seconds).one(),
            councils=read_councils(store, session, programme_id),
            pools=frozenset(session.exec(pools)),
            joins=whole.joins,
            stopped=whole.cancel_asked_at is not None,
        )


def read_councils(store: Store, session: Session, programme_id: str) -> dict[int, StoredCouncil]:
    """Read the councils of a programme by number; none where they were erased."""
    items: dict[int, Any] = {}
    rows: dict[int, Any] = {}
    batches = (
        select(JobRow)
        .where(JobRow.parent == programme_id, JobRow.kind == BatchRunKind.PROGRAMME)
        .order_by(col(JobRow.id))
    )
    for batch in session.exec(batches):
        if batch.input is not None:
            part = json.loads(open_column(store.ring, batch, "input"))
            items |= enumerate(part["items"], part["first"])
        if batch.output is not None:
            found = json.loads(open_column(store.ring, batch, "output")).get("rows", ())
            rows |= {row["number"]: row for row in found}
    return {number: StoredCouncil(items[number], rows.get(number)) for number in sorted(items)}
