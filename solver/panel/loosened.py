"""The cheapest ways to move bounds of quotas until there is a panel: every one of the same least cost."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from cocau.constraints.quantity import Quantity
from cocau.solver.effort import Effort
from cocau.solver.engine import Answer, Engine, Status
from cocau.solver.panel.look import Seen, look
from cocau.solver.panel.model import Bound, PanelModel
from cocau.solver.panel.prices import Moves, Prices, price
from cocau.solver.panel.task import Side, Task
from cocau.solver.program import STRUCTURE


@dataclass(frozen=True)
class Loosened:
    """Moves of the least cost: fewest bounds first, then fewest people, then in the order of the quotas.

    `possible` False: no moves within the flex bounds suffice. `proven`: nothing cheaper does. `complete`:
    no other moves cost as little. `confirmed_by`: engines that found no others, or none that are cheaper.
    """

    moves: tuple[Moves, ...] = ()
    possible: bool = True
    proven: bool = False
    complete: bool = False
    confirmed_by: tuple[str, ...] = ()


def loosened(task: Task, engines: tuple[Engine, Engine], effort: Effort, limit: int) -> Loosened:
    """All cheapest moves, at most `limit`."""
    moves, ended = cheapest(task, engines[0], effort)
    if moves is None:
        return Loosened(possible=ended is not Status.INFEASIBLE)
    if ended is Status.STOPPED:
        return Loosened((moves,))
    return _all(task, Prices(task), moves, engines, effort, limit)


def cheapest(task: Task, engine: Engine, effort: Effort) -> tuple[Moves | None, Status]:
    """Some moves that cost least, or nearly where prices are rounded; and how the search for them ended."""
    prices = Prices(task)
    seen = Seen() if effort.watch(None, None) else look(task, prices, effort.left())
    if not seen.possible:
        return None, Status.INFEASIBLE
    if seen.moves is not None:
        return seen.moves, Status.OPTIMAL
    moving = _Moving(task, prices)
    answer = moving.answer(engine, effort)
    return None if answer.values is None else moving.moves(answer.values), answer.status


class _Moving:
    """The program whose bounds may be moved; `most` of each, None as far as flex lets it."""

    def __init__(self, task: Task, prices: Prices, budget: Fraction | None = None) -> None:
        self._task = task
        self._model = PanelModel(task).sized()
        self._steps: dict[Bound, list[int]] = {}
        self._cost: dict[int, int] = {}
        for i in task.order:
            self._movable(i, prices, budget)
        self.program, self.cost = self._model.program, Quantity(self._cost)

    def _movable(self, i: int, prices: Prices, budget: Fraction | None) -> None:
        quota, flex, count = self._task.quotas[i], self._task.flex[i], self._model.counts[i]
        down = self._moved(Bound(i, Side.MIN), quota.min - flex[0], prices, budget)
        up = self._moved(Bound(i, Side.MAX), flex[1] - quota.max, prices, budget)
        self._model.program.add(STRUCTURE, count + down >= quota.min)
        self._model.program.add(STRUCTURE, count - up <= quota.max)

    def _moved(self, bound: Bound, most: int, prices: Prices, budget: Fraction | None) -> Quantity:
        """How far a bound is moved: with a budget in steps of one, each only after the one before."""
        most = min(most, self._task.size if bound.side is Side.MAX else most)
        if most <= 0:
            return Quantity()
        program = self._model.program
        if budget is None:
            steps = [program.variable(most)]
        else:
            affordable = min(most, floor(budget / price(self._task, bound)))
            steps = [program.variable(1) for _ in range(affordable)]
            for before, after in pairwise(steps):
                program.add(STRUCTURE, Quantity({after: 1, before: -1}) <= 0)
        self._steps[bound] = steps
        self._cost |= dict.fromkeys(steps, prices.whole(bound))
        return Quantity(dict.fromkeys(steps, 1))

    def answer(self, engine: Engine, effort: Effort) -> Answer:
        """The cheapest moves in the engine's whole numbers; none that break the program."""
        answer = engine.minimise(self.program, self.cost, effort.left(), watch=effort.watch)
        if answer.values is not None and not self.program.allows(answer.values):
            return Answer(Status.STOPPED)
        return answer

    def moves(self, values: list[int]) -> Moves:
        """The moves of an assignment."""
        moved = ((bound, sum(values[v] for v in steps)) for bound, steps in self._steps.items())
        by = sorted(
            ((b, n) for b, n in moved if n), key=lambda each: (each[0].quota, each[0].side is Side.MAX)
        )
        return Moves(tuple(by), sum((n * price(self._task, b) for b, n in by), Fraction(0)))

    def spend(self, at_most: int) -> None:
        """From now on the moves cost at most so much, in the engine's whole numbers."""
        self.program = self.program.with_lock(self.cost, at_most)

    def other_than(self, moves: Moves) -> None:
        """From now on some bound is moved less than by these moves; others cost more, or are these."""
        last = [self._steps[bound][by - 1] for bound, by in moves.by]
        self.program.add(STRUCTURE, Quantity(dict.fromkeys(last, 1)) <= len(last) - 1)


def _all(
    task: Task, prices: Prices, first: Moves, engines: tuple[Engine, Engine], effort: Effort, limit: int
) -> Loosened:
    moving = _Moving(task, prices, first.cost)
    moving.spend(floor(first.cost * prices.scale))
    found, complete = [first], False
    moving.other_than(first)
    while not complete and len(found) < limit:
        answer = moving.answer(engines[0], effort)
        complete = answer.status is Status.INFEASIBLE
        if answer.values is None:
            break
        found.append(moving.moves(answer.values))
        moving.other_than(found[-1])
    least = min(moves.cost for moves in found)
    if not complete:  # what is left to confirm is that nothing cheaper exists
        moving.spend(ceil(least * prices.scale) - 1)
    names = _confirming(moving, engines, effort)
    best = sorted((moves for moves in found if moves.cost == least), key=_rank)
    return Loosened(tuple(best), proven=engines[0].name in names, complete=complete, confirmed_by=names)


def _confirming(moving: _Moving, engines: Iterable[Engine], effort: Effort) -> tuple[str, ...]:
    last = effort.again()
    answers = ((engine.name, moving.answer(engine, last).status) for engine in engines)
    return tuple(name for name, status in answers if status is Status.INFEASIBLE)


def _rank(moves: Moves) -> tuple[object, ...]:
    people = sum(by for _, by in moves.by)
    order = tuple((bound.quota, bound.side is Side.MAX, by) for bound, by in moves.by)
    return len(moves.by), people, order
