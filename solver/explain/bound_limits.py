"""The limits of a bound: the values that leave a slate while all else stays as planned.

A rule that asks for more than the most possible, or allows less than the least, leaves no slate; as an
aim it cannot be reached then. Both ends are those of `cocau.solver.explain.ranges`, so they are proven.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cocau.constraints.kinds.full_time_cap import FULL_TIME, FullTimeCap
from cocau.constraints.kinds.headcount import Headcount
from cocau.constraints.kinds.share import ShareRule
from cocau.constraints.model.council import Council
from cocau.constraints.model.selectors import EVERYONE, Among, Selector
from cocau.constraints.rules.rule import Rule
from cocau.solver.explain.ranges import GroupRange, RangeEnds

PERCENT = 100


@dataclass(frozen=True)
class BoundGroup:
    """The people whom a bound counts.

    `of`: the set that a percentage is taken of; None for a number of people.
    """

    who: Selector
    among: Among
    of: Among | None = None


@dataclass(frozen=True)
class BoundLimits:
    """The limits of a bound, in its own unit (people or percent).

    `above`: the largest value that leaves a slate, for a lower bound; `below`: the smallest one, for an upper
    bound; None: it has no such limit. `plan`: what the slate of the proposal has (percent rounded down).
    `sure`: the limit is exact; else values up to it may break too, as the size of the set is itself planned.
    """

    above: int | None = None
    below: int | None = None
    plan: int | None = None
    sure: bool = True

    def is_broken_by(self, value: int) -> bool:
        """Return whether no slate is left with this value of the bound."""
        over = self.above is not None and value > self.above
        return over or (self.below is not None and value < self.below)


def get_bound_group(rule: Rule, field: str) -> BoundGroup | None:
    """Return whom a bound counts over the whole council; None where it counts otherwise."""
    match rule:
        case Headcount():
            return BoundGroup(rule.where, rule.among)
        case ShareRule():
            return BoundGroup(rule.where, rule.among, rule.of or rule.among)
        case FullTimeCap() if field == "leaders":
            return BoundGroup(FULL_TIME, Among.LEADERS)
    return None


def find_bound_limits(
    rule: Rule, field: str, ranges: Iterable[GroupRange], council: Council
) -> BoundLimits | None:
    """Find the limits of a bound from the ranges.

    None where the ranges do not say: not counted so, or not answered in time.
    """
    group = get_bound_group(rule, field)
    if group is None:
        return None
    found = {(one.who, one.among): one for one in ranges}
    counted = found.get((group.who, group.among))
    if counted is None:
        return None
    upper = field not in {"at_least", "at_least_percent"}
    end = counted.possible.least if upper else counted.possible.most
    if end is None:
        return None
    if group.of is None:
        return BoundLimits(None, end, counted.plan) if upper else BoundLimits(end, None, counted.plan)
    size = _get_set_size(group.of, found.get, council)
    return None if size is None else _convert_to_percent(end, counted.plan, size, upper=upper)


def _convert_to_percent(end: int, plan: int | None, size: RangeEnds, *, upper: bool) -> BoundLimits | None:
    """Convert a limit in people to percent: a lower bound rounds down, an upper one up."""
    least, most = size.least, size.most
    if not least or most is None:
        return None
    given = PERCENT * plan // least if plan is not None and least == most else None
    if upper:
        return BoundLimits(below=-(-PERCENT * end // most), plan=given, sure=least == most)
    return BoundLimits(above=min(PERCENT * end // least, PERCENT), plan=given, sure=least == most)


def _get_set_size(
    of: Among, found: Callable[[tuple[Selector, Among]], GroupRange | None], council: Council
) -> RangeEnds | None:
    """Return the possible sizes of the set that a percentage is taken of."""
    if of is Among.OUTGOING:
        prior = council.prior_term
        return None if prior is None else RangeEnds(least=prior.deputies, most=prior.deputies)
    everybody = found((EVERYONE, of))
    return None if everybody is None else everybody.possible
