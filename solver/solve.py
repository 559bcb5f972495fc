"""Tier after tier: musts kept, each tier of aims at its proven least shortfall, then the lot."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from constraints.quantity import Quantity
from constraints.rule import Rule, Strength
from constraints.slate import Slate
from solver.engine import Engine, Session, Status
from solver.lots import lots
from solver.model import SlateModel
from solver.program import value_of

LOT = "lot"


@dataclass(frozen=True)
class Tier:
    """Aims of one priority. `value`: their least shortfall together; `bound`: proven impossible to beat."""

    rules: tuple[str, ...]
    value: int
    bound: int

    @property
    def proven(self) -> bool:
        """Whether nothing better exists."""
        return self.value == self.bound


@dataclass(frozen=True)
class Progress:
    """Where a search stands: tier `step` of `steps`, its best value and bound so far, seconds since start."""

    step: int
    steps: int
    rules: tuple[str, ...]
    value: int | None
    bound: int | None
    elapsed: float


OnProgress = Callable[[Progress], bool]
"""Told of progress; answers whether to stop."""


@dataclass(frozen=True)
class Solved:
    """Every tier proven."""

    slate: Slate
    tiers: tuple[Tier, ...]
    values: Sequence[int] = field(repr=False)


@dataclass(frozen=True)
class Impossible:
    """The musts cannot hold together; `solver.conflict` says which."""


@dataclass(frozen=True)
class OutOfTime:
    """Time ran out, or somebody stopped the search: the best slate so far, if any, and the open tier."""

    slate: Slate | None
    tiers: tuple[Tier, ...]
    open_tier: tuple[str, ...]


Outcome = Solved | Impossible | OutOfTime


def tiers_of(rules: Sequence[Rule]) -> list[tuple[str, ...]]:
    """Ids of the aims, those of one priority together, the first priority first."""
    by_priority: dict[int, list[str]] = {}
    for rule in rules:
        if rule.strength is Strength.AIM and rule.priority is not None:
            by_priority.setdefault(rule.priority, []).append(rule.id)
    return [tuple(by_priority[p]) for p in sorted(by_priority)]


def solve(
    model: SlateModel,
    rules: Sequence[Rule],
    engine: Engine,
    seconds: float,
    on_progress: OnProgress | None = None,
) -> Outcome:
    """The best slate, proven tier by tier."""
    return _Search(model, engine.open(model.program), tiers_of(rules), seconds, on_progress).run()


class _Search:
    """One descent through the tiers."""

    def __init__(
        self,
        model: SlateModel,
        session: Session,
        tiers: list[tuple[str, ...]],
        seconds: float,
        on_progress: OnProgress | None,
    ) -> None:
        self._model, self._session, self._on_progress = model, session, on_progress
        self._tiers: list[tuple[str, ...]] = [*tiers, (LOT,)]
        self._start = time.monotonic()
        self._deadline = self._start + seconds
        self._best: list[int] | None = None
        self._done: list[Tier] = []

    def run(self) -> Outcome:
        """Descend; stop at the first tier that is not proven."""
        for step, rules in enumerate(self._tiers):
            status = self._descend(step, rules)
            if status is Status.INFEASIBLE:
                return Impossible()
            if status is Status.STOPPED:
                slate = None if self._best is None else self._model.slate(self._best)
                return OutOfTime(slate, tuple(self._done), rules)
        if self._best is None:
            raise AssertionError("an optimal tier always has values")
        return Solved(self._model.slate(self._best), tuple(self._done), self._best)

    def _descend(self, step: int, rules: tuple[str, ...]) -> Status:
        objective = self._objective(rules)
        if self._best is not None and rules != (LOT,) and value_of(objective, self._best) == 0:
            self._settle(step, rules, 0, 0)
            return Status.OPTIMAL
        report = None if self._on_progress is None else self._reporter(step, rules)
        answer = self._session.minimise(objective, self._deadline - time.monotonic(), self._best, report)
        if answer.values is None:
            return answer.status
        self._best = self._model.tightened(answer.values)
        value = value_of(objective, self._best)
        if answer.status is Status.OPTIMAL:
            self._settle(step, rules, value, value)
        else:
            self._done.append(Tier(rules, value, answer.bound or 0))
        return answer.status

    def _settle(self, step: int, rules: tuple[str, ...], value: int, bound: int) -> None:
        self._session.lock(self._objective(rules), value)
        if rules != (LOT,):
            self._done.append(Tier(rules, value, bound))
        if self._on_progress is not None:
            self._on_progress(self._progress(step, rules, value, bound))

    def _objective(self, rules: tuple[str, ...]) -> Quantity:
        if rules == (LOT,):
            model = self._model
            return model.lots(lots(model.council.id, (p.id for p in model.pool.people)))
        return self._model.shortfall(rules)

    def _reporter(self, step: int, rules: tuple[str, ...]) -> Callable[[int, int], bool]:
        def report(value: int, bound: int) -> bool:
            return self._on_progress is not None and self._on_progress(
                self._progress(step, rules, value, bound)
            )

        return report

    def _progress(self, step: int, rules: tuple[str, ...], value: int, bound: int) -> Progress:
        elapsed = time.monotonic() - self._start
        return Progress(step + 1, len(self._tiers), rules, value, bound, elapsed)
