"""/v1/sweeps: many what-ifs over one request, with progress."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Response

from cocau.app.problems import ErrorType
from cocau.app.services.batches.rows import SweepResults, list_sweep_rows
from cocau.app.services.batches.runs import (
    SWEEPS,
    SweepStatus,
)
from cocau.app.services.batches.sweeps import MAX_CHANGES, SweepCreate, create_sweep
from cocau.app.web.api.batches.runs import RUN_ACCEPTED, RUN_ERRORS, BatchRunRoutes
from cocau.app.web.api.examples import build_sweep_examples
from cocau.app.web.api.proposals.routes import SUBMISSION_ERRORS as MAKING
from cocau.app.web.bodies.requests import StrictBodyRoute
from cocau.app.web.deps import CallerDep, ResourceId, ServicesDep, StoreDep
from cocau.app.web.errors import describe_errors
from cocau.app.web.http_headers import IdempotencyKey

PREFIX = "/v1/sweeps"
router = APIRouter(prefix=PREFIX, tags=["sweeps"], route_class=StrictBodyRoute)

routes = BatchRunRoutes(router, SWEEPS, "Sweep")


@router.post(
    "",
    operation_id="makeSweep",
    status_code=202,
    response_model=SweepStatus,
    responses=describe_errors(*MAKING, ErrorType.ERASED) | RUN_ACCEPTED,
)
def make_sweep(
    asked: Annotated[SweepCreate, Body(openapi_examples=build_sweep_examples())],
    office: ServicesDep,
    caller: CallerDep,
    key: IdempotencyKey = None,
) -> Response:
    """Ask for up to 10,000 what-ifs over one request, each a named merge patch."""
    return routes.respond_accepted(office, caller, create_sweep(office, caller, asked, key))


routes.add_list()
routes.add_status("Return its status: how many are done, their outcomes, the rate and the time left.")


@router.get(
    "/{sweep_id}/results",
    operation_id="readSweepResults",
    responses=describe_errors(*RUN_ERRORS, ErrorType.ERASED),
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


routes.add_cancel()
routes.add_erase(
    "Erase its request, people, what-ifs and results; that it was asked for stays.\n\n"
    "With an erased pool the sweeps over it go by themselves."
)
