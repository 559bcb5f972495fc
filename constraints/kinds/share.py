"""share: at least, or at most, P percent of a named total are people of one description."""

from fractions import Fraction
from math import ceil, floor
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from cocau.constraints.model.council import Council
from cocau.constraints.model.selectors import EVERYONE, Among, Selector
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.counts import NO_OUTGOING, CouncilCounts
from cocau.constraints.rules.quantity import Quantity
from cocau.constraints.rules.rule import Ballot, Finding, Rule, merge_findings


class ShareRule(Rule):
    """People described by `where` among `among`, as a percentage of `of` (default: `among`)."""

    facts: ClassVar = frozenset({"count", "total", "needed", "percent"})
    adjustable: ClassVar = frozenset({"at_least_percent", "at_most_percent"})

    kind: Literal["share"]
    where: Selector
    among: Among
    of: Among | None = None
    at_least_percent: int | None = Field(default=None, ge=0, le=100)
    at_most_percent: int | None = Field(default=None, ge=0, le=100)

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if (self.at_least_percent is None) == (self.at_most_percent is None):
            raise ValueError("give exactly one of at_least_percent and at_most_percent")
        return self

    def compile(self, ballot: Ballot) -> None:
        total = self._total(ballot)
        if total is None:
            return
        count = ballot.count(self.where, self.among)
        if self.at_least_percent is not None:
            ballot.require(100 * count >= self.at_least_percent * total)
        if self.at_most_percent is not None:
            ballot.require(100 * count <= self.at_most_percent * total)

    def _total(self, ballot: Ballot) -> Quantity | None:
        if self.of is not Among.OUTGOING:
            return ballot.count(EVERYONE, self.of or self.among)
        prior = ballot.council.prior_term
        return None if prior is None else Quantity({}, prior.deputies)

    def audit(self, context: AuditContext) -> Finding:
        inside = context.list_matching(self.among, self.where)
        total = self._size(context.council, context)
        if total is None:
            return self.cannot_judge(NO_OUTGOING.vi, NO_OUTGOING.en)
        return self._judge(len(inside), total, inside)

    def audit_counts(self, counts: CouncilCounts) -> Finding:
        inside, total = counts.span(self.among, self.where), counts.size(self.of or self.among)
        if inside is None or total is None:
            lacking = counts.explain_missing_set(self.among if inside is None else self.of or self.among)
            return self.cannot_judge(lacking.vi, lacking.en)
        judged = (self._judge(count, size) for count in inside.ends for size in total.ends)
        return merge_findings(judged, counts.explain_unclear_group(self.among, self.where))

    def _judge(self, count: int, total: int, inside: tuple[str, ...] = ()) -> Finding:
        percent, needed = self._percent, self.needed(total)
        if self.at_least_percent is not None:
            kept, short = count >= needed, needed - count
        else:
            kept, short = count <= needed, count - needed
        return self.build_finding(
            kept, short, inside, count=count, total=total, needed=needed, percent=percent
        )

    @property
    def _percent(self) -> int:
        return self.at_least_percent if self.at_least_percent is not None else self.at_most_percent or 0

    def needed(self, total: int) -> int:
        """Return the bound in people: the fewest that keep it, or the most for a ceiling."""
        limit = Fraction(self._percent * total, 100)
        return floor(limit) if self.at_least_percent is None else ceil(limit)

    def _size(self, council: Council, context: AuditContext) -> int | None:
        if self.of is Among.OUTGOING:
            return None if council.prior_term is None else council.prior_term.deputies
        return len(context.get_members(self.of or self.among))
