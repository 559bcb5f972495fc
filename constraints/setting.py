"""What an audit looks at: a council, its pool and a slate. Planners count on their own, never with this."""

from dataclasses import dataclass
from datetime import date

from constraints.council import Council
from constraints.people import Person, Pool
from constraints.select import Among, Selector
from constraints.slate import Slate


@dataclass(frozen=True)
class Setting:
    """A slate to be judged. `barred`: ids of the people whom a standard keeps off every list."""

    council: Council
    pool: Pool
    slate: Slate
    barred: frozenset[str] = frozenset()

    @property
    def day(self) -> date:
        """The day on which ages are taken."""
        return self.council.election_day

    def members(self, among: Among) -> tuple[Person, ...]:
        """The people of a set. Somebody holding two posts of the set, or on two lists, counts twice.

        `outgoing` has no people here, only numbers (`Council.prior_term`): ValueError.
        """
        match among:
            case Among.INTRODUCED:
                return tuple(p for p in self.pool.people if p.introduced_by is not None)
            case Among.CANDIDATES:
                return self.pool.named(self.slate.listed)
            case Among.DEPUTIES:
                return self.pool.named(self.slate.deputies)
            case Among.OUTGOING:
                raise ValueError("the outgoing council is known by numbers only")
        return self.pool.named(self.slate.holders(*among.posts(self.council)))

    def matching(self, among: Among, who: Selector) -> tuple[str, ...]:
        """Ids of the people of a set that a selector describes, in the order of the slate."""
        return tuple(p.id for p in self.members(among) if who.matches(p, self.day))

    def on_list(self, constituency: str, among: Among) -> tuple[Person, ...]:
        """Those of a set who stand at one constituency, each once."""
        ids = set(self.slate.candidates.get(constituency, ()))
        return tuple({p.id: p for p in self.members(among) if p.id in ids}.values())
