"""post_limit: how many posts of the council one person may hold."""

from typing import ClassVar, Literal

from pydantic import Field

from cocau.constraints.model.council import Council, CouncilOffice
from cocau.constraints.model.selectors import Among
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class PostLimit(Rule):
    """One post each, unless a what-if allows more.

    `combinable` names two offices of which one person may hold a post each (directive, S2.4: a vice-chair
    who heads a committee): then the limit holds for the posts without the first, and without the second.
    """

    facts: ClassVar = frozenset({"over"})
    adjustable: ClassVar = frozenset({"at_most"})

    kind: Literal["post_limit"]
    at_most: int = Field(ge=1)
    combinable: tuple[CouncilOffice, CouncilOffice] | None = None

    def compile(self, ballot: Ballot) -> None:
        for posts in self._sets(ballot.council):
            for person in ballot.eligible:
                held = ballot.holds(person.id, *posts)
                if held.terms:
                    # Nobody outside the council holds any: as a relaxation it is the narrower row.
                    ballot.require(held <= self.at_most * ballot.stands(person.id, Among.DEPUTIES))

    def audit(self, context: AuditContext) -> Finding:
        held: dict[str, list[str]] = {}
        for post, ids in context.slate.posts.items():
            for i in ids:
                held.setdefault(i, []).append(post.partition("/")[0])
        excess = {i: max(self._counted(offices) - self.at_most, 0) for i, offices in held.items()}
        over = tuple(i for i, n in excess.items() if n)
        return self.build_finding(not over, sum(excess.values()), over, over=len(over))

    def _sets(self, council: Council) -> tuple[tuple[str, ...], ...]:
        """Return the sets of posts in which the limit holds for each person."""
        if self.combinable is None:
            return (council.posts,)
        return tuple(
            council.list_posts_of(*(o for o in CouncilOffice if o is not one)) for one in self.combinable
        )

    def _counted(self, offices: list[str]) -> int:
        """Count a person's posts without one combinable office, whichever leaves more."""
        return max(len(offices) - offices.count(one) for one in self.combinable or ("",))
