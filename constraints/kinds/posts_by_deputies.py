"""posts_by_deputies: whoever is meant for a post is meant to be a deputy."""

from typing import ClassVar, Literal

from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class PostsByDeputies(Rule):
    """Law 77/2015, Art. 83: posts are filled from among the deputies.

    A planner only gives posts to deputies, so compile has nothing to ask.
    """

    facts: ClassVar = frozenset({"outside"})

    kind: Literal["posts_by_deputies"]

    def compile(self, ballot: Ballot) -> None:
        """Ask for nothing: planners' variables give posts to deputies only."""

    def audit(self, context: AuditContext) -> Finding:
        holders = set(context.slate.get_holders(*context.slate.posts))
        outside = tuple(sorted(holders - set(context.slate.deputies)))
        return self.build_finding(not outside, len(outside), outside, outside=len(outside))
