"""seats_per_constituency: no constituency elects more than so many deputies."""

from typing import ClassVar, Literal

from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class SeatsPerConstituency(Rule):
    """Law 85/2015, Art. 10(4)."""

    facts: ClassVar = frozenset({"over", "limit"})
    about_council: ClassVar = True

    kind: Literal["seats_per_constituency"]
    limit: int

    def compile(self, ballot: Ballot) -> None:
        if any(unit.seats > self.limit for unit in ballot.council.constituencies):
            ballot.impossible()

    def audit(self, context: AuditContext) -> Finding:
        over = tuple(u.id for u in context.council.constituencies if u.seats > self.limit)
        return self.build_finding(not over, len(over), over, over=len(over), limit=self.limit)
