"""The relaxation in which quotas may move at a price, and a search for a panel near it.

Its least cost, rounded up, is a bound that no moves beat: where it is above zero, there is no panel.
Where moves do not come out whole, they are branched upon, and people are not. A panel close to the
assignment of the least bound proves its moves cheapest, mostly without any integer program: the
assignment is rounded, then improved swap by swap, one person out and another in. What was just swapped
rests for a few steps, so that a dead end is left. That search is not complete: finding nothing means
nothing.
"""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from heapq import heappop, heappush
from itertools import count
from math import ceil
from operator import attrgetter

import highspy
import numpy as np
from numpy.typing import NDArray

from cocau.solver.engines.highs import QuietHighs, get_model_status
from cocau.solver.engines.relaxation import INTEGRALITY_TOLERANCE
from cocau.solver.panel.model import (
    FeatureValues,
    QuotaBound,
    QuotaMoves,
    QuotaPrices,
    get_move_price,
    group_households,
)
from cocau.solver.panel.task import BoundSide, PanelTask

IntArray = NDArray[np.int64]
GET_VALUES = attrgetter("values")


@dataclass(frozen=True)
class PeopleColumns:
    """Arrays with a column for each set of people alike to every quota and household.

    `kinds`: for each column and feature the number of the quota that counts its people; `street`: for each
    column where its homes are; `homes`: for each street how many people all its columns can give.
    """

    kinds: IntArray
    street: IntArray
    homes: IntArray

    @property
    def most(self) -> IntArray:
        """Return how many people each column can give."""
        return self.homes[self.street]

    @property
    def shared(self) -> IntArray:
        """Return the columns of household groups that have several, in order."""
        return np.flatnonzero(np.bincount(self.street, minlength=len(self.homes))[self.street] > 1)

    def count_quotas(self, taken: IntArray, quotas: int) -> IntArray:
        """Count for each quota the people taken from the columns."""
        counts = np.zeros(quotas, dtype=np.int64)
        for feature in self.kinds.T:
            counts += np.bincount(feature, taken, quotas).astype(np.int64)
        return counts

    def can_give(self, taken: IntArray) -> bool:
        """Return whether so many people can be had of each column."""
        used = np.bincount(self.street, taken, len(self.homes))
        return bool((taken >= 0).all() and (used <= self.homes).all())


def build_columns(task: PanelTask) -> PeopleColumns:
    """Build a task's columns, in an order that does not depend on the file's."""
    by_street = [*_count_household_groups(task)]
    quota = {quota.key: number for number, quota in enumerate(task.quotas)}
    number = [{value: quota[f, value] for f, value in quota if f == feature} for feature in task.features]
    kinds = [
        [number[at][value] for at, value in enumerate(values)] for every, _ in by_street for values in every
    ]
    return PeopleColumns(
        np.array(kinds, dtype=np.int64).reshape(len(kinds), len(task.features)),
        np.repeat(np.arange(len(by_street)), [len(every) for every, _ in by_street]),
        np.array([homes for _, homes in by_street], dtype=np.int64),
    )


def _count_household_groups(task: PanelTask) -> list[tuple[tuple[FeatureValues, ...], int]]:
    """List the values that occur in each household group, and how many households it has."""
    if task.households:
        return [(street.values, len(street.homes)) for street in group_households(task)]
    return [((values,), many) for values, many in sorted(Counter(map(GET_VALUES, task.people)).items())]


MOST_SWAPS, REST_STEPS = 100, 8
"""Swaps that are tried, and for how many a column rests after one."""

MOST_ENTERING = 4_000
"""Columns tried in one step: those that help most alone."""


def search_nearby(
    people: PeopleColumns, low: IntArray, high: IntArray, size: int, start: NDArray[np.double]
) -> IntArray | None:
    """Search for a panel close to an assignment: how many people of each column; or None."""
    taken = _round_start(start, size)
    if taken is None or not people.can_give(taken):
        return None
    resting, draw = np.zeros(len(taken), dtype=np.int64), np.random.default_rng(0)
    weight = np.ones(len(low), dtype=np.int64)
    for step in range(MOST_SWAPS):
        counts = people.count_quotas(taken, len(low))
        missed = _measure_miss(counts, low, high)
        if not missed.any():
            return taken
        fewer = weight * (_measure_miss(counts - 1, low, high) - missed)
        more = weight * (_measure_miss(counts + 1, low, high) - missed)
        free = resting <= step
        loss, out, into = _rate_swaps(people, (fewer, more), *_list_sides(people, taken, free, more))
        if not loss.size:
            return None
        least = loss.min()
        weight += missed.astype(bool) & (least >= 0)
        best = np.flatnonzero(loss == least)
        swap = divmod(int(best[draw.integers(len(best))]), len(into))
        leaves, comes = out[swap[0]], into[swap[1]]
        taken[leaves] -= 1
        taken[comes] += 1
        resting[[leaves, comes]] = step + REST_STEPS
    return None


