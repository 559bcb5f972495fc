"""surplus: every list is longer than the seats of its constituency, by a table."""

from typing import ClassVar, Literal

from pydantic import Field

from constraints.council import Constituency
from constraints.rule import Ballot, Finding, Rule
from constraints.select import EVERYONE, Among
from constraints.setting import Setting


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

    def needed(self, unit: Constituency) -> int:
        """The shortest list this constituency may have; seats beyond the table take its last row."""
        last = max(self.extra_by_seats)
        return unit.seats + self.extra_by_seats[min(unit.seats, last)]
