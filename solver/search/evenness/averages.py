"""The averages of a wish over constituencies, and the windows that could hold them all.

Sums and counts are exact. Since sums and list lengths are whole, a slate whose averages
differ by at most *h* hundredths has them all in a window of this width that begins at
the smallest, a fraction ``sum / number``. There are finitely many such windows: a width
without any is proven too narrow, and a slate in one of the first that remain is proven
best.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import repeat
from math import ceil, floor
from typing import NamedTuple

from cocau.constraints.kinds.even_average import HUNDREDTHS, EvenAverage
from cocau.constraints.model.selectors import Among
from cocau.constraints.model.slate import Slate
from cocau.constraints.rules.quantity import LinearConstraint, Quantity
from cocau.solver.engines.relaxation import LinearRelaxation
from cocau.solver.model.people_variables import SlateRole
from cocau.solver.model.program import Program, evaluate
from cocau.solver.model.slate_model import SlateModel


class AverageWindow(NamedTuple):
    """All averages from `low` to `high`, both included."""

    low: Fraction
    high: Fraction

    @classmethod
    def of(cls, low: Fraction, hundredths: int) -> "AverageWindow":
        """Build the window of a width that begins at an average."""
        return cls(low, low + Fraction(hundredths, HUNDREDTHS))


@dataclass(frozen=True)
class AverageWindows:
    """`numbers`: by how many each constituency divides; `totals`: of all sums."""

    numbers: Sequence[tuple[int, int]]
    totals: tuple[int, int]

    def list_of_width(self, hundredths: int, near: Fraction) -> list[AverageWindow]:
        """List the windows of a width that can hold a slate by arithmetic, nearest first."""
        width = Fraction(hundredths, HUNDREDTHS)
        windows = (AverageWindow.of(low, hundredths) for low in self._list_lows(width))
        possible = (window for window in windows if self.allows(window))
        return sorted(possible, key=lambda w: (abs(w.low + width / 2 - near), w.low))

    def find_least(self, hundredths: int, most: int) -> int:
        """Find the least width from so many hundredths on that has a window.

        `most` is a width that has one.
        """
        low, high = hundredths, most
        while low < high:
            middle = (low + high) // 2
            if self.list_of_width(middle, Fraction(0)):
                high = middle
            else:
                low = middle + 1
        return low

    def get_sums(self, window: AverageWindow) -> tuple[tuple[tuple[int, int, int], ...], ...]:
        """Return for each constituency the divisors with a sum in the window, and its ends.

        The ends are the least and the largest sum.
        """
        return tuple(tuple(_list_sums(window, numbers)) for numbers in self.numbers)

    def allows(self, window: AverageWindow) -> bool:
        """Return whether each constituency has a sum in the window, and all a possible total."""
        least = most = 0
        for sums in self.get_sums(window):
            if not sums:
                return False
            least += min(low for _, low, _ in sums)
            most += max(high for _, _, high in sums)
        return least <= self.totals[1] and most >= self.totals[0]

    def _list_lows(self, width: Fraction) -> Iterator[Fraction]:
        """List every average from which a window of this width reaches the mean of some slate."""
        people = [sum(ends) for ends in zip(*self.numbers, strict=True)]
        lowest, highest = Fraction(self.totals[0], people[1]) - width, Fraction(self.totals[1], people[0])
        numbers = {n for least, most in self.numbers for n in range(least, most + 1)}
        yield from {
            Fraction(k, n) for n in numbers for k in range(max(ceil(lowest * n), 0), floor(highest * n) + 1)
        }


def _list_sums(window: AverageWindow, numbers: tuple[int, int]) -> Iterator[tuple[int, int, int]]:
    """List each divisor with a sum in the window, with the least and the largest sum."""
    for n in range(numbers[0], numbers[1] + 1):
        low, high = ceil(window.low * n), floor(window.high * n)
        if low <= high:
            yield n, low, high


UNKNOWN_RANGE = (0, 1)
"""Bounds of a number about which nothing is known."""


class ConstituencyAverage(NamedTuple):
    """Of one constituency: the sum of its people's numbers, and by what it is divided."""

    total: Quantity
    number: Quantity


