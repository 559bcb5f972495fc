"""An integer program whose rows carry the id of their rule, and its rows as arrays.

No engine in it. Sums over all rows are taken in one pass of whole numbers.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, compress, groupby
from math import gcd
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from cocau.constraints.rules.quantity import LinearConstraint, Quantity

OPEN_SIDE = 2**62
"""The number for an open side: no sum of a row may come near it, or `sums` refuses."""

IntArray = NDArray[np.int64]


class LinearRow(Protocol):
    """A row: the sum of its terms lies between two numbers, or has an open side."""

    @property
    def terms(self) -> dict[int, int]: ...  # noqa: D102
    @property
    def low(self) -> int | None: ...  # noqa: D102
    @property
    def high(self) -> int | None: ...  # noqa: D102


@dataclass(frozen=True)
class Matrix:
    """Row `i` has the terms `start[i]` to `start[i + 1]` of `variable` and `coefficient`."""

    start: IntArray
    variable: NDArray[np.int32]
    coefficient: IntArray
    low: IntArray
    high: IntArray

    @classmethod
    def of(cls, rows: Sequence[LinearRow]) -> "Matrix":
        """Build the arrays of some rows, in their order."""
        terms = [row.terms for row in rows]
        sizes = np.fromiter(map(len, terms), np.int64, len(terms))
        start = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
        many = int(start[-1])
        return cls(
            start,
            np.fromiter(chain.from_iterable(terms), np.int32, many),
            np.fromiter(chain.from_iterable(map(dict.values, terms)), np.int64, many),
            np.array([-OPEN_SIDE if row.low is None else row.low for row in rows], dtype=np.int64),
            np.array([OPEN_SIDE if row.high is None else row.high for row in rows], dtype=np.int64),
        )

    def __len__(self) -> int:
        return len(self.low)

    def followed_by(self, other: "Matrix") -> "Matrix":
        """Return these rows and then others."""
        return Matrix(
            np.concatenate((self.start, self.start[-1] + other.start[1:])),
            np.concatenate((self.variable, other.variable)),
            np.concatenate((self.coefficient, other.coefficient)),
            np.concatenate((self.low, other.low)),
            np.concatenate((self.high, other.high)),
        )

    def select(self, kept: NDArray[np.bool_]) -> "Matrix":
        """Return the rows for which `kept` is true."""
        sizes = np.diff(self.start)
        terms = np.repeat(kept, sizes)
        start = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes[kept])))
        return Matrix(start, self.variable[terms], self.coefficient[terms], self.low[kept], self.high[kept])

    def sums(self, values: IntArray) -> IntArray:
        """Return what each row adds up to.

        Raises:
            OverflowError: the numbers are too large for it; none of a council's are.
        """
        return self._sum_products(self._products(values))

    def extremes(self, lower: IntArray, upper: IntArray) -> tuple[IntArray, IntArray]:
        """Return the least and the most that each row can add up to between bounds.

        Raises:
            OverflowError: see `sums`.
        """
        one, other = self._products(lower), self._products(upper)
        return self._sum_products(np.minimum(one, other)), self._sum_products(np.maximum(one, other))

    def _products(self, values: IntArray) -> IntArray:
        largest = int(np.abs(self.coefficient).max(initial=0)) * int(np.abs(values).max(initial=0))
        if largest * len(self.variable) >= OPEN_SIDE:
            raise OverflowError(f"{len(self.variable)} terms of up to {largest}")
        products: IntArray = self.coefficient * values[self.variable]
        return products

    def _sum_products(self, products: IntArray) -> IntArray:
        """Add the products of each row."""
        total = np.concatenate((np.zeros(1, np.int64), np.cumsum(products)))
        sums: IntArray = total[self.start[1:]] - total[self.start[:-1]]
        return sums

    def find_held(self, values: IntArray) -> NDArray[np.bool_]:
        """Return which rows an assignment keeps."""
        sums = self.sums(values)
        return (self.low <= sums) & (sums <= self.high)


STRUCTURAL = ""


class NamedRow(NamedTuple):
    """``low <= sum(coefficient * variable) <= high``; `tag` is a rule id, a pin, or STRUCTURE."""

    tag: str
    terms: dict[int, int]
    low: int | None
    high: int | None

    def holds(self, values: list[int]) -> bool:
        """Return whether an assignment keeps the row."""
        value = sum(c * values[v] for v, c in self.terms.items())
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass
class Program:
    """Whole-number variables with bounds, and rows. Variable 0 is the constant zero.

    `_known`: the first rows as arrays, or all of them; `_index`: of how many rows, and which are whose.
    Rows are added behind, and taken back by `pop_rows`.
    """

    lower: list[int] = field(default_factory=lambda: [0])
    upper: list[int] = field(default_factory=lambda: [0])
    rows: list[NamedRow] = field(default_factory=list)
    _known: Matrix | None = field(default=None, repr=False, compare=False)
    _index: tuple[int, dict[str, list[int]]] = field(
        default_factory=lambda: (0, {}), repr=False, compare=False
    )

    @property
    def matrix(self) -> Matrix:
        """Return the rows as arrays."""
        known = self._known
        if known is None:
            self._known = known = Matrix.of(self.rows)
        elif len(known) < len(self.rows):
            self._known = known = known.followed_by(Matrix.of(self.rows[len(known) :]))
        return known

    def variable(self, upper: int, lower: int = 0) -> int:
        """Add a variable between two whole numbers; return its number."""
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.upper) - 1

    def variables(self, many: int, upper: int) -> range:
        """Add variables from 0 to a whole number; return their numbers."""
        first = len(self.upper)
        self.lower += [0] * many
        self.upper += [upper] * many
        return range(first, first + many)

    def add(self, tag: str, row: LinearConstraint) -> None:
        """Add a row, its bounds tightened to what whole numbers can reach."""
        terms = {v: c for v, c in row.quantity.terms.items() if c} or {0: 1}
        low = None if row.low is None else row.low - row.quantity.constant
        high = None if row.high is None else row.high - row.quantity.constant
        step = gcd(*terms.values())
        if step > 1:
            terms = {v: c // step for v, c in terms.items()}
            low = None if low is None else -(-low // step)
            high = None if high is None else high // step
        self.rows.append(NamedRow(tag, terms, low, high))

    def pop_rows(self, first: int) -> list[NamedRow]:
        """Remove the rows from this one on, and return them."""
        rows, self._known, self._index = self.rows[first:], None, (0, {})
        del self.rows[first:]
        return rows

    def with_bounds(self, lower: list[int], upper: list[int]) -> "Program":
        """Return the same rows over variables with other bounds."""
        return Program(lower, upper, self.rows, self._known, self._index)

    def with_rows(self, rows: Iterable[NamedRow]) -> "Program":
        """Return the same program with more rows behind its own."""
        return Program(self.lower, self.upper, [*self.rows, *rows], self.matrix, self._index)

    def with_structural(self, fixed: Callable[[str], bool]) -> "Program":
        """Return the same program in which the rows of some tags are structure."""
        rows = [*self.rows]
        for tag in filter(fixed, self.tags()):
            for i in self.index()[tag]:
                rows[i] = rows[i]._replace(tag=STRUCTURAL)
        return Program(self.lower, self.upper, rows, self.matrix)

    def with_tags(self, keep: Callable[[str], bool]) -> "Program":
        """Return the same variables with only the rows of some tags; structure always stays."""
        kept = self.find_tagged((STRUCTURAL, *filter(keep, self.tags())))
        rows = [*compress(self.rows, kept.tolist())]
        return Program(self.lower, self.upper, rows, self.matrix.select(kept))

    def with_lock(self, objective: Quantity, most: int) -> "Program":
        """Return the same program in which `objective` is at most `most`."""
        if not objective.terms and objective.constant <= most:
            return self
        terms = dict(objective.terms) or {0: 1}
        return self.with_rows([NamedRow(STRUCTURAL, terms, None, most - objective.constant)])

    def allows(self, values: list[int]) -> bool:
        """Return whether an assignment keeps every bound and row, reckoned in whole numbers."""
        found = np.array(values, dtype=np.int64).reshape(len(self.lower))
        inside = (np.array(self.lower) <= found) & (found <= np.array(self.upper))
        return bool(inside.all()) and bool(self.matrix.find_held(found).all())

    def get_kept_tags(self, values: list[int]) -> frozenset[str]:
        """Return the tags all of whose rows an assignment keeps."""
        return frozenset(self.tags()) - self.get_broken_tags(values)

    def get_broken_tags(self, values: list[int]) -> frozenset[str]:
        """Return the tags of broken rows; a broken bound is one of the structure."""
        found = np.array(values, dtype=np.int64).reshape(len(self.lower))
        inside = (np.array(self.lower) <= found) & (found <= np.array(self.upper))
        broken = {self.rows[i].tag for i in np.flatnonzero(~self.matrix.find_held(found)).tolist()}
        return frozenset(broken if inside.all() else broken | {STRUCTURAL})

    def tags(self) -> tuple[str, ...]:
        """Return every tag that has rows, in the order of its first row."""
        return tuple(tag for tag in self.index() if tag != STRUCTURAL)

    def find_tagged(self, tags: Iterable[str]) -> NDArray[np.bool_]:
        """Return which rows have one of these tags."""
        index, found = self.index(), np.zeros(len(self.rows), dtype=np.bool_)
        for tag in tags:
            found[index.get(tag, [])] = True
        return found

    def index(self) -> Mapping[str, Sequence[int]]:
        """Return the numbers of the rows of each tag, tags in the order of their first rows."""
        done, index = self._index
        if done != len(self.rows):
            index = {tag: [*rows] for tag, rows in index.items()}
            for tag, alike in groupby([row.tag for row in self.rows[done:]]):  # mostly they stand together
                first, done = done, done + sum(1 for _ in alike)
                index.setdefault(tag, []).extend(range(first, done))
            self._index = done, index
        return index


def evaluate(quantity: Quantity, values: list[int]) -> int:
    """Evaluate a quantity under an assignment."""
    return quantity.constant + sum(c * values[v] for v, c in quantity.terms.items())
