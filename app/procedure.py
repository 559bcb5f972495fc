"""The calendar and the gates of a council as values: what both commands answer with."""

from datetime import date
from typing import Literal

from cocau.constraints.calendar import DerivedEntry, Entry, derived_entries, entries, not_sundays
from cocau.constraints.council import Council
from cocau.constraints.course_checks import course_problems
from cocau.constraints.dossier import Dossier
from cocau.constraints.errors import InputError
from cocau.constraints.gates import GateState, gate_states
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.steps import Step


class Calendar(Record):
    """Every deadline of a council's election; `derived` are days of steps that no text gives one.

    `not_sunday` names the steps whose day should be a Sunday.
    """

    format: Literal["cocau/calendar/1"] = "cocau/calendar/1"
    council: str
    election_day: date
    entries: tuple[Entry, ...]
    derived: tuple[DerivedEntry, ...] = ()
    not_sunday: tuple[str, ...]
    steps: tuple[Step, ...]
    rulebook: str
    rulebook_digest: str

    def to_json(self) -> str:
        """Canonical JSON: the same calendar is the same bytes."""
        return self.model_dump_json(indent=1) + "\n"


class Gates(Record):
    """The state of every gate of a council on a day; `steps` say what the ids mean."""

    format: Literal["cocau/gates/1"] = "cocau/gates/1"
    council: str
    election_day: date
    on: date
    states: tuple[GateState, ...]
    not_sunday: tuple[str, ...]
    steps: tuple[Step, ...]
    rulebook: str
    rulebook_digest: str

    def to_json(self) -> str:
        """Canonical JSON: the same states are the same bytes."""
        return self.model_dump_json(indent=1) + "\n"


def calendar_of(council: Council, book: Rulebook) -> Calendar:
    """The calendar of a council.

    Raises:
        InputError: the book has none for it.
    """
    book = _for(council, book)
    return Calendar(
        council=council.id,
        election_day=council.election_day,
        entries=entries(book, council),
        derived=derived_entries(book, council),
        not_sunday=tuple(step.id for step in not_sundays(book, council)),
        steps=book.steps,
        rulebook=book.name,
        rulebook_digest=book.digest,
    )


def gates_of(council: Council, book: Rulebook, dossier: Dossier, on: date) -> Gates:
    """The gates of a council on a day.

    Raises:
        InputError: the book has no steps for it, or the dossier is wrong.
    """
    here = _for(council, book)
    return Gates(
        council=council.id,
        election_day=council.election_day,
        on=on,
        states=gate_states(book, council, dossier, on),
        not_sunday=tuple(step.id for step in not_sundays(here, council)),
        steps=here.steps,
        rulebook=here.name,
        rulebook_digest=here.digest,
    )


def _for(council: Council, book: Rulebook) -> Rulebook:
    if problems := course_problems(book, council):
        raise InputError(problems)
    return book.for_council(council)
