"""headcount: so many people of one description in a named set, at least and at most."""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from cocau.constraints.model.selectors import Among, Selector
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.counts import CouncilCounts
from cocau.constraints.rules.rule import Ballot, Finding, Rule, merge_findings


class Headcount(Rule):
    """Both bounds may be given; the same number twice means exactly that number."""

    facts: ClassVar = frozenset({"count", "total"})
    adjustable: ClassVar = frozenset({"at_least", "at_most"})

    kind: Literal["headcount"]
    among: Among
    where: Selector
    at_least: int | None = Field(default=None, ge=0)
    at_most: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise ValueError("give at_least, at_most or both")
        return self

    def compile(self, ballot: Ballot) -> None:
        count = ballot.count(self.where, self.among)
        if self.at_least is not None:
            ballot.require(count >= self.at_least)
        if self.at_most is not None:
            ballot.require(count <= self.at_most)

    def cap_on(self, who: Selector, committees: int | None) -> int | None:
        return self.at_most if self.among.whole is Among.DEPUTIES and self.where == who else None

    def audit(self, context: AuditContext) -> Finding:
        inside = context.list_matching(self.among, self.where)
        return self._judge(len(inside), len(context.get_members(self.among.whole)), inside)

    def audit_counts(self, counts: CouncilCounts) -> Finding:
        inside, total = counts.span(self.among.whole, self.where), counts.size(self.among.whole)
        if inside is None or total is None:
            lacking = counts.explain_missing_set(self.among.whole)
            return self.cannot_judge(lacking.vi, lacking.en)
        # Too few at one end and too many at the other may be right between: the bounds are tried too.
        bounds = (b for b in (self.at_least, self.at_most) if b is not None and inside.low < b < inside.high)
        judged = (self._judge(count, size) for count in (*inside.ends, *bounds) for size in total.ends)
        return merge_findings(judged, counts.explain_unclear_group(self.among.whole, self.where))

    def _judge(self, count: int, total: int, inside: tuple[str, ...] = ()) -> Finding:
        below = max((self.at_least or 0) - count, 0)
        above = max(count - self.at_most, 0) if self.at_most is not None else 0
        return self.build_finding(not below and not above, below + above, inside, count=count, total=total)
