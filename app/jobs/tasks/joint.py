"""`joint`: the councils of a programme have been planned by themselves; the joint plan of all of them.

It is the last job of a programme whose councils share people; see `solver.programme`.
"""

from collections.abc import Sequence

from app.jobs.task import Answer, Kind, State
from app.jobs.tasks.programme import Books, Common, CouncilRow, Member
from constraints.record import Record
from solver.outcome import OnProgress, Progress
from solver.programme.entries import Ask, Entry
from solver.programme.parts import CouncilPart, part_of
from solver.programme.result import ProgrammeResult


class Joining(Record):
    """A programme with what came of its councils; both in the same order."""

    base: Common
    items: tuple[Member, ...]
    rows: tuple[CouncilRow, ...]


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
    from solver.programme.joining import joined  # an engine

    each = [(item, row.part) for item, row in zip(asked.items, asked.rows, strict=True)]
    entries = [Entry(request=item.asked) for item, part in each if part is not None]
    apart = {part.council: part for _, part in each if part is not None}
    try:
        result = joined(entries, apart, _Planning(Books(asked.base.rulebooks), tell).plan)
    except _Stopped:
        return Joint(result=None), State.OUT_OF_TIME
    return Joint(result=result), State.DONE


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
