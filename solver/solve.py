"""Tier after tier: musts kept, each tier of aims at its proven least shortfall, then a lot.

The relaxation descends through all tiers first, each tier held at the bound it proves, and draws the lots of
people. What came out fractional is solved with integers: close to the relaxation where that proves it
(`kernel.py`), else in the whole program. A slate that reaches all bounds proves every tier at once. Where
there is none, the first tier whose bound cannot be reached is found by bisection, solved with integers, and
the descent goes on behind it. Last, the same people's constituencies are drawn by lot.
"""

import time
from collections.abc import Sequence
from itertools import chain, repeat

from cocau.constraints.quantity import Quantity
from cocau.constraints.rule import Rule, Strength
from cocau.constraints.slate import Slate
from cocau.solver.engine import Answer, Engine, Status, Watch
from cocau.solver.kernel import Corner, found_near, least_near
from cocau.solver.lead import Lead
from cocau.solver.model import SlateModel
from cocau.solver.outcome import Impossible, OnProgress, Outcome, OutOfTime, Progress, Solved, Tier
from cocau.solver.program import Program, value_of
from cocau.solver.relaxation import Relaxation

NOTHING = Quantity()

PATIENCE = 1.0
"""Seconds after which a search that has met no slate looks for one before it goes on."""


class EngineErred(Exception):
    """An engine's assignment breaks the program it was given; another engine has to be asked."""


