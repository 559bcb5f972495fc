"""The wishes for an even average, settled after all tiers, each with its own search.

Every tier keeps its proven value, whatever the search gives.
"""

import time
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from cocau.constraints.kinds.even_average import EvenAverage
from cocau.constraints.model.selectors import Measure, Selector
from cocau.constraints.model.slate import Slate
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.quantity import Quantity
from cocau.solver.engines.engine import EngineAnswer, EngineStatus
from cocau.solver.engines.highs import StepLimitedEngine, StepLimitedHighs, StepLimits
from cocau.solver.model.program import STRUCTURAL, Program
from cocau.solver.model.slate_model import SlateModel
from cocau.solver.outcome import OutOfTime, SearchProgress, Solved, Tier
from cocau.solver.search.evenness.averages import Averages, AverageWindow, build_windows, get_divisor_ranges
from cocau.solver.search.evenness.window_search import (
    SearchOver,
    WidthQuestion,
    WidthSearch,
    has_fixed_lengths,
    restrict_width,
)
from cocau.solver.search.planning_task import PlanningTask


def list_wishes(book: Rulebook) -> tuple[EvenAverage, ...]:
    """List the wishes for an even average by priority, with those that ask for nothing."""
    wishes = (rule for rule in book.rules if isinstance(rule, EvenAverage))
    return tuple(sorted(wishes, key=lambda rule: (rule.priority or 0, rule.id)))


def add_open_wishes(task: PlanningTask, outcome: OutOfTime) -> OutOfTime:
    """Add tiers for wishes that the search did not come to: as on the slate, unproven."""
    known = {rule for tier in outcome.tiers for rule in tier.rules}
    lacking = [wish for wish in list_wishes(task.book) if wish.id not in known]
    if outcome.slate is None or not lacking:
        return outcome
    setting = AuditContext(task.request.council, task.request.pool, outcome.slate)
    more = tuple(Tier((wish.id,), wish.audit(setting).short, 0) for wish in lacking)
    return replace(outcome, tiers=(*outcome.tiers, *more))


def list_age_selectors(task: PlanningTask) -> tuple[Selector, ...]:
    """List what tells people of different ages apart, where a wish looks at ages."""
    if not any(wish.of is Measure.AGE and wish.within is not None for wish in list_wishes(task.book)):
        return ()
    day = task.request.council.election_day
    ages = sorted({person.age_on(day) for person in task.request.pool.people})
    return tuple(Selector(age_under=age) for age in ages[1:])


WISH_SECONDS = 30
"""The most wall-clock seconds for a wish; normally its steps are used up long before."""


def settle_wishes(
    task: PlanningTask, outcome: Solved, engine: StepLimitedEngine | None = None
) -> Solved | OutOfTime:
    """Settle the wishes for an even average; `OutOfTime` where one is left open."""
    if not list_wishes(task.book):
        return outcome
    return _Settling(task, outcome, StepLimitedHighs() if engine is None else engine).run()


