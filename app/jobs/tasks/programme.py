"""`programme`: a batch of councils, planned one by one; the answer is a row for each, with its slate."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from pydantic import Field, JsonValue

from cocau.app.jobs.task import Answer, Kind
from cocau.app.jobs.tasks.batches import Came, Row, Work, came, through
from cocau.constraints.council import Council, CouncilKind, Level
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.fixtures.made_up_country import Sketch, drawn
from cocau.fixtures.made_up_totals import RULEBOOK
from cocau.solver.outcome import OnProgress
from cocau.solver.programme.parts import CouncilPart, part_of
from cocau.solver.proposal import Proposal
from cocau.solver.request import PlanRequest


class Common(Record):
    """What the councils of a programme share. `rulebooks`: whole ones, under the names that requests use."""

    rulebooks: dict[str, Rulebook]


class Member(Record):
    """One council: a request, or the sketch of a made-up one, under the nationwide rules of 2021."""

    request: PlanRequest | None = None
    sketch: Sketch | None = None
    seconds: float = Field(default=60, gt=0, le=3600, description="of a sketch")

    @property
    def id(self) -> str:
        """The council's id."""
        return self.asked.council.id if self.sketch is None else self.sketch.id

    def item(self) -> JsonValue:
        """As it is stored in a batch."""
        stored: JsonValue = self.model_dump(mode="json", exclude_defaults=True)
        return stored

    @cached_property
    def asked(self) -> PlanRequest:
        """The request, made now where it is only sketched."""
        if self.request is not None:
            return self.request
        if self.sketch is None:
            raise AssertionError("a member is a request or a sketch")
        made = drawn(self.sketch)
        return PlanRequest(council=made.council, pool=made.pool, rulebook=RULEBOOK, seconds=self.seconds)


class CouncilRow(Row):
    """What came of one council. `council`: its id; `listed`: how many stand on its lists.

    The digests are those that a proposal has. `part`: what a programme needs to know of it, and its slate:
    ids of people only, audited before they were written down.
    """

    council: str
    level: Level
    seats: int
    listed: int = 0
    council_digest: str | None = None
    pool_digest: str | None = None
    rulebook_digest: str | None = None
    part: CouncilPart | None = None


class CouncilRows(Record):
    """The rows of a batch, in the order of its councils; fewer if it was stopped or its time was over."""

    rows: tuple[CouncilRow, ...]

    def to_json(self) -> str:
        """Canonical JSON."""
        return self.model_dump_json(exclude_defaults=True)


class Batch(Record):
    """A part of a programme. `first`: how many councils come before it; `done`: rows that are there."""

    base: Common
    first: int = 0
    items: tuple[Member, ...]
    done: tuple[CouncilRow, ...] = ()


@dataclass(frozen=True)
class Books:
    """The rules that bind each council: bound once for all of one kind and day."""

    whole: dict[str, Rulebook]
    bound: dict[tuple[str, CouncilKind, date, date], Rulebook] = field(default_factory=dict)

    def of(self, request: PlanRequest) -> Rulebook:
        """Those of a request.

        Raises:
            OverrideError: a what-if of it has a fault.
        """
        from cocau.solver.plan import rulebook_for  # an engine

        whole = self.whole[request.rulebook]
        if request.overrides or request.raised:
            return rulebook_for(request, whole)
        council = request.council
        key = (request.rulebook, council.kind, council.election_day, council.plan_day)
        if key not in self.bound:
            self.bound[key] = rulebook_for(request, whole)
        return self.bound[key]

    def plan(self, request: PlanRequest, on: OnProgress) -> Proposal:
        """See `solver.plan.planned`."""
        from cocau.solver.plan import planned  # an engine

        return planned(request, self.of(request), on)


def compute(asked: Batch, tell: OnProgress) -> Answer:
    """See `app.jobs.tasks.batches.through`."""
    books = Books(asked.base.rulebooks)
    work = Work(asked.items, asked.first, lambda member, on: _row(books, member, on), asked.done)
    rows, state = through(work, tell)
    return CouncilRows(rows=rows), state


def _row(books: Books, member: Member, on: OnProgress) -> CouncilRow:
    request = member.asked
    row, proposal = came(_begun(request.council), lambda: books.plan(request, on))
    if proposal is None:
        return row
    made, slate = proposal.provenance, proposal.slate
    return row.but(
        listed=0 if slate is None else len(slate.listed),
        council_digest=made.council_digest,
        pool_digest=made.pool_digest,
        rulebook_digest=made.rulebook_digest,
        part=part_of(proposal),
    )


def _begun(council: Council) -> CouncilRow:
    return CouncilRow(
        number=0,
        name=council.name,
        outcome=Came.REFUSED,
        seconds=0,
        council=council.id,
        level=council.level,
        seats=council.seats,
    )


PROGRAMME = Kind("programme", Batch, compute)
