"""Between which ends lengths of lists and the sum of everybody's numbers lie, whatever slate is taken."""

from collections.abc import Iterable
from functools import cached_property

from cocau.constraints.kinds.even_average import EvenAverage
from cocau.constraints.quantity import Quantity
from cocau.constraints.select import Among
from cocau.solver.evenness.averages import Averages
from cocau.solver.evenness.windows import Windows
from cocau.solver.model import SlateModel
from cocau.solver.program import Program
from cocau.solver.relaxation import Relaxation


def windows_of(model: SlateModel, program: Program, rule: EvenAverage, seconds: float) -> Windows:
    """What arithmetic may go by: lengths of lists from the rows about them, else from the relaxation."""
    ends = _Ends(program, seconds)
    return Windows(ends.of_lists(model, rule), ends.of(_total(model, rule)))


def numbers_of(
    model: SlateModel, program: Program, rule: EvenAverage, seconds: float
) -> list[tuple[int, int]]:
    """By how many, from least to most, each constituency divides."""
    return _Ends(program, seconds).of_lists(model, rule)


class _Ends:
    def __init__(self, program: Program, seconds: float) -> None:
        self._program, self._seconds = program, seconds

    @cached_property
    def _relaxation(self) -> Relaxation:
        return Relaxation(self._program)

    def of(self, quantity: Quantity) -> tuple[int, int]:
        """The least and the largest value of a quantity in the relaxation, or by its bounds."""
        least, most = self._least(quantity), -self._least(-1 * quantity)
        return least, most

    def of_lists(self, model: SlateModel, rule: EvenAverage) -> list[tuple[int, int]]:
        """The ends of the divisor of each constituency."""
        return [self._of_list(part.number) for part in Averages(model, rule).parts]

    def _of_list(self, number: Quantity) -> tuple[int, int]:
        """The same from the rows that are about this quantity alone, where they say both ends."""
        if not number.terms:
            return number.constant, number.constant
        rows = [row for row in self._program.rows if row.terms == number.terms]
        lows, highs = [r.low for r in rows if r.low is not None], [r.high for r in rows if r.high is not None]
        return (max(lows), min(highs)) if lows and highs else self.of(number)

    def _least(self, quantity: Quantity) -> int:
        found = self._relaxation.minimum(quantity, self._seconds)
        return self._by_bounds(quantity.terms.items()) + quantity.constant if found is None else found[0]

    def _by_bounds(self, terms: Iterable[tuple[int, int]]) -> int:
        return sum(c * (self._program.lower if c > 0 else self._program.upper)[v] for v, c in terms)


def _total(model: SlateModel, rule: EvenAverage) -> Quantity:
    """The sum of the numbers of everybody listed, or meant for the council."""
    chosen = model.people.listed if rule.among is Among.CANDIDATES else model.people.deputy
    day = model.council.election_day
    numbers = {v: rule.of.of(model.pool.by_id[i], day) for i, v in chosen.items()}
    return Quantity({v: n for v, n in numbers.items() if n})
