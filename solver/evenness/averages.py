"""The averages of one wish over the constituencies: sums and numbers as quantities, exact throughout."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import repeat
from math import ceil, floor
from typing import NamedTuple

from cocau.constraints.kinds.even_average import HUNDREDTHS, EvenAverage
from cocau.constraints.quantity import Quantity, Row
from cocau.constraints.select import Among
from cocau.constraints.slate import Slate
from cocau.solver.evenness.windows import Window
from cocau.solver.model import SlateModel
from cocau.solver.people_variables import Role
from cocau.solver.program import value_of

OPEN = (0, 1)
"""Ends of a number of which nothing is known here."""


class Average(NamedTuple):
    """Of one constituency: the sum of its people's numbers, and by what it is divided."""

    total: Quantity
    number: Quantity


class Averages:
    """What a wish averages, in a model whose groups are alike in it as well."""

    def __init__(self, model: SlateModel, rule: EvenAverage) -> None:
        self._model, self._rule = model, rule
        self.parts = tuple(_parts(model, rule))

    def apart(self, values: list[int]) -> int:
        """By how many hundredths the largest and the smallest average of an assignment differ, rounded up."""
        return _apart((value_of(part.total, values), value_of(part.number, values)) for part in self.parts)

    def apart_on(self, slate: Slate) -> int:
        """The same of a slate."""
        return _apart(self._sums(slate))

    def on(self, slate: Slate) -> list[Fraction]:
        """The average of each list of a slate on which somebody stands."""
        return _averages(self._sums(slate))

    def mean_on(self, slate: Slate) -> Fraction:
        """The average of all lists together."""
        totals, numbers = zip(*self._sums(slate), strict=True)
        return Fraction(sum(totals), sum(numbers) or 1)

    def _sums(self, slate: Slate) -> list[tuple[int, int]]:
        """The sum of each constituency, and by what it is divided: nothing where nobody stands."""
        day, chosen = self._model.council.election_day, set(slate.deputies)
        of_deputies = self._rule.among is Among.DEPUTIES
        sums = []
        for unit in self._model.council.constituencies:
            ids = [i for i in slate.candidates.get(unit.id, ()) if i in chosen or not of_deputies]
            total = sum(self._rule.of.of(self._model.pool.by_id[i], day) for i in ids)
            sums.append((total, unit.seats if ids and self._rule.of.per_seat else len(ids)))
        return sums

    def inside(self, window: Window, numbers: Sequence[tuple[int, int]] = ()) -> Iterator[Row]:
        """Every average lies in a window. `numbers`: between what its divisor lies, for each constituency.

        Where that is one number the sum has whole bounds; else the rows are right for every length of a list.
        """
        low, high = window
        for average, (least, most) in zip(self.parts, numbers or repeat(OPEN), strict=False):
            if least == most:
                yield Row(average.total, ceil(low * least), floor(high * least))
            else:
                yield low.denominator * average.total >= low.numerator * average.number
                yield high.denominator * average.total <= high.numerator * average.number


def _parts(model: SlateModel, rule: EvenAverage) -> Iterator[Average]:
    day = model.council.election_day
    least = Role.CANDIDATE if rule.among is Among.CANDIDATES else Role.DEPUTY
    number = [rule.of.of(members[0], day) for members in model.places.groups]
    for unit in model.council.constituencies:
        there = {(g, v) for (g, role, u), v in model.places.places.items() if u == unit.id and role >= least}
        total = Quantity({v: number[g] for g, v in sorted(there) if number[g]})
        people = Quantity({v: 1 for _, v in sorted(there)})
        yield Average(total, Quantity({}, unit.seats) if rule.of.per_seat else people)


def _apart(sums: Iterable[tuple[int, int]]) -> int:
    found = _averages(sums)
    return ceil(HUNDREDTHS * (max(found) - min(found))) if found else 0


def _averages(sums: Iterable[tuple[int, int]]) -> list[Fraction]:
    return [Fraction(total, number) for total, number in sums if number]
