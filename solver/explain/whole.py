"""The oracle of conflicts that takes the relaxation's own assignment where it came out whole.

These programs are nearly integral: with an objective that tells all assignments apart, the relaxation mostly
ends in whole numbers, and a question that can be answered by yes needs no integer solve either.
"""

from collections.abc import Collection
from dataclasses import dataclass

from constraints.quantity import Quantity
from solver.conflict import Oracle
from solver.effort import Effort, TimeOver
from solver.engine import Engine, Status
from solver.program import Program, value_of
from solver.relaxation import Relaxation


@dataclass(frozen=True)
class Least:
    """The least value of something: `values` reach it, where they were asked for."""

    value: int
    values: list[int] | None


def least(
    program: Program,
    what: Quantity,
    lots: Quantity,
    engine: Engine,
    effort: Effort,
    *,
    enough: int | None = None,
) -> Least:
    """The least value of `what`; from the relaxation where its bound is reached in whole numbers.

    `enough`: a bound from which on no assignment is needed.

    Raises:
        TimeOver: no engine answered in time.
    """
    relaxation = Relaxation(program)
    found = relaxation.minimum(what, effort.left(), effort.watch)
    if found is not None and enough is not None and found[0] >= enough:
        return Least(found[0], None)
    if found is not None and (found[1] is None or not program.allows(found[1])):
        relaxation.lock(what, found[0])
        corner = relaxation.minimum(lots, effort.left(), effort.watch)
        found = (found[0], None if corner is None else corner[1])
    if found is not None and found[1] is not None and program.allows(found[1]):
        return Least(*found)
    answer = engine.minimise(program, what, effort.left(), watch=effort.watch)
    if answer.status is not Status.OPTIMAL or answer.values is None or not program.allows(answer.values):
        raise TimeOver
    return Least(value_of(what, answer.values), answer.values)


class Whole(Oracle):
    """Answers as `Oracle` does; `lots` is minimised so that the relaxation ends in a corner of its own."""

    def __init__(  # it keeps a relaxation of its own
        self, program: Program, engine: Engine, effort: Effort, lots: Quantity
    ) -> None:
        self.unanswered = False
        self._whole, self._by, self._time, self._lots = program, engine, effort, lots
        self._warm = Relaxation(program)
        self._kept: list[tuple[frozenset[str], list[int]]] = []

    def core(self, tags: Collection[str]) -> frozenset[str] | None:
        """See `Oracle.core`."""
        wanted = frozenset(tags)
        self.unanswered = False
        if self._seen(wanted) is not None:
            return None
        core = self._warm.core(wanted)
        if core is not None:
            return core
        return None if self._found(wanted) is not None or self.unanswered else wanted

    def values(self, tags: Collection[str]) -> list[int] | None:
        """See `Oracle.values`."""
        wanted = frozenset(tags)
        core = self.core(wanted)
        return None if core is not None or self.unanswered else self._seen(wanted)

    def _seen(self, tags: frozenset[str]) -> list[int] | None:
        return next((values for kept, values in self._kept if tags <= kept), None)

    def _found(self, tags: frozenset[str]) -> list[int] | None:
        """An assignment, from the relaxation as it was switched last, else from the engine."""
        program = self._whole.keeping(tags.__contains__)
        found = self._warm.minimum(self._lots, self._time.left(), self._time.watch)
        values = None if found is None else found[1]
        if values is None or not program.allows(values):
            answer = self._by.minimise(program, Quantity(), self._time.left(), watch=self._time.watch)
            values = answer.values
            if values is None or not program.allows(values):
                self.unanswered = answer.status is not Status.INFEASIBLE
                return None
        self._kept.append((self._whole.kept(values), values))
        return values
