"""A dossier: the records that a council's election and term have so far, and what each of them says."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from cocau.constraints.record import Record


class Position(StrEnum):
    """Where a record stands. An opinion must have been asked for; agreement is nowhere required."""

    FOR = "for"
    AGAINST = "against"
    MIXED = "mixed"
    NONE_STATED = "none_stated"


class Opinion(Record):
    """Who said what, on which day."""

    by: str = Field(min_length=1)
    on: date
    content: str = Field(min_length=1)
    position: Position = Position.NONE_STATED
    document: str | None = Field(default=None, min_length=1, description="number of the paper")


class StepRecord(Opinion):
    """The record of one step."""

    step: str


class Appointment(Record):
    """A person appointed, or to be appointed (`on` left out), and the opinion that was asked for first."""

    person: str = Field(min_length=1)
    post: str = Field(min_length=1)
    on: date | None = None
    opinion: Opinion | None = None


class Dossier(Record):
    """Everything on record for one council, in the order of days."""

    council: str
    records: tuple[StepRecord, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    note: str = ""