def _round_start(start: NDArray[np.double], size: int) -> IntArray | None:
    """Round down, then up where most is missing, until so many people are taken."""
    taken = np.floor(start + 1e-6).astype(np.int64)
    missing = size - int(taken.sum())
    if not 0 <= missing <= len(taken):
        return None
    taken[np.argsort(taken - start, kind="stable")[:missing]] += 1
    return taken


def _measure_miss(counts: IntArray, low: IntArray, high: IntArray) -> IntArray:
    """Return by how much each quota is missed."""
    missed: IntArray = np.maximum(low - counts, 0) + np.maximum(counts - high, 0)
    return missed


def _list_sides(
    people: PeopleColumns, taken: IntArray, free: NDArray[np.bool_], more: IntArray
) -> tuple[IntArray, IntArray]:
    """Return the columns that can release a person, and those that can take one more."""
    room = people.homes - np.bincount(people.street, taken, len(people.homes)).astype(np.int64)
    out, into = np.flatnonzero(free & (taken > 0)), np.flatnonzero(free & (room[people.street] > 0))
    if len(into) > MOST_ENTERING:
        into = into[np.argsort(more[people.kinds[into]].sum(1), kind="stable")[:MOST_ENTERING]]
    return out, into


def _rate_swaps(
    people: PeopleColumns, change: tuple[IntArray, IntArray], out: IntArray, into: IntArray
) -> tuple[IntArray, IntArray, IntArray]:
    """Rate each swap by what it adds to what is missed.

    A feature that both people have alike is not changed by it.
    """
    fewer, more = change
    loss = np.zeros((len(out), len(into)), dtype=np.int64)
    for leaves, comes in zip(people.kinds[out].T, people.kinds[into].T, strict=True):
        differ = leaves[:, None] != comes[None, :]
        loss += differ * (fewer[leaves][:, None] + more[comes][None, :])
    return loss.ravel(), out, into


FloatArray = NDArray[np.double]
ColumnBounds = tuple[FloatArray, FloatArray]

MOST_BRANCHES = 30
"""Relaxations after the first are at most twice so many."""


@dataclass(frozen=True)
class ProbeResult:
    """The result of the relaxations.

    `least`: no moves cost less, in whole numbers of the prices; None: not known. `possible` False: no moves
    within the flex bounds suffice. `moves` cost `least`, and there is a panel.
    """

    possible: bool = True
    least: int | None = None
    moves: QuotaMoves | None = None


def probe_relaxation(task: PanelTask, prices: QuotaPrices, seconds: float) -> ProbeResult:
    """Probe a task by one relaxation, or a few where the first one's moves are fractional."""
    moving = _MovesRelaxation(task, prices, build_columns(task))
    highs = QuietHighs()
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("presolve", "off")
    highs.setOptionValue("time_limit", max(seconds, 0.01))
    highs.passModel(moving.build_program())
    return _BranchSearch(highs, moving).search()


class _BranchSearch:
    """A search over relaxations that branches on moves that are not whole, the cheapest first."""

    def __init__(self, highs: highspy.Highs, moving: "_MovesRelaxation") -> None:
        self._highs, self._moving, self._made = highs, moving, count()
        self._open: list[tuple[int, int, ColumnBounds, FloatArray]] = []

    def search(self) -> ProbeResult:
        """Return what is known after at most so many relaxations."""
        self._solve_branch(self._moving.moved)
        if get_model_status(self._highs) == highspy.HighsModelStatus.kInfeasible:
            return ProbeResult(possible=False)
        for _ in range(MOST_BRANCHES):
            if not self._open:
                return ProbeResult()
            least, _, bounds, values = heappop(self._open)
            at = self._moving.find_fractional(values)
            if at is None:
                return ProbeResult(least=least, moves=self._moving.build_moves(values, least))
            for side, whole in ((1, np.floor), (0, np.ceil)):
                limits = (bounds[0].copy(), bounds[1].copy())
                limits[side][at] = whole(values[self._moving.first + at])
                self._solve_branch(limits)
        return ProbeResult(least=self._open[0][0]) if self._open else ProbeResult()

    def _solve_branch(self, bounds: ColumnBounds) -> None:
        """Solve the relaxation with the moves within these bounds, and keep it."""
        index = np.arange(len(bounds[0]), dtype=np.int32) + self._moving.first
        self._highs.changeColsBounds(len(index), index.astype(np.int32), *bounds)
        self._highs.run()
        if get_model_status(self._highs) == highspy.HighsModelStatus.kOptimal:
            least = ceil(self._highs.getInfo().objective_function_value - INTEGRALITY_TOLERANCE)
            values = np.asarray(self._highs.getSolution().col_value)
            heappush(self._open, (least, next(self._made), bounds, values))


