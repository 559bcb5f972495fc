"""post_limit: how many posts of the council one person may hold."""

from collections import Counter
from typing import ClassVar, Literal

from pydantic import Field

from constraints.quantity import Quantity
from constraints.rule import Ballot, Finding, Rule
from constraints.setting import Setting


class PostLimit(Rule):
    """One post each, unless a rule or a what-if allows two (directive, S2.4: a vice-chair as head)."""

    facts: ClassVar = frozenset({"over"})
    adjustable: ClassVar = frozenset({"at_most"})

    kind: Literal["post_limit"]
    at_most: int = Field(ge=1)

    def compile(self, ballot: Ballot) -> None:
        posts = ballot.council.posts
        for person in ballot.pool.people:
            held = Quantity.total(ballot.holds(person.id, post) for post in posts)
            if held.terms:
                ballot.require(held <= self.at_most)

    def audit(self, setting: Setting) -> Finding:
        held = Counter(setting.slate.holders(*setting.slate.posts))
        over = tuple(i for i, n in held.items() if n > self.at_most)
        return self.finding(not over, sum(held[i] - self.at_most for i in over), over, over=len(over))
