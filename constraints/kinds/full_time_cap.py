"""full_time_cap: at most so many full-time leaders, and full-time people per committee."""

from typing import ClassVar, Literal

from pydantic import Field

from cocau.constraints.model.council import Committee, Council, CouncilOffice
from cocau.constraints.model.selectors import Among, Selector
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.counts import CouncilCounts
from cocau.constraints.rules.rule import Ballot, Finding, Rule

FULL_TIME = Selector(full_time=True)


class FullTimeCap(Rule):
    """Resolution 1187, Art. 1(2): of holders of these posts alone.

    So the caps add up: the whole council has at most `leaders` and `per_committee` for each committee.
    Whoever is full-time without a post is so by the department's own word and is not counted.
    """

    facts: ClassVar = frozenset({"count", "cap", "leading", "over"})
    adjustable: ClassVar = frozenset({"leaders", "per_committee"})

    kind: Literal["full_time_cap"]
    leaders: int = Field(ge=0)
    per_committee: int = Field(ge=0)

    def compile(self, ballot: Ballot) -> None:
        ballot.require(ballot.count(FULL_TIME, Among.LEADERS) <= self.leaders)
        for committee in ballot.council.committees:
            head, deputy = _list_posts(committee)
            both = ballot.held(FULL_TIME, head) + ballot.held(FULL_TIME, deputy)
            ballot.require(both <= self.per_committee)

    def audit(self, context: AuditContext) -> Finding:
        committees = context.council.committees
        leading = len(context.list_matching(Among.LEADERS, FULL_TIME))
        working = {c.id: _count_full_time(context, c) for c in committees}
        holders = context.list_matching(Among.IN_OFFICE, FULL_TIME)
        excess = [
            max(leading - self.leaders, 0),
            *(max(n - self.per_committee, 0) for n in working.values()),
        ]
        return self.build_finding(
            not any(excess),
            max(excess),
            holders,
            count=len(holders),
            cap=self.cap_for(context.council),
            leading=leading,
            over=sum(1 for e in excess if e),
        )

    def audit_counts(self, counts: CouncilCounts) -> Finding:
        working = counts.span(Among.DEPUTIES, FULL_TIME)
        if working is None:
            lacking = counts.explain_missing_set(Among.DEPUTIES)
            return self.cannot_judge(lacking.vi, lacking.en)
        if counts.committees is None:
            return self.cannot_judge("Thiếu số Ban của HĐND.", "The number of committees is not given.")
        cap = self._cap(counts.committees)
        if working.low > cap:
            return self.build_finding(False, working.low - cap, count=str(working), cap=cap)  # noqa: FBT003
        return self.cannot_judge(
            f"Tổng số chuyên trách ({working}, tối đa {cap}) chưa cho thấy vi phạm; từng Ban cần tên người.",
            f"Full-time in all {working}, at most {cap}: no breach is certain; each committee needs names.",
        )

    def cap_on(self, who: Selector, committees: int | None) -> int | None:
        return None if who != FULL_TIME or committees is None else self._cap(committees)

    def cap_for(self, council: Council) -> int:
        """Return how many full-time deputies this council may have in all."""
        return self._cap(len(council.committees))

    def _cap(self, committees: int) -> int:
        return self.leaders + self.per_committee * committees


def _list_posts(committee: Committee) -> tuple[str, str]:
    return f"{CouncilOffice.HEAD}/{committee.id}", f"{CouncilOffice.DEPUTY_HEAD}/{committee.id}"


def _count_full_time(context: AuditContext, committee: Committee) -> int:
    held = context.pool.get_people(context.slate.get_holders(*_list_posts(committee)))
    return sum(p.meant_full_time for p in held)
