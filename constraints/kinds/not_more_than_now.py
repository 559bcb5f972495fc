"""not_more_than_now: an office not fully manned gets no more holders than it has now."""

from typing import ClassVar, Literal

from cocau.constraints.model.council import CouncilOffice
from cocau.constraints.model.selectors import EVERYONE
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.quantity import Quantity
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class NotMoreThanNow(Rule):
    """Directive, S2.3. Today's holders are entered with the council; without them: undecided.

    Where the office is full, the law's own number allows no more either, so the rule asks the same of all.
    """

    facts: ClassVar = frozenset({"holders", "sitting"})

    kind: Literal["not_more_than_now"]
    office: CouncilOffice

    def compile(self, ballot: Ballot) -> None:
        sitting = ballot.council.sitting.get(self.office)
        if sitting is not None:
            posts = ballot.council.list_posts_of(self.office)
            ballot.require(Quantity.total(ballot.held(EVERYONE, post) for post in posts) <= sitting)

    def audit(self, context: AuditContext) -> Finding:
        sitting = context.council.sitting.get(self.office)
        if sitting is None:
            return self.cannot_judge(
                f"Chưa nhập số người đang giữ chức danh (sitting.{self.office}).",
                f"How many hold the office now is not given (sitting.{self.office}).",
            )
        holders = context.slate.get_holders(*context.council.list_posts_of(self.office))
        excess = len(holders) - sitting
        return self.build_finding(excess <= 0, excess, holders, holders=len(holders), sitting=sitting)
