"""Rows as arrays: what all rows of a program add up to under an assignment, in one pass of whole numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

OPEN = 2**62
"""What stands for an open side: no sum of a row comes near it, or `sums` refuses."""

Ints = NDArray[np.int64]


class Summed(Protocol):
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

    start: Ints
    variable: NDArray[np.int32]
    coefficient: Ints
    low: Ints
    high: Ints

    @classmethod
    def of(cls, rows: Sequence[Summed]) -> "Matrix":
        """The arrays of some rows, in their order."""
        sizes = np.fromiter((len(row.terms) for row in rows), np.int64, len(rows))
        start = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
        many = int(start[-1])
        return cls(
            start,
            np.fromiter(chain.from_iterable(row.terms for row in rows), np.int32, many),
            np.fromiter(chain.from_iterable(row.terms.values() for row in rows), np.int64, many),
            np.fromiter((-OPEN if row.low is None else row.low for row in rows), np.int64, len(rows)),
            np.fromiter((OPEN if row.high is None else row.high for row in rows), np.int64, len(rows)),
        )

    def __len__(self) -> int:
        return len(self.low)

    def followed_by(self, other: "Matrix") -> "Matrix":
        """These rows and then others."""
        return Matrix(
            np.concatenate((self.start, self.start[-1] + other.start[1:])),
            np.concatenate((self.variable, other.variable)),
            np.concatenate((self.coefficient, other.coefficient)),
            np.concatenate((self.low, other.low)),
            np.concatenate((self.high, other.high)),
        )

    def only(self, kept: NDArray[np.bool_]) -> "Matrix":
        """The rows for which `kept` is true."""
        sizes = np.diff(self.start)
        terms = np.repeat(kept, sizes)
        start = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes[kept])))
        return Matrix(start, self.variable[terms], self.coefficient[terms], self.low[kept], self.high[kept])

    def sums(self, values: Ints) -> Ints:
        """What each row adds up to.

        Raises:
            OverflowError: the numbers are too large for it; none of a council's are.
        """
        return self._added(self._products(values))

    def extremes(self, lower: Ints, upper: Ints) -> tuple[Ints, Ints]:
        """The least and the most that each row can add up to between bounds.

        Raises:
            OverflowError: see `sums`.
        """
        one, other = self._products(lower), self._products(upper)
        return self._added(np.minimum(one, other)), self._added(np.maximum(one, other))

    def _products(self, values: Ints) -> Ints:
        largest = int(np.abs(self.coefficient).max(initial=0)) * int(np.abs(values).max(initial=0))
        if largest * len(self.variable) >= OPEN:
            raise OverflowError(f"{len(self.variable)} terms of up to {largest}")
        products: Ints = self.coefficient * values[self.variable]
        return products

    def _added(self, products: Ints) -> Ints:
        """The products of each row in one sum."""
        total = np.concatenate((np.zeros(1, np.int64), np.cumsum(products)))
        sums: Ints = total[self.start[1:]] - total[self.start[:-1]]
        return sums

    def held(self, values: Ints) -> NDArray[np.bool_]:
        """Which rows an assignment keeps."""
        sums = self.sums(values)
        return (self.low <= sums) & (sums <= self.high)
