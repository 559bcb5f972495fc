"""Lexicographic search: musts kept, each tier at its proven least shortfall, then a lot.

First the relaxation descends through all tiers, holding each at the bound it proves,
and draws the lots of people. Fractional results are solved with integers: close to the
relaxation if that proves them (`kernel_search.py`), else in the whole program. A slate
that reaches all bounds proves every tier at once.

Without such a slate, bisection finds the first tier whose bound cannot be reached; it
is solved with integers, and the descent continues after it. Last, constituencies are
drawn by lot for the same people. The incumbent, the best assignment so far, is reported
from time to time and kept in case the search is stopped.
"""

import time
from collections.abc import Sequence
from itertools import chain, repeat

from cocau.constraints.model.slate import Slate
from cocau.constraints.rules.quantity import Quantity
from cocau.constraints.rules.rule import Rule, Strength
from cocau.solver.engines.engine import Engine, EngineAnswer, EngineStatus, Watch
from cocau.solver.engines.relaxation import LinearRelaxation
from cocau.solver.model.program import Program, evaluate
from cocau.solver.model.slate_model import SlateModel
from cocau.solver.outcome import (
    Impossible,
    OnProgress,
    OutOfTime,
    SearchOutcome,
    SearchProgress,
    Solved,
    Tier,
)
from cocau.solver.search.kernel_search import LpOptimum, find_near, minimise_near

REPORT_INTERVAL = 0.25
"""The least seconds between two reports of a best slate, and before the first."""


class Incumbent:
    """The best assignment so far, weighed tier by tier, but not before somebody asks for it.

    An engine finds many assignments on its way; only few of them are ever asked for.
    """

    def __init__(self, model: SlateModel, objectives: Sequence[Quantity]) -> None:
        self._model, self._objectives = model, objectives
        self._found: list[list[int]] = []
        self._next = REPORT_INTERVAL
        self.values: list[int] | None = None
        self.reached: tuple[int, ...] = ()

    @property
    def has_any(self) -> bool:
        """Return whether anything was found, weighed or not."""
        return bool(self._found) or self.values is not None

    def add(self, values: list[int]) -> None:
        """Add an assignment of an engine; whether it is valid is seen when it is weighed."""
        self._found.append(values)

    def has_news(self, elapsed: float) -> bool:
        """Return whether there is a better one now than was reported before.

        `elapsed`: seconds after the start.
        """
        if elapsed < self._next or not self._found:
            return False
        self._next = elapsed + REPORT_INTERVAL
        return self.weigh_found()

    def weigh_found(self) -> bool:
        """Weigh all that was found; return whether one is better by the first tier that differs."""
        found, self._found = self._found, []
        before = self.values
        for values in found:
            if self._model.program.allows(values):
                tight = self._model.tighten_slacks(values)
                reached = tuple(evaluate(objective, tight) for objective in self._objectives)
                if self.values is None or reached < self.reached:
                    self.values, self.reached = tight, reached
        return self.values is not before


NO_OBJECTIVE = Quantity()

PATIENCE = 1.0
"""Seconds after which a search that has met no slate looks for one before it goes on."""


class EngineError(Exception):
    """An engine's assignment breaks the program it was given; another engine has to be asked."""


def get_tiers(rules: Sequence[Rule]) -> list[tuple[str, ...]]:
    """Return the ids of the aims by tier, the first tier first; a priority is a tier.

    Without those that come after all others: see `cocau.solver.search.evenness`.
    """
    by_priority: dict[int, list[str]] = {}
    for rule in rules:
        if rule.strength is Strength.AIM and rule.priority is not None and not rule.after_all:
            by_priority.setdefault(rule.priority, []).append(rule.id)
    return [tuple(by_priority[p]) for p in sorted(by_priority)]


def solve(
    model: SlateModel,
    rules: Sequence[Rule],
    engine: Engine,
    seconds: float,
    on_progress: OnProgress | None = None,
    *,
    draws: bool = True,
) -> SearchOutcome:
    """Find the best slate, proven tier by tier.

    `draws`: of the slates that reach all tiers the one of the least lots; else any of them.

    Raises:
        EngineError: an engine's assignment breaks the program; ask another engine.
    """
    tiers = [*((moves,) for moves in model.moves), *get_tiers(rules)]
    return _Descent(model, tiers, engine, seconds, on_progress, draws=draws).run()


class _TimeOver(Exception):
    """The deadline has passed, or somebody asked to stop."""


