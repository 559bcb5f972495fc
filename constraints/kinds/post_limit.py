"""post_limit: how many posts of the council one person may hold."""

from typing import ClassVar, Literal

from pydantic import Field

from cocau.constraints.council import Council, Office
from cocau.constraints.quantity import Quantity
from cocau.constraints.rule import Ballot, Finding, Rule
from cocau.constraints.setting import Setting


class PostLimit(Rule):
    """One post each, unless a what-if allows more.

    `combinable` names two offices of which one person may hold a post each (directive, S2.4: a vice-chair
    who heads a committee): then the limit holds for the posts without the first, and without the second.
    """

    facts: ClassVar = frozenset({"over"})
    adjustable: ClassVar = frozenset({"at_most"})

    kind: Literal["post_limit"]
    at_most: int = Field(ge=1)
    combinable: tuple[Office, Office] | None = None

    def compile(self, ballot: Ballot) -> None:
        for posts in self._sets(ballot.council):
            for person in ballot.pool.people:
                held = Quantity.total(ballot.holds(person.id, post) for post in posts)
                if held.terms:
                    ballot.require(held <= self.at_most)

    def audit(self, setting: Setting) -> Finding:
        held: dict[str, list[str]] = {}
        for post, ids in setting.slate.posts.items():
            for i in ids:
                held.setdefault(i, []).append(post.partition("/")[0])
        excess = {i: max(self._counted(offices) - self.at_most, 0) for i, offices in held.items()}
        over = tuple(i for i, n in excess.items() if n)
        return self.finding(not over, sum(excess.values()), over, over=len(over))

    def _sets(self, council: Council) -> tuple[tuple[str, ...], ...]:
        """The sets of posts of which nobody may hold more than the limit."""
        if self.combinable is None:
            return (council.posts,)
        return tuple(council.posts_of(*(o for o in Office if o is not one)) for one in self.combinable)

    def _counted(self, offices: list[str]) -> int:
        """How many of somebody's posts count, once the better of the two combined offices is let go."""
        return max(len(offices) - offices.count(one) for one in self.combinable or ("",))
