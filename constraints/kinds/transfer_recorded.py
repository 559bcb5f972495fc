"""transfer_recorded: the pilot that moves a vice-chair needs everything recorded."""

from typing import ClassVar, Literal

from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class TransferRecorded(Rule):
    """Directive, S2.5: need, conditions, high consensus, and the provincial board's decision.

    No choice among people can mend it, so a missing record is a fault of the council's file.
    """

    facts: ClassVar = frozenset({"lacking", "fields"})
    about_council: ClassVar = True
    council_field: ClassVar = "vice_chair_transfer"

    kind: Literal["transfer_recorded"]

    def compile(self, ballot: Ballot) -> None:
        transfer = ballot.council.vice_chair_transfer
        if transfer is not None and transfer.lacking:
            ballot.impossible()

    def audit(self, context: AuditContext) -> Finding:
        transfer = context.council.vice_chair_transfer
        lacking = () if transfer is None else transfer.lacking
        return self.build_finding(not lacking, len(lacking), lacking=len(lacking), fields=", ".join(lacking))
