"""/v1/proposals/{id}: where it stands, the proposal itself, the best so far, stopping and erasing it."""

from typing import Any

from fastapi import APIRouter, Response

from cocau.app.access.hiding import ProposalView
from cocau.app.api.asking import CallerDep, OfficeDep, SettingsDep, StoreDep
from cocau.app.api.conditions import KnownDep, unless_known
from cocau.app.api.headers import ETAG, with_headers
from cocau.app.api.proposals import READ
from cocau.app.api.which import Which
from cocau.app.errors import responses
from cocau.app.office.aggregate import Aggregate
from cocau.app.office.auditing import Again, audit_again
from cocau.app.office.best import BestSoFar, best
from cocau.app.office.erasing import erase
from cocau.app.office.proposals import aggregate, cancel, result, status
from cocau.app.office.status import Status
from cocau.app.problems import Fault
from cocau.solver.proposal import Proposal

router = APIRouter(prefix="/v1/proposals/{which}", tags=["proposals"])

KNOWN: dict[int | str, dict[str, Any]] = {304: {"description": "You have it already"}}
ONE = (*READ, Fault.NOT_FOUND)


@router.get("", operation_id="readProposalStatus", response_model=Status, responses=responses(*ONE))
def read_status(which: Which, store: StoreDep, caller: CallerDep) -> Response:
    """Where it stands: queued, running, optimal, conflict, stopped, out_of_time or failed; how far it is."""
    now = status(store, caller, which)
    # Asked again and again while searches run: the framework would check it once more, in another thread.
    return Response(now.model_dump_json(), media_type="application/json")


@router.get(
    "/proposal",
    operation_id="readProposal",
    response_model=Proposal | ProposalView,
    responses=with_headers(200, ETAG)
    | KNOWN
    | responses(*ONE, Fault.MALFORMED, Fault.NOT_READY, Fault.ERASED),
)
def read_proposal(
    which: Which, store: StoreDep, settings: SettingsDep, caller: CallerDep, known: KnownDep
) -> Response:
    """The proposal: it never changes. Who may not see people gets a view of it instead."""
    found = result(store, caller, which, settings.small_cell)
    return unless_known(known, Response(found.text, media_type="application/json"), found.tag)


@router.get("/best", operation_id="readBestSoFar", responses=responses(*ONE, Fault.NOT_READY, Fault.ERASED))
def read_best(which: Which, store: StoreDep, caller: CallerDep) -> BestSoFar:
    """The best slate so far, while it is being made and after; it breaks no must."""
    return best(store, caller, which)


@router.get("/aggregate", operation_id="readAggregate", responses=responses(*ONE, Fault.NOT_READY))
def read_aggregate(which: Which, store: StoreDep, settings: SettingsDep, caller: CallerDep) -> Aggregate:
    """Its numbers, without any people; they stay when the rest is erased."""
    return aggregate(store, caller, which, settings.small_cell)


@router.post("/audit", operation_id="auditProposal", responses=responses(*ONE, Fault.NOT_READY, Fault.ERASED))
def audit_proposal(which: Which, store: StoreDep, caller: CallerDep) -> Again:
    """Judge its stored bytes again, under the rulebook in them: what differs, what is broken."""
    return audit_again(store, caller, which)


@router.post("/cancel", operation_id="cancelProposal", responses=responses(*ONE))
def cancel_proposal(which: Which, office: OfficeDep, caller: CallerDep) -> Status:
    """Stop the search; the best slate so far becomes the proposal. One that has ended stays as it is."""
    return cancel(office, caller, which)


@router.delete("", operation_id="eraseProposal", responses=responses(*ONE, Fault.REFUSED, Fault.ERASED))
def erase_proposal(which: Which, store: StoreDep, caller: CallerDep) -> Status:
    """Erase everything in it that tells of people; its numbers, approvals and trail stay."""
    return erase(store, caller, which)
