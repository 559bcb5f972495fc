"""Steps of procedure: dated, cited, with a deadline counted from election day and an order among them."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from cocau.constraints.council import Level
from cocau.constraints.dated import Dated
from cocau.constraints.record import Text
from cocau.constraints.rule import Citation, Mark


class RecordKind(StrEnum):
    """What proves that a step was taken."""

    OPINION = "opinion"
    MINUTES = "minutes"
    DECISION = "decision"
    PLAN = "plan"
    LIST = "list"
    REPORT = "report"


class Step(Dated):
    """One step, as one text has it. `after` must have been done before it, `before` only after it.

    A text may put a step of its own before one of another document; that document cannot name it, so both
    directions exist. `mark` says how far the deadline itself was verified: with U it is no law, and is
    shown, but judges nothing.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    levels: tuple[Level, ...] = tuple(Level)
    cites: tuple[Citation, ...] = Field(min_length=1)
    says: Text
    actor: Text
    days_before: int | None = Field(default=None, ge=0, description="the last day, back from election day")
    days_after: int | None = Field(default=None, ge=1, description="the last day, on from election day")
    mark: Mark | None = Field(default=None, description="how far the deadline was verified")
    time: str | None = Field(default=None, pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    sunday: bool = Field(default=False, description="the day must be a Sunday")
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    record: RecordKind | None = Field(default=None, description="what proves it; none: only a date")
    content: Text | None = Field(default=None, description="what the record must contain")
    repeat: bool = Field(default=False, description="may have several records")
    appointment: bool = Field(default=False, description="one for each appointment, not one for the council")
    doubt: Text | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.days_before is not None and self.days_after is not None:
            raise ValueError("a deadline is before election day or after it, not both")
        dated = self.days_before is not None or self.days_after is not None
        if dated is (self.mark is None):
            raise ValueError("a deadline has a mark, and only a deadline")
        if self.mark is None and (self.time is not None or self.sunday):
            raise ValueError("time and sunday belong to a deadline")
        if self.mark is Mark.V1 and all(cite.mark is not Mark.V1 for cite in self.cites):
            raise ValueError("a deadline marked V1 rests on a citation marked V1")
        if (self.record is None) is not (self.content is None):
            raise ValueError("a record has a content, and only a record")
        if self.record is None and (self.after or self.before or self.repeat or self.appointment):
            raise ValueError("after, before, repeat and appointment belong to a step with a record")
        return self

    def due(self, election_day: date) -> date | None:
        """The last day for it; None where no text gives one."""
        if self.days_before is not None:
            return election_day - timedelta(days=self.days_before)
        return None if self.days_after is None else election_day + timedelta(days=self.days_after)


def needed_before(steps: Iterable[Step]) -> dict[str, tuple[str, ...]]:
    """For each of these steps, those of them that must have been done before it."""
    steps = tuple(steps)
    found = {step.id: list(step.after) for step in steps}
    for step in steps:
        for later in step.before:
            if later in found:
                found[later].append(step.id)
    return {i: tuple(dict.fromkeys(n for n in needed if n in found)) for i, needed in found.items()}
