"""A council's dossier, gates and calendar: what is on record, what it opens, and until when."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response

from cocau.app.api.asking import CallerDep, StoreDep
from cocau.app.api.conditions import NOTHING, Expected, KnownDep
from cocau.app.api.examples import first_dossier, new_record
from cocau.app.api.papers import (
    EDIT_ERRORS,
    READ_ERRORS,
    UNCHANGED,
    Note,
    Number,
    Under,
    VersionOf,
    shown,
    version_of,
)
from cocau.app.api.strict_body import StrictBody
from cocau.app.errors import responses
from cocau.app.languages import Lang
from cocau.app.office.gates import (
    Edit,
    Recorded,
    add_record,
    calendar,
    dossier_history,
    dossier_of,
    gates,
    keep_dossier,
)
from cocau.app.problems import Fault
from cocau.app.procedure import Calendar, Gates
from cocau.app.render.course import Course
from cocau.app.render.ics import ics
from cocau.constraints.dossier import Dossier, StepRecord
from cocau.constraints.record import Record

router = APIRouter(prefix="/v1/councils/{which}", tags=["gates"], route_class=StrictBody)

_BOOK = responses(Fault.UNKNOWN_RULEBOOK)
_READ = READ_ERRORS | _BOOK
_ICS: dict[int | str, dict[str, Any]] = {200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}}


class NextDossier(Record):
    """A council's dossier as a whole, to replace the one there is."""

    note: Note = ""
    dossier: Dossier


class NewRecord(Record):
    """One record to be added: who, on which day, and what it says."""

    note: Note = ""
    record: StepRecord


class HeldDossier(Record):
    """A council's dossier in one version. Version 0: nothing is on record yet, and it has no id."""

    id: str | None
    about: str
    version: int
    digest: str | None = None
    note: str = ""
    made_at: datetime | None = None
    made_by: str | None = None
    dossier: Dossier


@router.get(
    "/dossier", operation_id="readDossier", response_model=HeldDossier, responses=READ_ERRORS | UNCHANGED
)
def read_dossier(
    which: str, store: StoreDep, caller: CallerDep, known: KnownDep, version: Number = None
) -> Response:
    """What is on record for a council. A council without records has an empty dossier, version 0."""
    found = dossier_of(store, caller, which, version)
    return shown(_held(found), found.version, known)


@router.put(
    "/dossier",
    operation_id="editDossier",
    response_model=HeldDossier,
    responses=EDIT_ERRORS | _BOOK | {201: {"model": HeldDossier, "description": "The first version"}},
)
def edit_dossier(
    which: str,
    store: StoreDep,
    caller: CallerDep,
    expected: Expected,
    body: Annotated[NextDossier, Body(openapi_examples=first_dossier())],
    rulebook: Under = None,
) -> Response:
    """A new version of the dossier: all of it. ``If-Match: "0"`` makes the first one."""
    kept = keep_dossier(store, caller, which, body.dossier, Edit(expected, body.note, rulebook))
    return shown(_held(kept), kept.version, NOTHING, 200 if expected else 201)


@router.get("/dossier/versions", operation_id="listDossierVersions", responses=READ_ERRORS)
def dossier_versions(which: str, store: StoreDep, caller: CallerDep) -> list[VersionOf]:
    """Every version of the dossier, newest first."""
    return [version_of(version) for version in dossier_history(store, caller, which)]


@router.post(
    "/dossier/records",
    operation_id="addRecord",
    status_code=201,
    response_model=HeldDossier,
    responses=EDIT_ERRORS | _BOOK,
)
def make_record(
    which: str,
    store: StoreDep,
    caller: CallerDep,
    expected: Expected,
    body: Annotated[NewRecord, Body(openapi_examples=new_record())],
    rulebook: Under = None,
) -> Response:
    """Add one record, in the order of days. The answer is the whole dossier in its new version."""
    kept = add_record(store, caller, which, body.record, Edit(expected, body.note, rulebook))
    return shown(_held(kept), kept.version, NOTHING, 201)


@router.get("/gates", operation_id="readGates", response_model=Gates, responses=_READ)
def read_gates(
    which: str,
    store: StoreDep,
    caller: CallerDep,
    on: Annotated[date | None, Query(description="the day looked at; without it, today in Vietnam")] = None,
    rulebook: Under = None,
) -> Response:
    """Where each step stands: done, open, waiting, late, out of order; the same bytes as `cocau gates`."""
    answer = gates(store, caller, which, on=on, rulebook=rulebook)
    return Response(answer.to_json(), media_type="application/json")


@router.get("/calendar", operation_id="readCalendar", response_model=Calendar, responses=_READ)
def read_calendar(which: str, store: StoreDep, caller: CallerDep, rulebook: Under = None) -> Response:
    """The deadlines of a council's election as days; the same bytes as `cocau calendar`."""
    answer, _, _ = calendar(store, caller, which, rulebook)
    return Response(answer.to_json(), media_type="application/json")


@router.get("/calendar.ics", operation_id="readCalendarFile", response_class=Response, responses=_READ | _ICS)
def calendar_file(
    which: str, store: StoreDep, caller: CallerDep, rulebook: Under = None, lang: Lang = Lang.VI
) -> Response:
    """The same for a calendar program (RFC 5545)."""
    answer, about, book = calendar(store, caller, which, rulebook)
    return Response(ics(Course(book, lang, about), answer), media_type="text/calendar")


def _held(found: Recorded) -> HeldDossier:
    held = found.held
    if held is None:
        return HeldDossier(id=None, about=found.council, version=0, dossier=found.dossier)
    return HeldDossier(
        id=held.document.id,
        about=found.council,
        version=held.version.number,
        digest=held.version.digest,
        note=held.version.note,
        made_at=held.version.made_at,
        made_by=held.version.made_by,
        dossier=found.dossier,
    )
