"""/v1/scenarios: named what-ifs about a council, in versions."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response

from cocau.app.db.models import DocumentKind
from cocau.app.problems import ErrorType
from cocau.app.services.documents import StoredVersion, list_documents, read_document
from cocau.app.services.scenarios import SCENARIOS, create_scenario, revise_scenario
from cocau.app.web.api.examples import build_new_scenario, build_next_scenario
from cocau.app.web.bodies import StrictBodyRoute
from cocau.app.web.deps import CallerDep, StoreDep
from cocau.app.web.documents import (
    CREATED,
    EDIT_ERRORS,
    LIST_ERRORS,
    MAKE_ERRORS,
    READ_ERRORS,
    UNCHANGED,
    AboutCouncil,
    DocumentHead,
    DocumentRoutes,
    DocumentSummary,
    InLocality,
    Note,
    VersionNumber,
    add_version_routes,
    build_document_summary,
    build_head_fields,
    respond_created,
    respond_with_version,
)
from cocau.app.web.errors import describe_errors
from cocau.app.web.http_headers import NO_TAGS, ExpectedVersion, KnownTagsDep
from cocau.app.web.paging import ID_PATTERN, PagingDep, ResultPage, build_page
from cocau.constraints.record import Record
from cocau.solver.explain.scenario import Scenario

PREFIX = "/v1/scenarios"
router = APIRouter(prefix=PREFIX, tags=["scenarios"], route_class=StrictBodyRoute)

_RULEBOOK_ERRORS = describe_errors(ErrorType.UNKNOWN_RULEBOOK)


class NewScenario(Record):
    """A scenario to be stored, and its council; its label is its own name."""

    council: Annotated[str, AboutCouncil]
    note: Note = ""
    scenario: Scenario


class NextScenario(Record):
    """A new version of a scenario."""

    note: Note = ""
    scenario: Scenario


class ScenarioDocument(DocumentHead):
    """One version of a stored scenario."""

    scenario: Scenario


@router.get("", operation_id="listScenarios", responses=LIST_ERRORS)
def scenarios(  # noqa: PLR0913, PLR0917  # what a list may be narrowed by
    request: Request,
    response: Response,
    store: StoreDep,
    caller: CallerDep,
    asked: PagingDep,
    council: Annotated[
        str | None, Query(pattern=ID_PATTERN, description="only those about this council")
    ] = None,
    locality: InLocality = None,
) -> ResultPage[DocumentSummary]:
    """List the scenarios that the caller may know of, newest first."""
    found = list_documents(
        store,
        caller,
        DocumentKind.SCENARIO,
        about=council,
        locality=locality or "",
        after=asked.after,
        limit=asked.fetch_limit,
    )
    return build_page(request, response, asked, found, build_document_summary)


@router.post(
    "",
    operation_id="createScenario",
    status_code=201,
    response_model=ScenarioDocument,
    responses=MAKE_ERRORS | _RULEBOOK_ERRORS | {201: CREATED},
)
def make_scenario(
    store: StoreDep,
    caller: CallerDep,
    body: Annotated[NewScenario, Body(openapi_examples=build_new_scenario())],
) -> Response:
    """Store a scenario. Rules, fields, posts and constituencies are checked now, people later."""
    held = create_scenario(store, caller, body.council, body.scenario, note=body.note)
    return respond_created(_build_scenario_document(held), PREFIX)


@router.get(
    "/{scenario_id}",
    operation_id="readScenario",
    response_model=ScenarioDocument,
    responses=READ_ERRORS | UNCHANGED,
)
def one_scenario(
    scenario_id: str, store: StoreDep, caller: CallerDep, known: KnownTagsDep, version: VersionNumber = None
) -> Response:
    """Return a scenario in its newest version, or in the one asked for."""
    held = read_document(store, caller, SCENARIOS, scenario_id, version)
    return respond_with_version(_build_scenario_document(held), held.version.number, known)


@router.put(
    "/{scenario_id}",
    operation_id="editScenario",
    response_model=ScenarioDocument,
    responses=EDIT_ERRORS | _RULEBOOK_ERRORS,
)
def edit_scenario(
    scenario_id: str,
    store: StoreDep,
    caller: CallerDep,
    expected: ExpectedVersion,
    body: Annotated[NextScenario, Body(openapi_examples=build_next_scenario())],
) -> Response:
    """Store a new version of a scenario: of an own one, or with the right to edit, of any."""
    held = revise_scenario(store, caller, scenario_id, body.scenario, expected=expected, note=body.note)
    return respond_with_version(_build_scenario_document(held), held.version.number, NO_TAGS)


def _build_scenario_document(held: StoredVersion[Scenario]) -> ScenarioDocument:
    return ScenarioDocument(**build_head_fields(held), scenario=held.body)


add_version_routes(
    router,
    SCENARIOS,
    DocumentRoutes(
        id_parameter="scenario_id",
        noun="a scenario",
        name="Scenario",
        erased="Erase every version of a scenario: of one's own, or with the right to erase, of anybody's.",
    ),
)