def tiers_of(rules: Sequence[Rule]) -> list[tuple[str, ...]]:
    """Ids of the aims, those of one priority together, the first priority first.

    Without those that come after all others: see `solver.evenness`.
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
) -> Outcome:
    """The best slate, proven tier by tier.

    Raises:
        EngineErred: see there.
    """
    tiers = [*((moves,) for moves in model.moves), *tiers_of(rules)]
    return _Descent(model, tiers, engine, seconds, on_progress).run()


class _TimeOver(Exception):
    """The deadline has passed, or somebody asked to stop."""


class _Descent:
    """One descent. `_settled` are the proven values of the first tiers, `_bounds` hopes for the next ones.

    `_bounding`: an engine is raising the only one of `_bounds` as it searches.
    """

    def __init__(
        self,
        model: SlateModel,
        tiers: list[tuple[str, ...]],
        engine: Engine,
        seconds: float,
        on_progress: OnProgress | None,
    ) -> None:
        self._model, self._engine, self._on_progress = model, engine, on_progress
        self._tiers = tiers
        self._objectives = [model.objective(tier) for tier in tiers]
        self._start = time.monotonic()
        self._deadline = self._start + seconds
        self._settled: list[int] = []
        self._bounds: list[int] = []
        self._best: list[int] | None = None
        self._bounding = False
        self._lead = Lead(model, self._objectives)

    def run(self) -> Outcome:
        """Descend until every tier is proven."""
        try:
            relaxation = Relaxation(self._model.program)
            while not (self._descended(relaxation) and self._drawn(relaxation)):
                if self._ruled_out(relaxation) or not self._settle_first_unreached():
                    return Impossible()
                relaxation = self._settled_relaxation()
            self._settled += self._bounds
        except _TimeOver:
            return self._out_of_time()
        pairs = zip(self._tiers, self._settled, strict=True)
        return Solved(self._slate(), tuple(Tier(rules, value, value) for rules, value in pairs))

    def _ruled_out(self, relaxation: Relaxation) -> bool:
        """Whether the relaxation proved that there is no slate at all; under a lock it would not say so."""
        return not self._settled and not self._bounds and relaxation.proof() is not None

    def _descended(self, relaxation: Relaxation) -> bool:
        """Bounds of the open tiers, each held; they end before a tier on which the relaxation gives up."""
        self._bounds = []
        for step in range(len(self._settled), len(self._tiers)):
            if time.monotonic() - self._start >= PATIENCE and not self._lead.any:
                self._look_for_one(relaxation, step)
            found = relaxation.minimum(self._objectives[step], self._left(), self._watch(step))
            if found is not None and found[1] is not None:
                self._lead.found(found[1])
            self._report(step, None if found is None else found[0])
            if found is None:
                return False
            relaxation.lock(self._objectives[step], found[0])
            self._bounds.append(found[0])
        return True

    def _look_for_one(self, relaxation: Relaxation, step: int) -> None:
        """A slate to show, or to be stopped with, in a search that takes long: the first one close by."""
        found = relaxation.minimum(self._model.people.lots, self._left(), self._watch(step))
        if found is not None:
            held = self._held([*self._settled, *self._bounds])
            watch = self._watch(step)

            def any_of(rest: Program) -> Answer:
                return self._engine.minimise(
                    rest, NOTHING, self._left(), None, lambda v, b, _=None: watch(v, b)
                )

            values = found_near(held, Corner.of(relaxation, found[0]), any_of)
            if values is not None:
                self._take(values)

    def _drawn(self, relaxation: Relaxation) -> bool:
        """People and their places by lot among the slates that reach all bounds; whether there are any."""
        lots, last = self._model.people.lots, len(self._tiers)
        held = self._held([*self._settled, *self._bounds])
        found = relaxation.minimum(lots, self._left(), self._watch(last))
        corner = None if found is None else Corner.of(relaxation, found[0])
        people = list(self._model.people.everything())
        if corner is not None and corner.whole(people) and self._seated(relaxation, held, corner.rounded):
            return True
        if not (corner is not None and self._near(held, corner)) and (
            self._solved(held, lots, last) is Status.INFEASIBLE
        ):
            return False
        return self._seated(relaxation, held, self._best or [])

    def _near(self, held: Program, corner: Corner) -> bool:
        """Whether lots were drawn close to the relaxation, and proven."""
        lots, watch = self._model.people.lots, self._watch(len(self._tiers))

        def minimise(program: Program) -> Answer:
            return self._engine.minimise(program, lots, self._left(), None, watch)

        answer = least_near(held, corner, lots, minimise)
        self._keep(held, answer)
        return answer.status is Status.OPTIMAL

    def _seated(self, relaxation: Relaxation, held: Program, values: list[int]) -> bool:
        """The people of an assignment, their constituencies by lot among the seatings that are as good."""
        people = list(self._model.people.everything())
        relaxation.fix(people, [values[v] for v in people])
        lots, last = self._model.places.lots, len(self._tiers)
        program = self._model.with_people_of(held, values)
        whole = relaxation.minimum(lots, self._left(), self._watch(last))
        if whole is not None and whole[1] is not None and program.allows(whole[1]):
            self._take(whole[1])
            return True
        return self._solved(program, lots, last) is Status.OPTIMAL

    def _settled_relaxation(self) -> Relaxation:
        """A relaxation that holds the settled tiers at their values."""
        relaxation = Relaxation(self._model.program)
        for objective, value in zip(self._objectives, self._settled, strict=False):
            relaxation.lock(objective, value)
        return relaxation

    def _settle_first_unreached(self) -> bool:
        """Bisect for the bounds that can be reached together; solve the tier behind them with integers.

        Whether there is a slate at all.
        """
        if self._best is None and self._integers([], NOTHING) is Status.INFEASIBLE:
            return False
        reached, beyond = 0, len(self._bounds)
        if len(self._settled) + beyond < len(self._tiers):
            beyond += 1
        while beyond - reached > 1:
            middle = (reached + beyond) // 2
            if self._integers(self._bounds[:middle], NOTHING) is Status.INFEASIBLE:
                beyond = middle
            else:
                reached = middle
        least = self._bounds[reached] + 1 if reached < len(self._bounds) else 0
        self._settled += self._bounds[:reached]
        objective = self._objectives[len(self._settled)]
        self._bounds, self._bounding = [least], True
        self._integers([], objective)
        self._bounds, self._bounding = [], False
        self._settled.append(value_of(objective, self._best or []))
        return True

    def _integers(self, hopes: Sequence[int], objective: Quantity) -> Status:
        """Minimise with integers, the settled tiers and these hopes held; keep what was found."""
        values = [*self._settled, *hopes]
        return self._solved(self._held(values), objective, len(values))

    def _solved(self, program: Program, objective: Quantity, step: int) -> Status:
        answer = self._engine.minimise(program, objective, self._left(), self._best, self._watch(step))
        self._keep(program, answer)
        if answer.status is Status.STOPPED:
            raise _TimeOver
        return answer.status

    def _keep(self, program: Program, answer: Answer) -> None:
        if answer.values is not None:
            if not program.allows(answer.values):
                raise EngineErred(self._engine.name)
            self._take(answer.values)

    def _take(self, values: list[int]) -> None:
        """Go on from an assignment that the program allows."""
        self._best = self._model.tightened(values)
        self._lead.found(values)

    def _held(self, values: Sequence[int]) -> Program:
        program = self._model.program
        for objective, value in zip(self._objectives, values, strict=False):
            program = program.with_lock(objective, value)
        return program

    def _out_of_time(self) -> OutOfTime:
        """The best of all that was found, which need not be what the search went on from."""
        self._lead.weighed()
        return self._so_far()

    def _so_far(self) -> OutOfTime:
        """The best so far, each tier with what was proven of it.

        A bound holds where the tiers before it are at theirs: behind the first open tier nothing is known.
        """
        best = self._lead.values
        if best is None:
            return OutOfTime(None, (), self._tiers[0] if self._tiers else ())
        known = chain(self._settled, self._bounds, repeat(0))
        tiers: list[Tier] = []
        for rules, value, bound in zip(self._tiers, self._lead.reached, known, strict=False):
            tiers.append(Tier(rules, value, bound if all(tier.proven for tier in tiers) else 0))
        unproven = (tier.rules for tier in tiers if not tier.proven)
        return OutOfTime(self._model.slate(best), tuple(tiers), next(unproven, ()))

    def _slate(self) -> Slate:
        if self._best is None:
            raise AssertionError("a search that found a slate has an assignment")
        return self._model.slate(self._best)

    def _left(self) -> float:
        """Seconds left; raises when there are none."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise _TimeOver
        return left

    def _watch(self, step: int) -> Watch:
        """Always there: an engine that is looked at may take another path than one that is not."""
        return lambda value, bound, found=None: self._tell(step, value, bound, found)

    def _report(self, step: int, bound: int | None) -> None:
        if self._on_progress is not None and self._tell(step, None, bound):
            raise _TimeOver

    def _tell(self, step: int, value: int | None, bound: int | None, found: list[int] | None = None) -> bool:
        if found is not None:
            self._lead.found(found)
        if self._bounding and bound is not None:
            self._bounds = [max(bound, *self._bounds)]
        if self._on_progress is None:
            return False
        rules = self._tiers[step] if step < len(self._tiers) else ()
        elapsed = time.monotonic() - self._start
        steps = len(self._tiers)
        best = self._so_far() if self._lead.news(elapsed) else None
        return self._on_progress(Progress(min(step + 1, steps), steps, rules, value, bound, elapsed, best))
