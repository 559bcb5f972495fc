"""A ballot that hears what one rule asks of posts, person by person, barred people too; no engine in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cocau.constraints.council import Council, Office
from cocau.constraints.people import Person, Pool
from cocau.constraints.quantity import Quantity, Row
from cocau.constraints.rule import Rule
from cocau.constraints.select import EVERYONE, Among, Selector

Holding = tuple[str, str]
"""A person and a post."""

ANYTHING = 0
"""The variable of whatever is no post: it may be any number, so a row with it keeps nobody out of a post."""


@dataclass(frozen=True)
class Demand:
    """A rule needs `need` of these holdings, more or less: without any of them it is broken."""

    holdings: tuple[Holding, ...]
    need: int


@dataclass
class Hearing:
    """What one rule asked: rows over who holds which post, and whom it described outside of posts."""

    council: Council
    pool: Pool
    barred: frozenset[str]
    described: dict[Selector, None] = field(default_factory=dict)
    in_posts: dict[Selector, None] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    _holdings: dict[Holding, int] = field(default_factory=dict)

    # The words of `Ballot` ---------------------------------------------------------------------------------

    def count(self, who: Selector, among: Among, at: str | None = None) -> Quantity:
        """Posts person by person; of lists and council only whom it is about."""
        posts = among.posts(self.council)
        if at is None and posts:
            self.in_posts[who] = None
            return Quantity.total(self.held(who, post) for post in posts)
        self.described[who] = None
        return Quantity({ANYTHING: 1})

    def held(self, who: Selector, post: str) -> Quantity:
        """Everybody described, each holding the post or not."""
        day = self.council.election_day
        people = (p for p in self.pool.people if who == EVERYONE or who.matches(p, day))
        return Quantity.total(self.holds(p.id, post) for p in people)

    def holds(self, person: str, post: str) -> Quantity:
        """One person, one post."""
        known = self._holdings
        return Quantity({known.setdefault((person, post), len(known) + 1): 1})

    def assured(self, who: Selector, at: str) -> Quantity:
        """No post; whom it is about."""
        return self.count(who, Among.CANDIDATES, at)

    def stands(self, person: str, among: Among = Among.CANDIDATES) -> Quantity:  # noqa: ARG002  # of `Ballot`
        """No post."""
        return Quantity({ANYTHING: 1})

    def combines(self, person: str, first: Office, second: Office) -> Quantity:  # noqa: ARG002  # of `Ballot`
        """Two posts at once: more than is heard here."""
        return Quantity({ANYTHING: 1})

    def may_stand(self, person: str) -> bool:
        """See `Ballot.may_stand`."""
        return person not in self.barred

    def away_from_home(self) -> Quantity:
        """No post."""
        return Quantity({ANYTHING: 1})

    def require(self, row: Row) -> None:
        """Remember a row that is about posts alone."""
        if ANYTHING not in row.quantity.terms:
            self.rows.append(row)

    def forbid(self, person: Person) -> None:
        """Standards are told of apart."""

    def impossible(self) -> None:
        """No holding is to blame."""

    # Reading ----------------------------------------------------------------------------------------------

    @property
    def about(self) -> tuple[Selector, ...]:
        """Whom the rule counts; of posts only where nothing else can be told of them."""
        told = [*self.demands()] or self.excluded()
        posts = () if told else (who for who in self.in_posts if who != EVERYONE)
        return tuple(dict.fromkeys((*self.described, *posts)))

    def demands(self) -> Iterator[Demand]:
        """What is broken where nobody holds anything: one demand for each such row."""
        names = {v: holding for holding, v in self._holdings.items()}
        for terms, low in self._sides():
            if low > 0 and terms:
                helping = {v: c for v, c in terms.items() if c > 0}
                if helping:
                    need = -(-low // max(helping.values()))
                    yield Demand(tuple(names[v] for v in helping), need)

    def excluded(self) -> frozenset[Holding]:
        """The holdings that the rule rules out by itself, by bounds drawn from its rows until none moves."""
        lower: dict[int, int] = dict.fromkeys(self._holdings.values(), 0)
        upper: dict[int, int] = dict.fromkeys(self._holdings.values(), 1)
        sides = [*self._sides()]
        while any(_drawn(terms, low, lower, upper) for terms, low in sides):
            pass
        return frozenset(holding for holding, v in self._holdings.items() if not upper[v])

    def _sides(self) -> Iterator[tuple[dict[int, int], int]]:
        """Each side of each row as ``sum(terms) >= low``."""
        for row in self.rows:
            terms = {v: c for v, c in row.quantity.terms.items() if c}
            if row.low is not None:
                yield terms, row.low - row.quantity.constant
            if row.high is not None:
                yield {v: -c for v, c in terms.items()}, row.quantity.constant - row.high


def _drawn(terms: dict[int, int], low: int, lower: dict[int, int], upper: dict[int, int]) -> bool:
    """Draw the bounds tighter by one side of a row; whether any moved. A row that cannot hold moves none."""
    most = sum(c * (upper[v] if c > 0 else lower[v]) for v, c in terms.items())
    moved = False
    for v, c in terms.items():
        if lower[v] < upper[v] and low <= most < low + abs(c):
            (lower if c > 0 else upper)[v] = 1 if c > 0 else 0
            moved = True
    return moved


def heard(council: Council, pool: Pool, barred: Iterable[str], rule: Rule) -> Hearing:
    """What a rule asks of posts, and whom it describes."""
    hearing = Hearing(council, pool, frozenset(barred))
    rule.compile(hearing)
    return hearing
