"""Goals made small one after another, from values known beforehand: the best slate under one more demand.

What a program could not beat before, it cannot beat with one more row. So the values of a proven plan are
bounds here, and one relaxation with all of them held often answers at once: the demand costs nothing. Else
the relaxation descends anew, and integers are asked only where it does not come out whole; the proof is that
of `solver/solve.py`, bounds known beforehand being bounds like those of the relaxation.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cocau.constraints.quantity import Quantity
from cocau.solver.effort import Effort, TimeOver
from cocau.solver.engine import Answer, Engine, Status
from cocau.solver.kernel import Corner, least_near
from cocau.solver.program import Program, value_of
from cocau.solver.relaxation import Relaxation
from cocau.solver.solve import EngineErred

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
        self._corner: Corner | None = None

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
        if len(self._bounds) < len(self._goals):
            return False
        last, kept = self._goals[-1].quantity, self._bounds[:-1]
        status = self._close_by(last, kept)
        return (self._asked(kept, last) if status is Status.STOPPED else status) is Status.OPTIMAL

    def _close_by(self, last: Quantity, kept: Sequence[int]) -> Status:
        """Whether the least of the last goal was found close to the relaxation, and proven; or it stopped."""
        if self._corner is None:
            return Status.STOPPED
        held = self._holding(kept)
        return least_near(held, self._corner, last, lambda small: self._answer(small, last)).status

    def _relaxed(self, held: Sequence[int]) -> list[int] | None:
        """Bounds of the goals, and the assignment of the last one if it came out whole.

        Where the relaxation has no solution, or gives up, the bounds end.
        """
        relaxation = Relaxation(self._program)
        self._bounds, self._corner, whole = list(held), None, None
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
            self._corner = Corner.of(relaxation, found[0])
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
        answer = self._answer(self._holding(held), objective, self._best)
        if answer.status is Status.STOPPED:
            raise TimeOver
        return answer.status

    def _answer(self, program: Program, objective: Quantity, hint: list[int] | None = None) -> Answer:
        """What the engine answers; its assignment, of all the program or of less, is kept."""
        answer = self._engine.minimise(program, objective, self._left(), hint, self._effort.watch)
        if answer.values is not None and not program.allows(answer.values):
            raise EngineErred(self._engine.name)
        self._best = answer.values or self._best
        return answer

    def _holding(self, held: Sequence[int]) -> Program:
        """The program with the first goals at these values."""
        program = self._program
        for goal, value in zip(self._goals, held, strict=False):
            program = program.with_lock(goal.quantity, value)
        return program

    def _left(self) -> float:
        """Seconds left; raises when there are none."""
        self._effort.go_on()
        return self._effort.left()
