"""The first look: the linear relaxation in which bounds may be moved at their prices, and a panel close by.

Its least cost, rounded up, is a bound that no moves beat: where it is above nothing, there is no panel. Where
moves do not come out whole, they are branched upon, and people are not. A panel close to the assignment of
the least bound (`nearby.py`) proves its moves cheapest, mostly without any integer program.
"""

from dataclasses import dataclass
from fractions import Fraction
from heapq import heappop, heappush
from itertools import count
from math import ceil

import highspy
import numpy as np
from numpy.typing import NDArray

from cocau.solver.highs import ended
from cocau.solver.highs_model import Quiet
from cocau.solver.panel.columns import Columns, Whole, columns
from cocau.solver.panel.model import Bound
from cocau.solver.panel.nearby import nearby
from cocau.solver.panel.prices import Moves, Prices, price
from cocau.solver.panel.task import Side, Task
from cocau.solver.relaxation import NEAR

Floats = NDArray[np.double]
Pair = tuple[Floats, Floats]

BRANCHES = 30
"""Relaxations after the first are at most twice so many."""


@dataclass(frozen=True)
class Seen:
    """`least`: no moves cost less, in whole numbers of the prices; None: not known.

    `possible` False: no moves within the flex bounds suffice. `moves` cost `least`, and there is a panel.
    """

    possible: bool = True
    least: int | None = None
    moves: Moves | None = None


def look(task: Task, prices: Prices, seconds: float) -> Seen:
    """What relaxations tell of a task: one, or a few where the moves of the first are not whole."""
    moving = _Moving(task, prices, columns(task))
    highs = Quiet()
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("presolve", "off")
    highs.setOptionValue("time_limit", max(seconds, 0.01))
    highs.passModel(moving.program())
    return _Branches(highs, moving).seen()


class _Branches:
    """The relaxation, and with one move after another at its next whole numbers; the cheapest first."""

    def __init__(self, highs: highspy.Highs, moving: "_Moving") -> None:
        self._highs, self._moving, self._made = highs, moving, count()
        self._open: list[tuple[int, int, Pair, Floats]] = []

    def seen(self) -> Seen:
        """What is known after so many relaxations."""
        self._grow(self._moving.moved)
        if ended(self._highs) == highspy.HighsModelStatus.kInfeasible:
            return Seen(possible=False)
        for _ in range(BRANCHES):
            if not self._open:
                return Seen()
            least, _, bounds, values = heappop(self._open)
            at = self._moving.parted(values)
            if at is None:
                return Seen(least=least, moves=self._moving.moves(values, least))
            for side, whole in ((1, np.floor), (0, np.ceil)):
                limits = (bounds[0].copy(), bounds[1].copy())
                limits[side][at] = whole(values[self._moving.first + at])
                self._grow(limits)
        return Seen(least=self._open[0][0]) if self._open else Seen()

    def _grow(self, bounds: Pair) -> None:
        """Solve once more, the moves within these bounds."""
        index = np.arange(len(bounds[0]), dtype=np.int32) + self._moving.first
        self._highs.changeColsBounds(len(index), index.astype(np.int32), *bounds)
        self._highs.run()
        if ended(self._highs) == highspy.HighsModelStatus.kOptimal:
            least = ceil(self._highs.getInfo().objective_function_value - NEAR)
            values = np.asarray(self._highs.getSolution().col_value)
            heappush(self._open, (least, next(self._made), bounds, values))


