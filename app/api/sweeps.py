"""/v1/sweeps: many what-ifs over one request, with progress."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response

from cocau.app.api.asking import CallerDep, OfficeDep, StoreDep
from cocau.app.api.examples import sweep_examples
from cocau.app.api.headers import LINK, MADE
from cocau.app.api.keyed import IdempotencyKey
from cocau.app.api.made import fanned_out
from cocau.app.api.paging import Page, Paging, page
from cocau.app.api.proposals import MADE as MAKING
from cocau.app.api.proposals import READ
from cocau.app.api.strict_body import StrictBody
from cocau.app.api.which import Which
from cocau.app.errors import responses
from cocau.app.office.fan_out_progress import SweepStatus
from cocau.app.office.fan_out_results import Results, results
from cocau.app.office.sweeping import MOST, Asked
from cocau.app.office.sweeps import cancel, erase, listed_sweeps, sweep, sweep_status
from cocau.app.problems import Fault

PREFIX = "/v1/sweeps"
router = APIRouter(prefix=PREFIX, tags=["sweeps"], route_class=StrictBody)

ONE = (*READ, Fault.NOT_FOUND)


@router.post(
    "",
    operation_id="makeSweep",
    status_code=202,
    response_model=SweepStatus,
    responses=responses(*MAKING, Fault.ERASED) | {202: {"description": "Accepted for good", "headers": MADE}},
)
def make_sweep(
    asked: Annotated[Asked, Body(openapi_examples=sweep_examples())],
    office: OfficeDep,
    caller: CallerDep,
    key: IdempotencyKey = None,
) -> Response:
    """Ask for up to 10,000 what-ifs over one request, each a merge patch with a name of its own."""
    made = sweep(office, caller, asked, key)
    return fanned_out(PREFIX, made, sweep_status(office.store, caller, made.id))


@router.get("", operation_id="listSweeps", responses=responses(*READ) | {200: {"headers": LINK}})
def list_sweeps(
    request: Request, response: Response, store: StoreDep, caller: CallerDep, paging: Paging
) -> Page[SweepStatus]:
    """The sweeps of your locality, newest first."""
    found = listed_sweeps(store, caller, after=paging.after, limit=paging.fetch)
    return page(request, response, paging, found, lambda one: one)


@router.get("/{which}", operation_id="readSweep", responses=responses(*ONE))
def read_sweep(which: Which, store: StoreDep, caller: CallerDep) -> SweepStatus:
    """How far it is: how many are done and how they came out, at what rate, and how long the rest takes."""
    return sweep_status(store, caller, which)


@router.get("/{which}/results", operation_id="readSweepResults", responses=responses(*ONE, Fault.ERASED))
def read_results(
    which: Which,
    store: StoreDep,
    caller: CallerDep,
    after: Annotated[
        int, Query(ge=0, le=MOST, description="what-ifs before the first row, as `next` says")
    ] = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="how many at the most")] = 200,
) -> Results:
    """The rows that are there, in the order of the what-ifs; while it runs, some are still missing."""
    return results(store, caller, which, after=after, limit=limit)


@router.post("/{which}/cancel", operation_id="cancelSweep", responses=responses(*ONE))
def cancel_sweep(which: Which, office: OfficeDep, caller: CallerDep) -> SweepStatus:
    """Stop it; the rows that are there stay. One that has ended stays as it is."""
    return cancel(office, caller, which)


@router.delete("/{which}", operation_id="eraseSweep", responses=responses(*ONE, Fault.ERASED))
def erase_sweep(which: Which, store: StoreDep, caller: CallerDep) -> SweepStatus:
    """Erase its request with the people in it, its what-ifs and their results; that it was asked for stays.

    With an erased pool the sweeps over it go by themselves.
    """
    return erase(store, caller, which)
