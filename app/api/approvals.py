"""/v1/proposals/{id}/approvals: what approvers decided; each decision is an entry of its own."""

from fastapi import APIRouter

from cocau.app.api.asking import CallerDep, OfficeDep, StoreDep
from cocau.app.api.proposal import ONE
from cocau.app.api.strict_body import StrictBody
from cocau.app.api.which import Which
from cocau.app.errors import responses
from cocau.app.office.approving import Decided, Deciding, decide, decisions
from cocau.app.problems import Fault

router = APIRouter(prefix="/v1/proposals/{which}/approvals", tags=["approvals"], route_class=StrictBody)


@router.post(
    "",
    operation_id="decideProposal",
    status_code=201,
    responses=responses(*ONE, Fault.MALFORMED, Fault.TOO_LARGE, Fault.REFUSED, Fault.NOT_READY, Fault.ERASED),
)
def decide_proposal(which: Which, deciding: Deciding, office: OfficeDep, caller: CallerDep) -> Decided:
    """Approve or return the very bytes whose digest is sent.

    Nobody decides about a proposal that they asked for themselves. One that is not proven may be approved, if
    audited again it breaks no must; one without a slate can only be returned.
    """
    return decide(office, caller, which, deciding)


@router.get("", operation_id="listApprovals", responses=responses(*ONE))
def list_approvals(which: Which, store: StoreDep, caller: CallerDep) -> list[Decided]:
    """Every decision, oldest first."""
    return decisions(store, caller, which)
