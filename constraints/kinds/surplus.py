"""surplus: every list is longer than the seats of its constituency, by a table."""

from typing import ClassVar, Literal

from pydantic import Field

from cocau.constraints.council import Constituency
from cocau.constraints.counts import Counts
from cocau.constraints.list_bounds import legal_minimum
from cocau.constraints.rule import Ballot, Finding, Rule
from cocau.constraints.select import EVERYONE, Among
from cocau.constraints.setting import Setting
from cocau.constraints.span import Span


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

    def audit(self, setting: Setting) -> Finding:
        lists = setting.slate.candidates
        units = setting.council.constituencies
        lacking = {u.id: max(self.needed(u) - len(lists.get(u.id, ())), 0) for u in units}
        needed, listed = sum(self.needed(u) for u in units), len(setting.slate.listed)
        over = max(needed - listed, *lacking.values()) if self.missing else sum(lacking.values())
        witnesses = tuple(unit for unit, lack in lacking.items() if lack)
        return self.finding(
            over <= self.missing,
            over - self.missing,
            witnesses,
            short=len(witnesses),
            listed=listed,
            needed=needed,
        )

    def from_counts(self, counts: Counts) -> Finding:
        listed, needed = counts.size(Among.CANDIDATES), self.minimum(counts.seats, counts.constituencies)
        if listed is None:
            lacking = counts.lacks(Among.CANDIDATES)
            return self.cannot_judge(lacking.vi, lacking.en)
        if needed is None:
            return self.cannot_judge(
                "Thiếu số đại biểu được bầu, hoặc số đơn vị bầu cử không khớp với số đó.",
                "The seats are not given, or cannot be divided among so many constituencies.",
            )
        short = needed.low - self.missing - listed.high
        if short > 0:
            return self.finding(False, short, listed=str(listed), needed=needed.low)  # noqa: FBT003
        return self.cannot_judge(
            f"Danh sách {listed} người, cả hội đồng cần ít nhất {needed}; chưa biết danh sách từng đơn vị.",
            f"{listed} are listed, at least {needed} are needed in all; each list must be known.",
        )

    def minimum(self, seats: int | None, constituencies: int | None) -> Span | None:
        """How many all lists together need at the least, over every division of the seats."""
        return None if seats is None else legal_minimum(seats, constituencies, self.extra_by_seats)

    def needed(self, unit: Constituency) -> int:
        """The shortest list this constituency may have; seats beyond the table take its last row."""
        last = max(self.extra_by_seats)
        return unit.seats + self.extra_by_seats[min(unit.seats, last)]
