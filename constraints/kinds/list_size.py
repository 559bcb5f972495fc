"""list_size: lists are not longer than the legal minimum, unless more is asked for."""

from typing import ClassVar, Literal

from pydantic import Field

from cocau.constraints.model.council import Constituency
from cocau.constraints.model.selectors import EVERYONE, Among
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class ListSize(Rule):
    """Published lists keep to the minimum of Art. 58(3); `more`: how many each may add."""

    facts: ClassVar = frozenset({"long"})
    adjustable: ClassVar = frozenset({"more"})

    kind: Literal["list_size"]
    extra_by_seats: dict[int, int]
    more: int = Field(default=0, ge=0)

    def compile(self, ballot: Ballot) -> None:
        for unit in ballot.council.constituencies:
            ballot.require(ballot.count(EVERYONE, Among.CANDIDATES, at=unit.id) <= self._longest(unit))

    def audit(self, context: AuditContext) -> Finding:
        lists = context.slate.candidates
        over = {
            u.id: max(len(lists.get(u.id, ())) - self._longest(u), 0) for u in context.council.constituencies
        }
        witnesses = tuple(u for u, extra in over.items() if extra)
        return self.build_finding(not witnesses, sum(over.values()), witnesses, long=len(witnesses))

    def _longest(self, unit: Constituency) -> int:
        last = max(self.extra_by_seats)
        return unit.seats + self.extra_by_seats[min(unit.seats, last)] + self.more
