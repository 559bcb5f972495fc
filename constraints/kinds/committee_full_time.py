"""committee_full_time: every committee has its full-time head or deputy heads."""

from typing import ClassVar, Literal

from pydantic import Field

from cocau.constraints.model.council import CouncilOffice
from cocau.constraints.model.selectors import Selector
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule

FULL_TIME = Selector(full_time=True)


class CommitteeFullTime(Rule):
    """Directive, S2.14: "đảm bảo số lượng ... các trưởng phó ban chuyên trách HĐND tỉnh"."""

    facts: ClassVar = frozenset({"lacking", "count"})
    adjustable: ClassVar = frozenset({"at_least"})

    kind: Literal["committee_full_time"]
    at_least: int = Field(ge=0)

    def compile(self, ballot: Ballot) -> None:
        for committee in ballot.council.committees:
            posts = (f"{office}/{committee.id}" for office in (CouncilOffice.HEAD, CouncilOffice.DEPUTY_HEAD))
            head, deputy = (ballot.held(FULL_TIME, post) for post in posts)
            ballot.require(head + deputy >= self.at_least)

    def audit(self, context: AuditContext) -> Finding:
        full_time = {
            c.id: sum(
                p.meant_full_time
                for p in context.pool.get_people(
                    context.slate.get_holders(f"head/{c.id}", f"deputy_head/{c.id}")
                )
            )
            for c in context.council.committees
        }
        lacking = tuple(c for c, n in full_time.items() if n < self.at_least)
        short = sum(self.at_least - full_time[c] for c in lacking)
        return self.build_finding(
            not lacking, short, lacking, lacking=len(lacking), count=sum(full_time.values())
        )
