"""fewest_residents: so small a unit has no council."""

from typing import ClassVar, Literal

from pydantic import Field

from cocau.constraints.model.council import CouncilKind
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class FewestResidents(Rule):
    """Law 72/2025, Art. 28(1): a special zone of fewer than 1,000 residents has no council."""

    facts: ClassVar = frozenset({"population"})
    about_council: ClassVar = True
    council_field: ClassVar = "population"

    kind: Literal["fewest_residents"]
    unit: CouncilKind
    at_least: int = Field(ge=1)

    def excludes(self, kind: CouncilKind, population: int | None) -> bool:
        """Return whether a unit of this kind and population has no council."""
        return kind is self.unit and population is not None and population < self.at_least

    def compile(self, ballot: Ballot) -> None:
        if self.excludes(ballot.council.kind, ballot.council.population):
            ballot.impossible()

    def audit(self, context: AuditContext) -> Finding:
        council = context.council
        if council.kind is self.unit and council.population is None:
            return self.cannot_judge("Thiếu dân số.", "No population is given.")
        short = self.at_least - (council.population or 0) if council.kind is self.unit else 0
        return self.build_finding(short <= 0, short, population=council.population or "—")
