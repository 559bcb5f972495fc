"""What it costs to move bounds of quotas: the measure of sortition-algorithms.

To lower a minimum *m* by one costs 1 + 2/*m*, to raise a maximum by one costs 1. Costs are compared as
fractions; an engine is given whole numbers, costs times a scale, rounded down where no small scale makes
them whole. A set of moves that costs at most *F* never costs more than *F* times the scale there, so a search
of all that do misses none, and the fractions decide.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from cocau.solver.panel.model import Bound
from cocau.solver.panel.task import Bounds, Side, Task

LARGEST_SCALE = 10_000
"""Above this the engines' floats would carry more digits than they prove."""


@dataclass(frozen=True)
class Moves:
    """By how many people each bound is moved, in the order of the quotas, minima before maxima."""

    by: tuple[tuple[Bound, int], ...]
    cost: Fraction

    def bounds(self, before: Bounds) -> Bounds:
        """The quotas after the moves."""
        after = [list(pair) for pair in before]
        for bound, by in self.by:
            if bound.side is Side.MIN:
                after[bound.quota][0] -= by
            else:
                after[bound.quota][1] += by
        return tuple((low, high) for low, high in after)


def price(task: Task, bound: Bound) -> Fraction:
    """What moving a bound by one person costs."""
    if bound.side is Side.MAX:
        return Fraction(1)
    return 1 + Fraction(2, task.quotas[bound.quota].min)


class Prices:
    """Prices as fractions, and as whole numbers for an engine."""

    def __init__(self, task: Task) -> None:
        self._task = task
        exact = lcm(*(q.min // gcd(2, q.min) for q in task.quotas if q.min > q.min_flex))
        self.exact = exact <= LARGEST_SCALE
        self.scale = exact if self.exact else LARGEST_SCALE

    def whole(self, bound: Bound) -> int:
        """The price in whole numbers, never above the true one."""
        if bound.side is Side.MAX:
            return self.scale
        least = self._task.quotas[bound.quota].min
        return (least + 2) * self.scale // least
