"""/v1/councils/{id}/term: posts, departures, by-elections, votes and grades of a term."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Response

from cocau.app.services.results.council_terms import (
    HeldTerm,
    get_term,
    list_term_versions,
    save_term,
)
from cocau.app.web.bodies.requests import StrictBodyRoute
from cocau.app.web.deps import CallerDep, ResourceId, StoreDep
from cocau.app.web.documents import (
    EDIT_ERRORS,
    READ_ERRORS,
    UNCHANGED,
    DocumentVersion,
    Note,
    VersionNumber,
    build_document_version,
    respond_with_version,
)
from cocau.app.web.http_headers import NO_TAGS, ExpectedVersion, KnownTagsDep
from cocau.constraints.record import Record
from cocau.constraints.results.term import CouncilTerm, VacancyVerdict

router = APIRouter(prefix="/v1/councils/{council_id}/term", tags=["results"], route_class=StrictBodyRoute)


class NextCouncilTerm(Record):
    """The record of a council's term, to replace the present one."""

    note: Note = ""
    term: CouncilTerm


class CouncilTermDocument(Record):
    """One version of a term's record. Version 0: nothing is recorded, and it has no id.

    `vacancies`: on the day of asking, and whether a by-election may be held; null without results.
    """

    id: str | None
    about: str
    version: int
    digest: str | None = None
    note: str = ""
    made_at: datetime | None = None
    made_by: str | None = None
    term: CouncilTerm
    vacancies: VacancyVerdict | None = None


def _build_document(council_id: str, found: HeldTerm) -> CouncilTermDocument:
    version = None if found.held is None else found.held.version
    return CouncilTermDocument(
        id=None if found.held is None else found.held.document.id,
        about=council_id,
        version=found.version,
        digest=None if version is None else version.digest,
        note="" if version is None else version.note,
        made_at=None if version is None else version.made_at,
        made_by=None if version is None else version.made_by,
        term=found.term,
        vacancies=found.vacancies,
    )


@router.get(
    "", operation_id="readTerm", response_model=CouncilTermDocument, responses=READ_ERRORS | UNCHANGED
)
def read_term(
    council_id: ResourceId,
    store: StoreDep,
    caller: CallerDep,
    known: KnownTagsDep,
    version: VersionNumber = None,
) -> Response:
    """Return what is on record of a council's term."""
    found = _build_document(council_id, get_term(store, caller, council_id, version))
    # vacancies are judged on the day of asking
    return respond_with_version(found, found.version, NO_TAGS if found.version else known)


_EXAMPLE: dict[str, Any] = {
    "session": {
        "summary": "The first session",
        "value": {"note": "", "term": {"council": "xa-mau", "first_session": "2021-07-01"}},
    },
    "chair": {
        "summary": "A chair elected at it",
        "value": {
            "note": "",
            "term": {
                "council": "xa-mau",
                "first_session": "2021-07-01",
                "posts": [{"person": "p001", "post": "chair", "since": "2021-07-01"}],
            },
        },
    },
}


@router.put(
    "",
    operation_id="editTerm",
    response_model=CouncilTermDocument,
    responses=EDIT_ERRORS | {201: {"model": CouncilTermDocument, "description": "The first version"}},
)
def edit_term(
    council_id: ResourceId,
    store: StoreDep,
    caller: CallerDep,
    expected: ExpectedVersion,
    body: Annotated[NextCouncilTerm, Body(openapi_examples=_EXAMPLE)],
) -> Response:
    """Store the record of a term. ``If-Match: "0"`` makes the first one."""
    held = save_term(store, caller, council_id, body.term, expected=expected, note=body.note)
    found = _build_document(council_id, held)
    return respond_with_version(found, found.version, NO_TAGS, 200 if expected else 201)


@router.get("/versions", operation_id="listTermVersions", responses=READ_ERRORS)
def term_versions(council_id: ResourceId, store: StoreDep, caller: CallerDep) -> list[DocumentVersion]:
    """List every version of a term's record, newest first."""
    return [build_document_version(version) for version in list_term_versions(store, caller, council_id)]
