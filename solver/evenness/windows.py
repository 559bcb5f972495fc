"""Windows that could hold every average, by arithmetic alone: sums are whole, and so are lengths of lists.

A slate whose averages differ by at most *h* hundredths has all of them in the window of this width that
begins at the smallest one, a fraction ``sum / number``. There are finitely many of these. A width at which
none is left is proven too narrow, and a slate in one of the first that is left is proven the best.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from cocau.constraints.kinds.even_average import HUNDREDTHS


class Window(NamedTuple):
    """All averages from `low` to `high`, both included."""

    low: Fraction
    high: Fraction

    @classmethod
    def of(cls, low: Fraction, hundredths: int) -> "Window":
        """The window of a width that begins at an average."""
        return cls(low, low + Fraction(hundredths, HUNDREDTHS))


@dataclass(frozen=True)
class Windows:
    """`numbers`: by how many, from least to most, each constituency divides; `totals`: of all sums."""

    numbers: Sequence[tuple[int, int]]
    totals: tuple[int, int]

    def of_width(self, hundredths: int, near: Fraction) -> list[Window]:
        """The windows of a width that can hold a slate, as far as arithmetic tells; near a mean first."""
        width = Fraction(hundredths, HUNDREDTHS)
        windows = (Window.of(low, hundredths) for low in self._lows(width))
        possible = (window for window in windows if self.allows(window))
        return sorted(possible, key=lambda w: (abs(w.low + width / 2 - near), w.low))

    def least(self, hundredths: int, most: int) -> int:
        """The least width from so many hundredths on that has a window; `most` is one that has."""
        low, high = hundredths, most
        while low < high:
            middle = (low + high) // 2
            if self.of_width(middle, Fraction(0)):
                high = middle
            else:
                low = middle + 1
        return low

    def sums(self, window: Window) -> tuple[tuple[tuple[int, int, int], ...], ...]:
        """For each constituency the numbers with a sum in the window, and the least and the largest sum."""
        return tuple(tuple(_sums(window, numbers)) for numbers in self.numbers)

    def allows(self, window: Window) -> bool:
        """Whether each constituency has a sum in the window, and all of them a total that there is."""
        least = most = 0
        for sums in self.sums(window):
            if not sums:
                return False
            least += min(low for _, low, _ in sums)
            most += max(high for _, _, high in sums)
        return least <= self.totals[1] and most >= self.totals[0]

    def _lows(self, width: Fraction) -> Iterator[Fraction]:
        """Every average there can be from which a window of this width reaches the mean of some slate."""
        people = [sum(ends) for ends in zip(*self.numbers, strict=True)]
        lowest, highest = Fraction(self.totals[0], people[1]) - width, Fraction(self.totals[1], people[0])
        numbers = {n for least, most in self.numbers for n in range(least, most + 1)}
        yield from {
            Fraction(k, n) for n in numbers for k in range(max(ceil(lowest * n), 0), floor(highest * n) + 1)
        }


def _sums(window: Window, numbers: tuple[int, int]) -> Iterator[tuple[int, int, int]]:
    """Each number that has a sum in the window, with the least and the largest one."""
    for n in range(numbers[0], numbers[1] + 1):
        low, high = ceil(window.low * n), floor(window.high * n)
        if low <= high:
            yield n, low, high
