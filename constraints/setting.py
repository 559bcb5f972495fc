"""What an audit looks at: a council, its pool and a slate. Planners count on their own, never with this."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from cocau.constraints.council import Council
from cocau.constraints.people import Person, Pool
from cocau.constraints.select import Among, Selector
from cocau.constraints.slate import Slate


@dataclass(frozen=True)
class Setting:
    """A slate to be judged. `barred`: ids of the people whom a standard keeps off every list."""

    council: Council
    pool: Pool
    slate: Slate
    barred: frozenset[str] = frozenset()
    _seen: dict[Selector, dict[str, bool]] = field(default_factory=dict, repr=False, compare=False)

    _members: dict[Among, tuple[Person, ...]] = field(
        init=False, default_factory=dict, repr=False, compare=False
    )

    def with_slate(self, slate: Slate) -> "Setting":
        """Another slate of the same people; what was seen of them need not be looked at again."""
        return replace(self, slate=slate)

    @property
    def day(self) -> date:
        """The day on which ages are taken."""
        return self.council.election_day

    def members(self, among: Among) -> tuple[Person, ...]:
        """The people of a set. Somebody holding two posts of the set, or on two lists, counts twice.

        `outgoing` has no people here, only numbers (`Council.prior_term`): ValueError.
        """
        if among not in self._members:
            self._members[among] = self._found(among)
        return self._members[among]

    def _found(self, among: Among) -> tuple[Person, ...]:
        match among:
            case Among.INTRODUCED:
                chosen = self.slate.introduced
                people = self.pool.people if chosen is None else self.pool.named(chosen)
                return tuple(p for p in people if p.introduced_by is not None)
            case Among.CANDIDATES:
                return self.pool.named(self.slate.listed)
            case Among.DEPUTIES:
                return self.pool.named(self.slate.deputies)
            case Among.OUTGOING:
                raise ValueError("the outgoing council is known by numbers only")
        return self.pool.named(self.slate.holders(*among.posts(self.council)))

    def matching(self, among: Among, who: Selector) -> tuple[str, ...]:
        """Ids of the people of a set that a selector describes, in the order of the slate."""
        return self.described(who, self.members(among))

    def described(self, who: Selector, people: Sequence[Person]) -> tuple[str, ...]:
        """Ids of those of these people whom a selector describes."""
        seen = self._seen.setdefault(who, {})
        for person in people:
            if person.id not in seen:
                seen[person.id] = who.matches(person, self.day)
        return tuple(p.id for p in people if seen[p.id])

    def on_list(self, constituency: str, among: Among) -> tuple[Person, ...]:
        """Those of a set who stand at one constituency, each once."""
        ids = set(self.slate.candidates.get(constituency, ()))
        return tuple({p.id: p for p in self.members(among) if p.id in ids}.values())
