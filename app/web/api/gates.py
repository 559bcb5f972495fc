"""/v1/councils/{id}/dossier, gates, calendar: what is recorded, what it opens, when."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response

from cocau.app.i18n.languages import Lang
from cocau.app.present.procedure.wording import ProcedureWording
from cocau.app.problems import ErrorType
from cocau.app.services.gates import (
    DossierEdit,
    DossierVersion,
    add_record,
    get_calendar,
    get_dossier,
    get_gates,
    list_dossier_versions,
    save_dossier,
)
from cocau.app.web.api.examples import build_first_dossier, build_new_record
from cocau.app.web.bodies.requests import StrictBodyRoute
from cocau.app.web.deps import CallerDep, StoreDep
from cocau.app.web.documents import (
    EDIT_ERRORS,
    READ_ERRORS,
    UNCHANGED,
    DocumentVersion,
    Note,
    UnderRulebook,
    VersionNumber,
    build_document_version,
    respond_with_version,
)
from cocau.app.web.errors import describe_errors
from cocau.app.web.http_headers import NO_TAGS, ExpectedVersion, KnownTagsDep
from cocau.constraints.procedure.dossier import Dossier, StepRecord
from cocau.constraints.procedure.reports import ElectionCalendar, ElectionGates
from cocau.constraints.record import Record

router = APIRouter(prefix="/v1/councils/{council_id}", tags=["gates"], route_class=StrictBodyRoute)

_RULEBOOK_ERRORS = describe_errors(ErrorType.UNKNOWN_RULEBOOK)
_READ_ERRORS = READ_ERRORS | _RULEBOOK_ERRORS
_ICS_RESPONSE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}
}


class NextDossier(Record):
    """A whole dossier of a council, to replace the present one."""

    note: Note = ""
    dossier: Dossier


class NewRecord(Record):
    """One record to be added: who, on which day, and what it says."""

    note: Note = ""
    record: StepRecord


class DossierDocument(Record):
    """A version of a council's dossier; version 0: nothing recorded yet, no id."""

    id: str | None
    about: str
    version: int
    digest: str | None = None
    note: str = ""
    made_at: datetime | None = None
    made_by: str | None = None
    dossier: Dossier


@router.get(
    "/dossier", operation_id="readDossier", response_model=DossierDocument, responses=READ_ERRORS | UNCHANGED
)
def read_dossier(
    council_id: str, store: StoreDep, caller: CallerDep, known: KnownTagsDep, version: VersionNumber = None
) -> Response:
    """Return the dossier of a council; without records it is empty, version 0."""
    found = get_dossier(store, caller, council_id, version)
    return respond_with_version(_build_dossier_document(found), found.version, known)


@router.put(
    "/dossier",
    operation_id="editDossier",
    response_model=DossierDocument,
    responses=EDIT_ERRORS
    | _RULEBOOK_ERRORS
    | {201: {"model": DossierDocument, "description": "The first version"}},
)
def edit_dossier(
    council_id: str,
    store: StoreDep,
    caller: CallerDep,
    expected: ExpectedVersion,
    body: Annotated[NextDossier, Body(openapi_examples=build_first_dossier())],
    rulebook: UnderRulebook = None,
) -> Response:
    """Store a new version of the whole dossier. ``If-Match: "0"`` makes the first one."""
    kept = save_dossier(store, caller, council_id, body.dossier, DossierEdit(expected, body.note, rulebook))
    return respond_with_version(
        _build_dossier_document(kept), kept.version, NO_TAGS, 200 if expected else 201
    )


@router.get("/dossier/versions", operation_id="listDossierVersions", responses=READ_ERRORS)
def dossier_versions(council_id: str, store: StoreDep, caller: CallerDep) -> list[DocumentVersion]:
    """List every version of the dossier, newest first."""
    return [build_document_version(version) for version in list_dossier_versions(store, caller, council_id)]


@router.post(
    "/dossier/records",
    operation_id="addRecord",
    status_code=201,
    response_model=DossierDocument,
    responses=EDIT_ERRORS | _RULEBOOK_ERRORS,
)
def make_record(
    council_id: str,
    store: StoreDep,
    caller: CallerDep,
    expected: ExpectedVersion,
    body: Annotated[NewRecord, Body(openapi_examples=build_new_record())],
    rulebook: UnderRulebook = None,
) -> Response:
    """Add one record, in the order of days, and return the whole dossier."""
    kept = add_record(store, caller, council_id, body.record, DossierEdit(expected, body.note, rulebook))
    return respond_with_version(_build_dossier_document(kept), kept.version, NO_TAGS, 201)


@router.get("/gates", operation_id="readGates", response_model=ElectionGates, responses=_READ_ERRORS)
def read_gates(
    council_id: str,
    store: StoreDep,
    caller: CallerDep,
    on: Annotated[date | None, Query(description="the day looked at; without it, today in Vietnam")] = None,
    rulebook: UnderRulebook = None,
) -> Response:
    """Return the state of each step: done, open, waiting, late, out of order."""
    answer = get_gates(store, caller, council_id, on=on, rulebook=rulebook)
    return Response(answer.to_json(), media_type="application/json")


@router.get("/calendar", operation_id="readCalendar", response_model=ElectionCalendar, responses=_READ_ERRORS)
def read_calendar(
    council_id: str, store: StoreDep, caller: CallerDep, rulebook: UnderRulebook = None
) -> Response:
    """Return the deadlines of a council's election as days."""
    answer, _, _ = get_calendar(store, caller, council_id, rulebook)
    return Response(answer.to_json(), media_type="application/json")


@router.get(
    "/calendar.ics",
    operation_id="readCalendarFile",
    response_class=Response,
    responses=_READ_ERRORS | _ICS_RESPONSE,
)
def calendar_file(
    council_id: str, store: StoreDep, caller: CallerDep, rulebook: UnderRulebook = None, lang: Lang = Lang.VI
) -> Response:
    """Return the deadlines for a calendar program (RFC 5545)."""
    from cocau.app.present.procedure.ics import render_ics  # slow to import, and rarely needed

    answer, about, book = get_calendar(store, caller, council_id, rulebook)
    return Response(render_ics(ProcedureWording(book, lang, about), answer), media_type="text/calendar")


def _build_dossier_document(found: DossierVersion) -> DossierDocument:
    held = found.held
    if held is None:
        return DossierDocument(id=None, about=found.council, version=0, dossier=found.dossier)
    return DossierDocument(
        id=held.document.id,
        about=found.council,
        version=held.version.number,
        digest=held.version.digest,
        note=held.version.note,
        made_at=held.version.made_at,
        made_by=held.version.made_by,
        dossier=found.dossier,
    )
