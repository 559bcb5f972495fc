"""single_listing: nobody stands in two constituencies of one council."""

from collections import Counter
from typing import ClassVar, Literal

from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class SingleListing(Rule):
    """Law 85/2015, Art. 58(2). A planner gives everybody one place: compile asks nothing."""

    facts: ClassVar = frozenset({"twice"})

    kind: Literal["single_listing"]

    def compile(self, ballot: Ballot) -> None:
        """Ask for nothing: planners' variables give a person at most one place."""

    def audit(self, context: AuditContext) -> Finding:
        places = Counter(context.slate.listed)
        twice = tuple(i for i, n in places.items() if n > 1)
        return self.build_finding(not twice, len(twice), twice, twice=len(twice))
