"""The context of an audit: a council, its pool and a slate.

Planners count on their own, never with this.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Person, Pool
from cocau.constraints.model.selectors import Among, Selector
from cocau.constraints.model.slate import Slate


@dataclass(frozen=True)
class AuditContext:
    """A slate to be judged. `barred`: ids of the people whom a standard keeps off every list."""

    council: Council
    pool: Pool
    slate: Slate
    barred: frozenset[str] = frozenset()
    _seen: dict[Selector, dict[str, bool]] = field(default_factory=dict, repr=False, compare=False)

    _members: dict[Among, tuple[Person, ...]] = field(
        init=False, default_factory=dict, repr=False, compare=False
    )
    # What no step by hand changes: sets of the whole pool, found once for all slates of these people.
    _pool_members: dict[Among, tuple[Person, ...]] = field(default_factory=dict, repr=False, compare=False)
    _pool_matches: dict[tuple[Among | None, Selector], tuple[str, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def with_slate(self, slate: Slate) -> "AuditContext":
        """Return the context of another slate of the same people, keeping what was matched."""
        if slate.introduced == self.slate.introduced:
            return replace(self, slate=slate)
        return replace(self, slate=slate, _pool_members={}, _pool_matches={})

    @property
    def day(self) -> date:
        """Return the day on which ages are taken."""
        return self.council.election_day

    def get_members(self, among: Among) -> tuple[Person, ...]:
        """Return the people of a set.

        Somebody holding two posts of the set, or on two lists, counts twice.

        `outgoing` has no people here, only numbers (`Council.prior_term`): ValueError.
        """
        members = self._pool_members if among is Among.INTRODUCED else self._members
        if among not in members:
            members[among] = self._find_members(among)
        return members[among]

    def _find_members(self, among: Among) -> tuple[Person, ...]:
        match among:
            case Among.INTRODUCED:
                chosen = self.slate.introduced
                people = self.pool.people if chosen is None else self.pool.get_people(chosen)
                return tuple(p for p in people if p.is_introduced)
            case Among.CANDIDATES:
                return self.pool.get_people(self.slate.listed)
            case Among.DEPUTIES:
                return self.pool.get_people(self.slate.deputies)
            case Among.IN_OFFICE:
                held = {*self.slate.get_holders(*self.slate.posts)}
                return self.pool.get_people(i for i in self.slate.deputies if i in held)
            case Among.OUTGOING:
                raise ValueError("the outgoing council is known by numbers only")
        return self.pool.get_people(self.slate.get_holders(*among.list_posts(self.council)))

    def list_matching(self, among: Among, who: Selector) -> tuple[str, ...]:
        """Return the ids of those in a set whom a selector describes, in slate order."""
        if among is not Among.INTRODUCED:
            return self.list_described(who, self.get_members(among))
        return self._list_once(among, who, self.get_members(among))

    def list_in_pool(self, who: Selector) -> tuple[str, ...]:
        """Return the ids of everybody in the pool whom a selector describes."""
        return self._list_once(None, who, self.pool.people)

    def _list_once(self, among: Among | None, who: Selector, people: Sequence[Person]) -> tuple[str, ...]:
        key = among, who
        if key not in self._pool_matches:
            self._pool_matches[key] = tuple(p.id for p in people if who.matches(p, self.day))
        return self._pool_matches[key]

    def list_described(self, who: Selector, people: Sequence[Person]) -> tuple[str, ...]:
        """Return the ids of those of these people whom a selector describes."""
        seen = self._seen.setdefault(who, {})
        for person in people:
            if person.id not in seen:
                seen[person.id] = who.matches(person, self.day)
        return tuple(p.id for p in people if seen[p.id])

    def get_list_members(self, constituency: str, among: Among) -> tuple[Person, ...]:
        """Return those of a set who stand at one constituency, each once."""
        ids = set(self.slate.candidates.get(constituency, ()))
        return tuple({p.id: p for p in self.get_members(among) if p.id in ids}.values())
