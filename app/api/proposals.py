"""/v1/proposals: asked for, listed, checked without being planned."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query, Request, Response

from cocau.app.api.asking import CallerDep, OfficeDep, SettingsDep, StoreDep
from cocau.app.api.examples import plan_examples
from cocau.app.api.headers import LINK, with_headers
from cocau.app.api.keyed import IdempotencyKey
from cocau.app.api.made import answer, described
from cocau.app.api.paging import Page, Paging, page
from cocau.app.api.preferring import PreferDep
from cocau.app.api.strict_body import StrictBody
from cocau.app.errors import responses
from cocau.app.office.ask import Ask, Label
from cocau.app.office.checking import Checked, check
from cocau.app.office.proposals import Filters, ask, listed
from cocau.app.office.status import Status
from cocau.app.problems import Fault
from cocau.app.store.tables import State
from cocau.solver.proposal import Proposal

router = APIRouter(prefix="/v1/proposals", tags=["proposals"], route_class=StrictBody)

READ = (Fault.UNAUTHENTICATED, Fault.FORBIDDEN, Fault.BAD_INPUT, Fault.FAILURE)
ASKED = (*READ, Fault.MALFORMED, Fault.NOT_FOUND, Fault.UNKNOWN_RULEBOOK, Fault.TOO_LARGE)
MADE = (*ASKED, Fault.KEY_REUSED, Fault.NOT_READY, Fault.TOO_MANY_JOBS)

REF = r"^[a-z]{3}_[0-9a-z]{26}$"


async def filters_of(
    state: Annotated[State | None, Query(description="where they stand")] = None,
    council: Annotated[str | None, Query(pattern=REF, description="asked about this council")] = None,
    pool: Annotated[str | None, Query(pattern=REF, description="asked about this pool")] = None,
    label: Annotated[Label | None, Query(max_length=300, description="a part of the label")] = None,
) -> Filters:
    """What a list is narrowed by."""
    return Filters(state, council, pool, label)


FiltersDep = Annotated[Filters, Depends(filters_of)]
AskBody = Annotated[Ask, Body(openapi_examples=plan_examples())]


@router.post(
    "",
    operation_id="propose",
    response_model=Proposal,
    responses=described("proposal") | responses(*MADE),
)
def propose(
    asked: AskBody, office: OfficeDep, caller: CallerDep, preferred: PreferDep, key: IdempotencyKey = None
) -> Response:
    """Ask for a proposal: council and pool inline or by reference, the rulebook by name.

    It is accepted for good: whatever happens to this server, it will be made. Without `Prefer: wait=N`, or if
    it takes longer, the answer is 202 with where to look. Solved, in conflict and out of time are all
    answers, told apart by `outcome`; the body is byte for byte that of `cocau plan --format json`.
    """
    return answer(office, caller, ask(office, caller, asked, key), preferred)


@router.get("", operation_id="listProposals", responses=with_headers(200, LINK) | responses(*READ))
def list_proposals(  # the request and its answer are for the link to the next page
    request: Request,
    response: Response,
    store: StoreDep,
    caller: CallerDep,
    paging: Paging,
    by: FiltersDep,
) -> Page[Status]:
    """The proposals of your locality, newest first."""
    found = listed(store, caller, by, after=paging.after, limit=paging.fetch)
    return page(request, response, paging, found, lambda status: status)


@router.post("/check", operation_id="checkProposal", responses=responses(*ASKED))
def check_proposal(asked: AskBody, store: StoreDep, caller: CallerDep, settings: SettingsDep) -> Checked:
    """Look at a request without planning it: everything wrong with it, or what would bind it, in numbers."""
    return check(store, caller, settings, asked)