class _Descent:
    """One descent; `_settled`: proven values of the first tiers, `_bounds`: hopes for others.

    `_bounding`: an engine is raising the only one of `_bounds` as it searches.
    """

    def __init__(
        self,
        model: SlateModel,
        tiers: list[tuple[str, ...]],
        engine: Engine,
        seconds: float,
        on_progress: OnProgress | None,
        *,
        draws: bool = True,
    ) -> None:
        self._model, self._engine, self._on_progress = model, engine, on_progress
        self._draws = draws
        self._tiers = tiers
        self._objectives = [model.objective(tier) for tier in tiers]
        self._start = time.monotonic()
        self._deadline = self._start + seconds
        self._settled: list[int] = []
        self._bounds: list[int] = []
        self._best: list[int] | None = None
        self._bounding = False
        self._incumbent = Incumbent(model, self._objectives)

    def run(self) -> SearchOutcome:
        """Descend until every tier is proven."""
        try:
            relaxation = LinearRelaxation(self._model.program)
            while not (self._descend(relaxation) and self._draw_people(relaxation)):
                if self._is_ruled_out(relaxation) or not self._settle_first_unreached():
                    return Impossible()
                relaxation = self._build_settled_relaxation()
            self._settled += self._bounds
        except _TimeOver:
            return self._end_out_of_time()
        pairs = zip(self._tiers, self._settled, strict=True)
        return Solved(self._get_slate(), tuple(Tier(rules, value, value) for rules, value in pairs))

    def _is_ruled_out(self, relaxation: LinearRelaxation) -> bool:
        """Return whether the relaxation proved that no slate exists; never under a lock."""
        return not self._settled and not self._bounds and relaxation.proof() is not None

    def _descend(self, relaxation: LinearRelaxation) -> bool:
        """Bound the open tiers, each held, up to one on which the relaxation gives up."""
        self._bounds = []
        for step in range(len(self._settled), len(self._tiers)):
            if time.monotonic() - self._start >= PATIENCE and not self._incumbent.has_any:
                self._look_for_one(relaxation, step)
            found = relaxation.minimum(
                self._objectives[step], self._get_seconds_left(), self._build_watch(step)
            )
            if found is not None and found[1] is not None:
                self._incumbent.add(found[1])
            self._report(step, None if found is None else found[0])
            if found is None:
                return False
            relaxation.lock(self._objectives[step], found[0])
            self._bounds.append(found[0])
        return True

    def _look_for_one(self, relaxation: LinearRelaxation, step: int) -> None:
        """Look close by for a first slate to show, or to stop with, in a long search."""
        found = relaxation.minimum(self._model.people.lots, self._get_seconds_left(), self._build_watch(step))
        if found is not None:
            held = self._hold_tiers([*self._settled, *self._bounds])
            self._take_near(held, LpOptimum.of(relaxation, found[0]), step)

    def _take_near(self, held: Program, corner: LpOptimum, step: int) -> bool:
        """Take any assignment close to the relaxation; return whether there is one."""
        watch = self._build_watch(step)

        def any_of(rest: Program) -> EngineAnswer:
            return self._engine.minimise(
                rest, NO_OBJECTIVE, self._get_seconds_left(), None, lambda v, b, _=None: watch(v, b)
            )

        values = find_near(held, corner, any_of)
        if values is not None:
            self._take(values)
        return values is not None

    def _draw_people(self, relaxation: LinearRelaxation) -> bool:
        """Draw people and their places by lot among the slates that reach all bounds.

        Return whether there are any.
        """
        lots, last = self._model.people.lots, len(self._tiers)
        held = self._hold_tiers([*self._settled, *self._bounds])
        found = relaxation.minimum(lots, self._get_seconds_left(), self._build_watch(last))
        corner = None if found is None else LpOptimum.of(relaxation, found[0])
        if not self._draws:
            return self._reach_bounds(held, corner)
        people = list(self._model.people.list_variables())
        if (
            corner is not None
            and corner.is_whole(people)
            and self._draw_seats(relaxation, held, corner.rounded)
        ):
            return True
        if not (corner is not None and self._draw_near(held, corner)) and (
            self._solve_program(held, lots, last) is EngineStatus.INFEASIBLE
        ):
            return False
        return self._draw_seats(relaxation, held, self._best or [])

    def _reach_bounds(self, held: Program, corner: LpOptimum | None) -> bool:
        """Find any slate that reaches all bounds; return whether there is one."""
        if corner is not None and held.allows(corner.rounded):
            self._take(corner.rounded)
            return True
        step = len(self._tiers)
        if corner is not None and self._take_near(held, corner, step):
            return True
        return self._solve_program(held, NO_OBJECTIVE, step) is not EngineStatus.INFEASIBLE

    def _draw_near(self, held: Program, corner: LpOptimum) -> bool:
        """Draw lots close to the relaxation; return whether the result is proven."""
        lots, watch = self._model.people.lots, self._build_watch(len(self._tiers))

        def minimise(program: Program, hint: list[int] | None) -> EngineAnswer:
            return self._engine.minimise(program, lots, self._get_seconds_left(), hint, watch, near=True)

        answer = minimise_near(held, corner, lots, minimise)
        self._keep(held, answer)
        return answer.status is EngineStatus.OPTIMAL

    def _draw_seats(self, relaxation: LinearRelaxation, held: Program, values: list[int]) -> bool:
        """Draw constituencies for the people of an assignment, among seatings as good."""
        people = list(self._model.people.list_variables())
        relaxation.fix(people, [values[v] for v in people])
        lots, last = self._model.places.lots, len(self._tiers)
        program = self._model.with_people_fixed(held, values)
        whole = relaxation.minimum(lots, self._get_seconds_left(), self._build_watch(last))
        if whole is not None and whole[1] is not None and program.allows(whole[1]):
            self._take(whole[1])
            return True
        return self._solve_program(program, lots, last) is EngineStatus.OPTIMAL

    def _build_settled_relaxation(self) -> LinearRelaxation:
        """Build a relaxation that holds the settled tiers at their values."""
        relaxation = LinearRelaxation(self._model.program)
        for objective, value in zip(self._objectives, self._settled, strict=False):
            relaxation.lock(objective, value)
        return relaxation

    def _settle_first_unreached(self) -> bool:
        """Bisect for the bounds that can be reached together; solve the next tier with integers.

        Return whether there is a slate at all.
        """
        if self._best is None and self._solve_integers([], NO_OBJECTIVE) is EngineStatus.INFEASIBLE:
            return False
        reached, beyond = 0, len(self._bounds)
        if len(self._settled) + beyond < len(self._tiers):
            beyond += 1
        while beyond - reached > 1:
            middle = (reached + beyond) // 2
            if self._solve_integers(self._bounds[:middle], NO_OBJECTIVE) is EngineStatus.INFEASIBLE:
                beyond = middle
            else:
                reached = middle
        least = self._bounds[reached] + 1 if reached < len(self._bounds) else 0
        self._settled += self._bounds[:reached]
        objective = self._objectives[len(self._settled)]
        self._bounds, self._bounding = [least], True
        self._solve_integers([], objective)
        self._bounds, self._bounding = [], False
        self._settled.append(evaluate(objective, self._best or []))
        return True

    def _solve_integers(self, hopes: Sequence[int], objective: Quantity) -> EngineStatus:
        """Minimise with integers, the settled tiers and these hopes held; keep what was found."""
        values = [*self._settled, *hopes]
        return self._solve_program(self._hold_tiers(values), objective, len(values))

    def _solve_program(self, program: Program, objective: Quantity, step: int) -> EngineStatus:
        answer = self._engine.minimise(
            program, objective, self._get_seconds_left(), self._best, self._build_watch(step)
        )
        self._keep(program, answer)
        if answer.status is EngineStatus.STOPPED:
            raise _TimeOver
        return answer.status

    def _keep(self, program: Program, answer: EngineAnswer) -> None:
        if answer.values is not None:
            if not program.allows(answer.values):
                raise EngineError(self._engine.name)
            self._take(answer.values)

    def _take(self, values: list[int]) -> None:
        """Go on from an assignment that the program allows."""
        self._best = self._model.tighten_slacks(values)
        self._incumbent.add(values)

    def _hold_tiers(self, values: Sequence[int]) -> Program:
        program = self._model.program
        for objective, value in zip(self._objectives, values, strict=False):
            program = program.with_lock(objective, value)
        return program

    def _end_out_of_time(self) -> OutOfTime:
        """Return the best found, which need not be what the search went on from."""
        self._incumbent.weigh_found()
        return self._so_far()

    def _so_far(self) -> OutOfTime:
        """Return the best so far, each tier with what was proven of it.

        A bound holds where the tiers before it are at theirs: behind the first open tier nothing is known.
        """
        best = self._incumbent.values
        if best is None:
            return OutOfTime(None, (), self._tiers[0] if self._tiers else ())
        known = chain(self._settled, self._bounds, repeat(0))
        tiers: list[Tier] = []
        for rules, value, bound in zip(self._tiers, self._incumbent.reached, known, strict=False):
            tiers.append(Tier(rules, value, bound if all(tier.proven for tier in tiers) else 0))
        unproven = (tier.rules for tier in tiers if not tier.proven)
        return OutOfTime(self._model.build_slate(best), tuple(tiers), next(unproven, ()))

    def _get_slate(self) -> Slate:
        if self._best is None:
            raise AssertionError("a search that found a slate has an assignment")
        return self._model.build_slate(self._best)

    def _get_seconds_left(self) -> float:
        """Return the seconds left; raise when there are none."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise _TimeOver
        return left

    def _build_watch(self, step: int) -> Watch:
        """Return a watch for an engine.

        There always is one, since a watched engine may search differently from an unwatched one.
        """
        return lambda value, bound, found=None: self._report_found(step, value, bound, found)

    def _report(self, step: int, bound: int | None) -> None:
        if self._on_progress is not None and self._report_found(step, None, bound):
            raise _TimeOver

    def _report_found(
        self, step: int, value: int | None, bound: int | None, found: list[int] | None = None
    ) -> bool:
        if found is not None:
            self._incumbent.add(found)
        if self._bounding and bound is not None:
            self._bounds = [max(bound, *self._bounds)]
        if self._on_progress is None:
            return False
        rules = self._tiers[step] if step < len(self._tiers) else ()
        elapsed = time.monotonic() - self._start
        steps = len(self._tiers)
        best = self._so_far() if self._incumbent.has_news(elapsed) else None
        return self._on_progress(
            SearchProgress(min(step + 1, steps), steps, rules, value, bound, elapsed, best)
        )
