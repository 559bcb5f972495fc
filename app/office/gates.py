"""The course of an election: a council's dossier in versions, the gates that it opens, its calendar."""

from dataclasses import dataclass
from datetime import date

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.office.councils import COUNCILS
from cocau.app.office.documents import edit, make
from cocau.app.office.errors import Missing, Stale
from cocau.app.office.reading_documents import history, only, read
from cocau.app.office.rulebooks import book_for, resolve
from cocau.app.office.shelf import Held, Shelf
from cocau.app.office.today import today
from cocau.app.procedure import Calendar, Gates, calendar_of, gates_of
from cocau.app.store import Store
from cocau.app.store.tables import Kind, Version
from cocau.constraints.council import Council
from cocau.constraints.course_checks import course_problems
from cocau.constraints.dossier import Dossier, StepRecord
from cocau.constraints.dossier_checks import dossier_problems
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.library import DEFAULT
from cocau.constraints.rulebook import Rulebook

DOSSIERS = Shelf(Kind.DOSSIER, Dossier)


@dataclass(frozen=True)
class Edit:
    """What an edit of a dossier is: of which version (0: there is none yet), why, and held to which rules."""

    expected: int
    note: str = ""
    rulebook: str | None = None


@dataclass(frozen=True)
class Recorded:
    """The dossier of a council in one version; version 0, held nowhere: nothing is on record yet."""

    council: str
    dossier: Dossier
    held: Held[Dossier] | None = None

    @property
    def version(self) -> int:
        """Its version, from 0."""
        return 0 if self.held is None else self.held.version.number


def dossier_of(store: Store, caller: Caller, council: str, number: int | None = None) -> Recorded:
    """The dossier of a council, in its newest version or in the one named.

    It says who is to be appointed and what was said of it, so only for whoever may see people.

    Raises:
        Forbidden, Missing, Erased: as `reading_documents.read`, of the council and of the version.
    """
    caller.must(May.SEE_PEOPLE)
    return _dossier(store, caller, council, number)


def _dossier(store: Store, caller: Caller, council: str, number: int | None = None) -> Recorded:
    about = read(store, caller, COUNCILS, council).body
    held = only(store, caller, DOSSIERS, council)
    if held is not None and number not in {None, held.version.number}:
        held = read(store, caller, DOSSIERS, held.document.id, number)
    if held is None and number:
        raise Missing(f"dossier version {number}")
    return Recorded(council, Dossier(council=about.id) if held is None else held.body, held)


def dossier_history(store: Store, caller: Caller, council: str) -> list[Version]:
    """Every version of a council's dossier, newest first.

    Raises:
        Forbidden, Missing, Erased: as `dossier_of`.
    """
    now = dossier_of(store, caller, council)
    return [] if now.held is None else history(store, caller, DOSSIERS, now.held.document.id)


def keep_dossier(store: Store, caller: Caller, council: str, dossier: Dossier, edited: Edit) -> Recorded:
    """A new version of a council's dossier; its first, if there is none yet.

    Raises:
        Forbidden, Missing, Erased, Stale: as `documents.edit`.
        InputError: everything wrong with it: records of no step, of tomorrow, not in order of days.
    """
    caller.must(May.EDIT)
    _check(store, caller, council, dossier, edited.rulebook)
    return _kept(store, caller, council, dossier, edited, "edit")


def add_record(store: Store, caller: Caller, council: str, record: StepRecord, edited: Edit) -> Recorded:
    """One record more, after those of its day and of the days before; the trail says so by itself.

    Raises:
        Forbidden, Missing, Erased, Stale: as `documents.edit`.
        InputError: everything wrong with the record, or with the dossier because of it.
    """
    caller.must(May.EDIT)
    now = dossier_of(store, caller, council)
    _unless_stale(now, edited.expected)
    records = now.dossier.records
    at = next((i for i, other in enumerate(records) if other.on > record.on), len(records))
    dossier = now.dossier.but(records=(*records[:at], record, *records[at:]))
    try:
        _check(store, caller, council, dossier, edited.rulebook)
    except InputError as error:
        raise InputError([_of_record(problem, at) for problem in error.problems]) from None
    return _kept(store, caller, council, dossier, edited, "record")


def gates(
    store: Store, caller: Caller, council: str, *, on: date | None = None, rulebook: str | None = None
) -> Gates:
    """Where each step stands on a day; without one, today. Records and appointments: as `dossier_of`.

    Raises:
        Forbidden, Missing, Erased: as `dossier_of`.
        InputError: the rulebook has no steps for it, or the dossier says more than was known on that day.
    """
    about, book = _course(store, caller, council, rulebook)
    found = gates_of(about, book, _dossier(store, caller, council).dossier, on or today())
    if caller.may(May.SEE_PEOPLE):
        return found
    return found.but(states=tuple(state.but(records=(), appointments=()) for state in found.states))


def calendar(
    store: Store, caller: Caller, council: str, rulebook: str | None = None
) -> tuple[Calendar, Council, Rulebook]:
    """The deadlines of a council's election as days, with what they are of and the rules they follow from.

    Raises:
        Forbidden, Missing, Erased: as `reading_documents.read`.
        InputError: the rulebook has no steps for it.
    """
    about, book = _course(store, caller, council, rulebook)
    return calendar_of(about, book), about, book


def _course(store: Store, caller: Caller, council: str, rulebook: str | None) -> tuple[Council, Rulebook]:
    about = read(store, caller, COUNCILS, council).body
    book = book_for(store, caller, rulebook, about.election_day)
    return about, resolve(store, caller, DEFAULT) if book is None else book


def _check(store: Store, caller: Caller, council: str, dossier: Dossier, rulebook: str | None) -> None:
    about, book = _course(store, caller, council, rulebook)
    if problems := course_problems(book, about) or dossier_problems(book, about, dossier, today()):
        raise InputError(problems)


def _kept(store: Store, caller: Caller, council: str, dossier: Dossier, edited: Edit, act: str) -> Recorded:
    now = dossier_of(store, caller, council)
    _unless_stale(now, edited.expected)
    size = len(dossier.records)
    if now.held is None:
        held = make(
            store,
            caller,
            DOSSIERS,
            dossier,
            label=dossier.council,
            about=council,
            alone=True,
            size=size,
            note=edited.note,
            act=act,
        )
    else:
        which = now.held.document.id
        held = edit(
            store,
            caller,
            DOSSIERS,
            which,
            dossier,
            expected=edited.expected,
            size=size,
            note=edited.note,
            act=act,
        )
    return Recorded(council, dossier, held)


def _unless_stale(now: Recorded, expected: int) -> None:
    if now.version != expected:
        raise Stale(f"the dossier of {now.council}", now.version)


def _of_record(problem: Problem, at: int) -> Problem:
    """What is wrong with the added record, seen from itself."""
    where = problem.where.replace(f"dossier.records[{at}]", "record")
    return Problem(problem.code, where, problem.vi, problem.en)
