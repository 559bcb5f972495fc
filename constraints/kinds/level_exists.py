"""level_exists: the level of the council is one that has councils at all."""

from typing import ClassVar, Literal

from pydantic import Field

from cocau.constraints.model.council import CouncilLevel
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.counts import NEEDS_NAMES, CouncilCounts
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class LevelExists(Rule):
    """Law 72/2025: local government has two levels, and no district elects a council any more."""

    facts: ClassVar = frozenset({"level"})
    about_council: ClassVar = True
    council_field: ClassVar = "kind"

    kind: Literal["level_exists"]
    among: tuple[CouncilLevel, ...] = Field(min_length=1)

    def compile(self, ballot: Ballot) -> None:
        if ballot.council.level not in self.among:
            ballot.impossible()

    def audit(self, context: AuditContext) -> Finding:
        level = context.council.level
        return self.build_finding(level in self.among, 1, level=str(level))

    def audit_counts(self, counts: CouncilCounts) -> Finding:
        if counts.level is None:
            return self.cannot_judge(NEEDS_NAMES.vi, NEEDS_NAMES.en)
        return self.build_finding(counts.level in self.among, 1, level=str(counts.level))
