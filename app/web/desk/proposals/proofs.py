"""/proposals/{proposal_id}/answers/{explanation_id}/proof: how an answer is proven."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from cocau.app.jobs.tasks.answer_proofs import PROVABLE_ANSWERS
from cocau.app.permissions import Permission
from cocau.app.present.blocks import Block, Heading
from cocau.app.present.explanations.answer_proofs import render_answer_proof
from cocau.app.present.names import Names
from cocau.app.services.planning.explanations import ExplanationStatus, get_answer
from cocau.app.services.planning.proofs import find_answer_proof, request_proof
from cocau.app.web.api.explanations import ExplanationId
from cocau.app.web.deps import ResourceId, require_permission
from cocau.app.web.desk.context import PageContext, PageContextDep
from cocau.app.web.desk.page_route import PageRoute
from cocau.solver.proofs.answers.answer_proof import AnswerProof
from cocau.solver.proposal import Proposal

router = APIRouter(
    prefix="/proposals/{proposal_id}/answers/{explanation_id}/proof",
    route_class=PageRoute,
    include_in_schema=False,
)


@dataclass(frozen=True)
class AnswerProofView:
    """The proof of an answer on its page: where it stands, and what it says once it is there.

    `said`: how many things it is of.
    """

    status: ExplanationStatus | None
    blocks: tuple[Block, ...] = ()
    said: int = 0


def build_proof_view(
    desk: PageContext, sheet: Names, proposal: Proposal, answered: ExplanationStatus, text: str
) -> AnswerProofView | None:
    """Build the view of an answer's proof; None: answers of this sort have none."""
    model = PROVABLE_ANSWERS.get(answered.question)
    if model is None:
        return None
    status = find_answer_proof(desk.store, desk.caller, answered.proposal, answered.id)
    if status is None or not status.state.final or status.failure is not None:
        return AnswerProofView(status)
    proof = AnswerProof.model_validate_json(get_answer(desk.store, desk.caller, answered.proposal, status.id))
    blocks = render_answer_proof(sheet, proposal, proof, model.model_validate_json(text))
    shown = tuple(block for block in blocks if not isinstance(block, Heading))
    return AnswerProofView(status, shown, proof.said)


@router.get("", dependencies=[require_permission(Permission.SEE_PEOPLE)])
def show_proof(proposal_id: ResourceId, explanation_id: ExplanationId, desk: PageContextDep) -> Response:
    """Show the search for a proof as a part of a page, and at its end the answer anew."""
    status = find_answer_proof(desk.store, desk.caller, proposal_id, explanation_id)
    if not desk.partly:
        return desk.go(f"/proposals/{proposal_id}/answers/{explanation_id}")
    return desk.page("part/proof_search.html", proposal_id=proposal_id, of=explanation_id, proof=status)


@router.post("", dependencies=[require_permission(Permission.ASK)])
def post_proof(proposal_id: ResourceId, explanation_id: ExplanationId, desk: PageContextDep) -> Response:
    """Have the proof of an answer found."""
    request_proof(desk.office, desk.caller, proposal_id, explanation_id)
    return show_proof(proposal_id, explanation_id, desk)
