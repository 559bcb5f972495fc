"""A programme's computations: `programme`, a batch of councils; `joint`, the joint plan.

The joint plan is the last job of a programme whose councils share people, or from which somebody
withdrew; see `solver.programme`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from pydantic import Field, JsonValue

from cocau.app.jobs.task import TaskAnswer, TaskKind, TaskOutcome
from cocau.app.jobs.tasks.batches import BatchWork, plan_items
from cocau.constraints.model.council import Council, CouncilKind, CouncilLevel
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.fixtures.generators.country import CouncilSketch, draw_council
from cocau.fixtures.generators.sizes import RULEBOOK
from cocau.solver.outcome import OnProgress, SearchProgress
from cocau.solver.programme.entries import CouncilPlanRequest, ProgrammeEntry
from cocau.solver.programme.parts import CouncilPart, build_council_part
from cocau.solver.programme.result import ProgrammeResult
from cocau.solver.proposal import Proposal
from cocau.solver.request import PlanRequest
from cocau.solver.sweep import ItemOutcome, SweepRow, plan_row

if TYPE_CHECKING:
    from cocau.solver.programme.joint_plan import PlanCouncils


class SharedRulebooks(Record):
    """Rulebooks that the councils of a programme share, under the names that requests use."""

    rulebooks: dict[str, Rulebook]


class ProgrammeMember(Record):
    """One council: a request, or a made-up one's sketch, under the rules of 2021."""

    request: PlanRequest | None = None
    sketch: CouncilSketch | None = None
    seconds: float = Field(default=60, gt=0, le=3600, description="of a sketch")

    @property
    def id(self) -> str:
        """Return the council's id."""
        return self.asked.council.id if self.sketch is None else self.sketch.id

    @property
    def size(self) -> int:
        """Return how many people are introduced, or how many stand where it is only sketched."""
        return len(self.asked.pool.people) if self.sketch is None else self.sketch.candidates

    def to_item(self) -> JsonValue:
        """Dump it as it is stored in a batch."""
        stored: JsonValue = self.model_dump(mode="json", exclude_defaults=True)
        return stored

    @cached_property
    def asked(self) -> PlanRequest:
        """Return the request, made now where it is only sketched."""
        if self.request is not None:
            return self.request
        if self.sketch is None:
            raise AssertionError("a member is a request or a sketch")
        drawn = draw_council(self.sketch)
        return PlanRequest(council=drawn.council, pool=drawn.pool, rulebook=RULEBOOK, seconds=self.seconds)


class CouncilRow(SweepRow):
    """Result of one council. `council`: its id; `listed`: how many stand on its lists.

    The digests are those that a proposal has. `part`: what a programme needs to know of it, and its slate:
    ids of people only, audited before they were written down.
    """

    council: str
    level: CouncilLevel
    seats: int
    listed: int = 0
    council_digest: str | None = None
    pool_digest: str | None = None
    rulebook_digest: str | None = None
    part: CouncilPart | None = None


class CouncilRows(Record):
    """The rows of a batch, in the order of its councils; fewer if stopped or out of time."""

    rows: tuple[CouncilRow, ...]

    def to_json(self) -> str:
        """Return canonical JSON."""
        return self.model_dump_json(exclude_defaults=True)


class ProgrammeBatch(Record):
    """A batch of a programme; `first`: councils that come before, `done`: existing rows."""

    base: SharedRulebooks
    first: int = 0
    items: tuple[ProgrammeMember, ...]
    done: tuple[CouncilRow, ...] = ()


@dataclass(frozen=True)
class BoundRulebooks:
    """The rulebooks of a programme, bound once for all councils of one kind and day."""

    whole: dict[str, Rulebook]
    bound: dict[tuple[str, CouncilKind, date, date, str], Rulebook] = field(default_factory=dict)

    def bind(self, request: PlanRequest) -> Rulebook:
        """Return the rules that bind a request.

        Raises:
            OverrideError: a what-if of it has a fault.
        """
        from cocau.solver.plan import resolve_rulebook  # an engine

        council, what_if = request.council, repr((request.overrides, request.raised))
        key = (request.rulebook, council.kind, council.election_day, council.plan_day, what_if)
        if key not in self.bound:
            self.bound[key] = resolve_rulebook(request, self.whole[request.rulebook])
        return self.bound[key]

    def plan(self, request: PlanRequest, on: OnProgress) -> Proposal:
        """Plan a request; see `solver.plan.plan_with_rulebook`."""
        from cocau.solver.plan import plan_with_rulebook  # an engine

        return plan_with_rulebook(request, self.bind(request), on)


def compute_programme(batch: ProgrammeBatch, tell: OnProgress) -> TaskAnswer:
    """Plan a batch of councils; see `app.jobs.tasks.batches.plan_items`."""
    books = BoundRulebooks(batch.base.rulebooks)
    work = BatchWork(batch.items, batch.first, lambda member, on: _plan_member(books, member, on), batch.done)
    rows, state = plan_items(work, tell)
    return CouncilRows(rows=rows), state


