"""/v1/councils/{id}/results: counted results of an election, judged by the law."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response

from cocau.app.audits.elections import ElectionLists
from cocau.app.files.results import ReadResults, read_uploaded_results
from cocau.app.files.uploads import MEDIA_TYPES
from cocau.app.permissions import Permission
from cocau.app.problems import ErrorType
from cocau.app.services.documents import StoredVersion
from cocau.app.services.errors import Missing
from cocau.app.services.results.election_results import (
    find_lists,
    list_results_versions,
    read_results_version,
    save_results,
)
from cocau.app.web.bodies.requests import BINARY_TYPE, StrictBodyRoute, UploadedBody, UploadedBodyDep
from cocau.app.web.deps import CallerDep, ResourceId, StoreDep, require_permission
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
from cocau.app.web.errors import describe_errors
from cocau.app.web.http_headers import NO_TAGS, ExpectedVersion, KnownTagsDep
from cocau.app.web.limits import ImportLimiter, ImportLimiterDep
from cocau.app.web.paging import ID_PATTERN
from cocau.constraints.errors import InputError
from cocau.constraints.record import Record
from cocau.constraints.results.counts import CandidateVotes, ConstituencyCount, ElectionResults
from cocau.constraints.results.verdicts import ElectionVerdict

router = APIRouter(prefix="/v1/councils/{council_id}/results", tags=["results"], route_class=StrictBodyRoute)


class NextElectionResults(Record):
    """Counted results of a council's election, to replace the present ones."""

    note: Note = ""
    results: ElectionResults


class ElectionResultsDocument(Record):
    """One version of counted results, with what the law makes of them."""

    id: str
    about: str
    version: int
    digest: str
    note: str = ""
    made_at: datetime
    made_by: str
    results: ElectionResults
    verdict: ElectionVerdict


def _build_document(lists: ElectionLists, held: StoredVersion[ElectionResults]) -> ElectionResultsDocument:
    version = held.version
    return ElectionResultsDocument(
        id=held.document.id,
        about=f"{held.document.about}",
        version=version.number,
        digest=version.digest,
        note=version.note,
        made_at=version.made_at,
        made_by=version.made_by,
        results=held.body,
        verdict=lists.judge(held.body),
    )


@router.get(
    "",
    operation_id="readResults",
    response_model=ElectionResultsDocument,
    responses=READ_ERRORS | UNCHANGED,
)
def read_results(
    council_id: ResourceId,
    store: StoreDep,
    caller: CallerDep,
    known: KnownTagsDep,
    version: VersionNumber = None,
) -> Response:
    """Return the counted results of a council's election, judged."""
    held = read_results_version(store, caller, council_id, version)
    if held is None:
        raise Missing(f"results of {council_id}")
    found = _build_document(find_lists(store, caller, council_id, held.body.proposal), held)
    return respond_with_version(found, found.version, known)


_FIRST_COUNT = ConstituencyCount(
    constituency="dv01",
    listed_voters=1_200,
    took_part=1_100,
    issued=1_100,
    collected=1_098,
    valid=1_090,
    invalid=8,
    votes=(CandidateVotes(person="p001", votes=700), CandidateVotes(person="p002", votes=560)),
)
_EXAMPLE: Any = {
    "none": {
        "summary": "No constituency counted yet",
        "value": {"note": "", "results": {"council": "xa-mau", "proposal": "prp_01k0000000000000000000000a"}},
    },
    "one": {
        "summary": "One constituency",
        "value": {
            "note": "biên bản ngày 24/5",
            "results": {
                "council": "xa-mau",
                "proposal": "prp_01k0000000000000000000000a",
                "counts": [_FIRST_COUNT.model_dump(mode="json", exclude_none=True)],
            },
        },
    },
}


@router.put(
    "",
    operation_id="editResults",
    response_model=ElectionResultsDocument,
    responses=EDIT_ERRORS | {201: {"model": ElectionResultsDocument, "description": "The first version"}},
)
def edit_results(
    council_id: ResourceId,
    store: StoreDep,
    caller: CallerDep,
    expected: ExpectedVersion,
    body: Annotated[NextElectionResults, Body(openapi_examples=_EXAMPLE)],
) -> Response:
    """Store counted results; constituencies may still lack."""
    held = save_results(store, caller, council_id, body.results, expected=expected, note=body.note)
    found = _build_document(find_lists(store, caller, council_id, held.body.proposal), held)
    return respond_with_version(found, found.version, NO_TAGS, 200 if expected else 201)


OfProposal = Annotated[str, Query(pattern=ID_PATTERN, description="the proposal on whose lists people stood")]
_FILE_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}}
            for kind in (
                BINARY_TYPE,
                *(kind for kind, suffix in MEDIA_TYPES.items() if suffix in {".csv", ".xlsx"}),
            )
        },
    }
}


@router.post(
    "/file",
    operation_id="importResults",
    response_model=ElectionResultsDocument,
    responses=EDIT_ERRORS | describe_errors(ErrorType.WRONG_MEDIA, ErrorType.BUSY),
    dependencies=[require_permission(Permission.EDIT)],
    openapi_extra=_FILE_BODY,
)
def import_results(  # noqa: PLR0913, PLR0917  # a parameter each
    council_id: ResourceId,
    store: StoreDep,
    caller: CallerDep,
    expected: ExpectedVersion,
    turns: ImportLimiterDep,
    proposal: OfProposal,
    sent: UploadedBodyDep,
) -> Response:
    """Store the counted results in a CSV or XLSX table, a row for each candidate."""
    lists = find_lists(store, caller, council_id, proposal)
    read = read_sent_results(turns, sent, lists)
    try:
        held = save_results(store, caller, council_id, read.results, expected=expected)
    except InputError as error:
        raise read.relocate(error.problems) from None
    found = _build_document(lists, held)
    return respond_with_version(found, found.version, NO_TAGS, 200 if expected else 201)


def read_sent_results(turns: ImportLimiter, sent: UploadedBody, lists: ElectionLists) -> ReadResults:
    """Read the counts in an uploaded table, in a child process.

    Raises:
        InputError: no table, or everything wrong with it, each problem at its cell.
        ServiceBusy, ClientGone: see `ImportLimiter.call`.
    """
    return turns.call(
        read_uploaded_results,
        (sent.content, sent.name, sent.media_type),
        lists.council,
        lists.pool,
        lists.candidates,
        lists.proposal_id,
        gone=sent.gone,
    )


@router.get("/versions", operation_id="listResultsVersions", responses=READ_ERRORS)
def results_versions(council_id: ResourceId, store: StoreDep, caller: CallerDep) -> list[DocumentVersion]:
    """List every version of the counted results, newest first."""
    return [build_document_version(version) for version in list_results_versions(store, caller, council_id)]
