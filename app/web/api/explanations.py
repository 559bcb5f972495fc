"""/v1/proposals/{id}/explanations: questions about a proposal, each a computation."""

import operator
from functools import reduce
from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Request, Response
from pydantic import AfterValidator, Field

from cocau.app.auth.caller import Caller
from cocau.app.problems import ErrorType
from cocau.app.questions import QUESTIONS
from cocau.app.services.computations import Services, Submission
from cocau.app.services.planning import explanations, proofs
from cocau.app.services.planning.explanations import ExplanationQuestion, ExplanationStatus
from cocau.app.web.api.proposals.routes import PROPOSAL_ERRORS, SUBMISSION_ERRORS
from cocau.app.web.bodies.requests import StrictBodyRoute
from cocau.app.web.deps import CallerDep, ResourceId, ServicesDep, StoreDep, check_id
from cocau.app.web.errors import describe_errors
from cocau.app.web.field_selection import SelectingRoute
from cocau.app.web.http_headers import LINK, IdempotencyKey, describe_headers
from cocau.app.web.limits import ImportLimiterDep
from cocau.app.web.paging import PagingDep, ResultPage, build_page
from cocau.app.web.responses import (
    PreferDep,
    WaitPreference,
    describe_submission,
    raise_if_failed,
    respond_accepted,
    wait_and_build_headers,
)
from cocau.solver.proofs.answers.answer_proof import AnswerProof
from cocau.solver.proofs.proof import ProposalProof

_ANSWERS = dict.fromkeys(row.load_answer() for row in QUESTIONS.values())
_FORMATTED: Any = reduce(operator.or_, (model for model in _ANSWERS if "format" in model.model_fields))
_PLAIN = (model for model in _ANSWERS if "format" not in model.model_fields)

ExplanationAnswer: Any = reduce(operator.or_, _PLAIN, Annotated[_FORMATTED, Field(discriminator="format")])
"""`repaired` and `replan` answer a proposal; what `replacements` answers has no format."""


router = APIRouter(
    prefix="/v1/proposals/{proposal_id}/explanations", tags=["explanations"], route_class=StrictBodyRoute
)

QUESTION_EXAMPLES: dict[str, Any] = {
    name: {"summary": row.example.summary, "value": {"question": name, **row.example.fields}}
    for name, row in QUESTIONS.items()
    if row.example is not None
}


_ZIP: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}
}
_ANY_JSON: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/json": {"schema": {"type": "object"}}}}
}

ExplanationId = Annotated[
    str, AfterValidator(check_id), Path(description="the explanation's id", examples=["exp_01k…"])
]


@router.post(
    "",
    operation_id="explainProposal",
    response_model=ExplanationAnswer,
    responses=describe_submission("answer", ExplanationStatus)
    | describe_errors(*SUBMISSION_ERRORS, ErrorType.ERASED),
)
def ask_why(
    proposal_id: ResourceId,
    asked: Annotated[ExplanationQuestion, Body(openapi_examples=QUESTION_EXAMPLES)],
    office: ServicesDep,
    caller: CallerDep,
    preferred: PreferDep,
    key: IdempotencyKey = None,
) -> Response:
    """Ask about a proposal: why, what else, what it costs; `question` says which.

    The answer is byte for byte that of the command of this name with `--format json`. `Prefer: wait=N` as for
    proposals.
    """
    return _respond_with_answer(
        office,
        caller,
        proposal_id,
        explanations.create_explanation(office, caller, proposal_id, asked, key),
        preferred,
    )


def _respond_with_answer(
    office: Services, caller: Caller, proposal_id: str, submission: Submission, preferred: WaitPreference
) -> Response:
    headers = wait_and_build_headers(office, submission, preferred)
    now = explanations.get_explanation(office.store, caller, proposal_id, submission.id)
    headers["Location"] = now.answer.removesuffix("/answer")
    if preferred.wait is None or not now.state.final:
        return respond_accepted(now, headers)
    raise_if_failed(now.failure, headers)
    text = explanations.get_answer(office.store, caller, proposal_id, submission.id)
    return Response(text, media_type="application/json", headers=headers)


