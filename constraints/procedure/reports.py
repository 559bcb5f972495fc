"""A council's calendar and gates as complete values: what commands and the API answer."""

from datetime import date
from typing import Literal

from cocau.constraints.errors import InputError
from cocau.constraints.model.council import Council
from cocau.constraints.procedure.calendar import (
    CalendarEntry,
    DerivedCalendarEntry,
    find_non_sundays,
    list_derived_entries,
    list_entries,
)
from cocau.constraints.procedure.dossier import Dossier
from cocau.constraints.procedure.gates import GateState, check_procedure, get_gate_states
from cocau.constraints.record import CanonicalRecord
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.steps import ProcedureStep


class ElectionCalendar(CanonicalRecord):
    """Every deadline of an election; `derived`: days of steps that no text gives one.

    `not_sunday` names the steps whose day should be a Sunday.
    """

    format: Literal["cocau/calendar/1"] = "cocau/calendar/1"
    council: str
    election_day: date
    entries: tuple[CalendarEntry, ...]
    derived: tuple[DerivedCalendarEntry, ...] = ()
    not_sunday: tuple[str, ...]
    steps: tuple[ProcedureStep, ...]
    rulebook: str
    rulebook_digest: str


class ElectionGates(CanonicalRecord):
    """The state of every gate of a council on a day; `steps` say what the ids mean."""

    format: Literal["cocau/gates/1"] = "cocau/gates/1"
    council: str
    election_day: date
    on: date
    states: tuple[GateState, ...]
    not_sunday: tuple[str, ...]
    steps: tuple[ProcedureStep, ...]
    rulebook: str
    rulebook_digest: str


def build_calendar(council: Council, book: Rulebook) -> ElectionCalendar:
    """Build the calendar of a council.

    Raises:
        InputError: the book has none for it.
    """
    book = _get_rulebook_for(council, book)
    return ElectionCalendar(
        council=council.id,
        election_day=council.election_day,
        entries=list_entries(book, council),
        derived=list_derived_entries(book, council),
        not_sunday=tuple(step.id for step in find_non_sundays(book, council)),
        steps=book.steps,
        rulebook=book.name,
        rulebook_digest=book.digest,
    )


def build_gates(council: Council, book: Rulebook, dossier: Dossier, on: date) -> ElectionGates:
    """Build the states of a council's gates on a day.

    Raises:
        InputError: the book has no steps for it, or the dossier is wrong.
    """
    here = _get_rulebook_for(council, book)
    return ElectionGates(
        council=council.id,
        election_day=council.election_day,
        on=on,
        states=get_gate_states(book, council, dossier, on),
        not_sunday=tuple(step.id for step in find_non_sundays(here, council)),
        steps=here.steps,
        rulebook=here.name,
        rulebook_digest=here.digest,
    )


def _get_rulebook_for(council: Council, book: Rulebook) -> Rulebook:
    if problems := check_procedure(book, council):
        raise InputError(problems)
    return book.for_council(council)
