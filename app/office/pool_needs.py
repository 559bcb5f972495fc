"""What a pool has of every description that the rules count, beside what they need of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cocau.constraints.council import Council
from cocau.constraints.kinds.headcount import Headcount
from cocau.constraints.kinds.local_minimum import LocalMinimum
from cocau.constraints.kinds.share import Share
from cocau.constraints.kinds.spread import Spread
from cocau.constraints.kinds.surplus import Surplus
from cocau.constraints.kinds.trend import Trend
from cocau.constraints.people import Pool
from cocau.constraints.rule import Rule
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.select import EVERYONE, GROUPS, Among, Selector


@dataclass(frozen=True)
class Need:
    """A rule that counts people of a description. `needed`: the fewest of them that it needs, in `total`.

    None: it sets no number from below, or none that can be told before there is a list. `short`: how many
    more the pool would have to have.
    """

    rule: Rule
    among: Among
    needed: int | None
    total: int | None
    short: int


@dataclass(frozen=True)
class Structure:
    """People of one description in the pool; `able`: those of them whom every standard lets stand."""

    group: str | None
    who: Selector
    people: int
    able: int
    needs: tuple[Need, ...]

    @property
    def short(self) -> int:
        """How many more there would have to be for all that is needed."""
        return max((need.short for need in self.needs), default=0)

    @property
    def most(self) -> int:
        """The greatest number that is needed."""
        return max((need.needed or 0 for need in self.needs), default=0)


@dataclass(frozen=True)
class _Counts:
    """How many people are of one description: in the pool, introduced by somebody, and able to stand."""

    people: int
    introduced: int
    able: int


@dataclass(frozen=True)
class _Looked:
    """A pool for a council under rules; everybody is looked at once for each description."""

    council: Council
    pool: Pool
    book: Rulebook
    barred: Mapping[str, object]
    _counts: dict[Selector, _Counts] = field(default_factory=dict)

    def counts(self, who: Selector) -> _Counts:
        """How many there are."""
        if who not in self._counts:
            found = [p for p in self.pool.people if who.matches(p, self.council.election_day)]
            introduced = sum(p.introduced_by is not None for p in found)
            able = sum(p.id not in self.barred for p in found)
            self._counts[who] = _Counts(len(found), introduced, able)
        return self._counts[who]

    def size(self, among: Among) -> int | None:
        """How many there are, or must be at the least, in a set that is not made yet."""
        if among is Among.INTRODUCED:
            return self.counts(EVERYONE).introduced
        if among is Among.DEPUTIES:
            return self.council.seats
        surplus = next((rule for rule in self.book.rules if isinstance(rule, Surplus)), None)
        if among is not Among.CANDIDATES or surplus is None:
            return None
        return sum(surplus.needed(unit) for unit in self.council.constituencies) - surplus.missing


def structures(council: Council, pool: Pool, book: Rulebook, barred: Mapping[str, object]) -> list[Structure]:
    """Every description that rules count, or that composition tables name; what lacks people comes first.

    `book`: the rules for this council; `barred`: ids of the people whom a standard keeps off every list.
    """
    looked = _Looked(council, pool, book, barred)
    needs: dict[Selector, list[Need]] = {who: [] for who in GROUPS.values()}
    for rule in book.rules:
        for who, need in _needs(rule, looked):
            needs.setdefault(who, []).append(need)
    names = {who: name for name, who in GROUPS.items()}
    found = [
        Structure(names.get(who), who, looked.counts(who).people, looked.counts(who).able, tuple(of_it))
        for who, of_it in needs.items()
    ]
    return sorted(found, key=lambda s: (not s.short, not s.needs))


def _needs(rule: Rule, looked: _Looked) -> Iterator[tuple[Selector, Need]]:
    among: Among
    match rule:
        case Trend():
            who, among = GROUPS[rule.group], rule.among
        case Share() | Headcount() | LocalMinimum() | Spread():
            who, among = rule.where, rule.among
        case _:
            return
    if who == EVERYONE:
        return
    total = looked.size(among)
    needed = _needed(rule, looked.council, total)
    counts = looked.counts(who)
    has = counts.introduced if among is Among.INTRODUCED else counts.able
    yield who, Need(rule, among, needed, total, max((needed or 0) - has, 0))


def _needed(rule: Rule, council: Council, total: int | None) -> int | None:
    """The fewest people of its description that a rule needs."""
    match rule:
        case Headcount(at_least=number):
            return number
        case LocalMinimum():
            return rule.needed(council)
        case Spread(at_least=number):
            return None if number is None else number * len(council.constituencies)
        case Share(at_least_percent=int()) if total is not None and rule.of in {None, rule.among}:
            return rule.needed(total)
        case Trend(direction="more") if total is not None:
            return rule.goal_for(council, total)
    return None
