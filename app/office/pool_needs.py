"""What a pool has of every description that the rules count, beside what they need of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from constraints.council import Council
from constraints.kinds.headcount import Headcount
from constraints.kinds.local_minimum import LocalMinimum
from constraints.kinds.share import Share
from constraints.kinds.spread import Spread
from constraints.kinds.surplus import Surplus
from constraints.kinds.trend import Trend
from constraints.people import Person, Pool
from constraints.rule import Rule
from constraints.rulebook import Rulebook
from constraints.select import EVERYONE, GROUPS, Among, Selector


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
class _Looked:
    """A pool for a council under rules. `able`: whom every standard lets stand."""

    council: Council
    pool: Pool
    book: Rulebook
    able: tuple[Person, ...]

    def count(self, people: tuple[Person, ...], who: Selector) -> int:
        return sum(who.matches(p, self.council.election_day) for p in people)

    @property
    def introduced(self) -> tuple[Person, ...]:
        return tuple(p for p in self.pool.people if p.introduced_by is not None)

    def size(self, among: Among) -> int | None:
        """How many there are, or must be at the least, in a set that is not made yet."""
        if among is Among.INTRODUCED:
            return len(self.introduced)
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
    able = tuple(p for p in pool.people if p.id not in barred)
    looked = _Looked(council, pool, book, able)
    needs: dict[Selector, list[Need]] = {who: [] for who in GROUPS.values()}
    for rule in book.rules:
        for who, need in _needs(rule, looked):
            needs.setdefault(who, []).append(need)
    names = {who: name for name, who in GROUPS.items()}
    found = [
        Structure(names.get(who), who, looked.count(pool.people, who), looked.count(able, who), tuple(of_it))
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
    has = looked.count(looked.introduced if among is Among.INTRODUCED else looked.able, who)
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