def _plan_member(books: BoundRulebooks, member: ProgrammeMember, on: OnProgress) -> CouncilRow:
    request = member.asked
    row, proposal = plan_council(start_row(request.council), lambda: books.plan(request, on))
    return row if proposal is None else row.replace_unvalidated(part=build_council_part(proposal))


SomeCouncilRow = TypeVar("SomeCouncilRow", bound=CouncilRow)


def plan_council(row: SomeCouncilRow, plan: Callable[[], Proposal]) -> tuple[SomeCouncilRow, Proposal | None]:
    """Plan a council; return its row with its digests, and the proposal if there is one."""
    planned, proposal = plan_row(row, plan)
    if proposal is None:
        return planned, None
    made, slate = proposal.provenance, proposal.slate
    figures = planned.replace_unvalidated(
        listed=0 if slate is None else len(slate.listed),
        council_digest=made.council_digest,
        pool_digest=made.pool_digest,
        rulebook_digest=made.rulebook_digest,
    )
    return figures, proposal


def start_row(council: Council) -> CouncilRow:
    """Start the row of a council that is not planned yet."""
    return CouncilRow(
        number=0,
        name=council.name,
        outcome=ItemOutcome.REFUSED,
        seconds=0,
        council=council.id,
        level=council.level,
        seats=council.seats,
    )


PROGRAMME = TaskKind("programme", ProgrammeBatch, compute_programme)


class ProgrammeWithdrawal(Record):
    """Who withdrew from a programme, and what it touches. `withdrawn`: names by id.

    `councils`: only there; empty: wherever they were introduced. `anew`: the councils planned anew, by id;
    `before`: the joint plan in which they were.
    """

    withdrawn: dict[str, str]
    councils: tuple[str, ...] = ()
    anew: tuple[str, ...]
    before: ProgrammeResult


class JointInput(Record):
    """The input of a joint plan: a programme and the rows of its councils, in the same order."""

    base: SharedRulebooks
    items: tuple[ProgrammeMember, ...]
    rows: tuple[CouncilRow, ...]
    withdrawal: ProgrammeWithdrawal | None = None


class JointAnswer(Record):
    """The joint plan; None: it was stopped. Councils that could not be planned are not in it."""

    result: ProgrammeResult | None

    def to_json(self) -> str:
        """Return canonical JSON."""
        return self.model_dump_json(exclude_defaults=True)


class _JointStopped(Exception):
    """A stop was requested."""


def compute_joint(joint_input: JointInput, tell: OnProgress) -> TaskAnswer:
    """Join the plans of councils; `step` of the progress counts plans beyond the first ones."""
    each = [(item, row.part) for item, row in zip(joint_input.items, joint_input.rows, strict=True)]
    entries = [ProgrammeEntry(request=item.asked) for item, part in each if part is not None]
    apart = {part.council: part for _, part in each if part is not None}
    try:
        result = _join(
            entries,
            apart,
            _CouncilPlanner(BoundRulebooks(joint_input.base.rulebooks), tell).plan,
            joint_input.withdrawal,
        )
    except _JointStopped:
        return JointAnswer(result=None), TaskOutcome.OUT_OF_TIME
    return JointAnswer(result=result), TaskOutcome.DONE


def _join(
    entries: Sequence[ProgrammeEntry],
    parts: Mapping[str, CouncilPart],
    plan: "PlanCouncils",
    withdrawal: ProgrammeWithdrawal | None,
) -> ProgrammeResult:
    from cocau.solver.programme.joint_plan import join_plans  # an engine
    from cocau.solver.programme.replanning import rejoin_plans

    if withdrawal is None:
        return join_plans(entries, parts, plan)
    anew = {i: part for i, part in parts.items() if i in withdrawal.anew}
    return rejoin_plans(entries, withdrawal.before, withdrawal.anew, anew, plan)


class _CouncilPlanner:
    """Plans councils one by one, and counts them."""

    def __init__(self, books: BoundRulebooks, tell: OnProgress) -> None:
        self._books, self._tell, self._done = books, tell, 0

    def plan(self, asks: Sequence[CouncilPlanRequest]) -> list[CouncilPart]:
        """Plan councils; see `solver.programme.joint_plan.PlanCouncils`."""
        return [self._plan_council(ask) for ask in asks]

    def _plan_council(self, ask: CouncilPlanRequest) -> CouncilPart:
        if self._report(None):
            raise _JointStopped
        proposal = self._books.plan(ask.request, self._report)
        self._done += 1
        return build_council_part(proposal, ask.out)

    def _report(self, _: SearchProgress | None) -> bool:
        return self._tell(SearchProgress(self._done, self._done + 1, (), None, None, 0.0))


JOINT = TaskKind("joint", JointInput, compute_joint)
