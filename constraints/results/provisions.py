"""What the law says of results, later votes and by-elections, in the wording of each day."""

from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from cocau.constraints.documents import list_validation_problems, parse_yaml, read_text
from cocau.constraints.errors import RulebookError
from cocau.constraints.record import Record
from cocau.constraints.rules.rule import Citation

SHIPPED = Path(__file__).parents[1] / "rulebooks" / "results" / "provisions.yaml"

LAW = "luat-bau-cu-2015"

Share = Annotated[str, Field(pattern=r"^[1-9]\d*/[1-9]\d*$")]
"""A share as a fraction, like ``2/3``."""


class ResultProvision(Enum):
    """A provision that a result, or what follows from it, rests on."""

    SEATS_ON_BALLOT = "seats_on_ballot"
    SOMEBODY_ON_BALLOT = "somebody_on_ballot"
    TURNOUT = "turnout"
    MAJORITY = "majority"
    MOST_VOTES = "most_votes"
    OLDER = "older"
    EXTRA_VOTE = "extra_vote"
    EXTRA_DAY = "extra_day"
    EXTRA_ONCE = "extra_once"
    EXTRA_LIST = "extra_list"
    REPEAT_VOTE = "repeat_vote"
    REPEAT_DAY = "repeat_day"
    REPEAT_STANDS = "repeat_stands"
    ANNULLED = "annulled"
    ANNULLED_DAY = "annulled_day"
    BY_ELECTION = "by_election"
    BY_ELECTION_THIRD = "by_election_third"
    BY_ELECTION_DECIDED = "by_election_decided"
    BY_ELECTION_SUNDAY = "by_election_sunday"
    TERM = "term"


class DatedProvision(Record):
    """A provision as one text has it, with the numbers that it gives.

    `over`: more than that share of a whole; `below`: less.
    """

    provision: ResultProvision
    cite: Citation
    days: int | None = Field(default=None, ge=1)
    months: int | None = Field(default=None, ge=1)
    years: int | None = Field(default=None, ge=1)
    over: Share | None = None
    below: Share | None = None
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether this wording holds on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)

    def get_number(self, unit: Literal["days", "months", "years"]) -> int:
        """Return the number that the provision gives.

        Raises:
            ValueError: it gives none of this unit.
        """
        number: int | None = getattr(self, unit)
        if number is None:
            raise ValueError(f"{self.provision} gives no {unit}")
        return number

    def is_over(self, part: int, whole: int) -> bool:
        """Return whether a part is more than the share of the whole.

        Raises:
            ValueError: the provision gives no share.
        """
        if self.over is None:
            raise ValueError(f"{self.provision} gives no share to be over")
        return part > Fraction(self.over) * whole

    def is_below(self, part: int, whole: int) -> bool:
        """Return whether a part is less than the share of the whole.

        Raises:
            ValueError: the provision gives no share.
        """
        if self.below is None:
            raise ValueError(f"{self.provision} gives no share to be below")
        return part < Fraction(self.below) * whole


class ProvisionFile(Record):
    """Every provision in every wording, one of each on any day."""

    provisions: tuple[DatedProvision, ...]

    @model_validator(mode="after")
    def _one_wording_a_day(self) -> Self:
        days = {day for one in self.provisions for day in (one.since, one.until) if day is not None}
        for provision in ResultProvision:
            worded = [one for one in self.provisions if one.provision is provision]
            if not worded:
                raise ValueError(f"no wording of {provision.value}")
            for day in (date.min, *days):
                if sum(one.holds_on(day) for one in worded) > 1:
                    raise ValueError(f"{provision.value} has two wordings on {day}")
        return self


@cache
def load_provisions() -> tuple[DatedProvision, ...]:
    """Load every provision in every wording.

    Raises:
        RulebookError: the shipped file is faulty.
    """
    try:
        return ProvisionFile.model_validate(parse_yaml(read_text(SHIPPED), str(SHIPPED))).provisions
    except ValidationError as error:
        raise RulebookError(list_validation_problems(error, str(SHIPPED))) from None


def find_provision(provision: ResultProvision, day: date) -> DatedProvision | None:
    """Return a provision in the wording of a day; None where no text has it."""
    return next((one for one in load_provisions() if one.provision is provision and one.holds_on(day)), None)


def get_provision(provision: ResultProvision, day: date) -> DatedProvision:
    """Return a provision in the wording of a day.

    Raises:
        LookupError: no text has it on that day.
    """
    found = find_provision(provision, day)
    if found is None:
        raise LookupError(f"no wording of {provision} on {day}")
    return found