class Averages:
    """What a wish averages, in a model whose groups are alike in it as well."""

    def __init__(self, model: SlateModel, rule: EvenAverage) -> None:
        self._model, self._rule = model, rule
        self.parts = tuple(_build_parts(model, rule))

    def measure_difference(self, values: list[int]) -> int:
        """Measure by how many hundredths the averages of an assignment differ, rounded up."""
        return _measure_difference(
            (evaluate(part.total, values), evaluate(part.number, values)) for part in self.parts
        )

    def measure_difference_on(self, slate: Slate) -> int:
        """Measure by how many hundredths the averages of a slate differ, rounded up."""
        return _measure_difference(self._get_sums(slate))

    def get_averages(self, slate: Slate) -> list[Fraction]:
        """Return the average of each list that is not empty."""
        return _divide_sums(self._get_sums(slate))

    def get_mean(self, slate: Slate) -> Fraction:
        """Return the average of all lists of a slate together."""
        totals, numbers = zip(*self._get_sums(slate), strict=True)
        return Fraction(sum(totals), sum(numbers) or 1)

    def _get_sums(self, slate: Slate) -> list[tuple[int, int]]:
        """Return the sum of each constituency and its divisor, 0 for an empty list."""
        day, chosen = self._model.council.election_day, set(slate.deputies)
        of_deputies = self._rule.among is Among.DEPUTIES
        sums = []
        for unit in self._model.council.constituencies:
            ids = [i for i in slate.candidates.get(unit.id, ()) if i in chosen or not of_deputies]
            total = sum(self._rule.of.get_value(self._model.pool.by_id[i], day) for i in ids)
            sums.append((total, unit.seats if ids and self._rule.of.is_per_seat else len(ids)))
        return sums

    def build_rows(
        self, window: AverageWindow, numbers: Sequence[tuple[int, int]] = ()
    ) -> Iterator[LinearConstraint]:
        """Build rows that keep every average in a window.

        `numbers`: the range of the divisor of each constituency. Where that is one number the sum has
        whole bounds; else the rows are right for every length of a list.
        """
        low, high = window
        for average, (least, most) in zip(self.parts, numbers or repeat(UNKNOWN_RANGE), strict=False):
            if least == most:
                yield LinearConstraint(average.total, ceil(low * least), floor(high * least))
            else:
                yield low.denominator * average.total >= low.numerator * average.number
                yield high.denominator * average.total <= high.numerator * average.number


def _build_parts(model: SlateModel, rule: EvenAverage) -> Iterator[ConstituencyAverage]:
    day = model.council.election_day
    least = SlateRole.CANDIDATE if rule.among is Among.CANDIDATES else SlateRole.DEPUTY
    number = [rule.of.get_value(members[0], day) for members in model.places.groups]
    for unit in model.council.constituencies:
        there = {(g, v) for (g, role, u), v in model.places.places.items() if u == unit.id and role >= least}
        total = Quantity({v: number[g] for g, v in sorted(there) if number[g]})
        people = Quantity({v: 1 for _, v in sorted(there)})
        yield ConstituencyAverage(total, Quantity({}, unit.seats) if rule.of.is_per_seat else people)


def _measure_difference(sums: Iterable[tuple[int, int]]) -> int:
    found = _divide_sums(sums)
    return ceil(HUNDREDTHS * (max(found) - min(found))) if found else 0


def _divide_sums(sums: Iterable[tuple[int, int]]) -> list[Fraction]:
    return [Fraction(total, number) for total, number in sums if number]


def build_windows(model: SlateModel, program: Program, rule: EvenAverage, seconds: float) -> AverageWindows:
    """Build the windows: lengths of lists from their rows, else from the relaxation."""
    ends = _RangeFinder(program, seconds)
    return AverageWindows(ends.find_divisor_ranges(model, rule), ends.find_range(_build_total(model, rule)))


def get_divisor_ranges(
    model: SlateModel, program: Program, rule: EvenAverage, seconds: float
) -> list[tuple[int, int]]:
    """Return the range of each constituency's divisor, from least to most."""
    return _RangeFinder(program, seconds).find_divisor_ranges(model, rule)


class _RangeFinder:
    def __init__(self, program: Program, seconds: float) -> None:
        self._program, self._seconds = program, seconds

    @cached_property
    def _relaxation(self) -> LinearRelaxation:
        return LinearRelaxation(self._program)

    def find_range(self, quantity: Quantity) -> tuple[int, int]:
        """Return the least and the largest value of a quantity, relaxed or by its bounds."""
        least, most = self._find_least(quantity), -self._find_least(-1 * quantity)
        return least, most

    def find_divisor_ranges(self, model: SlateModel, rule: EvenAverage) -> list[tuple[int, int]]:
        """Return the range of the divisor of each constituency."""
        return [self._find_divisor_range(part.number) for part in Averages(model, rule).parts]

    def _find_divisor_range(self, number: Quantity) -> tuple[int, int]:
        """Return the range of a divisor from the rows about it alone, where they give both ends."""
        if not number.terms:
            return number.constant, number.constant
        rows = [row for row in self._program.rows if row.terms == number.terms]
        lows, highs = [r.low for r in rows if r.low is not None], [r.high for r in rows if r.high is not None]
        return (max(lows), min(highs)) if lows and highs else self.find_range(number)

    def _find_least(self, quantity: Quantity) -> int:
        found = self._relaxation.minimum(quantity, self._seconds)
        return self._get_by_bounds(quantity.terms.items()) + quantity.constant if found is None else found[0]

    def _get_by_bounds(self, terms: Iterable[tuple[int, int]]) -> int:
        return sum(c * (self._program.lower if c > 0 else self._program.upper)[v] for v, c in terms)


def _build_total(model: SlateModel, rule: EvenAverage) -> Quantity:
    """Build the sum of the numbers of everybody listed, or meant for the council."""
    chosen = model.people.listed if rule.among is Among.CANDIDATES else model.people.deputy
    day = model.council.election_day
    numbers = {v: rule.of.get_value(model.pool.by_id[i], day) for i, v in chosen.items()}
    return Quantity({v: n for v, n in numbers.items() if n})
