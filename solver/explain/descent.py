"""Goals made small one after another, from values known beforehand: the best slate under one more demand.

What a program could not beat before, it cannot beat with one more row. So the values of a proven plan are
bounds here, and one relaxation with all of them held often answers at once: the demand costs nothing. Else
the relaxation descends anew, and integers are asked only where it does not come out whole; the proof is that
of `solver/solve.py`, bounds known beforehand being bounds like those of the relaxation.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from constraints.quantity import Quantity
from solver.effort import Effort, TimeOver
from solver.engine import Engine, Status
from solver.program import Program, value_of
from solver.relaxation import Relaxation
from solver.solve import EngineErred

NOTHING = Quantity()


@dataclass(frozen=True)
class Goal:
    """What is to be small. `known`: nothing beats it while the goals before are at their known values."""

    quantity: Quantity
    known: int | None = None


@dataclass(frozen=True)
class Lowest:
    """Each goal at its least, given those before it, and an assignment that reaches them all."""

    reached: tuple[int, ...]
    values: list[int]


def lowest(program: Program, goals: Sequence[Goal], engine: Engine, effort: Effort) -> Lowest | None:
    """The lexicographic least of the goals, proven; None if the engine finds the program impossible.

    Goals with a known value come first.

    Raises:
        TimeOver: it was not proven in time.
        EngineErred: the engine's assignment breaks the program; ask another.
    """
    return _Descent(program, goals, engine, effort).run()


class _Descent:
    """`_settled` are proven values of the first goals, `_bounds` what nothing beats in the goals so far."""

    def __init__(self, program: Program, goals: Sequence[Goal], engine: Engine, effort: Effort) -> None:
        self._program, self._goals, self._engine, self._effort = program, goals, engine, effort
        self._known = [goal.known for goal in goals if goal.known is not None]
        self._settled: list[int] = []
        self._bounds: list[int] = []
        self._best: list[int] | None = None

    def run(self) -> Lowest | None:
        """Descend until every goal is proven."""
        reached = self._descended(self._known)
        if not reached and len(self._bounds) == len(self._known):  # the known ones cannot be held together
            reached = self._descended([])
        while not reached:
            if self._best is None and self._asked([], NOTHING) is Status.INFEASIBLE:
                return None
            self._settle()
            reached = self._descended(self._settled)
        values = self._best or []
        return Lowest(tuple(value_of(goal.quantity, values) for goal in self._goals), values)

    def _descended(self, held: Sequence[int]) -> bool:
        """Whether an assignment reaches all bounds of the relaxation that holds these values."""
        whole = self._relaxed(held)
        if whole is not None and self._program.allows(whole):
            self._best = whole
            return True
        complete = len(self._bounds) == len(self._goals)
        last = self._goals[-1].quantity
        return complete and self._asked(self._bounds[:-1], last) is Status.OPTIMAL

    def _relaxed(self, held: Sequence[int]) -> list[int] | None:
        """Bounds of the goals, and the assignment of the last one if it came out whole.

        Where the relaxation has no solution, or gives up, the bounds end.
        """
        relaxation = Relaxation(self._program)
        self._bounds, whole = list(held), None
        for goal, value in zip(self._goals, held, strict=False):
            relaxation.lock(goal.quantity, value)
        for goal in self._goals[len(held) :]:
            found = relaxation.minimum(goal.quantity, self._left(), self._effort.watch)
            if found is None:
                self._left()
                return None
            bound, whole = found
            if goal.known is not None and self._bounds == self._known[: len(self._bounds)]:
                bound = max(bound, goal.known)
            relaxation.lock(goal.quantity, bound)
            self._bounds.append(bound)
        return whole

    def _settle(self) -> None:
        """Settle the first goal whose bound cannot be reached, or the first of two, with integers.

        The known bounds are most likely reached: they are tried first, then the rest is bisected.
        """
        reached, beyond = len(self._settled), min(len(self._bounds) + 1, len(self._goals))
        if len(self._bounds) == len(self._goals):
            beyond -= 1  # the bounds of all goals but the last were tried
        known = len(self._known)
        if reached < known < beyond and self._bounds[:known] == self._known:
            if self._settled_behind(known):
                return
            beyond = known
        while beyond - reached > 2:  # noqa: PLR2004  # of two goals the first is minimised at once
            middle = (reached + beyond) // 2
            if self._asked(self._bounds[:middle], NOTHING) is Status.INFEASIBLE:
                beyond = middle
            else:
                reached = middle
        self._settled_behind(reached)

    def _settled_behind(self, reached: int) -> bool:
        """Whether the first so many bounds can be reached; the goal behind them is settled then."""
        goal = self._goals[reached].quantity
        if self._asked(self._bounds[:reached], goal) is Status.INFEASIBLE:
            return False
        self._settled = [*self._bounds[:reached], value_of(goal, self._best or [])]
        return True

    def _asked(self, held: Sequence[int], objective: Quantity) -> Status:
        """Minimise with integers, the first goals held; keep the assignment."""
        program = self._program
        for goal, value in zip(self._goals, held, strict=False):
            program = program.with_lock(goal.quantity, value)
        answer = self._engine.minimise(program, objective, self._left(), self._best, self._effort.watch)
        if answer.values is not None and not program.allows(answer.values):
            raise EngineErred(self._engine.name)
        if answer.status is Status.STOPPED:
            raise TimeOver
        self._best = answer.values or self._best
        return answer.status

    def _left(self) -> float:
        """Seconds left; raises when there are none."""
        self._effort.go_on()
        return self._effort.left()
