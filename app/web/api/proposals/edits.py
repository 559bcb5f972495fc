"""/v1/proposals/{proposal_id}/edit: a slate changed by hand; /slate-checks: judged only."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from cocau.app.problems import ErrorType
from cocau.app.services.computations import Submission
from cocau.app.services.planning import slate_edits
from cocau.app.services.planning.judged_slates import JudgedSlate
from cocau.app.services.planning.proposal_status import ProposalStatus
from cocau.app.services.planning.proposals import get_proposal_status
from cocau.app.services.planning.requests import Label
from cocau.app.services.planning.slate_edits import SlateCheck, SlateEdit
from cocau.app.web.api.proposals.routes import PROPOSAL_ERRORS, SUBMISSION_ERRORS
from cocau.app.web.bodies.requests import StrictBodyRoute
from cocau.app.web.deps import CallerDep, ResourceId, ServicesDep, StoreDep
from cocau.app.web.errors import describe_errors
from cocau.app.web.responses import PreferDep, describe_submission, respond_with_proposal
from cocau.constraints.model.slate_steps import SlateStep
from cocau.constraints.record import Record
from cocau.solver.proposal import Proposal

router = APIRouter(prefix="/v1/proposals/{proposal_id}", tags=["proposals"], route_class=StrictBodyRoute)

_READ_ERRORS = describe_errors(*PROPOSAL_ERRORS, ErrorType.NOT_READY, ErrorType.ERASED)
_CHANGE_ERRORS = describe_errors(
    *PROPOSAL_ERRORS,
    ErrorType.MALFORMED,
    ErrorType.TOO_LARGE,
    ErrorType.NOT_READY,
    ErrorType.ERASED,
    ErrorType.STALE,
    ErrorType.REFUSED,
)
ExpectedNumber = Annotated[int, Field(ge=0, le=2**31 - 1, description="the `number` that was read last")]


class SlateStepCreate(Record):
    """A step to be taken after what was read."""

    expected: ExpectedNumber
    step: SlateStep


class SlateEditChange(Record):
    """What something is to be done after."""

    expected: ExpectedNumber


class CompletionCreate(Record):
    """What is kept while the rest is completed; `keep_touched`: people in steps, too."""

    expected: ExpectedNumber
    keep_touched: bool = False


class SlateEditSave(Record):
    """How a changed slate is saved."""

    expected: ExpectedNumber
    label: Label = Field(default="", max_length=300)


@router.post("/slate-checks", operation_id="checkSlateSteps", responses=_CHANGE_ERRORS)
def check_steps(
    proposal_id: ResourceId, check: SlateCheck, store: StoreDep, caller: CallerDep
) -> JudgedSlate:
    """Judge the slate that steps lead to, by every rule, no planner; nothing is kept."""
    return slate_edits.check_steps(store, caller, proposal_id, check)


@router.get("/edit", operation_id="readSlateEdit", responses=_READ_ERRORS)
def read_edit(proposal_id: ResourceId, store: StoreDep, caller: CallerDep) -> SlateEdit:
    """Return what you have done by hand to it so far, and how that is judged."""
    return slate_edits.get_edit(store, caller, proposal_id)


@router.post("/edit/steps", operation_id="takeSlateStep", responses=_CHANGE_ERRORS)
def take_step(
    proposal_id: ResourceId, made: SlateStepCreate, store: StoreDep, caller: CallerDep
) -> SlateEdit:
    """Take a step: it may break any rule, and what it breaks is in the answer."""
    return slate_edits.take_step(store, caller, proposal_id, made.step, expected=made.expected)


@router.post("/edit/undo", operation_id="undoSlateStep", responses=_CHANGE_ERRORS)
def undo(proposal_id: ResourceId, made: SlateEditChange, store: StoreDep, caller: CallerDep) -> SlateEdit:
    """Undo the last step."""
    return slate_edits.move_pointer(store, caller, proposal_id, -1, expected=made.expected)


@router.post("/edit/redo", operation_id="redoSlateStep", responses=_CHANGE_ERRORS)
def redo(proposal_id: ResourceId, made: SlateEditChange, store: StoreDep, caller: CallerDep) -> SlateEdit:
    """Do again what was undone last."""
    return slate_edits.move_pointer(store, caller, proposal_id, 1, expected=made.expected)


@router.delete("/edit", operation_id="discardSlateEdit", status_code=204, responses=_READ_ERRORS)
def discard(proposal_id: ResourceId, store: StoreDep, caller: CallerDep) -> None:
    """Discard everything that you have done by hand to it."""
    slate_edits.discard_edit(store, caller, proposal_id)


@router.post(
    "/edit/completion",
    operation_id="completeSlateEdit",
    response_model=Proposal,
    responses=describe_submission("proposal")
    | describe_errors(*SUBMISSION_ERRORS, ErrorType.ERASED, ErrorType.STALE, ErrorType.REFUSED),
)
def complete(
    proposal_id: ResourceId,
    made: CompletionCreate,
    office: ServicesDep,
    caller: CallerDep,
    preferred: PreferDep,
) -> Response:
    """Plan the rest around what is locked with the fewest moves; it becomes a step."""
    completed_id = slate_edits.complete_edit(
        office, caller, proposal_id, expected=made.expected, keep_touched=made.keep_touched
    )
    return respond_with_proposal(office, caller, Submission(completed_id), preferred)


@router.post("/edit/proposal", operation_id="saveSlateEdit", status_code=201, responses=_CHANGE_ERRORS)
def save(
    proposal_id: ResourceId, made: SlateEditSave, office: ServicesDep, caller: CallerDep
) -> ProposalStatus:
    """Save the changed slate as a proposal derived from this one.

    A slate that breaks a must is `unlawful`: a draft that is never approved.
    """
    saved = slate_edits.save_edit(office, caller, proposal_id, made.label, expected=made.expected)
    return get_proposal_status(office.store, caller, saved)
