"""The width itself as something to minimise, where every list has one length: in whole parts of a unit.

Good where people are bound to places so that averages cannot meet even in fractions: there the relaxation has
something to say. Else it still finds better and better slates, only its bound says little.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm

from cocau.constraints.kinds.even_average import HUNDREDTHS
from cocau.constraints.quantity import Quantity
from cocau.solver.evenness.averages import Averages
from cocau.solver.evenness.windows import Windows
from cocau.solver.program import STRUCTURE, Program
from cocau.solver.relaxation import Relaxation

Numbers = Sequence[tuple[int, int]]
"""By how many, from least to most, each constituency divides."""


def fixed(numbers: Numbers) -> bool:
    """Whether every list has one length."""
    return all(least == most for least, most in numbers)


def parts_of(numbers: Numbers) -> int:
    """Of how many parts of a unit every average is a whole number."""
    return lcm(*(least for least, _ in numbers))


def within(program: Program, averages: Averages, numbers: Numbers, hundredths: int) -> Program:
    """The same program, its averages in any window of a width; for lists of one length."""
    made = Program([*program.lower], [*program.upper], [*program.rows])
    _keep_within(made, averages, numbers, Quantity({}, hundredths * parts_of(numbers) // HUNDREDTHS))
    return made


def _keep_within(program: Program, averages: Averages, numbers: Numbers, width: Quantity) -> None:
    """Rows that keep all averages from a smallest one to that and a width, both in parts."""
    parts = parts_of(numbers)
    pairs = zip(averages.parts, numbers, strict=True)
    averaged = [(parts // number) * average.total for average, (number, _) in pairs]
    low = Quantity({program.variable(max(_most(program, average) for average in averaged)): 1})
    for average in averaged:
        program.add(STRUCTURE, average >= low)
        program.add(STRUCTURE, average <= low + width)


@dataclass(frozen=True)
class Narrowest:
    """`width`: a window that holds all averages is so wide; `parts` of it are one unit of the average."""

    program: Program
    width: Quantity
    parts: int

    @classmethod
    def of(
        cls, program: Program, averages: Averages, windows: Windows, lower: int, upper: int
    ) -> "Narrowest | None":
        """The widths from `lower` hundredths to less than `upper`; None where lengths of lists are open.

        Averages are whole parts if every number of people divides the parts of a unit.
        """
        if not fixed(windows.numbers):
            return None
        made = Program([*program.lower], [*program.upper], [*program.rows])
        parts = parts_of(windows.numbers)
        narrowest, widest = (lower - 1) * parts // HUNDREDTHS + 1, (upper - 1) * parts // HUNDREDTHS
        width = Quantity({made.variable(max(widest, narrowest), max(narrowest, 0)): 1})
        _keep_within(made, averages, windows.numbers, width)
        return cls(made, width, parts)

    def hundredths(self, parts: int) -> int:
        """A width in parts, rounded up."""
        return -(-parts * HUNDREDTHS // self.parts)

    def relaxed(self, seconds: float) -> int:
        """Hundredths that nothing can beat, by the relaxation; 0 where it gives up."""
        found = Relaxation(self.program).minimum(self.width, seconds)
        return 0 if found is None else self.hundredths(found[0])


def _most(program: Program, quantity: Quantity) -> int:
    """What a sum of variables cannot exceed."""
    return quantity.constant + sum(c * program.upper[v] for v, c in quantity.terms.items())