class _MovesRelaxation:
    """The relaxation's columns: people, counts of quotas, moves of minima and of maxima."""

    def __init__(self, task: PanelTask, prices: QuotaPrices, people: PeopleColumns) -> None:
        self._task, self._prices, self._people = task, prices, people
        self._quotas = len(task.quotas)
        self._low, self._high = np.array(task.bounds, dtype=np.int64).reshape(self._quotas, 2).T
        flex = np.array(task.flex, dtype=np.int64).reshape(self._quotas, 2).T
        self._down = np.maximum(self._low - flex[0], 0)
        self._up = np.clip(flex[1] - self._high, 0, task.size)

    def build_program(self) -> highspy.HighsLp:
        """Build the relaxation.

        Rows: what a quota counts; its bounds; the size; household groups with several columns.
        """
        people, quotas, size = self._people, self._quotas, float(self._task.size)
        several = len(people.homes) if len(people.shared) else 0
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(people.street) + 3 * quotas, 2 * quotas + 1 + several
        most = (np.minimum(people.most, self._task.size), np.full(quotas, size), self._down, self._up)
        nothing, open_ = np.zeros(quotas), np.full(several, -highspy.kHighsInf)
        lp.col_cost_ = self._build_costs()
        lp.col_lower_, lp.col_upper_ = np.zeros(lp.num_col_), np.concatenate(most).astype(np.double)
        lp.row_lower_ = np.concatenate([nothing, self._low, [size], open_])
        lp.row_upper_ = np.concatenate([nothing, self._high, [size], people.homes[:several]]).astype(
            np.double
        )
        self._fill_matrix(lp)
        return lp

    @property
    def first(self) -> int:
        """Return the index of the first column of the moves."""
        return len(self._people.street) + self._quotas

    @property
    def moved(self) -> ColumnBounds:
        """Return the bounds of the moves."""
        most = np.concatenate([self._down, self._up]).astype(np.double)
        return np.zeros(len(most)), most

    def find_fractional(self, values: FloatArray) -> int | None:
        """Return the index of the move that is farthest from whole; None if all are whole."""
        far = np.abs(values[self.first :] - np.rint(values[self.first :]))
        return int(far.argmax()) if far.max(initial=0) > INTEGRALITY_TOLERANCE else None

    def build_moves(self, values: FloatArray, least: int) -> QuotaMoves | None:
        """Return the moves of an assignment that is whole in them, if a panel keeps them."""
        many = len(self._people.street)
        moved = np.rint(values[self.first :])
        down, up = moved.astype(np.int64).reshape(2, self._quotas)
        low, high = self._low - down, self._high + up
        if search_nearby(self._people, low, high, self._task.size, values[:many]) is None:
            return None
        sides = zip((BoundSide.MIN, BoundSide.MAX), (down.tolist(), up.tolist()), strict=True)
        by = {QuotaBound(i, side): n for side, all_ in sides for i, n in enumerate(all_) if n}
        if sum(n * self._prices.get_whole_price(bound) for bound, n in by.items()) > least:
            return None
        cost = sum((n * get_move_price(self._task, bound) for bound, n in by.items()), Fraction(0))
        return QuotaMoves(
            tuple(sorted(by.items(), key=lambda each: (each[0].quota, each[0].side is BoundSide.MAX))), cost
        )

    def _build_costs(self) -> FloatArray:
        """Build the cost of each column."""
        costs = np.zeros(len(self._people.street) + 3 * self._quotas)
        for at, (side, most) in enumerate(((BoundSide.MIN, self._down), (BoundSide.MAX, self._up)), 1):
            for i in np.flatnonzero(most).tolist():
                costs[len(self._people.street) + at * self._quotas + i] = self._prices.get_whole_price(
                    QuotaBound(i, side)
                )
        return costs

    def _fill_matrix(self, lp: highspy.HighsLp) -> None:
        """Fill the matrix of coefficients, column by column."""
        people, quotas = self._people, self._quotas
        many, each, features = len(people.street), np.arange(quotas), people.kinds.shape[1]
        column = np.arange(many)
        shared = people.shared
        parts: list[tuple[IntArray, IntArray, float]] = [
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
