"""/v1/tables/{id}/plans and /v1/structure-plans: how many people each organisation introduces, and whom."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response

from cocau.app.api.asking import CallerDep, OfficeDep, StoreDep
from cocau.app.api.examples import structure_examples
from cocau.app.api.headers import LINK, MADE, RETRY, with_headers
from cocau.app.api.made import accepted, unless_failed
from cocau.app.api.paging import ID, Page, Paging, page
from cocau.app.api.preferring import PreferDep
from cocau.app.api.strict_body import StrictBody
from cocau.app.api.threads import waited_for
from cocau.app.api.which import Which
from cocau.app.errors import responses
from cocau.app.office.structure_plans import (
    StructureAsk,
    StructureStatus,
    ask,
    cancel,
    listed,
    result,
    status,
)
from cocau.app.problems import Fault
from cocau.solver.structure import Structure

PREFIX = "/v1/structure-plans"
router = APIRouter(tags=["tables"], route_class=StrictBody)

_ONE = (Fault.UNAUTHENTICATED, Fault.FORBIDDEN, Fault.NOT_FOUND, Fault.BAD_INPUT)
_ASK = responses(
    *_ONE,
    Fault.MALFORMED,
    Fault.UNKNOWN_RULEBOOK,
    Fault.ERASED,
    Fault.TOO_LARGE,
    Fault.TOO_MANY_JOBS,
    Fault.NOT_READY,
    Fault.FAILURE,
)


@router.post(
    "/v1/tables/{which}/plans",
    operation_id="planStructure",
    response_model=Structure,
    responses=_ASK
    | {
        200: {"description": "The plan, ready within the time preferred", "headers": MADE},
        202: {"description": "Accepted for good", "model": StructureStatus, "headers": MADE | RETRY},
    },
)
def plan_structure(
    which: Which,
    office: OfficeDep,
    caller: CallerDep,
    preferred: PreferDep,
    body: Annotated[StructureAsk, Body(openapi_examples=structure_examples())],
) -> Response:
    """Plan before there are names: how many people each organisation introduces, of which sort."""
    plan = ask(office, caller, which, body)
    headers = {"Location": f"{PREFIX}/{plan}"} | preferred.headers
    if preferred.wait:
        waited_for(office, plan, preferred.wait)
    now = status(office.store, caller, plan)
    if preferred.wait is None or not now.state.final:
        return accepted(now, headers)
    unless_failed(now.failure, headers)
    found = result(office.store, caller, plan)
    return Response(found, media_type="application/json", headers=headers)


@router.get(
    PREFIX,
    operation_id="listStructures",
    responses=with_headers(200, LINK) | responses(Fault.UNAUTHENTICATED, Fault.FORBIDDEN, Fault.BAD_INPUT),
)
def list_plans(
    request: Request,
    response: Response,
    store: StoreDep,
    caller: CallerDep,
    asked: Paging,
    table: Annotated[str | None, Query(pattern=ID, description="only those of this table")] = None,
) -> Page[StructureStatus]:
    """The structure plans that the caller may know of, newest first."""
    found = listed(store, caller, table, after=asked.after, limit=asked.fetch)
    return page(request, response, asked, found, lambda plan: plan)


@router.get(PREFIX + "/{which}", operation_id="readStructureStatus", responses=responses(*_ONE))
def read_status(which: Which, store: StoreDep, caller: CallerDep) -> StructureStatus:
    """Where a structure plan stands, and how far it is."""
    return status(store, caller, which)


@router.get(
    PREFIX + "/{which}/plan",
    operation_id="readStructure",
    response_model=Structure,
    responses=responses(*_ONE, Fault.NOT_READY, Fault.ERASED),
)
def read_plan(which: Which, store: StoreDep, caller: CallerDep) -> Response:
    """The structure plan; the same bytes as `cocau structure`."""
    return Response(result(store, caller, which), media_type="application/json")


@router.post(PREFIX + "/{which}/cancel", operation_id="cancelStructure", responses=responses(*_ONE))
def cancel_plan(which: Which, office: OfficeDep, caller: CallerDep) -> StructureStatus:
    """Stop it; the best so far is kept. One that has ended stays as it is."""
    return cancel(office, caller, which)
