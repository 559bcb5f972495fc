"""Lexicographic minimisation of goals, some with values known from a proven plan.

What a program could not beat before, it cannot beat with one more row. So the values of
a proven plan are bounds, and one relaxation that holds them all often answers at once:
the demand costs nothing. Otherwise the relaxation descends again, and integers are
searched only where it is fractional. The proof is the planner's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.engines.engine import Engine, EngineAnswer, EngineStatus
from cocau.solver.engines.relaxation import LinearRelaxation
from cocau.solver.model.program import Program, evaluate
from cocau.solver.search.kernel_search import LpOptimum, minimise_near
from cocau.solver.search.lexicographic import EngineError
from cocau.solver.time_budget import TimeBudget, TimeOver

NO_OBJECTIVE = Quantity()


@dataclass(frozen=True)
class Goal:
    """A quantity to be minimised.

    `known`: nothing beats this value while the goals before are at their known values.
    """

    quantity: Quantity
    known: int | None = None


@dataclass(frozen=True)
class LexicographicMinimum:
    """The minimum of each goal, given those before it, and an assignment with them all."""

    reached: tuple[int, ...]
    values: list[int]


def minimise_in_order(
    program: Program, goals: Sequence[Goal], engine: Engine, effort: TimeBudget
) -> LexicographicMinimum | None:
    """Minimise the goals in their order, with proof; None if the program is impossible.

    Goals with a known value come first.

    Raises:
        TimeOver: it was not proven in time.
        EngineError: the engine's assignment breaks the program; ask another engine.
    """
    return _Descent(program, goals, engine, effort).run()


class _Descent:
    """One lexicographic minimisation.

    `_settled` are proven values of the first goals, `_bounds` what nothing beats in the goals so far.
    """

    def __init__(self, program: Program, goals: Sequence[Goal], engine: Engine, effort: TimeBudget) -> None:
        self._program, self._goals, self._engine, self._effort = program, goals, engine, effort
        self._known = [goal.known for goal in goals if goal.known is not None]
        self._settled: list[int] = []
        self._bounds: list[int] = []
        self._best: list[int] | None = None
        self._corner: LpOptimum | None = None

    def run(self) -> LexicographicMinimum | None:
        """Descend until every goal is proven."""
        reached = self._descend(self._known)
        if not reached and len(self._bounds) == len(self._known):  # the known ones cannot be held together
            reached = self._descend([])
        while not reached:
            if self._best is None and self._minimise_integers([], NO_OBJECTIVE) is EngineStatus.INFEASIBLE:
                return None
            self._settle()
            reached = self._descend(self._settled)
        values = self._best or []
        return LexicographicMinimum(tuple(evaluate(goal.quantity, values) for goal in self._goals), values)

    def _descend(self, held: Sequence[int]) -> bool:
        """Return whether an assignment reaches the bounds of a relaxation with these values held."""
        whole = self._solve_relaxation(held)
        if whole is not None and self._program.allows(whole):
            self._best = whole
            return True
        if len(self._bounds) < len(self._goals):
            return False
        last, kept = self._goals[-1].quantity, self._bounds[:-1]
        status = self._search_close_by(last, kept)
        return (
            self._minimise_integers(kept, last) if status is EngineStatus.STOPPED else status
        ) is EngineStatus.OPTIMAL

    def _search_close_by(self, last: Quantity, kept: Sequence[int]) -> EngineStatus:
        """Minimise the last goal close to the relaxation's optimum.

        `OPTIMAL`: found and proven; `STOPPED`: not.
        """
        if self._corner is None:
            return EngineStatus.STOPPED
        held = self._hold_goals(kept)
        ask = partial(self._ask_engine, last, near=True)
        return minimise_near(held, self._corner, last, ask).status

    def _solve_relaxation(self, held: Sequence[int]) -> list[int] | None:
        """Compute the goals' bounds, and return the last assignment if it came out whole.

        Where the relaxation has no solution, or gives up, the bounds end.
        """
        relaxation = LinearRelaxation(self._program)
        self._bounds, self._corner, whole = list(held), None, None
        for goal, value in zip(self._goals, held, strict=False):
            relaxation.lock(goal.quantity, value)
        for goal in self._goals[len(held) :]:
            found = relaxation.minimum(goal.quantity, self._get_seconds_left(), self._effort.watch)
            if found is None:
                self._get_seconds_left()
                return None
            bound, whole = found
            if goal.known is not None and self._bounds == self._known[: len(self._bounds)]:
                bound = max(bound, goal.known)
            relaxation.lock(goal.quantity, bound)
            self._bounds.append(bound)
            self._corner = LpOptimum.of(relaxation, found[0])
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
            if self._settle_behind(known):
                return
            beyond = known
        while beyond - reached > 2:  # noqa: PLR2004  # of two goals the first is minimised at once
            middle = (reached + beyond) // 2
            if self._minimise_integers(self._bounds[:middle], NO_OBJECTIVE) is EngineStatus.INFEASIBLE:
                beyond = middle
            else:
                reached = middle
        self._settle_behind(reached)

    def _settle_behind(self, reached: int) -> bool:
        """Settle the goal behind these bounds; return whether the bounds can be reached."""
        goal = self._goals[reached].quantity
        if self._minimise_integers(self._bounds[:reached], goal) is EngineStatus.INFEASIBLE:
            return False
        self._settled = [*self._bounds[:reached], evaluate(goal, self._best or [])]
        return True

    def _minimise_integers(self, held: Sequence[int], objective: Quantity) -> EngineStatus:
        """Minimise with integers while the first goals are held, and keep the assignment."""
        answer = self._ask_engine(objective, self._hold_goals(held), self._best)
        if answer.status is EngineStatus.STOPPED:
            raise TimeOver
        return answer.status

    def _ask_engine(
        self, objective: Quantity, program: Program, hint: list[int] | None, *, near: bool = False
    ) -> EngineAnswer:
        """Ask the engine for a minimum, and keep its assignment, whole or part of a search."""
        left, watch = self._get_seconds_left(), self._effort.watch
        answer = self._engine.minimise(program, objective, left, hint, watch, near=near)
        if answer.values is not None and not program.allows(answer.values):
            raise EngineError(self._engine.name)
        self._best = answer.values or self._best
        return answer

    def _hold_goals(self, held: Sequence[int]) -> Program:
        """Return the program with the first goals held at these values."""
        program = self._program
        for goal, value in zip(self._goals, held, strict=False):
            program = program.with_lock(goal.quantity, value)
        return program

    def _get_seconds_left(self) -> float:
        """Return the seconds left; raise `TimeOver` when there are none."""
        self._effort.raise_if_over()
        return self._effort.left()
