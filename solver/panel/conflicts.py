"""Why there is no panel: sets of bounds that cannot hold together, and how near to each one can come."""

from collections.abc import Iterable
from dataclasses import replace

from cocau.constraints.quantity import Quantity
from cocau.solver.conflict import Core, smallest_core
from cocau.solver.effort import Effort
from cocau.solver.engine import Engine, Status
from cocau.solver.explain.enumeration import enumerated
from cocau.solver.oracle import Oracle
from cocau.solver.panel.answer import Barrier, Conflict, Reason
from cocau.solver.panel.model import Bound, PanelModel
from cocau.solver.panel.task import Bounds, Side, Task

LARGE, ROUNDS, FEW_ROUNDS = 2_000, 100, 5
"""Tries for fewer bounds: in a program of more variables than this, few; each then takes its time."""

AT_ONCE = 5
"""Conflicts and corrections are met together; of these many for each conflict that is wanted."""


class Conflicts:
    """The conflicts of a task under some bounds: its quotas, or how far flex would let them be moved."""

    def __init__(self, task: Task, bounds: Bounds, engines: tuple[Engine, Engine], effort: Effort) -> None:
        self._task, self._bounds, self._engines, self._effort = task, bounds, engines, effort
        self._model = PanelModel(task).sized().within(bounds)

    def smallest(self) -> Conflict | None:
        """An irreducible one, of the fewest bounds if it says so; None if the engines disagree."""
        program = self._model.program
        rounds = ROUNDS if len(program.upper) <= LARGE else FEW_ROUNDS
        core = smallest_core(program, self._engines, self._effort, rounds)
        return None if core is None else self._told(core)

    def others(self, known: Conflict, limit: int) -> tuple[tuple[Conflict, ...], bool]:
        """Every irreducible conflict, the smallest first, at most `limit`; whether these are all."""
        oracle = Oracle(self._model.program, self._engines[0], self._effort)
        found = enumerated(oracle, lambda _: 1, self._effort, AT_ONCE * limit)
        first = [bounds_of(known)]
        sets = sorted(found.conflicts, key=lambda c: (len(c), sorted(c)))
        told = [self._told(self._confirmed(tags)) for tags in sets[:limit]]
        rest = [conflict for conflict in told if bounds_of(conflict) not in first]
        return (known, *rest)[:limit], found.complete and len(sets) <= limit

    def _confirmed(self, tags: frozenset[str]) -> Core:
        names = []
        for engine in self._engines:
            witness = Oracle(self._model.program, engine, self._effort.again())
            if witness.values(tags) is None and not witness.unanswered:
                names.append(engine.name)
        ordered = tuple(tag for tag in self._model.program.tags() if tag in tags)
        return Core(ordered, irreducible=True, smallest=False, confirmed_by=tuple(names))

    def _told(self, core: Core) -> Conflict:
        bounds = sorted(map(self._model.bound, core.tags), key=lambda b: (b.quota, b.side is Side.MAX))
        size = self._vanishes(PanelModel(self._task).within(self._bounds), core.tags)
        single = replace(self._task, households=False)
        together = PanelModel(single).sized().within(self._bounds)
        return Conflict(
            reason=self._reason(bounds, size),
            barriers=tuple(self._barrier(bound, core.tags) for bound in bounds),
            size=size,
            households=self._vanishes(together, core.tags) if self._task.households else False,
            irreducible=core.irreducible,
            smallest=core.smallest,
            confirmed_by=core.confirmed_by,
        )

    def _reason(self, bounds: list[Bound], size: bool | None) -> Reason:  # noqa: FBT001  # an answer, no switch
        if not bounds:
            return Reason.POOL
        if len(bounds) == 1 and bounds[0].side is Side.MIN and not size:
            return Reason.SCARCE
        features = {self._task.quotas[bound.quota].feature for bound in bounds}
        total = sum(self._limit(bound) for bound in bounds)
        if len(features) > 1 or len({bound.side for bound in bounds}) > 1:
            return Reason.JOINT
        if bounds[0].side is Side.MIN:
            return Reason.SUM if total > self._task.size else Reason.JOINT
        whole = {q.value for q in self._task.quotas if q.feature in features}
        everything = len(bounds) == len(whole) and total < self._task.size
        return Reason.SUM if everything else Reason.JOINT

    def _limit(self, bound: Bound) -> int:
        return self._bounds[bound.quota][bound.side is Side.MAX]

    def _vanishes(self, model: PanelModel, tags: Iterable[str]) -> bool | None:
        program = model.program.keeping(frozenset(tags).__contains__)
        effort = self._effort
        answer = self._engines[0].minimise(program, Quantity(), effort.left(), watch=effort.watch)
        if answer.values is not None and program.allows(answer.values):
            return True
        return False if answer.status is Status.INFEASIBLE else None

    def _barrier(self, bound: Bound, tags: Iterable[str]) -> Barrier:
        quota = self._task.quotas[bound.quota]
        return Barrier(
            feature=quota.feature,
            value=quota.value,
            side=bound.side,
            bound=self._limit(bound),
            pool=self._task.pool[bound.quota],
            reach=self._reach(bound, frozenset(tags) - {self._model.tag(bound)}),
        )

    def _reach(self, bound: Bound, others: frozenset[str]) -> int | None:
        """The most (for a minimum) or least (for a maximum) people there can be while the others hold."""
        sign = -1 if bound.side is Side.MIN else 1
        program, count = self._model.program.keeping(others.__contains__), self._model.counts[bound.quota]
        effort = self._effort
        answer = self._engines[0].minimise(program, sign * count, effort.left(), watch=effort.watch)
        if answer.status is not Status.OPTIMAL or answer.values is None or not program.allows(answer.values):
            return None
        return sum(answer.values[v] for v in count.terms)


def bounds_of(conflict: Conflict) -> frozenset[tuple[str, str, Side]]:
    """What tells conflicts of one task apart."""
    return frozenset((b.feature, b.value, b.side) for b in conflict.barriers)