@router.get(
    "",
    operation_id="listExplanations",
    responses=describe_headers(200, LINK) | describe_errors(*PROPOSAL_ERRORS),
)
def list_explanations(  # the request and its answer are for the link to the next page
    proposal_id: ResourceId,
    request: Request,
    response: Response,
    store: StoreDep,
    caller: CallerDep,
    paging: PagingDep,
) -> ResultPage[ExplanationStatus]:
    """List what was asked about a proposal, newest first."""
    found = explanations.list_explanations(
        store, caller, proposal_id, after=paging.after, limit=paging.fetch_limit
    )
    return build_page(request, response, paging, found, lambda status: status)


@router.get("/{explanation_id}", operation_id="readExplanation", responses=describe_errors(*PROPOSAL_ERRORS))
def read_explanation(
    proposal_id: ResourceId, explanation_id: ExplanationId, store: StoreDep, caller: CallerDep
) -> ExplanationStatus:
    """Return the status of an explanation, and what was asked."""
    return explanations.get_explanation(store, caller, proposal_id, explanation_id)


@router.get(
    "/{explanation_id}/answer",
    operation_id="readAnswer",
    response_model=ExplanationAnswer,
    responses=describe_errors(*PROPOSAL_ERRORS, ErrorType.NOT_READY, ErrorType.ERASED),
)
def read_answer(
    proposal_id: ResourceId, explanation_id: ExplanationId, store: StoreDep, caller: CallerDep
) -> Response:
    """Return the answer, once it is there."""
    return Response(
        explanations.get_answer(store, caller, proposal_id, explanation_id), media_type="application/json"
    )


@router.post(
    "/{explanation_id}/cancel", operation_id="cancelExplanation", responses=describe_errors(*PROPOSAL_ERRORS)
)
def cancel_explanation(
    proposal_id: ResourceId, explanation_id: ExplanationId, office: ServicesDep, caller: CallerDep
) -> ExplanationStatus:
    """Stop looking for an answer. One that has ended stays as it is."""
    return explanations.cancel_explanation(office, caller, proposal_id, explanation_id)


@router.post(
    "/{explanation_id}/proof",
    operation_id="findAnswerProof",
    response_model=AnswerProof,
    responses=describe_submission("proof", ExplanationStatus)
    | describe_errors(*SUBMISSION_ERRORS, ErrorType.NOT_READY, ErrorType.ERASED),
)
def find_answer_proof(
    proposal_id: ResourceId,
    explanation_id: ExplanationId,
    office: ServicesDep,
    caller: CallerDep,
    preferred: PreferDep,
) -> Response:
    """Have the proof of an answer found, unless it is known or being found.

    `Prefer: wait=N` as for proposals. There are proofs of ranges, prices, alternatives, trade-offs, outcomes
    and repairs.
    """
    submission = proofs.request_proof(office, caller, proposal_id, explanation_id)
    return _respond_with_answer(office, caller, proposal_id, submission, preferred)


_PROOF_ERRORS = describe_errors(*PROPOSAL_ERRORS, ErrorType.NOT_READY, ErrorType.ERASED)


@router.get(
    "/{explanation_id}/proof",
    operation_id="readAnswerProof",
    response_model=AnswerProof,
    responses=_PROOF_ERRORS,
)
def read_answer_proof(
    proposal_id: ResourceId, explanation_id: ExplanationId, store: StoreDep, caller: CallerDep
) -> Response:
    """Return what proves an answer: in whole numbers, or by which engines."""
    text = proofs.get_proof_text(store, caller, proposal_id, explanation_id)
    return Response(text, media_type="application/json")


