"""Printed percentages: of which counts and bases they can be, rounded or cut off at their decimals.

Tables round half up, half to even, or cut off, and do not say which; whatever one of these gives is taken.
"""

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from cocau.constraints.span import Span


def fits(count: int, base: int, printed: Decimal) -> bool:
    """Whether `count` of `base` may be printed so."""
    low, below = _shares(printed)
    return base > 0 and low * base <= count < below * base


def counts_for(printed: Decimal, base: int) -> Span | None:
    """The counts of `base` that may be printed so; None where no whole number is."""
    low, below = _shares(printed)
    found = Span(max(ceil(low * base), 0), min(ceil(below * base) - 1, base))
    return found if found.low <= found.high else None


def bases_for(count: int, printed: Decimal) -> tuple[int, int | None] | None:
    """The least and the greatest base (None: without end) of which `count` may be printed so, or None."""
    low, below = _shares(printed)
    least = max(floor(count / below) + 1, count, 1)
    if low <= 0:
        return least, None
    most = floor(count / low)
    return (least, most) if least <= most else None


def _shares(printed: Decimal) -> tuple[Fraction, Fraction]:
    """The least share that is printed so, and the least that no longer is."""
    unit = Fraction(1, 10 ** decimals(printed))
    value = Fraction(printed)
    return (value - unit / 2) / 100, (value + unit) / 100


def decimals(printed: Decimal) -> int:
    """How many decimals were printed."""
    exponent = printed.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0
