"""seats_filled: each list gives as many intended deputies as the constituency elects."""

from typing import ClassVar, Literal

from cocau.constraints.model.selectors import EVERYONE, Among
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class SeatsFilled(Rule):
    """Deputies stand on a list, and each constituency has exactly its seats among them."""

    facts: ClassVar = frozenset({"off", "deputies", "seats"})

    kind: Literal["seats_filled"]

    def compile(self, ballot: Ballot) -> None:
        for unit in ballot.council.constituencies:
            ballot.require(ballot.count(EVERYONE, Among.DEPUTIES, at=unit.id).equals(unit.seats))

    def audit(self, context: AuditContext) -> Finding:
        gaps = {
            unit.id: abs(unit.seats - len(context.get_list_members(unit.id, Among.DEPUTIES)))
            for unit in context.council.constituencies
        }
        unlisted = set(context.slate.deputies) - set(context.slate.listed)
        twice = len(context.slate.deputies) - len(set(context.slate.deputies))
        witnesses = (*(u for u, gap in gaps.items() if gap), *sorted(unlisted))
        short = sum(gaps.values()) + len(unlisted) + twice
        return self.build_finding(
            not short,
            short,
            witnesses,
            off=len(witnesses),
            deputies=len(context.slate.deputies),
            seats=context.council.seats,
        )