class _Moving:
    """Columns of people, then what each quota counts, then how far its minimum and its maximum is moved."""

    def __init__(self, task: Task, prices: Prices, people: Columns) -> None:
        self._task, self._prices, self._people = task, prices, people
        self._quotas = len(task.quotas)
        self._low, self._high = np.array(task.bounds, dtype=np.int64).reshape(self._quotas, 2).T
        flex = np.array(task.flex, dtype=np.int64).reshape(self._quotas, 2).T
        self._down = np.maximum(self._low - flex[0], 0)
        self._up = np.clip(flex[1] - self._high, 0, task.size)

    def program(self) -> highspy.HighsLp:
        """The relaxation. Rows: what a quota counts; its bounds; the size; streets with several columns."""
        people, quotas, size = self._people, self._quotas, float(self._task.size)
        several = len(people.homes) if len(people.shared) else 0
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(people.street) + 3 * quotas, 2 * quotas + 1 + several
        most = (np.minimum(people.most, self._task.size), np.full(quotas, size), self._down, self._up)
        nothing, open_ = np.zeros(quotas), np.full(several, -highspy.kHighsInf)
        lp.col_cost_ = self._costs()
        lp.col_lower_, lp.col_upper_ = np.zeros(lp.num_col_), np.concatenate(most).astype(np.double)
        lp.row_lower_ = np.concatenate([nothing, self._low, [size], open_])
        lp.row_upper_ = np.concatenate([nothing, self._high, [size], people.homes[:several]]).astype(
            np.double
        )
        self._fill(lp)
        return lp

    @property
    def first(self) -> int:
        """The first column of the moves."""
        return len(self._people.street) + self._quotas

    @property
    def moved(self) -> Pair:
        """Between what the moves may be."""
        most = np.concatenate([self._down, self._up]).astype(np.double)
        return np.zeros(len(most)), most

    def parted(self, values: Floats) -> int | None:
        """The number of a move that is not whole, the one farthest from it; None: all are."""
        far = np.abs(values[self.first :] - np.rint(values[self.first :]))
        return int(far.argmax()) if far.max(initial=0) > NEAR else None

    def moves(self, values: Floats, least: int) -> Moves | None:
        """The moves of an assignment that is whole in them, if a panel keeps what they allow."""
        many = len(self._people.street)
        moved = np.rint(values[self.first :])
        down, up = moved.astype(np.int64).reshape(2, self._quotas)
        low, high = self._low - down, self._high + up
        if nearby(self._people, low, high, self._task.size, values[:many]) is None:
            return None
        sides = zip((Side.MIN, Side.MAX), (down.tolist(), up.tolist()), strict=True)
        by = {Bound(i, side): n for side, all_ in sides for i, n in enumerate(all_) if n}
        if sum(n * self._prices.whole(bound) for bound, n in by.items()) > least:
            return None
        cost = sum((n * price(self._task, bound) for bound, n in by.items()), Fraction(0))
        return Moves(
            tuple(sorted(by.items(), key=lambda each: (each[0].quota, each[0].side is Side.MAX))), cost
        )

    def _costs(self) -> Floats:
        costs = np.zeros(len(self._people.street) + 3 * self._quotas)
        for at, (side, most) in enumerate(((Side.MIN, self._down), (Side.MAX, self._up)), 1):
            for i in np.flatnonzero(most).tolist():
                costs[len(self._people.street) + at * self._quotas + i] = self._prices.whole(Bound(i, side))
        return costs

    def _fill(self, lp: highspy.HighsLp) -> None:
        """The coefficients, column by column."""
        people, quotas = self._people, self._quotas
        many, each, features = len(people.street), np.arange(quotas), people.kinds.shape[1]
        column = np.arange(many)
        shared = people.shared
        parts: list[tuple[Whole, Whole, float]] = [
            (people.kinds.ravel(), np.repeat(column, features), 1),
            (np.full(many, 2 * quotas), column, 1),
            (2 * quotas + 1 + people.street[shared], shared, 1),
            (each, many + each, -1),
            (quotas + each, many + each, 1),
            (quotas + each, many + quotas + each, 1),
            (quotas + each, many + 2 * quotas + each, -1),
        ]
        columns_ = np.concatenate([of for _, of, _ in parts])
        order = np.argsort(columns_, kind="stable")
        matrix = lp.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kColwise
        matrix.index_ = np.concatenate([rows for rows, _, _ in parts])[order].astype(np.int32)
        matrix.value_ = np.concatenate([np.full(len(rows), times) for rows, _, times in parts])[order]
        starts = np.cumsum(np.bincount(columns_, minlength=lp.num_col_))
        matrix.start_ = np.concatenate([[0], starts]).astype(np.int32)
