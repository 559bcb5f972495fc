"""What an office makes of a proposal: name, notes, news since, adjustments to them."""

from typing import Annotated

from fastapi import APIRouter, Body, Response
from pydantic import Field

from cocau.app.problems import ErrorType
from cocau.app.services.planning import adjustments
from cocau.app.services.planning.adjustments import ProposalNews
from cocau.app.services.planning.curation import ProposalCuration, curate_proposal
from cocau.app.services.planning.proposal_status import ProposalStatus
from cocau.app.services.planning.requests import Label
from cocau.app.web.api.proposals.routes import PROPOSAL_ERRORS, SUBMISSION_ERRORS
from cocau.app.web.bodies.requests import StrictBodyRoute
from cocau.app.web.deps import CallerDep, ResourceId, ServicesDep, StoreDep
from cocau.app.web.errors import describe_errors
from cocau.app.web.http_headers import IdempotencyKey
from cocau.app.web.responses import PreferDep, describe_submission, respond_with_proposal
from cocau.constraints.record import Record
from cocau.solver.proposal import Proposal

router = APIRouter(prefix="/v1/proposals/{proposal_id}", tags=["proposals"], route_class=StrictBodyRoute)

_CHANGE_ERRORS = describe_errors(
    *PROPOSAL_ERRORS, ErrorType.MALFORMED, ErrorType.TOO_LARGE, ErrorType.REFUSED, ErrorType.ERASED
)


@router.patch("", operation_id="curateProposal", responses=_CHANGE_ERRORS)
def curate(
    proposal_id: ResourceId, noted: ProposalCuration, store: StoreDep, caller: CallerDep
) -> ProposalStatus:
    """Name, star, note, archive or withdraw it; the proposal itself never changes."""
    return curate_proposal(store, caller, proposal_id, noted)


@router.get(
    "/news",
    operation_id="readProposalNews",
    responses=describe_errors(*PROPOSAL_ERRORS, ErrorType.NOT_READY, ErrorType.ERASED),
)
def read_news(proposal_id: ResourceId, store: StoreDep, caller: CallerDep) -> ProposalNews:
    """Compare its council, pool and rules with the newest: what has changed since it was made."""
    return adjustments.get_news(store, caller, proposal_id)


class AdjustmentCreate(Record):
    """An adjustment to make; `label`: its name, by default that of the proposal before."""

    label: Label = Field(default="", max_length=300)


adjustment_router = APIRouter(
    prefix="/v1/proposals/{proposal_id}", tags=["proposals"], route_class=StrictBodyRoute
)


@adjustment_router.post(
    "/adjusted",
    operation_id="adjustProposal",
    response_model=Proposal,
    responses=describe_submission("proposal") | describe_errors(*SUBMISSION_ERRORS, ErrorType.ERASED),
)
def adjust(
    proposal_id: ResourceId,
    office: ServicesDep,
    caller: CallerDep,
    preferred: PreferDep,
    asked: Annotated[AdjustmentCreate, Body()],
    key: IdempotencyKey = None,
) -> Response:
    """Plan again under the newest council, pool and rules, moving as few people as can be.

    `moved` and `differences` say what that takes. It is tentative until it is kept or dropped.
    """
    made = adjustments.adjust_proposal(office, caller, proposal_id, asked.label, key)
    return respond_with_proposal(office, caller, made, preferred)


@adjustment_router.post("/keep", operation_id="keepAdjustment", responses=_CHANGE_ERRORS)
def keep(proposal_id: ResourceId, store: StoreDep, caller: CallerDep) -> ProposalStatus:
    """Keep an adjustment; it supersedes the proposal before, unless that is approved."""
    return adjustments.keep_adjustment(store, caller, proposal_id)


@adjustment_router.post("/drop", operation_id="dropAdjustment", responses=_CHANGE_ERRORS)
def drop(proposal_id: ResourceId, store: StoreDep, caller: CallerDep) -> ProposalStatus:
    """Drop an adjustment: it is withdrawn and archived, and nothing else changes."""
    return adjustments.drop_adjustment(store, caller, proposal_id)
