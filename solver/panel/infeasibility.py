"""Why there is no panel, and what would allow one: conflicts, moves, recruits.

Conflicts are sets of bounds that cannot hold together. Moves of quotas are listed
completely: all of the least cost. A recruit may have any value of each feature, and a
household of their own. Quotas see only counts per feature, and any counts of *n* people
per feature belong to some *n* people, so one number for each value is exact. What every
such group must have is reported: it is what to look for.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.conflicts.enumerate import enumerate_conflicts
from cocau.solver.conflicts.mus import ConflictCore, FeasibilityOracle, find_smallest_core
from cocau.solver.engines.engine import Engine, EngineAnswer, EngineStatus
from cocau.solver.model.program import STRUCTURAL, Program
from cocau.solver.panel.answer import (
    PanelConflict,
    PanelConflictReason,
    PanelRecruits,
    QuotaBarrier,
    RecruitNeed,
)
from cocau.solver.panel.lp_probe import ProbeResult, probe_relaxation
from cocau.solver.panel.model import PanelModel, QuotaBound, QuotaMoves, QuotaPrices, get_move_price
from cocau.solver.panel.task import BoundSide, PanelTask, QuotaBounds
from cocau.solver.time_budget import TimeBudget

LARGE_PROGRAM, ROUNDS, FEW_ROUNDS = 2_000, 100, 5
"""Tries for fewer bounds: few in a program of more variables than this, for time."""

SETS_PER_CONFLICT = 5
"""Conflicts and corrections are met together; this many sets per conflict wanted."""


class PanelConflictSearch:
    """The search for conflicts of a task under its quotas, or under its flex bounds."""

    def __init__(
        self, task: PanelTask, bounds: QuotaBounds, engines: tuple[Engine, Engine], effort: TimeBudget
    ) -> None:
        self._task, self._bounds, self._engines, self._effort = task, bounds, engines, effort
        self._model = PanelModel(task).require_size().require_bounds(bounds)

    def smallest(self) -> PanelConflict | None:
        """Find an irreducible conflict, of the fewest bounds if it says so.

        None if the engines disagree.
        """
        program = self._model.program
        rounds = ROUNDS if len(program.upper) <= LARGE_PROGRAM else FEW_ROUNDS
        core = find_smallest_core(program, self._engines, self._effort, rounds)
        return None if core is None else self._describe(core)

    def find_others(self, known: PanelConflict, limit: int) -> tuple[tuple[PanelConflict, ...], bool]:
        """Find every irreducible conflict, the smallest first; also return whether these are all.

        At most `limit`.
        """
        oracle = FeasibilityOracle(self._model.program, self._engines[0], self._effort)
        found = enumerate_conflicts(oracle, lambda _: 1, self._effort, SETS_PER_CONFLICT * limit)
        first = [get_bound_keys(known)]
        sets = sorted(found.conflicts, key=lambda c: (len(c), sorted(c)))
        conflicts = [self._describe(self._confirm(tags)) for tags in sets[:limit]]
        rest = [conflict for conflict in conflicts if get_bound_keys(conflict) not in first]
        return (known, *rest)[:limit], found.complete and len(sets) <= limit

    def _confirm(self, tags: frozenset[str]) -> ConflictCore:
        """Return the tags as a core, with the engines that confirm it."""
        names = []
        for engine in self._engines:
            witness = FeasibilityOracle(self._model.program, engine, self._effort.renew())
            if witness.values(tags) is None and not witness.unanswered:
                names.append(engine.name)
        ordered = tuple(tag for tag in self._model.program.tags() if tag in tags)
        return ConflictCore(ordered, irreducible=True, smallest=False, confirmed_by=tuple(names))

    def _describe(self, core: ConflictCore) -> PanelConflict:
        """Describe the conflict of a core."""
        bounds = sorted(
            map(self._model.get_bound, core.tags), key=lambda b: (b.quota, b.side is BoundSide.MAX)
        )
        size = self._is_possible(PanelModel(self._task).require_bounds(self._bounds), core.tags)
        single = replace(self._task, households=False)
        together = PanelModel(single).require_size().require_bounds(self._bounds)
        return PanelConflict(
            reason=self._classify(bounds, size),
            barriers=tuple(self._build_barrier(bound, core.tags) for bound in bounds),
            size=size,
            households=self._is_possible(together, core.tags) if self._task.households else False,
            irreducible=core.irreducible,
            smallest=core.smallest,
            confirmed_by=core.confirmed_by,
        )

    def _classify(self, bounds: list[QuotaBound], size: bool | None) -> PanelConflictReason:  # noqa: FBT001  # an answer, no switch
        """Classify a conflict by its bounds."""
        if not bounds:
            return PanelConflictReason.POOL
        if len(bounds) == 1 and bounds[0].side is BoundSide.MIN and not size:
            return PanelConflictReason.SCARCE
        features = {self._task.quotas[bound.quota].feature for bound in bounds}
        total = sum(self._get_limit(bound) for bound in bounds)
        if len(features) > 1 or len({bound.side for bound in bounds}) > 1:
            return PanelConflictReason.JOINT
        if bounds[0].side is BoundSide.MIN:
            return PanelConflictReason.SUM if total > self._task.size else PanelConflictReason.JOINT
        whole = {q.value for q in self._task.quotas if q.feature in features}
        everything = len(bounds) == len(whole) and total < self._task.size
        return PanelConflictReason.SUM if everything else PanelConflictReason.JOINT

    def _get_limit(self, bound: QuotaBound) -> int:
        """Return the value of a bound."""
        return self._bounds[bound.quota][bound.side is BoundSide.MAX]

    def _is_possible(self, model: PanelModel, tags: Iterable[str]) -> bool | None:
        """Return whether a model with these tags is possible; None if not known."""
        program = model.program.with_tags(frozenset(tags).__contains__)
        effort = self._effort
        answer = self._engines[0].minimise(program, Quantity(), effort.left(), watch=effort.watch)
        if answer.values is not None and program.allows(answer.values):
            return True
        return False if answer.status is EngineStatus.INFEASIBLE else None

    def _build_barrier(self, bound: QuotaBound, tags: Iterable[str]) -> QuotaBarrier:
        """Describe one bound of a conflict."""
        quota = self._task.quotas[bound.quota]
        return QuotaBarrier(
            feature=quota.feature,
            value=quota.value,
            side=bound.side,
            bound=self._get_limit(bound),
            pool=self._task.pool[bound.quota],
            reach=self._find_reach(bound, frozenset(tags) - {self._model.get_tag(bound)}),
        )

    def _find_reach(self, bound: QuotaBound, others: frozenset[str]) -> int | None:
        """Return how near to a bound a panel comes while the others hold; None if not known."""
        sign = -1 if bound.side is BoundSide.MIN else 1
        program, count = self._model.program.with_tags(others.__contains__), self._model.counts[bound.quota]
        effort = self._effort
        answer = self._engines[0].minimise(program, sign * count, effort.left(), watch=effort.watch)
        if (
            answer.status is not EngineStatus.OPTIMAL
            or answer.values is None
            or not program.allows(answer.values)
        ):
            return None
        return sum(answer.values[v] for v in count.terms)


def get_bound_keys(conflict: PanelConflict) -> frozenset[tuple[str, str, BoundSide]]:
    """Return the set of bounds that tells conflicts of one task apart."""
    return frozenset((b.feature, b.value, b.side) for b in conflict.barriers)


@dataclass(frozen=True)
class CheapestMoves:
    """Moves of the least cost: fewest bounds, then fewest people, then the quotas' order.

    `possible` False: no moves within the flex bounds suffice. `proven`: nothing cheaper does. `complete`:
    no other moves cost as little. `confirmed_by`: engines that found no others, or none that are cheaper.
    """

    moves: tuple[QuotaMoves, ...] = ()
    possible: bool = True
    proven: bool = False
    complete: bool = False
    confirmed_by: tuple[str, ...] = ()


def relax_quotas(
    task: PanelTask, engines: tuple[Engine, Engine], effort: TimeBudget, limit: int
) -> CheapestMoves:
    """Find all cheapest moves of quotas, at most `limit`."""
    moves, ended = find_cheapest_moves(task, engines[0], effort)
    if moves is None:
        return CheapestMoves(possible=ended is not EngineStatus.INFEASIBLE)
    if ended is EngineStatus.STOPPED:
        return CheapestMoves((moves,))
    return _list_cheapest_moves(task, QuotaPrices(task), moves, engines, effort, limit)


def find_cheapest_moves(
    task: PanelTask, engine: Engine, effort: TimeBudget
) -> tuple[QuotaMoves | None, EngineStatus]:
    """Find cheapest moves, or nearly so where prices are rounded; also return the status."""
    prices = QuotaPrices(task)
    seen = ProbeResult() if effort.watch(None, None) else probe_relaxation(task, prices, effort.left())
    if not seen.possible:
        return None, EngineStatus.INFEASIBLE
    if seen.moves is not None:
        return seen.moves, EngineStatus.OPTIMAL
    moving = _MovesProgram(task, prices)
    answer = moving.find_cheapest(engine, effort)
    return None if answer.values is None else moving.build_moves(answer.values), answer.status


class _MovesProgram:
    """The program in which bounds of quotas may move.

    With a budget, each bound moves in unit steps that the budget allows; otherwise as far
    as flex lets it.
    """

    def __init__(self, task: PanelTask, prices: QuotaPrices, budget: Fraction | None = None) -> None:
        self._task = task
        self._model = PanelModel(task).require_size()
        self._steps: dict[QuotaBound, list[int]] = {}
        self._cost: dict[int, int] = {}
        for i in task.order:
            self._add_quota(i, prices, budget)
        self.program, self.cost = self._model.program, Quantity(self._cost)

    def _add_quota(self, i: int, prices: QuotaPrices, budget: Fraction | None) -> None:
        """Add a quota whose bounds may be moved."""
        quota, flex, count = self._task.quotas[i], self._task.flex[i], self._model.counts[i]
        down = self._add_moves(QuotaBound(i, BoundSide.MIN), quota.min - flex[0], prices, budget)
        up = self._add_moves(QuotaBound(i, BoundSide.MAX), flex[1] - quota.max, prices, budget)
        self._model.program.add(STRUCTURAL, count + down >= quota.min)
        self._model.program.add(STRUCTURAL, count - up <= quota.max)

    def _add_moves(
        self, bound: QuotaBound, most: int, prices: QuotaPrices, budget: Fraction | None
    ) -> Quantity:
        """Add the moves of a bound; with a budget in steps of one, each after the one before."""
        most = min(most, self._task.size if bound.side is BoundSide.MAX else most)
        if most <= 0:
            return Quantity()
        program = self._model.program
        if budget is None:
            steps = [program.variable(most)]
        else:
            affordable = min(most, floor(budget / get_move_price(self._task, bound)))
            steps = [program.variable(1) for _ in range(affordable)]
            for before, after in pairwise(steps):
                program.add(STRUCTURAL, Quantity({after: 1, before: -1}) <= 0)
        self._steps[bound] = steps
        self._cost |= dict.fromkeys(steps, prices.get_whole_price(bound))
        return Quantity(dict.fromkeys(steps, 1))

    def find_cheapest(self, engine: Engine, effort: TimeBudget) -> EngineAnswer:
        """Find the cheapest moves in the engine's whole numbers, none that break the program."""
        answer = engine.minimise(self.program, self.cost, effort.left(), watch=effort.watch)
        if answer.values is not None and not self.program.allows(answer.values):
            return EngineAnswer(EngineStatus.STOPPED)
        return answer

    def build_moves(self, values: list[int]) -> QuotaMoves:
        """Return the moves of an assignment."""
        moved = ((bound, sum(values[v] for v in steps)) for bound, steps in self._steps.items())
        by = sorted(
            ((b, n) for b, n in moved if n), key=lambda each: (each[0].quota, each[0].side is BoundSide.MAX)
        )
        return QuotaMoves(tuple(by), sum((n * get_move_price(self._task, b) for b, n in by), Fraction(0)))

    def limit_cost(self, at_most: int) -> None:
        """Require from now on that moves cost at most so much, in the engine's whole numbers."""
        self.program = self.program.with_lock(self.cost, at_most)

    def exclude_moves(self, moves: QuotaMoves) -> None:
        """Exclude these moves from now on: some bound is moved by less.

        Other moves that are excluded cost more.
        """
        last = [self._steps[bound][by - 1] for bound, by in moves.by]
        self.program.add(STRUCTURAL, Quantity(dict.fromkeys(last, 1)) <= len(last) - 1)


