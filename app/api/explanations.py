"""/v1/proposals/{id}/explanations: why, what else, what it costs; each question a computation of its own."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path, Request, Response

from cocau.app.access.caller import Caller
from cocau.app.api.answers import Answer
from cocau.app.api.asking import CallerDep, OfficeDep, StoreDep
from cocau.app.api.headers import LINK, with_headers
from cocau.app.api.keyed import IdempotencyKey
from cocau.app.api.made import accepted, described, unless_failed, waited
from cocau.app.api.paging import Page, Paging, page
from cocau.app.api.preferring import PreferDep, Preferred
from cocau.app.api.proposal import ONE
from cocau.app.api.proposals import MADE
from cocau.app.api.strict_body import StrictBody
from cocau.app.api.which import Which, checked_id
from cocau.app.errors import responses
from cocau.app.office.explaining import (
    Asking,
    ExplanationStatus,
    answer,
    cancel,
    explain,
    explanation,
    explanations,
)
from cocau.app.office.proposals import Made, Office
from cocau.app.problems import Fault

router = APIRouter(prefix="/v1/proposals/{which}/explanations", tags=["explanations"], route_class=StrictBody)

EXAMPLES: dict[str, Any] = {
    "why": {"summary": "Why is somebody in it, or not", "value": {"question": "why", "people": ["p001"]}},
    "alternatives": {"summary": "The next best slates", "value": {"question": "alternatives", "number": 2}},
    "ranges": {
        "summary": "How many women could there be",
        "value": {"question": "ranges", "groups": ["women"]},
    },
    "prices": {
        "summary": "What the rules cost",
        "value": {"question": "prices", "rules": ["women-35-percent"]},
    },
    "outcomes": {"summary": "What voters may still decide", "value": {"question": "outcomes"}},
    "replan": {"summary": "Somebody has left", "value": {"question": "replan", "withdrawn": ["p001"]}},
}


async def one_of(one: Annotated[str, Path(description="the explanation's id", examples=["exp_01k…"])]) -> str:
    """The id of an explanation.

    Raises:
        Missing: it cannot be one.
    """
    return checked_id(one)


One = Annotated[str, Depends(one_of)]


@router.post(
    "",
    operation_id="explainProposal",
    response_model=Answer,
    responses=described("answer", ExplanationStatus) | responses(*MADE, Fault.ERASED),
)
def ask_why(
    which: Which,
    asked: Annotated[Asking, Body(openapi_examples=EXAMPLES)],
    office: OfficeDep,
    caller: CallerDep,
    preferred: PreferDep,
    key: IdempotencyKey = None,
) -> Response:
    """Ask about a proposal: why, what else, what it costs; `question` says which.

    The answer is byte for byte that of the command of this name with `--format json`. `Prefer: wait=N` as for
    proposals.
    """
    return _answer(office, caller, which, explain(office, caller, which, asked, key), preferred)


def _answer(office: Office, caller: Caller, which: str, made: Made, preferred: Preferred) -> Response:
    headers = waited(office, made, preferred)
    now = explanation(office.store, caller, which, made.id)
    headers["Location"] = now.answer.removesuffix("/answer")
    if preferred.wait is None or not now.state.final:
        return accepted(now, headers)
    unless_failed(now.failure, headers)
    text = answer(office.store, caller, which, made.id)
    return Response(text, media_type="application/json", headers=headers)


@router.get("", operation_id="listExplanations", responses=with_headers(200, LINK) | responses(*ONE))
def list_explanations(  # the request and its answer are for the link to the next page
    which: Which, request: Request, response: Response, store: StoreDep, caller: CallerDep, paging: Paging
) -> Page[ExplanationStatus]:
    """What was asked about a proposal, newest first."""
    found = explanations(store, caller, which, after=paging.after, limit=paging.fetch)
    return page(request, response, paging, found, lambda status: status)


@router.get("/{one}", operation_id="readExplanation", responses=responses(*ONE))
def read_explanation(which: Which, one: One, store: StoreDep, caller: CallerDep) -> ExplanationStatus:
    """Where it stands, and what was asked."""
    return explanation(store, caller, which, one)


@router.get(
    "/{one}/answer",
    operation_id="readAnswer",
    response_model=Answer,
    responses=responses(*ONE, Fault.NOT_READY, Fault.ERASED),
)
def read_answer(which: Which, one: One, store: StoreDep, caller: CallerDep) -> Response:
    """The answer, once it is there."""
    return Response(answer(store, caller, which, one), media_type="application/json")


@router.post("/{one}/cancel", operation_id="cancelExplanation", responses=responses(*ONE))
def cancel_explanation(which: Which, one: One, office: OfficeDep, caller: CallerDep) -> ExplanationStatus:
    """Stop looking for an answer. One that has ended stays as it is."""
    return cancel(office, caller, which, one)