class _Settling:
    """Settles wish after wish; `_hold_tiers` holds the proven tiers and wishes so far.

    `_exact`: no slate is lost by that.
    """

    def __init__(self, task: PlanningTask, outcome: Solved, engine: StepLimitedEngine) -> None:
        self._task, self._trier = task, engine
        self._tiers, self._slate = list(outcome.tiers), outcome.slate
        self._wishes = list_wishes(task.book)
        self._proven = outcome.tiers
        self._asking = [wish for wish in self._wishes if wish.within is not None]

    def run(self) -> Solved | OutOfTime:
        """Settle wish after wish."""
        if self._asking:
            self._model = SlateModel(self._task.request, self._task.book, apart=self._get_traits())
            self._coarse = _hold_tiers(self._task.model, self._proven)
            self._held = _hold_tiers(self._model, self._proven)
        self._exact = True
        for wish in self._wishes:
            self._tiers.append(Tier((wish.id,), 0, 0) if wish.within is None else self._settle(wish))
        unproven = next((tier.rules for tier in self._tiers if not tier.proven), None)
        if unproven is None:
            return Solved(self._slate, tuple(self._tiers))
        return OutOfTime(self._slate, tuple(self._tiers), unproven)

    def _settle(self, wish: EvenAverage) -> Tier:
        averages, bound = Averages(self._model, wish), wish.within or 0
        search = WidthSearch(averages.measure_difference_on(self._slate), bound)
        seconds = min(WISH_SECONDS, self._task.effort.left() / (len(self._asking) - self._asking.index(wish)))
        looked_at = _WatchedSearch(self, wish, averages, search, time.monotonic() + seconds)
        try:
            if not search.proven:
                search.run(self._build_question(looked_at))
        except SearchOver:
            pass  # what is known by then is the answer
        if search.values is not None:
            self._slate = self._model.build_slate(search.values)
        self._hold(wish, averages, max(search.upper, bound))
        return _build_tier(wish, search)

    def _build_question(self, looked_at: "_WatchedSearch") -> WidthQuestion:
        averages, seconds = looked_at.averages, looked_at.left()
        return WidthQuestion(
            averages=averages,
            windows=build_windows(self._task.model, self._coarse, looked_at.wish, seconds),
            held=self._held,
            exact=self._exact,
            drawn=_fix_council(self._model, self._held, self._slate),
            near=averages.get_mean(self._slate),
            seconds=seconds,
            ask=looked_at.ask,
        )

    def _hold(self, wish: EvenAverage, averages: Averages, width: int) -> None:
        """Keep the averages of a wish no further apart for those that come after it.

        Where lists have one length each, any window will do; else it is the one in which they are now.
        """
        if wish is self._asking[-1]:
            return
        numbers = get_divisor_ranges(self._task.model, self._coarse, wish, self._task.effort.left())
        if has_fixed_lengths(numbers):
            self._held = restrict_width(self._held, averages, numbers, width)
            return
        self._exact = False
        low = min(averages.get_averages(self._slate), default=Fraction(0))
        self._held = Program(self._held.lower, self._held.upper, [*self._held.rows])
        for row in averages.build_rows(AverageWindow.of(low, width)):
            self._held.add(STRUCTURAL, row)

    def _get_traits(self) -> dict[str, tuple[int, ...]]:
        """Return the numbers of each person that some wish looks at."""
        day = self._task.request.council.election_day
        people = self._task.request.pool.people
        return {p.id: tuple(wish.of.get_value(p, day) for wish in self._asking) for p in people}

    def probe(self, program: Program, objective: Quantity, limits: StepLimits) -> EngineAnswer:
        """Ask the engine."""
        return self._trier.probe(program, objective, limits)

    def report(self, tier: Tier, values: list[int] | None) -> bool:
        """Report how far one wish is, and a better slate; return whether to stop."""
        effort = self._task.effort
        if effort.on_progress is None:
            return False
        best = None
        if values is not None:
            so_far = OutOfTime(self._model.build_slate(values), (*self._tiers, tier), tier.rules)
            best = add_open_wishes(self._task, so_far)
        elapsed = self._task.request.seconds - effort.left()
        step, steps = len(self._tiers) + 1, len(self._proven) + len(self._wishes)
        return effort.on_progress(
            SearchProgress(step, steps, tier.rules, tier.value, tier.bound, elapsed, best)
        )


class _WatchedSearch:
    """The search for one wish, watched while an engine is at work, until its time is up."""

    def __init__(
        self, settling: _Settling, wish: EvenAverage, averages: Averages, search: WidthSearch, until: float
    ) -> None:
        self._settling, self._search, self._until = settling, search, until
        self.wish, self.averages = wish, averages
        self._told: list[int] | None = None
        self._stopped = False

    def ask(self, program: Program, objective: Quantity, steps: int) -> EngineAnswer:
        """Ask the engine; see `WidthQuestion.ask`.

        Raises:
            SearchOver: the time is up, or somebody asked to stop.
        """

        def watch(_value: int | None, _bound: int | None, found: list[int] | None = None, /) -> bool:
            if found is not None and program.allows(found):
                self._search.offer(found, self.averages)
            self._report()
            return self._stopped

        self._report()
        self._raise_if_over()
        answer = self._settling.probe(program, objective, StepLimits(steps, self.left(), watch))
        if answer.status is EngineStatus.STOPPED:
            self._raise_if_over()
        return answer

    def _raise_if_over(self) -> None:
        if self._stopped or self.left() <= 0:
            raise SearchOver

    def left(self) -> float:
        """Return the seconds left."""
        return self._until - time.monotonic()

    def _report(self) -> None:
        values = self._search.values
        news = None if values is self._told else values
        self._told = values
        self._stopped = self._stopped or self._settling.report(_build_tier(self.wish, self._search), news)


def _build_tier(wish: EvenAverage, search: WidthSearch) -> Tier:
    """Build the tier of a wish: hundredths by which it is missed, and at least must be."""
    bound = wish.within or 0
    return Tier((wish.id,), max(search.upper - bound, 0), max(search.lower - bound, 0))


def _hold_tiers(model: SlateModel, tiers: Iterable[Tier]) -> Program:
    program = model.program
    for tier in tiers:
        program = program.with_lock(model.objective(tier.rules), tier.value)
    return program


def _fix_council(model: SlateModel, program: Program, slate: Slate) -> Program:
    """Fix the intended council and its posts as they are on a slate."""
    lower, upper = [*program.lower], [*program.upper]
    deputies = {v: i in slate.deputies for i, v in model.people.deputy.items()}
    holders = {v: i in slate.posts.get(post, ()) for (i, post), v in model.people.holds.items()}
    for v, taken in (deputies | holders).items():
        lower[v] = upper[v] = int(taken)
    return Program(lower, upper, program.rows)
