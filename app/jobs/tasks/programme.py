"""`programme`: a batch of councils, planned one by one; the answer is a row for each, with its slate."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from pydantic import Field

from app.jobs.task import Answer, Kind
from app.jobs.tasks.batches import Came, Row, came, through
from constraints.council import Council, CouncilKind, Level
from constraints.record import Record
from constraints.rulebook import Rulebook
from constraints.slate import Slate
from fixtures.made_up_country import Sketch, drawn
from solver.outcome import OnProgress
from solver.proposal import Proposal
from solver.request import PlanRequest


class Common(Record):
    """What the councils of a programme share. `books`: whole rulebooks under the names that members use."""

    books: dict[str, Rulebook]


class Member(Record):
    """One council: a request, or a sketch of a made-up one. `book`: which rulebook of the programme."""

    request: PlanRequest | None = None
    sketch: Sketch | None = None
    book: str
    seconds: float = Field(default=60, gt=0, le=3600)

    def asked(self) -> PlanRequest:
        """The request, made now where it is only sketched."""
        if self.request is not None:
            return self.request
        if self.sketch is None:
            raise AssertionError("a member is a request or a sketch")
        made = drawn(self.sketch)
        return PlanRequest(council=made.council, pool=made.pool, rulebook=self.book, seconds=self.seconds)


class Batch(Record):
    """A part of a programme. `first`: how many councils of the programme come before it."""

    base: Common
    first: int = 0
    items: tuple[Member, ...]


class CouncilRow(Row):
    """What came of one council. `council`: its id; `listed`: how many stand on its lists.

    The digests are those that a proposal has. `slate`: ids only, audited before it was written down.
    """

    council: str
    level: Level
    seats: int
    listed: int = 0
    council_digest: str | None = None
    pool_digest: str | None = None
    rulebook_digest: str | None = None
    slate: Slate | None = None


class CouncilRows(Record):
    """The rows of a batch, in the order of its councils; fewer if it was stopped or its time was over."""

    rows: tuple[CouncilRow, ...]

    def to_json(self) -> str:
        """Canonical JSON."""
        return self.model_dump_json(exclude_defaults=True)


@dataclass(frozen=True)
class Books:
    """The rules that bind each council: bound once for all of one kind and day."""

    whole: dict[str, Rulebook]
    bound: dict[tuple[str, CouncilKind, date, date], Rulebook] = field(default_factory=dict)

    def of(self, request: PlanRequest, book: str) -> Rulebook:
        """Those of a request.

        Raises:
            OverrideError: a what-if of it has a fault.
        """
        from solver.plan import rulebook_for  # an engine

        if request.overrides or request.raised:
            return rulebook_for(request, self.whole[book])
        council = request.council
        key = (book, council.kind, council.election_day, council.plan_day)
        if key not in self.bound:
            self.bound[key] = rulebook_for(request, self.whole[book])
        return self.bound[key]


def compute(asked: Batch, tell: OnProgress) -> Answer:
    """See `app.jobs.tasks.batches.through`."""
    books = Books(asked.base.books)
    rows, state = through(asked.items, asked.first, lambda member, on: _row(books, member, on), tell)
    return CouncilRows(rows=rows), state


def _row(books: Books, member: Member, on: OnProgress) -> CouncilRow:
    request = member.asked()
    row, proposal = came(_begun(request.council), _planned(books, member.book, request, on))
    if proposal is None:
        return row
    made, slate = proposal.provenance, proposal.slate
    return row.but(
        listed=0 if slate is None else len(slate.listed),
        council_digest=made.council_digest,
        pool_digest=made.pool_digest,
        rulebook_digest=made.rulebook_digest,
        slate=slate,
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


def _planned(books: Books, book: str, request: PlanRequest, on: OnProgress) -> Callable[[], Proposal]:
    from solver.plan import planned  # an engine

    return lambda: planned(request, books.of(request, book), on)


PROGRAMME = Kind("programme", Batch, compute)
