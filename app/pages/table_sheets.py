"""The versions of an allocation table that a page is about, and what was planned of them."""

from dataclasses import dataclass

from cocau.app.api.which import checked_id
from cocau.app.office.errors import Missing, NotReady
from cocau.app.office.reading_documents import read
from cocau.app.office.shelf import Held
from cocau.app.office.structure_plans import listed, result, status
from cocau.app.office.tables import TABLES
from cocau.app.pages.additions import Typed
from cocau.app.pages.desk import Desk
from cocau.app.pages.place import Place, place_of
from cocau.app.pages.plan_sheet import PlanSheet
from cocau.app.store.tables import State
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.offers import Offers
from cocau.solver.structure import Structure


@dataclass(frozen=True)
class Sheets:
    """A table in its newest version, the one that was edited, and the council that they are about."""

    newest: Held[Offers]
    base: Held[Offers]
    since: Held[Offers]
    place: Place


def sheets_of(desk: Desk, which: str, typed: Typed) -> Sheets:
    """The newest version, and those that a form speaks of.

    Raises:
        Forbidden, Missing, Erased: as `reading_documents.read`.
        InputError: what the form names is no version.
    """
    newest = read(desk.store, desk.caller, TABLES, which)
    number = newest.version.number
    base, since = _whole(typed, "version", number), _whole(typed, "since", number)
    return Sheets(
        newest=newest,
        base=newest if base == number else read(desk.store, desk.caller, TABLES, which, base),
        since=newest if since == number else read(desk.store, desk.caller, TABLES, which, since),
        place=place_of(desk, f"{newest.document.about}"),
    )


def _whole(typed: Typed, field: str, default: int) -> int:
    """Raises InputError: it is no number."""
    value = typed.get(field, "")
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and len(value) < 9):  # noqa: PLR2004  # what a version is
        vi, en = "Phải là số của một bản.", "It must be the number of a version."
        raise InputError([Problem("no_number", field, vi, en)])
    return int(value)


def newest_plan(desk: Desk, held: Held[Offers]) -> PlanSheet | None:
    """The newest plan of a version, unless it came to nothing; None: there is none."""
    which, number = held.document.id, held.version.number
    for one in listed(desk.store, desk.caller, which, limit=1):
        if one.table_version == number and one.state not in {State.FAILED, State.STOPPED}:
            return plan_of(desk, which, one.id)
    return None


def plan_of(desk: Desk, which: str, one: str) -> PlanSheet | None:
    """A plan of a table; None: there is none."""
    if not one:
        return None
    try:
        stands = status(desk.store, desk.caller, checked_id(one))
    except Missing:
        return None
    if stands.table != which:
        return None
    try:
        found = Structure.model_validate_json(result(desk.store, desk.caller, one))
    except NotReady:
        return PlanSheet(stands, None, desk.lang)
    except InputError as error:
        return PlanSheet(stands, None, desk.lang, error.problems)
    return PlanSheet(stands, found, desk.lang)
