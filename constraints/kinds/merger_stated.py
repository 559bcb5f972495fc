"""merger_stated: it is known how many units the council's unit was made of."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from cocau.constraints.errors import ItemId, Loc
from cocau.constraints.model.council import CommitteeSort, Council
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class MergerStated(Rule):
    """Resolution 106/2025 has numbers by merger: without them nothing can be planned."""

    facts: ClassVar = frozenset({"lacking"})
    about_council: ClassVar = True
    council_field: ClassVar = "merged_from"

    kind: Literal["merger_stated"]

    def compile(self, ballot: Ballot) -> None:
        if any(self.list_lacking(ballot.council)):
            ballot.impossible()

    def audit(self, context: AuditContext) -> Finding:
        lacking = tuple(self.list_lacking(context.council))
        return self.build_finding(not lacking, len(lacking), lacking=len(lacking))

    def list_lacking(self, council: Council) -> Iterator[Loc]:
        """List where a number is missing, as a path into the council."""
        if council.merged_from is None:
            yield (self.council_field,)
        for committee in council.committees:
            merged = committee.sort is CommitteeSort.ETHNIC and council.merged_from != 1
            if merged and committee.continues is None:
                yield ("committees", ItemId(committee.id), "continues")
