"""An election's course: a council's dossier in versions, its gates, its calendar."""

from dataclasses import dataclass
from datetime import date

from cocau.app.auth.caller import Caller
from cocau.app.db.clock import today
from cocau.app.db.engine import Store
from cocau.app.db.models import DocumentKind, VersionRow
from cocau.app.permissions import Permission
from cocau.app.services.acts import requires
from cocau.app.services.councils import COUNCILS
from cocau.app.services.documents import (
    DocumentType,
    StoredVersion,
    find_sole_document,
    list_sole_versions,
    read_document,
    save_sole_document,
)
from cocau.app.services.errors import Stale
from cocau.app.services.rulebooks import choose_council_rulebook, resolve_rulebook
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.library import DEFAULT_RULEBOOK
from cocau.constraints.model.council import Council
from cocau.constraints.procedure.dossier import Dossier, StepRecord, check_dossier
from cocau.constraints.procedure.gates import check_procedure
from cocau.constraints.procedure.reports import ElectionCalendar, ElectionGates, build_calendar, build_gates
from cocau.constraints.rulebook import Rulebook

DOSSIERS = DocumentType(DocumentKind.DOSSIER, Dossier, size=lambda dossier: len(dossier.records))


@dataclass(frozen=True)
class DossierEdit:
    """An edit of a dossier: of which version (0: none yet), why, and under which rules."""

    expected: int
    note: str = ""
    rulebook: str | None = None


@dataclass(frozen=True)
class DossierVersion:
    """A council's dossier in one version; version 0, stored nowhere: nothing is on record yet."""

    council: str
    dossier: Dossier
    held: StoredVersion[Dossier] | None = None

    @property
    def version(self) -> int:
        """Return the version number, from 0."""
        return 0 if self.held is None else self.held.version.number


@requires(Permission.SEE_PEOPLE)
def get_dossier(store: Store, caller: Caller, council_id: str, number: int | None = None) -> DossierVersion:
    """Return the dossier of a council, in its newest version or in the one named.

    It names people and what was said of them, so only callers who may see people get it.

    Raises:
        Forbidden, Missing, Erased: as `read_document`, of the council and of the version.
    """
    return _read_dossier(store, caller, council_id, number)


def _read_dossier(store: Store, caller: Caller, council_id: str, number: int | None = None) -> DossierVersion:
    about = read_document(store, caller, COUNCILS, council_id).body
    held = find_sole_document(store, caller, DOSSIERS, council_id, number)
    return DossierVersion(council_id, Dossier(council=about.id) if held is None else held.body, held)


@requires(Permission.SEE_PEOPLE)
def list_dossier_versions(store: Store, caller: Caller, council_id: str) -> list[VersionRow]:
    """List every version of a council's dossier, newest first.

    Raises:
        Forbidden, Missing, Erased: as `get_dossier`.
    """
    return list_sole_versions(store, caller, DOSSIERS, council_id)


@requires(Permission.EDIT)
def save_dossier(
    store: Store, caller: Caller, council_id: str, dossier: Dossier, edit: DossierEdit
) -> DossierVersion:
    """Save a version of a council's dossier; its first, if there is none yet.

    Raises:
        Forbidden, Missing, Erased, Stale: as `revise_document`.
        InputError: everything wrong with it: records of no step, of tomorrow, not in order of days.
    """
    _check_dossier(store, caller, council_id, dossier, edit.rulebook)
    return _save_version(store, caller, council_id, dossier, edit, "edit")


@requires(Permission.EDIT)
def add_record(
    store: Store, caller: Caller, council_id: str, record: StepRecord, edit: DossierEdit
) -> DossierVersion:
    """Add a record to a dossier, after those of its day, with its own audit log entry.

    Raises:
        Forbidden, Missing, Erased, Stale: as `revise_document`.
        InputError: everything wrong with the record, or with the dossier because of it.
    """
    now = get_dossier(store, caller, council_id)
    if now.version != edit.expected:
        raise Stale(f"the dossier of {council_id}", now.version)
    records = now.dossier.records
    at = next((i for i, other in enumerate(records) if other.on > record.on), len(records))
    dossier = now.dossier.replace_unvalidated(records=(*records[:at], record, *records[at:]))
    try:
        _check_dossier(store, caller, council_id, dossier, edit.rulebook)
    except InputError as error:
        raise InputError([_relocate_problem(problem, at) for problem in error.problems]) from None
    return _save_version(store, caller, council_id, dossier, edit, "record")


def get_gates(
    store: Store, caller: Caller, council_id: str, *, on: date | None = None, rulebook: str | None = None
) -> ElectionGates:
    """Return where each step of a council stands on a day, by default today.

    Records and appointments are left out for callers who may not see people.

    Raises:
        Forbidden, Missing, Erased: as `get_dossier`.
        InputError: the rulebook has no steps for it, or the dossier says more than was known on that day.
    """
    about, book = _get_course(store, caller, council_id, rulebook)
    found = build_gates(about, book, _read_dossier(store, caller, council_id).dossier, on or today())
    if caller.may(Permission.SEE_PEOPLE):
        return found
    return found.replace_unvalidated(
        states=tuple(state.replace_unvalidated(records=(), appointments=()) for state in found.states)
    )


def get_calendar(
    store: Store, caller: Caller, council_id: str, rulebook: str | None = None
) -> tuple[ElectionCalendar, Council, Rulebook]:
    """Return the deadlines of a council's election, the council and the rulebook.

    Raises:
        Forbidden, Missing, Erased: as `read_document`.
        InputError: the rulebook has no steps for it.
    """
    about, book = _get_course(store, caller, council_id, rulebook)
    return build_calendar(about, book), about, book


def _get_course(
    store: Store, caller: Caller, council_id: str, rulebook: str | None
) -> tuple[Council, Rulebook]:
    about = read_document(store, caller, COUNCILS, council_id).body
    book = choose_council_rulebook(store, caller, council_id, about.election_day, rulebook)
    return about, resolve_rulebook(store, caller, DEFAULT_RULEBOOK) if book is None else book


def _check_dossier(
    store: Store, caller: Caller, council_id: str, dossier: Dossier, rulebook: str | None
) -> None:
    about, book = _get_course(store, caller, council_id, rulebook)
    if problems := check_procedure(book, about) or check_dossier(book, about, dossier, today()):
        raise InputError(problems)


def _save_version(
    store: Store, caller: Caller, council_id: str, dossier: Dossier, edit: DossierEdit, action: str
) -> DossierVersion:
    held = save_sole_document(
        store,
        caller,
        DOSSIERS,
        council_id,
        dossier,
        expected=edit.expected,
        label=dossier.council,
        note=edit.note,
        action=action,
    )
    return DossierVersion(council_id, dossier, held)


def _relocate_problem(problem: Problem, at: int) -> Problem:
    """Change the place of a problem so that it is relative to the added record."""
    if problem.loc[:3] != ("dossier", "records", at):
        return problem
    return problem.at(("record", *problem.loc[3:]))
