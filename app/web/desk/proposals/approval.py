"""/proposals/{proposal_id}/approval: decisions, what is still open, a new decision."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel, Field, ValidationError
from starlette.responses import Response

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.clock import today
from cocau.app.permissions import Permission
from cocau.app.present.procedure.wording import ProcedureWording
from cocau.app.services.errors import ActRefused
from cocau.app.services.gates import get_calendar, get_gates
from cocau.app.services.planning.approvals import ApprovalCreate, list_decisions, record_decision
from cocau.app.services.planning.proposal_status import ProposalStatus
from cocau.app.services.users import get_user_names
from cocau.app.web.deps import ResourceId, require_permission
from cocau.app.web.desk.context import CouncilContext, PageContext, PageContextDep
from cocau.app.web.desk.forms import Problems
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.desk.proposals.standing import get_proposal_head
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.procedure.gates import OVER_AFTER, GateState, StepState

router = APIRouter(prefix="/proposals/{proposal_id}/approval", route_class=PageRoute, include_in_schema=False)

PENDING_STATES = frozenset({StepState.LATE, StepState.OUT_OF_ORDER, StepState.OPEN, StepState.WAITING})
"""Gates told beside a decision: whoever decides should know what is missing."""


class DecisionForm(BaseModel):
    """The form of a decision, as it was typed."""

    decision: Annotated[str, Field(max_length=20)] = ""
    digest: Annotated[str, Field(max_length=100)] = ""
    document: Annotated[str, Field(max_length=1000)] = ""
    reason: Annotated[str, Field(max_length=10_000)] = ""
    outdated_reason: Annotated[str, Field(max_length=10_000)] = ""

    @property
    def parsed(self) -> ApprovalCreate:
        """Return the decision that was typed.

        Raises:
            InputError: everything wrong with what was typed.
        """
        try:
            return ApprovalCreate.model_validate(self.model_dump())
        except ValidationError as error:
            raise InputError(list_validation_problems(error)) from None


@router.get("")
def show_approval(proposal_id: ResourceId, desk: PageContextDep) -> Response:
    """Show every decision, and the form for another one."""
    return _render_approval(desk, proposal_id, DecisionForm())


@router.post("", dependencies=[require_permission(Permission.APPROVE)])
def post_decision(
    proposal_id: ResourceId, desk: PageContextDep, sent: Annotated[DecisionForm, Form()]
) -> Response:
    """Approve or return the very proposal that was read."""
    try:
        record_decision(desk.office, desk.caller, proposal_id, sent.parsed)
    except ActRefused as refused:
        told = Problem("refused", (), refused.vi, refused.en)
        return _render_approval(desk, proposal_id, sent, code=HTTPStatus.CONFLICT, problems=[told])
    except InputError as error:
        return _render_approval(
            desk, proposal_id, sent, code=HTTPStatus.UNPROCESSABLE_ENTITY, problems=error.problems
        )
    return desk.go(f"/proposals/{proposal_id}/approval")


def _render_approval(
    desk: PageContext, proposal_id: str, sent: DecisionForm, code: int = 200, problems: Problems = ()
) -> Response:
    head = get_proposal_head(desk, proposal_id)
    stands, place = head.status, head.place
    found = list_decisions(desk.store, desk.caller, proposal_id)
    course, left = _list_pending_gates(desk, place)
    return desk.page(
        "approval.html",
        code=code,
        head=head,
        place=place,
        status=stands,
        decisions=found[::-1],
        names=get_user_names(desk.store, desk.caller, [stands.asked_by, *(one.by for one in found)]),
        own=_is_own_proposal(desk, stands),
        alone=desk.office.settings.development and desk.caller.id == DEVELOPER.id,
        course=course,
        left=left,
        over=place is not None and (today() - place.council.election_day).days > OVER_AFTER,
        sent=sent,
        problems=problems,
    )


def _is_own_proposal(desk: PageContext, stands: ProposalStatus) -> bool:
    """Return whether the caller submitted the proposal: then somebody else decides."""
    return stands.asked_by == desk.caller.id


def _list_pending_gates(
    desk: PageContext, place: CouncilContext | None
) -> tuple[ProcedureWording | None, list[GateState]]:
    """List the gates that are not passed; none for a council without steps here."""
    if place is None:
        return None, []
    try:
        states = get_gates(desk.store, desk.caller, place.id).states
        _, about, book = get_calendar(desk.store, desk.caller, place.id)
    except InputError:
        return None, []
    return ProcedureWording(book, desk.lang, about, codes=False), [
        gate for gate in states if gate.state in PENDING_STATES
    ]
