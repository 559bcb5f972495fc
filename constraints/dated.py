"""From when until when a provision holds, and which day decides: of the election, or of the plan."""

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from cocau.constraints.council import Council
from cocau.constraints.record import Record


class DatedBy(StrEnum):
    """Which day a provision looks at. `plan`: it speaks of councils that sit, not of how they are elected."""

    ELECTION = "election"
    PLAN = "plan"


class Dated(Record):
    """What holds from one day on, and, with `until`, before another."""

    in_force: date
    until: date | None = None
    dated_by: DatedBy = DatedBy.ELECTION

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until is not None and self.until <= self.in_force:
            raise ValueError("until must come after in_force")
        return self

    def in_force_on(self, day: date) -> bool:
        """Whether it holds for an election on `day`, planned for that day."""
        return self.in_force <= day and not self._ended(day)

    def holds_for(self, council: Council) -> bool:
        """Whether it holds for a council, by the day it looks at.

        What is dated by the plan binds no council elected from `until` on, even if its plan was made before.
        """
        if self.dated_by is DatedBy.ELECTION:
            return self.in_force_on(council.election_day)
        return self.in_force_on(council.plan_day) and not self._ended(council.election_day)

    def may_overlap(self, later: Self) -> bool:
        """Whether some council could have this and a later version of the same provision.

        A later version that looks at the plan's day also reaches councils elected before it began.
        """
        if self.until is None or later.in_force < self.until:
            return True
        return self.dated_by is DatedBy.ELECTION and later.dated_by is DatedBy.PLAN

    def _ended(self, day: date) -> bool:
        return self.until is not None and self.until <= day
