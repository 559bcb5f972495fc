"""The integer program of a panel: households together, quotas as rows, prices of moves.

A household is a person of an unknown address, or all people of one address; at most one of them is taken.
Households whose people have the same set of values are alike: of *n* such households, for each of these
values so many may be taken, all values together at most *n*. Each household can serve any value of its
set, so nothing is lost.

Prices follow the measure of sortition-algorithms: to lower a minimum *m* by one costs 1 + 2/*m*, to raise
a maximum by one costs 1. Costs are compared as fractions; an engine is given whole numbers, costs times a
scale, rounded down where no small scale makes them whole. A set of moves that costs at most *F* never
costs more than *F* times the scale there, so a search of all that do misses none, and the fractions
decide.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, lcm

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.model.program import STRUCTURAL, Program
from cocau.solver.panel.task import BoundSide, PanelTask, QuotaBounds, Respondent

FeatureValues = tuple[str, ...]


@dataclass(frozen=True)
class Household:
    """The people of one household, by their values."""

    people: dict[FeatureValues, list[Respondent]]


@dataclass(frozen=True)
class HouseholdGroup:
    """The households in which the same values occur."""

    values: tuple[FeatureValues, ...]
    homes: tuple[Household, ...]


def group_households(task: PanelTask) -> list[HouseholdGroup]:
    """Group a pool's households by the values in them, in an order independent of the file."""
    by_values: dict[tuple[FeatureValues, ...], list[Household]] = defaultdict(list)
    for people in _list_households(task):
        home: dict[FeatureValues, list[Respondent]] = defaultdict(list)
        for person in people:
            home[person.values].append(person)
        by_values[tuple(sorted(home))].append(Household(home))
    return [HouseholdGroup(values, tuple(by_values[values])) for values in sorted(by_values)]


def _list_households(task: PanelTask) -> list[list[Respondent]]:
    """List the people of each household; people of unknown address are one each."""
    shared: dict[str, list[Respondent]] = defaultdict(list)
    alone: list[list[Respondent]] = []
    for person in task.people:
        if task.households and person.home is not None:
            shared[person.home].append(person)
        else:
            alone.append([person])
    return [*alone, *shared.values()]


def count_households(task: PanelTask) -> int:
    """Return the number of households: no panel can be larger."""
    return len(_list_households(task))


@dataclass(frozen=True)
class QuotaBound:
    """One side of one quota, by the quota's index in the task."""

    quota: int
    side: BoundSide


@dataclass
class PanelModel:
    """The integer program of a panel.

    Size and households are structure; each bound of a quota that can bind has a tag.
    """

    task: PanelTask
    program: Program = field(default_factory=Program)
    chosen: dict[tuple[int, FeatureValues], int] = field(default_factory=dict)
    counts: list[Quantity] = field(default_factory=list)
    everybody: Quantity = field(default_factory=Quantity)

    def __post_init__(self) -> None:
        self._counted: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, street in enumerate(group_households(self.task)):
            self._add_group(number, street)
        self.everybody = _sum_variables(self.chosen.values())
        self.counts = [_sum_variables(self._counted[quota.key]) for quota in self.task.quotas]

    def _add_group(self, number: int, street: HouseholdGroup) -> None:
        """Add the variables of a household group."""
        for values in street.values:
            variable = self.program.variable(min(len(street.homes), self.task.size))
            self.chosen[number, values] = variable
            for key in zip(self.task.features, values, strict=True):
                self._counted[key].append(variable)
        if len(street.values) > 1:
            here = _sum_variables(self.chosen[number, values] for values in street.values)
            self.program.add(STRUCTURAL, here <= len(street.homes))

    def require_size(self) -> "PanelModel":
        """Require that the panel has its size."""
        self.program.add(STRUCTURAL, self.everybody.equals(self.task.size))
        return self

    def require_bounds(self, bounds: QuotaBounds) -> "PanelModel":
        """Require these bounds of the quotas.

        One that nothing of this size can break has no row.
        """
        for i in self.task.order:
            low, high = bounds[i]
            if low > 0:
                self.program.add(self.get_tag(QuotaBound(i, BoundSide.MIN)), self.counts[i] >= low)
            if high < self.task.size:
                self.program.add(self.get_tag(QuotaBound(i, BoundSide.MAX)), self.counts[i] <= high)
        return self

    def get_tag(self, bound: QuotaBound) -> str:
        """Return the tag of a bound; the order of tags does not depend on that of the file."""
        return f"{self.task.order.index(bound.quota):05d}:{bound.side}"

    def get_bound(self, tag: str) -> QuotaBound:
        """Return the bound of a tag."""
        number, _, side = tag.partition(":")
        return QuotaBound(self.task.order[int(number)], BoundSide(side))


def _sum_variables(variables: Iterable[int]) -> Quantity:
    """Return the sum of variables as a quantity."""
    return Quantity(dict.fromkeys(variables, 1))


LARGEST_SCALE = 10_000
"""Above this the engines' floats would carry more digits than they prove."""


@dataclass(frozen=True)
class QuotaMoves:
    """By how many people each bound moves, in the quotas' order, minima before maxima."""

    by: tuple[tuple[QuotaBound, int], ...]
    cost: Fraction

    def apply_to(self, before: QuotaBounds) -> QuotaBounds:
        """Return the quotas' bounds after the moves."""
        after = [list(pair) for pair in before]
        for bound, by in self.by:
            if bound.side is BoundSide.MIN:
                after[bound.quota][0] -= by
            else:
                after[bound.quota][1] += by
        return tuple((low, high) for low, high in after)


def get_move_price(task: PanelTask, bound: QuotaBound) -> Fraction:
    """Return what moving a bound by one person costs."""
    if bound.side is BoundSide.MAX:
        return Fraction(1)
    return 1 + Fraction(2, task.quotas[bound.quota].min)


class QuotaPrices:
    """The prices of moved bounds as fractions, and as whole numbers for an engine."""

    def __init__(self, task: PanelTask) -> None:
        self._task = task
        exact = lcm(*(q.min // gcd(2, q.min) for q in task.quotas if q.min > q.min_flex))
        self.exact = exact <= LARGEST_SCALE
        self.scale = exact if self.exact else LARGEST_SCALE

    def get_whole_price(self, bound: QuotaBound) -> int:
        """Return the price in whole numbers, never above the true one."""
        if bound.side is BoundSide.MAX:
            return self.scale
        least = self._task.quotas[bound.quota].min
        return (least + 2) * self.scale // least
