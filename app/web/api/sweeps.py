"""/v1/sweeps: many what-ifs over one request, with progress."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response

from cocau.app.problems import ErrorType
from cocau.app.services.batches.rows import SweepResults, list_sweep_rows
from cocau.app.services.batches.runs import (
    SWEEPS,
    SweepStatus,
    cancel_run,
    erase_run,
    get_run_status,
    list_runs,
)
from cocau.app.services.batches.sweeps import MAX_CHANGES, SweepCreate, create_sweep
from cocau.app.web.api.examples import build_sweep_examples
from cocau.app.web.api.proposals.routes import READ_ERRORS
from cocau.app.web.api.proposals.routes import SUBMISSION_ERRORS as MAKING
from cocau.app.web.bodies import StrictBodyRoute
from cocau.app.web.deps import CallerDep, ResourceId, ServicesDep, StoreDep
from cocau.app.web.errors import describe_errors
from cocau.app.web.http_headers import LINK, SUBMISSION_HEADERS, IdempotencyKey
from cocau.app.web.paging import PagingDep, ResultPage, build_page
from cocau.app.web.responses import respond_batch_accepted

PREFIX = "/v1/sweeps"
router = APIRouter(prefix=PREFIX, tags=["sweeps"], route_class=StrictBodyRoute)

SWEEP_ERRORS = (*READ_ERRORS, ErrorType.NOT_FOUND)


@router.post(
    "",
    operation_id="makeSweep",
    status_code=202,
    response_model=SweepStatus,
    responses=describe_errors(*MAKING, ErrorType.ERASED)
    | {202: {"description": "Accepted for good", "headers": SUBMISSION_HEADERS}},
)
def make_sweep(
    asked: Annotated[SweepCreate, Body(openapi_examples=build_sweep_examples())],
    office: ServicesDep,
    caller: CallerDep,
    key: IdempotencyKey = None,
) -> Response:
    """Ask for up to 10,000 what-ifs over one request, each a named merge patch."""
    made = create_sweep(office, caller, asked, key)
    return respond_batch_accepted(PREFIX, made, get_run_status(office.store, caller, SWEEPS, made.id))


@router.get("", operation_id="listSweeps", responses=describe_errors(*READ_ERRORS) | {200: {"headers": LINK}})
def list_sweeps(
    request: Request, response: Response, store: StoreDep, caller: CallerDep, paging: PagingDep
) -> ResultPage[SweepStatus]:
    """List the sweeps of your locality, newest first."""
    found = list_runs(store, caller, SWEEPS, after=paging.after, limit=paging.fetch_limit)
    return build_page(request, response, paging, found, lambda one: one)


@router.get("/{sweep_id}", operation_id="readSweep", responses=describe_errors(*SWEEP_ERRORS))
def read_sweep(sweep_id: ResourceId, store: StoreDep, caller: CallerDep) -> SweepStatus:
    """Return its status: how many are done, their outcomes, the rate and the time left."""
    return get_run_status(store, caller, SWEEPS, sweep_id)


@router.get(
    "/{sweep_id}/results",
    operation_id="readSweepResults",
    responses=describe_errors(*SWEEP_ERRORS, ErrorType.ERASED),
)
def read_results(
    sweep_id: ResourceId,
    store: StoreDep,
    caller: CallerDep,
    after: Annotated[
        int, Query(ge=0, le=MAX_CHANGES, description="what-ifs before the first row, as `next` says")
    ] = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="how many at the most")] = 200,
) -> SweepResults:
    """Return the rows that exist, in the order of the what-ifs; some may still be missing."""
    return list_sweep_rows(store, caller, sweep_id, after=after, limit=limit)


@router.post("/{sweep_id}/cancel", operation_id="cancelSweep", responses=describe_errors(*SWEEP_ERRORS))
def cancel_sweep(sweep_id: ResourceId, office: ServicesDep, caller: CallerDep) -> SweepStatus:
    """Stop it; the rows that are there stay. One that has ended stays as it is."""
    return cancel_run(office, caller, SWEEPS, sweep_id)


@router.delete(
    "/{sweep_id}", operation_id="eraseSweep", responses=describe_errors(*SWEEP_ERRORS, ErrorType.ERASED)
)
def erase_sweep(sweep_id: ResourceId, store: StoreDep, caller: CallerDep) -> SweepStatus:
    """Erase its request, people, what-ifs and results; that it was asked for stays.

    With an erased pool the sweeps over it go by themselves.
    """
    return erase_run(store, caller, SWEEPS, sweep_id)
