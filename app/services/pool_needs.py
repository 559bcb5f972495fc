"""A pool judged for a council: who may not stand, what is wrong, how many the rules need.

What was judged last is remembered, since a long list is asked for in windows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from cocau.app.services.documents import StoredVersion
from cocau.constraints.checks.pool import check_pool
from cocau.constraints.errors import Problem
from cocau.constraints.kinds.headcount import Headcount
from cocau.constraints.kinds.local_minimum import LocalMinimum
from cocau.constraints.kinds.share import ShareRule
from cocau.constraints.kinds.spread import Spread
from cocau.constraints.kinds.surplus import Surplus
from cocau.constraints.kinds.trend import Trend
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Pool
from cocau.constraints.model.selectors import EVERYONE, GROUPS, Among, Selector
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import Rule


@dataclass(frozen=True)
class RuleNeed:
    """A rule that counts people of a description; `needed`: the fewest, in `total`.

    None: it sets no number from below, or none that can be told before there is a list. `short`: how many
    more the pool would have to have.
    """

    rule: Rule
    among: Among
    needed: int | None
    total: int | None
    short: int


@dataclass(frozen=True)
class GroupNeeds:
    """People of a description in the pool; `able`: those whom every standard lets stand."""

    group: str | None
    who: Selector
    people: int
    able: int
    needs: tuple[RuleNeed, ...]

    @property
    def short(self) -> int:
        """Return how many more people would have to be in the pool."""
        return max((need.short for need in self.needs), default=0)

    @property
    def most(self) -> int:
        """Return the greatest number that a rule needs."""
        return max((need.needed or 0 for need in self.needs), default=0)


@dataclass(frozen=True)
class PoolJudgement:
    """A version of a pool for one of a council under rules, each part judged once.

    `key`: what it is of; `book`: the rules for this council.
    """

    key: tuple[str, ...]
    council: Council = field(compare=False, repr=False)
    pool: Pool = field(compare=False, repr=False)
    book: Rulebook = field(compare=False, repr=False)

    @cached_property
    def barred(self) -> Mapping[str, tuple[str, ...]]:
        """Return the people kept off every list, each with the standards missed."""
        found: dict[str, tuple[str, ...]] = {}
        for rule, people in self.book.list_barred_by_standard(self.council, self.pool).items():
            for person in people:
                found[person] = (*found.get(person, ()), rule)
        return found

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Return what stands in the way of planning."""
        return tuple(check_pool(self.council, self.pool, self.book))

    @cached_property
    def needs(self) -> list[GroupNeeds]:
        """Return every description that rules or tables count, shortages first."""
        return list_group_needs(self.council, self.pool, self.book, self.barred)


def judge_pool(pool: StoredVersion[Pool], council: StoredVersion[Council], book: Rulebook) -> PoolJudgement:
    """Judge a pool for its council under a rulebook, or return the judgement remembered."""
    key = (pool.document.id, pool.version.digest, council.document.id, council.version.digest, book.name)
    return _remember(PoolJudgement(key, council.body, pool.body, book.for_council(council.body)))


@lru_cache(maxsize=4)
def _remember(judgement: PoolJudgement) -> PoolJudgement:
    return judgement


@dataclass(frozen=True)
class _GroupCounts:
    """The number of people of a description: in the pool, introduced, and able to stand."""

    people: int
    introduced: int
    able: int


@dataclass(frozen=True)
class _PoolCounter:
    """A pool for a council under rules, counted once for each description."""

    council: Council
    pool: Pool
    book: Rulebook
    barred: Mapping[str, object]
    _counts: dict[Selector, _GroupCounts] = field(default_factory=dict)

    def counts(self, who: Selector) -> _GroupCounts:
        """Count the people of a description."""
        if who not in self._counts:
            found = [p for p in self.pool.people if who.matches(p, self.council.election_day)]
            introduced = sum(p.is_introduced for p in found)
            able = sum(p.id not in self.barred for p in found)
            self._counts[who] = _GroupCounts(len(found), introduced, able)
        return self._counts[who]

    def size(self, among: Among) -> int | None:
        """Return the least size of a set of people; None if it is not known yet."""
        if among is Among.INTRODUCED:
            return self.counts(EVERYONE).introduced
        if among is Among.DEPUTIES:
            return self.council.seats
        surplus = next((rule for rule in self.book.rules if isinstance(rule, Surplus)), None)
        if among is not Among.CANDIDATES or surplus is None:
            return None
        return sum(surplus.needed(unit) for unit in self.council.constituencies) - surplus.missing


def list_group_needs(
    council: Council, pool: Pool, book: Rulebook, barred: Mapping[str, object]
) -> list[GroupNeeds]:
    """List every description that rules or composition tables count, shortages first.

    `book`: the rules for this council; `barred`: ids of the people whom a standard keeps off every list.
    """
    looked = _PoolCounter(council, pool, book, barred)
    needs: dict[Selector, list[RuleNeed]] = {who: [] for who in GROUPS.values()}
    for rule in book.rules:
        for who, need in _find_needs(rule, looked):
            needs.setdefault(who, []).append(need)
    names = {who: name for name, who in GROUPS.items()}
    found = [
        GroupNeeds(names.get(who), who, looked.counts(who).people, looked.counts(who).able, tuple(of_it))
        for who, of_it in needs.items()
    ]
    return sorted(found, key=lambda s: (not s.short, not s.needs))


def _find_needs(rule: Rule, counter: _PoolCounter) -> Iterator[tuple[Selector, RuleNeed]]:
    among: Among
    match rule:
        case Trend():
            who, among = GROUPS[rule.group], rule.among.whole
        case ShareRule() | Headcount() | LocalMinimum() | Spread():
            who, among = rule.where, rule.among.whole
        case _:
            return
    if who == EVERYONE:
        return
    total = counter.size(among)
    needed = _count_needed(rule, counter.council, total)
    counts = counter.counts(who)
    has = counts.introduced if among is Among.INTRODUCED else counts.able
    yield who, RuleNeed(rule, among, needed, total, max((needed or 0) - has, 0))


def _count_needed(rule: Rule, council: Council, total: int | None) -> int | None:
    """Return the fewest people of its description that a rule needs; None if unknown."""
    match rule:
        case Headcount(at_least=number):
            return number
        case LocalMinimum():
            return rule.needed(council)
        case Spread(at_least=number):
            return None if number is None else number * len(council.constituencies)
        case ShareRule(at_least_percent=int()) if total is not None and rule.of in {None, rule.among}:
            return rule.needed(total)
        case Trend(direction="more") if total is not None:
            return rule.goal_for(council, total)
    return None
