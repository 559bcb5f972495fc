"""post_full_time: who holds a post is meant for full-time work, or is not."""

from typing import ClassVar, Literal

from cocau.constraints.model.council import CouncilOffice
from cocau.constraints.model.selectors import Selector
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class PostFullTime(Rule):
    """Law 77/2015: which posts are full-time.

    Vice-chairs and provincial deputy heads are; commune committees are part-time.
    """

    facts: ClassVar = frozenset({"wrong"})

    kind: Literal["post_full_time"]
    offices: tuple[CouncilOffice, ...]
    full_time: bool

    def compile(self, ballot: Ballot) -> None:
        others = Selector(full_time=not self.full_time)
        for post in ballot.council.list_posts_of(*self.offices):
            ballot.require(ballot.held(others, post) <= 0)

    def audit(self, context: AuditContext) -> Finding:
        posts = context.council.list_posts_of(*self.offices)
        holders = context.pool.get_people(context.slate.get_holders(*posts))
        wrong = tuple(p.id for p in holders if p.meant_full_time is not self.full_time)
        return self.build_finding(not wrong, len(wrong), wrong, wrong=len(wrong))
