"""The people available for a conflict: whom its members describe and who can hold posts.

No engine is used: it follows from the pool, the standards and each member alone, so an audit can work it
out again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cocau.constraints.model.council import Council, CouncilOffice
from cocau.constraints.model.people import Person, Pool
from cocau.constraints.model.selectors import EVERYONE, Among, Selector
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.quantity import LinearConstraint, Quantity
from cocau.constraints.rules.rule import Rule, Standard
from cocau.solver.proposal import DescribedPeople, WantedHolders
from cocau.solver.request import PlanRequest

Holding = tuple[str, str]
"""A person and a post."""

ANYTHING = 0
"""The variable of an absent post: any number, so its row excludes nobody from a post."""


@dataclass(frozen=True)
class HoldingDemand:
    """Holdings of which a rule needs `need`, more or less: without any of them it is broken."""

    holdings: tuple[Holding, ...]
    need: int


@dataclass
class PostDemandRecorder:
    """A ballot that records what one rule asks of posts, person by person, barred people too.

    Rows over who holds which post, and whom it described outside of posts. No engine is used.
    """

    council: Council
    pool: Pool
    barred: frozenset[str]
    described: dict[Selector, None] = field(default_factory=dict)
    in_posts: dict[Selector, None] = field(default_factory=dict)
    rows: list[LinearConstraint] = field(default_factory=list)
    _holdings: dict[Holding, int] = field(default_factory=dict)

    # The words of `Ballot` ---------------------------------------------------------------------------------

    @property
    def eligible(self) -> tuple[Person, ...]:
        """Return everybody: here nobody is left out."""
        return self.pool.people

    def count(self, who: Selector, among: Among, at: str | None = None) -> Quantity:
        """Count posts person by person; of lists and council only record whom the rule is about."""
        posts = among.list_posts(self.council)
        if at is None and posts:
            self.in_posts[who] = None
            return Quantity.total(self.held(who, post) for post in posts)
        self.described[who] = None
        return Quantity({ANYTHING: 1})

    def held(self, who: Selector, post: str) -> Quantity:
        """Count everybody described who holds the post."""
        day = self.council.election_day
        people = self.pool.people if who == EVERYONE else [p for p in self.pool.people if who.matches(p, day)]
        return Quantity.total(self.holds(p.id, post) for p in people)

    def holds(self, person: str, *posts: str) -> Quantity:
        """Return the sum of a variable for each of these posts of one person."""
        known = self._holdings
        return Quantity({known.setdefault((person, post), len(known) + 1): 1 for post in posts})

    def assured(self, who: Selector, at: str) -> Quantity:
        """Record whom the rule is about; this is no post."""
        return self.count(who, Among.CANDIDATES, at)

    def stands(self, person: str, among: Among = Among.CANDIDATES) -> Quantity:  # noqa: ARG002  # of `Ballot`
        """Return a quantity of `ANYTHING`, as this is no post."""
        return Quantity({ANYTHING: 1})

    def combines(self, person: str, first: CouncilOffice, second: CouncilOffice) -> Quantity:  # noqa: ARG002  # of `Ballot`
        """Return a quantity of `ANYTHING`, as two posts at once are not recorded."""
        return Quantity({ANYTHING: 1})

    def may_stand(self, person: str) -> bool:
        """Return whether no standard bars the person."""
        return person not in self.barred

    def away_from_home(self) -> Quantity:
        """Return a quantity of `ANYTHING`, as this is no post."""
        return Quantity({ANYTHING: 1})

    def require(self, *rows: LinearConstraint) -> None:
        """Record the rows that are about posts alone."""
        self.rows += [row for row in rows if ANYTHING not in row.quantity.terms]

    def forbid(self, person: Person) -> None:
        """Ignore standards, which are reported apart."""

    def impossible(self) -> None:
        """Ignore a rule that nothing can keep: no holding is to blame."""

    # Reading ----------------------------------------------------------------------------------------------

    @property
    def about(self) -> tuple[Selector, ...]:
        """Return whom the rule counts; of posts only where nothing else can be told of them."""
        demands = [*self.list_demands()] or self.list_excluded()
        posts = () if demands else (who for who in self.in_posts if who != EVERYONE)
        return tuple(dict.fromkeys((*self.described, *posts)))

    def list_demands(self) -> Iterator[HoldingDemand]:
        """Yield a demand for each row that is broken when no post has a holder."""
        names = {v: holding for holding, v in self._holdings.items()}
        for terms, low in self._list_sides():
            if low > 0 and terms:
                helping = {v: c for v, c in terms.items() if c > 0}
                if helping:
                    need = -(-low // max(helping.values()))
                    yield HoldingDemand(tuple(names[v] for v in helping), need)

    def list_excluded(self) -> frozenset[Holding]:
        """Return the holdings that the rule rules out by itself, by tightening bounds."""
        lower: dict[int, int] = dict.fromkeys(self._holdings.values(), 0)
        upper: dict[int, int] = dict.fromkeys(self._holdings.values(), 1)
        sides = [*self._list_sides()]
        while any(_tighten_bounds(terms, low, lower, upper) for terms, low in sides):
            pass
        return frozenset(holding for holding, v in self._holdings.items() if not upper[v])

    def _list_sides(self) -> Iterator[tuple[dict[int, int], int]]:
        """Yield each side of each row as ``sum(terms) >= low``."""
        for row in self.rows:
            terms = {v: c for v, c in row.quantity.terms.items() if c}
            if row.low is not None:
                yield terms, row.low - row.quantity.constant
            if row.high is not None:
                yield {v: -c for v, c in terms.items()}, row.quantity.constant - row.high


def _tighten_bounds(terms: dict[int, int], low: int, lower: dict[int, int], upper: dict[int, int]) -> bool:
    """Tighten the bounds by one side of a row; return whether any moved.

    A row that cannot hold moves none.
    """
    most = sum(c * (upper[v] if c > 0 else lower[v]) for v, c in terms.items())
    moved = False
    for v, c in terms.items():
        if lower[v] < upper[v] and low <= most < low + abs(c):
            (lower if c > 0 else upper)[v] = 1 if c > 0 else 0
            moved = True
    return moved


def record_post_demands(
    council: Council, pool: Pool, barred: Iterable[str], rule: Rule
) -> PostDemandRecorder:
    """Record what a rule asks of posts, and whom it describes."""
    hearing = PostDemandRecorder(council, pool, frozenset(barred))
    rule.compile(hearing)
    return hearing


OUT_PIN = "out:"
"""The pins that exclude a person from every list."""


class Availability(Record):
    """The people available for a conflict: by description, and for the posts its members need."""

    described: tuple[DescribedPeople, ...] = ()
    wanted: tuple[WantedHolders, ...] = ()


@dataclass(frozen=True)
class _Members:
    """The members of a conflict.

    `heard`: what each rule asks; `out`: pin -> the person it keeps off; `pinned`: pin -> post, person.
    """

    heard: Mapping[str, PostDemandRecorder]
    out: Mapping[str, str]
    pinned: Mapping[str, tuple[str, str]]


def describe_availability(
    request: PlanRequest, barred_by: Mapping[str, Sequence[str]], rules: Iterable[Rule], pins: Iterable[str]
) -> Availability:
    """Describe who is available for these rules and pins together.

    `barred_by`: standard -> who misses it.
    """
    council, pool = request.council, request.pool
    barred = {i for ids in barred_by.values() for i in ids}
    hearings = {
        r.id: record_post_demands(council, pool, barred, r) for r in rules if not isinstance(r, Standard)
    }
    members = _Members(hearings, *_split_pins(council, pins))
    return Availability(
        described=tuple(_describe_people(pool, council, members, barred_by)),
        wanted=tuple(_merge_alike(_find_wanted_holders(members, barred_by))),
    )


def _split_pins(council: Council, pins: Iterable[str]) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """Split the pins into those that exclude a person and those that require a post."""
    pins = [*pins]
    out = {pin: pin.removeprefix(OUT_PIN) for pin in pins if pin.startswith(OUT_PIN)}
    parts = {pin: pin.rpartition(":") for pin in pins}
    posts = {pin: (post, who) for pin, (post, _, who) in parts.items() if post in council.posts}
    return out, posts


def _describe_people(
    pool: Pool, council: Council, members: _Members, barred_by: Mapping[str, Sequence[str]]
) -> Iterator[DescribedPeople]:
    """Yield the people of each description that the members count."""
    setting = AuditContext(council, pool, Slate(candidates={}, deputies=()))
    by_selector: dict[Selector, list[str]] = {}
    for name, hearing in members.heard.items():
        for who in hearing.about:
            by_selector.setdefault(who, []).append(name)
    for who, names in by_selector.items():
        ids = setting.list_described(who, pool.people)
        barred = _group_by_standard(ids, barred_by)
        off = {i for missing in barred.values() for i in missing}
        out = tuple(i for i in ids if i in members.out.values())
        left = tuple(i for i in ids if i not in off and i not in out)
        yield DescribedPeople(who=who, members=tuple(names), left=left, barred=barred, out=out)


def _group_by_standard(
    ids: Iterable[str], barred_by: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """List for each standard who of these people misses it."""
    ids = [*ids]
    missing = {standard: {*people} for standard, people in barred_by.items()}
    found = {standard: tuple(i for i in ids if i in people) for standard, people in missing.items()}
    return {standard: people for standard, people in found.items() if people}


def _find_wanted_holders(
    members: _Members, barred_by: Mapping[str, Sequence[str]]
) -> Iterator[WantedHolders]:
    """Yield the holders that members need and others keep out or that are too few."""
    excluded = {name: hearing.list_excluded() for name, hearing in members.heard.items()}
    demands = [(n, d.holdings, d.need) for n, h in members.heard.items() for d in h.list_demands()]
    demands += [(pin, ((who, post),), 1) for pin, (post, who) in members.pinned.items()]
    for name, holdings, need in demands:
        others = {other: out for other, out in excluded.items() if other != name}
        others |= {
            pin: frozenset(holding for holding in holdings if holding[0] == who)
            for pin, who in members.out.items()
        }
        found = _find_holders(name, holdings, need, others, barred_by)
        if found.excluded or found.barred or len(found.left) < need:
            yield found


def _find_holders(
    name: str,
    holdings: Sequence[tuple[str, str]],
    need: int,
    others: Mapping[str, frozenset[tuple[str, str]]],
    barred_by: Mapping[str, Sequence[str]],
) -> WantedHolders:
    """Find who can hold the posts that one member needs."""
    open_to: dict[str, list[Holding]] = {}
    for holding in holdings:
        open_to.setdefault(holding[0], []).append(holding)
    people = tuple(open_to)
    kept_out = {
        other: tuple(i for i in people if all(h in out for h in open_to[i])) for other, out in others.items()
    }
    passed = [i for i in people if any(all(h not in out for out in others.values()) for h in open_to[i])]
    barred = _group_by_standard(passed, barred_by)
    off = {i for missing in barred.values() for i in missing}
    return WantedHolders(
        posts=tuple(dict.fromkeys(post for _, post in holdings)),
        member=name,
        need=need,
        people=people,
        excluded={other: ids for other, ids in kept_out.items() if ids},
        barred=barred,
        left=tuple(i for i in passed if i not in off),
    )


def _merge_alike(wanted: Iterable[WantedHolders]) -> Iterator[WantedHolders]:
    """Merge what is alike for several posts into one with all of them."""
    together: dict[str, list[WantedHolders]] = {}
    for one in wanted:
        together.setdefault(one.replace_unvalidated(posts=()).model_dump_json(), []).append(one)
    for alike in together.values():
        yield alike[0].replace_unvalidated(posts=tuple(post for one in alike for post in one.posts))