def _list_cheapest_moves(
    task: PanelTask,
    prices: QuotaPrices,
    first: QuotaMoves,
    engines: tuple[Engine, Engine],
    effort: TimeBudget,
    limit: int,
) -> CheapestMoves:
    """Find all moves that cost as little as the first ones, and what confirms that."""
    moving = _MovesProgram(task, prices, first.cost)
    moving.limit_cost(floor(first.cost * prices.scale))
    found, complete = [first], False
    moving.exclude_moves(first)
    while not complete and len(found) < limit:
        answer = moving.find_cheapest(engines[0], effort)
        complete = answer.status is EngineStatus.INFEASIBLE
        if answer.values is None:
            break
        found.append(moving.build_moves(answer.values))
        moving.exclude_moves(found[-1])
    least = min(moves.cost for moves in found)
    if not complete:  # what is left to confirm is that nothing cheaper exists
        moving.limit_cost(ceil(least * prices.scale) - 1)
    names = _list_confirming_engines(moving, engines, effort)
    best = sorted((moves for moves in found if moves.cost == least), key=_rank_moves)
    return CheapestMoves(tuple(best), proven=engines[0].name in names, complete=complete, confirmed_by=names)


def _list_confirming_engines(
    moving: _MovesProgram, engines: Iterable[Engine], effort: TimeBudget
) -> tuple[str, ...]:
    """List the engines that find no other moves."""
    last = effort.renew()
    answers = ((engine.name, moving.find_cheapest(engine, last).status) for engine in engines)
    return tuple(name for name, status in answers if status is EngineStatus.INFEASIBLE)


