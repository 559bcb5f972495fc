"""combined_posts: where an office is fully manned, one holder has a post of another too."""

from typing import ClassVar, Literal

from pydantic import Field

from cocau.constraints.model.council import Council, CouncilOffice
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.quantity import Quantity
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class CombinedPosts(Rule):
    """Directive, S2.4: consider one vice-chair who also heads a committee.

    It is about districts that have all their vice-chairs, which is told by who sits now. Nothing is asked
    where one sits too few, nor where there is no post to combine with.
    """

    facts: ClassVar = frozenset({"combined", "holders"})

    kind: Literal["combined_posts"]
    office: CouncilOffice
    with_office: CouncilOffice
    full: int = Field(ge=1, description="how many sit where the office is fully manned")

    def compile(self, ballot: Ballot) -> None:
        if self._applies(ballot.council):
            people = (p.id for p in ballot.eligible)
            both = (ballot.combines(i, self.office, self.with_office) for i in people)
            ballot.require(Quantity.total(both) >= 1)

    def audit(self, context: AuditContext) -> Finding:
        if self.office not in context.council.sitting:
            return self.cannot_judge(
                f"Chưa nhập số người đang giữ chức danh (sitting.{self.office}).",
                f"How many hold the office now is not given (sitting.{self.office}).",
            )
        holders, others = (
            set(context.slate.get_holders(*context.council.list_posts_of(office)))
            for office in (self.office, self.with_office)
        )
        both = holders & others
        kept = bool(both) or not self._applies(context.council)
        return self.build_finding(kept, 1, tuple(sorted(holders)), combined=len(both), holders=len(holders))

    def _applies(self, council: Council) -> bool:
        return council.sitting.get(self.office, 0) >= self.full and bool(
            council.list_posts_of(self.with_office)
        )
