"""`joint`: the councils of a programme have been planned by themselves; the joint plan of all of them.

It is the last job of a programme whose councils share people, or from which somebody withdrew; see
`solver.programme`.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cocau.app.jobs.task import Answer, Kind, State
from cocau.app.jobs.tasks.programme import Books, Common, CouncilRow, Member
from cocau.constraints.record import Record
from cocau.solver.outcome import OnProgress, Progress
from cocau.solver.programme.entries import Ask, Entry
from cocau.solver.programme.parts import CouncilPart, part_of
from cocau.solver.programme.result import ProgrammeResult

if TYPE_CHECKING:
    from cocau.solver.programme.joining import PlanAll


class Withdrawal(Record):
    """Who withdrew from a programme, and what it touches. `withdrawn`: names by id.

    `councils`: only there; empty: wherever they were introduced. `anew`: the councils planned anew, by id;
    `before`: the joint plan in which they were.
    """

    withdrawn: dict[str, str]
    councils: tuple[str, ...] = ()
    anew: tuple[str, ...]
    before: ProgrammeResult


class Joining(Record):
    """A programme with what came of its councils, both in the same order; `withdrawal`: of one re-planned."""

    base: Common
    items: tuple[Member, ...]
    rows: tuple[CouncilRow, ...]
    withdrawal: Withdrawal | None = None


class Joint(Record):
    """The joint plan; None: somebody stopped it. Councils that could not be planned are not in it."""

    result: ProgrammeResult | None

    def to_json(self) -> str:
        """Canonical JSON."""
        return self.model_dump_json(exclude_defaults=True)


class _Stopped(Exception):
    """Somebody asked to stop."""


def compute(asked: Joining, tell: OnProgress) -> Answer:
    """See `solver.programme.joining.joined`; `step` of the progress: plans of councils beyond the first."""
    each = [(item, row.part) for item, row in zip(asked.items, asked.rows, strict=True)]
    entries = [Entry(request=item.asked) for item, part in each if part is not None]
    apart = {part.council: part for _, part in each if part is not None}
    try:
        result = _joined(entries, apart, _Planning(Books(asked.base.rulebooks), tell).plan, asked.withdrawal)
    except _Stopped:
        return Joint(result=None), State.OUT_OF_TIME
    return Joint(result=result), State.DONE


def _joined(
    entries: Sequence[Entry], apart: Mapping[str, CouncilPart], plan: "PlanAll", left: Withdrawal | None
) -> ProgrammeResult:
    from cocau.solver.programme.joining import joined  # an engine
    from cocau.solver.programme.replanning import rejoined

    if left is None:
        return joined(entries, apart, plan)
    anew = {i: part for i, part in apart.items() if i in left.anew}
    return rejoined(entries, left.before, left.anew, anew, plan)


class _Planning:
    """Plans councils one by one, and counts them."""

    def __init__(self, books: Books, tell: OnProgress) -> None:
        self._books, self._tell, self._done = books, tell, 0

    def plan(self, asks: Sequence[Ask]) -> list[CouncilPart]:
        """See `solver.programme.joining.PlanAll`."""
        return [self._planned(ask) for ask in asks]

    def _planned(self, ask: Ask) -> CouncilPart:
        if self._on(None):
            raise _Stopped
        proposal = self._books.plan(ask.request, self._on)
        self._done += 1
        return part_of(proposal, ask.out)

    def _on(self, _: Progress | None) -> bool:
        return self._tell(Progress(self._done, self._done + 1, (), None, None, 0.0))


JOINT = Kind("joint", Joining, compute)
