"""pilot_transfer: one vice-chair moves between the council and the People's Committee."""

from typing import ClassVar, Literal

from pydantic import Field

from cocau.constraints.model.council import Council, CouncilOffice, GainingBody
from cocau.constraints.model.selectors import EVERYONE
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.quantity import Quantity
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class PilotTransfer(Rule):
    """Directive, S2.5: one more or one fewer than the statutory number; both together stay.

    Nothing is asked without a transfer, or while something about it is not recorded (`transfer_recorded`).
    The statutory number has its own rule, which this one does not soften: where they clash, they clash.
    """

    facts: ClassVar = frozenset({"holders", "needed", "full"})

    kind: Literal["pilot_transfer"]
    full: int = Field(ge=1, description="the statutory number of vice-chairs")

    def compile(self, ballot: Ballot) -> None:
        needed = self._needed(ballot.council)
        if needed is not None:
            posts = ballot.council.list_posts_of(CouncilOffice.VICE_CHAIR)
            ballot.require(Quantity.total(ballot.held(EVERYONE, post) for post in posts).equals(needed))

    def audit(self, context: AuditContext) -> Finding:
        holders = context.slate.get_holders(*context.council.list_posts_of(CouncilOffice.VICE_CHAIR))
        needed = self._needed(context.council)
        asked = {} if needed is None else {"needed": needed}
        off = 0 if needed is None else abs(len(holders) - needed)
        return self.build_finding(not off, off, holders, holders=len(holders), full=self.full, **asked)

    def _needed(self, council: Council) -> int | None:
        transfer = council.vice_chair_transfer
        if transfer is None or transfer.lacking:
            return None
        return self.full + (1 if transfer.towards is GainingBody.COUNCIL else -1)
