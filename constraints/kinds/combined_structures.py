"""combined_structures: nobody combines more than so many structures (woman, young, ...)."""

from typing import ClassVar, Literal

from pydantic import Field

from cocau.constraints.model.selectors import Among, Selector, list_structures
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class CombinedStructures(Rule):
    """A cap of the department's own: no text has one. Without a number nothing is asked."""

    facts: ClassVar = frozenset({"count", "total", "most"})
    adjustable: ClassVar = frozenset({"at_most"})

    kind: Literal["combined_structures"]
    among: Literal[Among.CANDIDATES, Among.DEPUTIES]
    at_most: int | None = Field(default=None, ge=0)

    def compile(self, ballot: Ballot) -> None:
        if self.at_most is not None:
            ballot.require(ballot.count(Selector(structures_over=self.at_most), self.among) <= 0)

    def audit(self, context: AuditContext) -> Finding:
        members = context.get_members(self.among)
        depth = [(p.id, len(list_structures(p, context.day))) for p in members]
        over = tuple(i for i, n in depth if self.at_most is not None and n > self.at_most)
        most = max((n for _, n in depth), default=0)
        return self.build_finding(not over, len(over), over, count=len(over), total=len(depth), most=most)
