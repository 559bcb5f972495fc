"""local_minimum: at least the number a locality has set, where the law leaves it open."""

from typing import ClassVar, Literal

from cocau.constraints.model.council import Council
from cocau.constraints.model.selectors import Among, Selector
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.counts import CouncilCounts
from cocau.constraints.rules.rule import Ballot, Finding, Rule, merge_findings


class LocalMinimum(Rule):
    """The number is a field of the council file; without it the rule cannot be judged."""

    facts: ClassVar = frozenset({"count", "total", "needed"})

    kind: Literal["local_minimum"]
    among: Among
    where: Selector
    parameter: Literal["ethnic_minority_candidates"]

    def compile(self, ballot: Ballot) -> None:
        needed = self.needed(ballot.council)
        if needed is not None:
            ballot.require(ballot.count(self.where, self.among) >= needed)

    def audit(self, context: AuditContext) -> Finding:
        needed = self.needed(context.council)
        if needed is None:
            return self._not_set()
        inside = context.list_matching(self.among, self.where)
        return self._judge(len(inside), len(context.get_members(self.among)), needed, inside)

    def audit_counts(self, counts: CouncilCounts) -> Finding:
        inside, total = counts.span(self.among, self.where), counts.size(self.among)
        if inside is None or total is None:
            lacking = counts.explain_missing_set(self.among)
            return self.cannot_judge(lacking.vi, lacking.en)
        needed: int | None = getattr(counts, self.parameter)
        if needed is None:
            return self._not_set()
        judged = (self._judge(count, size, needed) for count in inside.ends for size in total.ends)
        return merge_findings(judged, counts.explain_unclear_group(self.among, self.where))

    def _judge(self, count: int, total: int, needed: int, inside: tuple[str, ...] = ()) -> Finding:
        short = needed - count
        return self.build_finding(short <= 0, short, inside, count=count, total=total, needed=needed)

    def _not_set(self) -> Finding:
        return self.cannot_judge(
            "Luật không nêu con số; thông tin hội đồng chưa ghi con số do địa phương xác định.",
            "The law gives no number, and the locality's own has not been entered with the council.",
        )

    def needed(self, council: Council) -> int | None:
        """Return the number that the locality has set; None where it has set none."""
        number: int | None = getattr(council, self.parameter)
        return number
