"""surplus: every list is longer than the seats of its constituency, by a table."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from cocau.constraints.model.council import Constituency
from cocau.constraints.model.selectors import EVERYONE, Among
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.counts import CouncilCounts, Span
from cocau.constraints.rules.rule import Ballot, Finding, Rule

_LARGEST_TABLE = 2_000_000


def compute_legal_minimum(seats: int, units: int | None, extra_by_seats: Mapping[int, int]) -> Span | None:
    """Compute the least and greatest sum of shortest lists, over every division of seats.

    Constituencies elect as many deputies as the table names; `units` None: any number of them. None where
    no division exists.
    """
    least: dict[int, int] = {0: 0}
    most: dict[int, int] = {0: 0}
    if units is not None and units <= seats <= units * max(extra_by_seats) and units * seats > _LARGEST_TABLE:
        units = None  # several councils together; without their number the bounds are only wider
    if units is None:
        for total in range(1, seats + 1):
            steps = [(total - size, size + extra) for size, extra in extra_by_seats.items() if size <= total]
            least[total] = min(least[rest] + needed for rest, needed in steps)
            most[total] = max(most[rest] + needed for rest, needed in steps)
        return Span(least[seats], most[seats])
    for _ in range(units):
        least = _add_constituency(least, seats, extra_by_seats, lower=True)
        most = _add_constituency(most, seats, extra_by_seats, lower=False)
    return Span(least[seats], most[seats]) if seats in least else None


def _add_constituency(
    sums: Mapping[int, int], seats: int, extra_by_seats: Mapping[int, int], *, lower: bool
) -> dict[int, int]:
    """Extend the best sums by one more constituency."""
    found: dict[int, int] = {}
    for total, needed in sums.items():
        for size, extra in extra_by_seats.items():
            if total + size <= seats:
                new = needed + size + extra
                old = found.get(total + size, new)
                found[total + size] = min(old, new) if lower else max(old, new)
    return found


class Surplus(Rule):
    """Law 85/2015, Art. 58(3).

    `missing` is for a case of force majeure: so many candidates fewer than the table asks may there be in
    all, and on one list.
    """

    facts: ClassVar = frozenset({"short", "listed", "needed"})
    adjustable: ClassVar = frozenset({"missing"})

    kind: Literal["surplus"]
    extra_by_seats: dict[int, int]
    missing: int = Field(default=0, ge=0)

    def compile(self, ballot: Ballot) -> None:
        units = ballot.council.constituencies
        listed = [ballot.count(EVERYONE, Among.CANDIDATES, at=unit.id) for unit in units]
        for quantity, unit in zip(listed, units, strict=True):
            ballot.require(quantity >= self.needed(unit) - self.missing)
        if self.missing:
            total = sum(self.needed(unit) for unit in units) - self.missing
            ballot.require(sum(listed[1:], listed[0]) >= total)

    def audit(self, context: AuditContext) -> Finding:
        lists = context.slate.candidates
        units = context.council.constituencies
        lacking = {u.id: max(self.needed(u) - len(lists.get(u.id, ())), 0) for u in units}
        needed, listed = sum(self.needed(u) for u in units), len(context.slate.listed)
        over = max(needed - listed, *lacking.values()) if self.missing else sum(lacking.values())
        witnesses = tuple(unit for unit, lack in lacking.items() if lack)
        return self.build_finding(
            over <= self.missing,
            over - self.missing,
            witnesses,
            short=len(witnesses),
            listed=listed,
            needed=needed,
        )

    def audit_counts(self, counts: CouncilCounts) -> Finding:
        listed, needed = counts.size(Among.CANDIDATES), self.minimum(counts.seats, counts.constituencies)
        if listed is None:
            lacking = counts.explain_missing_set(Among.CANDIDATES)
            return self.cannot_judge(lacking.vi, lacking.en)
        if needed is None:
            return self.cannot_judge(
                "Thiếu số đại biểu được bầu, hoặc số đơn vị bầu cử không khớp với số đó.",
                "The seats are not given, or cannot be divided among so many constituencies.",
            )
        short = needed.low - self.missing - listed.high
        if short > 0:
            return self.build_finding(False, short, listed=str(listed), needed=needed.low)  # noqa: FBT003
        return self.cannot_judge(
            f"Danh sách {listed} người, cả hội đồng cần ít nhất {needed}; chưa biết danh sách từng đơn vị.",
            f"{listed} are listed, at least {needed} are needed in all; each list must be known.",
        )

    def minimum(self, seats: int | None, constituencies: int | None) -> Span | None:
        """Return how many all lists together need at least, over every division of seats."""
        return None if seats is None else compute_legal_minimum(seats, constituencies, self.extra_by_seats)

    def needed(self, unit: Constituency) -> int:
        """Return the shortest list this constituency may have.

        Seats beyond the table take its last row.
        """
        last = max(self.extra_by_seats)
        return unit.seats + self.extra_by_seats[min(unit.seats, last)]