@router.get(
    "/{explanation_id}/proof/answer",
    operation_id="readProvenAnswer",
    response_class=Response,
    responses=_ANY_JSON | _PROOF_ERRORS,
)
def read_proven_answer(
    proposal_id: ResourceId, explanation_id: ExplanationId, store: StoreDep, caller: CallerDep
) -> Response:
    """Return the answer with its proof in it, as one file that `cocau proof --answer` checks."""
    text = proofs.get_answer_with_proof(store, caller, proposal_id, explanation_id)
    return Response(text, media_type="application/json")


@router.get(
    "/{explanation_id}/proof/files",
    operation_id="readAnswerProofFiles",
    response_class=Response,
    responses=_ZIP | _PROOF_ERRORS | describe_errors(ErrorType.BUSY),
)
def read_answer_proof_files(
    proposal_id: ResourceId,
    explanation_id: ExplanationId,
    store: StoreDep,
    caller: CallerDep,
    turns: ImportLimiterDep,
) -> Response:
    """Return the rows used, the proof and a verifier that needs Python alone, as a zip."""
    with turns.waiting_slot(caller.id), turns.slot():
        content = proofs.get_answer_proof_archive(store, caller, proposal_id, explanation_id)
    return _respond_with_zip(content, explanation_id)


def _respond_with_zip(content: bytes, of: str) -> Response:
    disposition = f'attachment; filename="proof-{of}.zip"'
    return Response(content, media_type="application/zip", headers={"Content-Disposition": disposition})


proof_router = APIRouter(
    prefix="/v1/proposals/{proposal_id}/proof", tags=["explanations"], route_class=SelectingRoute
)


@proof_router.post(
    "",
    operation_id="findProof",
    response_model=ProposalProof,
    responses=describe_submission("proof", ExplanationStatus)
    | describe_errors(*PROPOSAL_ERRORS, ErrorType.NOT_READY, ErrorType.ERASED, ErrorType.TOO_MANY_JOBS),
)
def find_proof(
    proposal_id: ResourceId, office: ServicesDep, caller: CallerDep, preferred: PreferDep
) -> Response:
    """Have its proof found, unless it is known or being found: an explanation of its own.

    `Prefer: wait=N` as for proposals.
    """
    submission = proofs.request_proof(office, caller, proposal_id)
    return _respond_with_answer(office, caller, proposal_id, submission, preferred)


@proof_router.get(
    "",
    operation_id="readProof",
    response_model=ProposalProof,
    responses=describe_errors(*PROPOSAL_ERRORS, ErrorType.NOT_READY, ErrorType.ERASED),
)
def read_proof(proposal_id: ResourceId, store: StoreDep, caller: CallerDep) -> Response:
    """Return what proves the proposal, claim by claim: in whole numbers, or by which engines."""
    return Response(proofs.get_proof_text(store, caller, proposal_id), media_type="application/json")


@proof_router.get(
    "/proposal",
    operation_id="readProvenProposal",
    response_class=Response,
    responses=_ANY_JSON | describe_errors(*PROPOSAL_ERRORS, ErrorType.NOT_READY, ErrorType.ERASED),
)
def read_proven_proposal(proposal_id: ResourceId, store: StoreDep, caller: CallerDep) -> Response:
    """Return the proposal with its proof in it, as one file that `cocau audit` checks."""
    return Response(proofs.get_proposal_with_proof(store, caller, proposal_id), media_type="application/json")


@proof_router.get(
    "/files",
    operation_id="readProofFiles",
    response_class=Response,
    responses=_ZIP | describe_errors(*PROPOSAL_ERRORS, ErrorType.NOT_READY, ErrorType.ERASED, ErrorType.BUSY),
)
def read_proof_files(
    proposal_id: ResourceId, store: StoreDep, caller: CallerDep, turns: ImportLimiterDep
) -> Response:
    """Return the program, its proof and a verifier that needs Python alone, as a zip."""
    with turns.waiting_slot(caller.id), turns.slot():
        content = proofs.get_proof_archive(store, caller, proposal_id)
    return _respond_with_zip(content, proposal_id)
