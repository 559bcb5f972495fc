"""Where a bound breaks: the numbers that it can be set to while everything else stays as it is planned.

A rule that asks for more than the most possible, or allows less than the least, leaves no slate; as an aim it
can then not be reached. Both ends are those of `solver.explain.ranges`, so they are proven.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cocau.constraints.council import Council
from cocau.constraints.kinds.full_time_cap import FULL_TIME, FullTimeCap
from cocau.constraints.kinds.headcount import Headcount
from cocau.constraints.kinds.share import Share
from cocau.constraints.rule import Rule
from cocau.constraints.select import EVERYONE, Among, Selector
from cocau.solver.explain.ranges import Ends, Range

PERCENT = 100


@dataclass(frozen=True)
class Group:
    """Whom a bound counts. `of`: the set that a percentage is taken of; None for a number of people."""

    who: Selector
    among: Among
    of: Among | None = None


@dataclass(frozen=True)
class Break:
    """A bound's limits, in its own unit (people or percent).

    `above`: the largest value that leaves a slate, for a lower bound; `below`: the smallest one, for an upper
    bound; None: it has no such limit. `plan`: what the slate of the proposal has (percent rounded down).
    `sure`: the limit is exact; else values up to it may break too, as the size of the set is itself planned.
    """

    above: int | None = None
    below: int | None = None
    plan: int | None = None
    sure: bool = True

    def broken_by(self, value: int) -> bool:
        """Whether no slate is left with this value."""
        over = self.above is not None and value > self.above
        return over or (self.below is not None and value < self.below)


def group_of(rule: Rule, field: str) -> Group | None:
    """Whom a bound of a rule counts over the whole council; None where it counts otherwise."""
    match rule:
        case Headcount():
            return Group(rule.where, rule.among)
        case Share():
            return Group(rule.where, rule.among, rule.of or rule.among)
        case FullTimeCap() if field == "leaders":
            return Group(FULL_TIME, Among.LEADERS)
    return None


def break_of(rule: Rule, field: str, ranges: Iterable[Range], council: Council) -> Break | None:
    """Where a bound breaks; None where the ranges do not say: not counted so, or not answered in time."""
    group = group_of(rule, field)
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
        return Break(None, end, counted.plan) if upper else Break(end, None, counted.plan)
    size = _size(group.of, found.get, council)
    return None if size is None else _of_percent(end, counted.plan, size, upper=upper)


def _of_percent(end: int, plan: int | None, size: Ends, *, upper: bool) -> Break | None:
    """The same in percent: a lower bound holds at its floor, an upper one at its ceiling."""
    least, most = size.least, size.most
    if not least or most is None:
        return None
    given = PERCENT * plan // least if plan is not None and least == most else None
    if upper:
        return Break(below=-(-PERCENT * end // most), plan=given, sure=least == most)
    return Break(above=min(PERCENT * end // least, PERCENT), plan=given, sure=least == most)


def _size(
    of: Among, found: Callable[[tuple[Selector, Among]], Range | None], council: Council
) -> Ends | None:
    """How many people there are that a percentage is taken of."""
    if of is Among.OUTGOING:
        prior = council.prior_term
        return None if prior is None else Ends(least=prior.deputies, most=prior.deputies)
    everybody = found((EVERYONE, of))
    return None if everybody is None else everybody.possible
