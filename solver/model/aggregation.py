"""Which differences between people matter per constituency: the aggregation's key.

Compiling the rules once against a recorder shows which descriptions they count *per
constituency*. People alike under those form a group; per constituency the model needs
only how many of each group are mere candidates, deputies and members of the Standing
Committee. Nothing is lost: names are assigned afterwards (`assign_places`), and rules
over the whole council keep their variables per person.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from cocau.constraints.model.council import Council, CouncilOffice
from cocau.constraints.model.people import Person, Pool
from cocau.constraints.model.selectors import EVERYONE, Among, Selector, SelectorMatches
from cocau.constraints.rules.quantity import LinearConstraint, Quantity
from cocau.constraints.rules.rule import Rule, Standard

NO_QUANTITY = Quantity()


@dataclass
class SelectorRecorder:
    """A ballot that answers nothing and remembers what was counted, and what per constituency.

    `standing`: the Standing Committee was counted per constituency; `in_office`: who holds any post was
    counted. `personal`: somebody was asked about by id, or by home.
    """

    council: Council
    pool: Pool
    local: dict[Selector, None] = field(default_factory=dict)
    seen: dict[Selector, None] = field(default_factory=dict)
    standing: bool = False
    in_office: bool = False
    home: bool = False
    personal: bool = False

    @property
    def eligible(self) -> tuple[Person, ...]:
        """Return everybody: here nobody is left out."""
        return self.pool.people

    def count(self, who: Selector, among: Among, at: str | None = None) -> Quantity:
        """Remember the description, and a local count."""
        self.seen[who] = None
        if at is not None and who != EVERYONE:
            self.local[who] = None
        self.standing = self.standing or (at is not None and among is Among.STANDING)
        self.in_office = self.in_office or among is Among.IN_OFFICE
        return NO_QUANTITY

    def assured(self, who: Selector, at: str) -> Quantity:
        """Remember the description, and that it is counted locally."""
        return self.count(who, Among.CANDIDATES, at)

    def away_from_home(self) -> Quantity:
        """Remember that homes matter."""
        self.home = self.personal = True
        return NO_QUANTITY

    def stands(self, person: str, among: Among = Among.CANDIDATES) -> Quantity:
        """Record that somebody was asked about by id."""
        self.personal = True
        return NO_QUANTITY

    def holds(self, person: str, *posts: str) -> Quantity:
        """Record that somebody was asked about by id."""
        self.personal = True
        return NO_QUANTITY

    def held(self, who: Selector, post: str) -> Quantity:
        """Remember the description."""
        self.seen[who] = None
        return NO_QUANTITY

    def combines(self, person: str, first: CouncilOffice, second: CouncilOffice) -> Quantity:
        """Record that somebody was asked about by id."""
        self.personal = True
        return NO_QUANTITY

    def may_stand(self, person: str) -> bool:
        """Record a question about one person; here everybody may stand."""
        self.personal = True
        return True

    def require(self, *rows: LinearConstraint) -> None:
        """Ignore the rows: nothing is asked of anybody."""

    def forbid(self, person: Person) -> None:
        """Ignore the ban: nothing is forbidden to anybody."""

    def impossible(self) -> None:
        """Ignore the verdict: nothing is impossible here."""


def record_selectors(council: Council, pool: Pool, rules: Iterable[Rule]) -> SelectorRecorder:
    """Record what these rules count per constituency."""
    recorder = SelectorRecorder(council, pool)
    for rule in rules:
        if not isinstance(rule, Standard):  # those only forbid, whoever is barred
            rule.compile(recorder)
    return recorder


def group_people(
    matches: SelectorMatches,
    barred: Collection[str],
    recorder: SelectorRecorder,
    alone: Iterable[str],
    stood: Mapping[str, str],
    traits: Mapping[str, object],
) -> tuple[tuple[Person, ...], ...]:
    """Group people alike in every constituency who may stand; those in `alone` are each one.

    `stood`: where people stood in a slate to stay near; only those of one constituency are alike.
    `traits`: what else tells people apart.
    """
    apart = set(alone)
    groups: dict[tuple[object, ...], list[Person]] = {}
    for person, key in zip(matches.people, matches.list_rows(recorder.local), strict=True):
        if person.id not in barred:
            own = person.id if person.id in apart else None
            groups.setdefault((own, stood.get(person.id), traits.get(person.id), key), []).append(person)
    return tuple(tuple(group) for group in groups.values())
