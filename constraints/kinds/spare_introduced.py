"""spare_introduced: more people are introduced than the shortest lists together need."""

from typing import ClassVar, Literal

from cocau.constraints.model.council import Council
from cocau.constraints.model.selectors import EVERYONE, Among
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class SpareIntroduced(Rule):
    """Joint Resolution 102/2025, Art. 27(2): more surplus than Art. 58(3) of the law asks."""

    facts: ClassVar = frozenset({"count", "needed"})

    kind: Literal["spare_introduced"]
    extra_by_seats: dict[int, int]

    def compile(self, ballot: Ballot) -> None:
        ballot.require(ballot.count(EVERYONE, Among.INTRODUCED) >= self._count_needed(ballot.council))

    def audit(self, context: AuditContext) -> Finding:
        introduced = len(context.get_members(Among.INTRODUCED))
        needed = self._count_needed(context.council)
        return self.build_finding(introduced >= needed, needed - introduced, count=introduced, needed=needed)

    def _count_needed(self, council: Council) -> int:
        """Count the shortest lists, and one person more; seats beyond the table take its last row."""
        last = max(self.extra_by_seats)
        lists = (unit.seats + self.extra_by_seats[min(unit.seats, last)] for unit in council.constituencies)
        return sum(lists) + 1