def _rank_moves(moves: QuotaMoves) -> tuple[object, ...]:
    """Return the key by which moves of one cost are sorted."""
    people = sum(by for _, by in moves.by)
    order = tuple((bound.quota, bound.side is BoundSide.MAX, by) for bound, by in moves.by)
    return len(moves.by), people, order


def find_fewest_recruits(task: PanelTask, engine: Engine, effort: TimeBudget) -> PanelRecruits | None:
    """Find the fewest recruits that make a panel possible; None if not answered in time."""
    search = _RecruitSearch(task, engine, effort)
    values, status = search.minimise(search.number)
    if values is None:
        none = PanelRecruits(number=0, needs=(), example=(), complete=True)
        return none if status is EngineStatus.INFEASIBLE else None
    number = values[search.variable]
    search.fix_number(number)
    example = search.build_example(values, number)
    needs, complete = search.find_needs(values)
    return PanelRecruits(number=number, needs=needs, example=example, complete=complete)


class _RecruitSearch:
    """The program of a panel with people from elsewhere."""

    def __init__(self, task: PanelTask, engine: Engine, effort: TimeBudget) -> None:
        self._task, self._engine, self._effort = task, engine, effort
        model = PanelModel(task)
        self._program: Program = model.program
        self.variable = self._program.variable(task.size)
        self.number = Quantity({self.variable: 1})
        self._new = [self._program.variable(task.size) for _ in task.quotas]
        self._program.add(STRUCTURAL, (model.everybody + self.number).equals(task.size))
        for feature in task.features:
            here = (v for v, q in zip(self._new, task.quotas, strict=True) if q.feature == feature)
            of_feature = Quantity(dict.fromkeys(here, 1))
            self._program.add(STRUCTURAL, of_feature.equals(self.number))
        for i in task.order:
            count = model.counts[i] + Quantity({self._new[i]: 1})
            self._program.add(STRUCTURAL, count >= task.quotas[i].min)
            self._program.add(STRUCTURAL, count <= task.quotas[i].max)

    def minimise(self, objective: Quantity) -> tuple[list[int] | None, EngineStatus]:
        """Return an assignment that is proven to minimise an objective, if any; and the status."""
        effort = self._effort
        answer = self._engine.minimise(self._program, objective, effort.left(), watch=effort.watch)
        proven = answer.status is EngineStatus.OPTIMAL and answer.values is not None
        if not proven or answer.values is None or not self._program.allows(answer.values):
            status = (
                EngineStatus.INFEASIBLE if answer.status is EngineStatus.INFEASIBLE else EngineStatus.STOPPED
            )
            return None, status
        return answer.values, EngineStatus.OPTIMAL

    def fix_number(self, number: int) -> None:
        """Require from now on exactly so many recruits."""
        self._program.add(STRUCTURAL, self.number.equals(number))

    def find_needs(self, values: list[int]) -> tuple[tuple[RecruitNeed, ...], bool]:
        """Find the values that every group of recruits must have; also whether that is all."""
        found, complete = [], True
        lacking = {i for i, v in enumerate(self._new) if not values[v]}
        for i in self._task.order:
            if i in lacking:
                continue
            least, _ = self.minimise(Quantity({self._new[i]: 1}))
            if least is None:
                complete = False
                continue
            lacking |= {j for j, v in enumerate(self._new) if not least[v]}
            if i not in lacking:
                found.append((i, least[self._new[i]]))
        quotas = self._task.quotas
        needs = (
            RecruitNeed(feature=quotas[i].feature, value=quotas[i].value, least=n) for i, n in sorted(found)
        )
        return tuple(needs), complete

    def build_example(self, values: list[int], number: int) -> tuple[tuple[str, ...], ...]:
        """Return the recruits of an assignment, each with a value for each feature."""
        columns = []
        for feature in self._task.features:
            column: list[str] = []
            for variable, quota in zip(self._new, self._task.quotas, strict=True):
                column += [quota.value] * (values[variable] if quota.feature == feature else 0)
            columns.append(column)
        return tuple(tuple(column[i] for column in columns) for i in range(number))
