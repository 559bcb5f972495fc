"""unit_exists: the council is of a kind of unit that has councils at all."""

from typing import ClassVar, Literal

from pydantic import Field

from cocau.constraints.model.council import CouncilKind
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.counts import NEEDS_NAMES, CouncilCounts
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class UnitExists(Rule):
    """The kinds of unit of a term.

    Law 77/2015, Art. 2; Law 72/2025, Art. 1 (two levels, special zones).
    """

    facts: ClassVar = frozenset({"level"})
    about_council: ClassVar = True
    council_field: ClassVar = "kind"

    kind: Literal["unit_exists"]
    among: tuple[CouncilKind, ...] = Field(min_length=1)

    def excludes(self, kind: CouncilKind, population: int | None) -> bool:  # one of two such kinds
        """Return whether units of this kind have no council, whatever their population."""
        return kind not in self.among

    def compile(self, ballot: Ballot) -> None:
        if ballot.council.kind not in self.among:
            ballot.impossible()

    def audit(self, context: AuditContext) -> Finding:
        council = context.council
        return self.build_finding(council.kind in self.among, 1, level=str(council.level))

    def audit_counts(self, counts: CouncilCounts) -> Finding:
        """Judge the level alone: a table does not tell the kind."""
        if counts.level is None:
            return self.cannot_judge(NEEDS_NAMES.vi, NEEDS_NAMES.en)
        levels = {kind.level for kind in self.among}
        return self.build_finding(counts.level in levels, 1, level=str(counts.level))
