"""/v1/councils and /v1/seats: councils in versions; from population to seats and constituencies."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response

from cocau.app.auth.caller import Locality
from cocau.app.db.models import DocumentKind
from cocau.app.permissions import Permission
from cocau.app.problems import ErrorType
from cocau.app.services.councils import (
    COUNCILS,
    SeatsAnswer,
    create_council,
    plan_draft_seats,
    plan_seats,
    revise_council,
)
from cocau.app.services.documents import StoredVersion, list_documents, read_document
from cocau.app.web.api.examples import (
    build_draft_examples,
    build_new_council,
    build_next_council,
    build_seats_examples,
)
from cocau.app.web.bodies import StrictBodyRoute
from cocau.app.web.deps import CallerDep, StoreDep
from cocau.app.web.documents import (
    CREATED,
    EDIT_ERRORS,
    LIST_ERRORS,
    MAKE_ERRORS,
    READ_ERRORS,
    UNCHANGED,
    WITHHELD,
    DocumentHead,
    DocumentRoutes,
    DocumentSummary,
    InLocality,
    Label,
    Note,
    UnderRulebook,
    VersionNumber,
    add_version_routes,
    build_document_summary,
    build_head_fields,
    respond_created,
    respond_with_version,
)
from cocau.app.web.errors import describe_errors
from cocau.app.web.http_headers import NO_TAGS, ExpectedVersion, KnownTagsDep
from cocau.app.web.paging import PagingDep, ResultPage, build_page
from cocau.constraints.model.council import Council
from cocau.constraints.model.draft import CouncilDraft
from cocau.constraints.record import Record
from cocau.solver.apportionment.seat_plan import SeatQuestion

PREFIX = "/v1/councils"
router = APIRouter(prefix=PREFIX, tags=["councils"], route_class=StrictBodyRoute)

_RULEBOOK_ERRORS = describe_errors(ErrorType.UNKNOWN_RULEBOOK)


class NewCouncil(Record):
    """A council to be stored, and the locality it belongs to."""

    locality: Locality
    label: Label
    note: Note = ""
    council: Council


class NextCouncil(Record):
    """A new version of a council; without a label it keeps its own."""

    label: Label | None = None
    note: Note = ""
    council: Council


class CouncilDocument(DocumentHead):
    """One version of a stored council."""

    council: Council


@router.get("", operation_id="listCouncils", responses=LIST_ERRORS)
def councils(
    request: Request,
    response: Response,
    store: StoreDep,
    caller: CallerDep,
    asked: PagingDep,
    locality: InLocality = None,
) -> ResultPage[DocumentSummary]:
    """List the councils that the caller may know of, newest first."""
    found = list_documents(
        store,
        caller,
        DocumentKind.COUNCIL,
        locality=locality or "",
        after=asked.after,
        limit=asked.fetch_limit,
    )
    return build_page(request, response, asked, found, build_document_summary)


@router.post(
    "",
    operation_id="createCouncil",
    status_code=201,
    response_model=CouncilDocument,
    responses=MAKE_ERRORS | _RULEBOOK_ERRORS | {201: CREATED},
)
def make_council(
    store: StoreDep,
    caller: CallerDep,
    body: Annotated[NewCouncil, Body(openapi_examples=build_new_council())],
    rulebook: UnderRulebook = None,
) -> Response:
    """Store a council. What the law says of it alone is checked now, all faults at once."""
    held = create_council(
        store,
        caller,
        body.council,
        locality=body.locality,
        label=body.label,
        note=body.note,
        rulebook=rulebook,
    )
    return respond_created(_build_council_document(held), PREFIX)


@router.get(
    "/{council_id}",
    operation_id="readCouncil",
    response_model=CouncilDocument,
    responses=READ_ERRORS | UNCHANGED,
)
def one_council(
    council_id: str, store: StoreDep, caller: CallerDep, known: KnownTagsDep, version: VersionNumber = None
) -> Response:
    """Return a council in its newest version, or in the one asked for.

    Who may not see people is not told why the secretary of the Party committee does not chair.
    """
    held = read_document(store, caller, COUNCILS, council_id, version)
    answer = _build_council_document(held)
    if not caller.may(Permission.SEE_PEOPLE):
        answer = answer.replace_unvalidated(
            council=held.body.replace_unvalidated(secretary_not_chairing=None), **WITHHELD
        )
    return respond_with_version(answer, held.version.number, known)


@router.put(
    "/{council_id}",
    operation_id="editCouncil",
    response_model=CouncilDocument,
    responses=EDIT_ERRORS | _RULEBOOK_ERRORS,
)
def edit_council(
    council_id: str,
    store: StoreDep,
    caller: CallerDep,
    expected: ExpectedVersion,
    body: Annotated[NextCouncil, Body(openapi_examples=build_next_council())],
    rulebook: UnderRulebook = None,
) -> Response:
    """Store a new version of a council. The ones before it stay as they are."""
    held = revise_council(
        store,
        caller,
        council_id,
        body.council,
        expected=expected,
        label=body.label,
        note=body.note,
        rulebook=rulebook,
    )
    return respond_with_version(_build_council_document(held), held.version.number, NO_TAGS)


def _build_council_document(held: StoredVersion[Council]) -> CouncilDocument:
    known: dict[str, Any] = build_head_fields(held)
    return CouncilDocument(**known, council=held.body)


add_version_routes(
    router,
    COUNCILS,
    DocumentRoutes(
        id_parameter="council_id",
        noun="a council",
        name="Council",
        erased="Erase what is in every version. What stays says that there was a council, and when.",
    ),
)


seats_router = APIRouter(prefix="/v1/seats", tags=["seats"], route_class=StrictBodyRoute)

_SEATS_ERRORS = MAKE_ERRORS | describe_errors(ErrorType.UNKNOWN_RULEBOOK)


@seats_router.post("", operation_id="countSeats", responses=_SEATS_ERRORS)
def count_seats(
    store: StoreDep,
    caller: CallerDep,
    body: Annotated[SeatQuestion, Body(openapi_examples=build_seats_examples())],
    rulebook: UnderRulebook = None,
) -> SeatsAnswer:
    """Compute seats and constituencies of a population, as `cocau seats`; nothing is stored."""
    return plan_seats(store, caller, body, rulebook)


@seats_router.post("/drafts", operation_id="draftCouncil", responses=_SEATS_ERRORS)
def draft_council(
    store: StoreDep,
    caller: CallerDep,
    body: Annotated[CouncilDraft, Body(openapi_examples=build_draft_examples())],
    rulebook: UnderRulebook = None,
) -> SeatsAnswer:
    """Build a council from a draft, its seats divided among its places; nothing is stored."""
    return plan_draft_seats(store, caller, body, rulebook)
