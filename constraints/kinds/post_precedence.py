"""post_precedence: a post falls to the holder of the first Party rank who can take it."""

from collections.abc import Callable
from typing import ClassVar, Literal

from pydantic import Field

from cocau.constraints.model.council import Council
from cocau.constraints.model.people import PartyRank, Pool
from cocau.constraints.model.selectors import EVERYONE
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class PostPrecedence(Rule):
    """Directive, S2.2: the secretary chairs; failing that, the standing deputy secretary.

    The first rank is passed over only when a standard bars its holder or a reason is recorded in
    `Council.secretary_not_chairing`. Without a holder in the pool the reason must be recorded too.
    """

    facts: ClassVar = frozenset({"due", "holder"})

    kind: Literal["post_precedence"]
    post: Literal["chair"]
    order: tuple[PartyRank, ...] = Field(min_length=1)

    def compile(self, ballot: Ballot) -> None:
        due = self.due(ballot.council, ballot.pool, ballot.may_stand)
        if due is None:
            ballot.impossible()
        else:
            ballot.require(ballot.holds(due, self.post) >= 1)
            ballot.require(ballot.held(EVERYONE, self.post) <= 1)

    def audit(self, context: AuditContext) -> Finding:
        due = self.due(context.council, context.pool, lambda i: i not in context.barred)
        holders = context.slate.get_holders(self.post)
        kept = due is not None and holders == (due,)
        return self.build_finding(kept, 1, holders, due=due or "—", holder=", ".join(holders) or "—")

    def due(self, council: Council, pool: Pool, may_stand: Callable[[str], bool]) -> str | None:
        """Return the id of the person who must get the post; None if that person cannot."""
        for step, rank in enumerate(self.order):
            holder = next((p.id for p in pool.people if p.party_rank is rank), None)
            excused = step == 0 and bool(council.secretary_not_chairing)
            if holder is not None and may_stand(holder) and not excused:
                return holder
            if holder is None and not excused and step == 0:
                return None
        return None
