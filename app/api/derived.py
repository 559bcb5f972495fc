"""/v1/proposals/{id}/derived and /lineage: proposals made of others, and where each comes from."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Response

from cocau.app.api.asking import CallerDep, OfficeDep, StoreDep
from cocau.app.api.keyed import IdempotencyKey
from cocau.app.api.made import answer, described
from cocau.app.api.preferring import PreferDep
from cocau.app.api.proposal import ONE
from cocau.app.api.proposals import MADE
from cocau.app.api.strict_body import StrictBody
from cocau.app.api.which import Which
from cocau.app.errors import responses
from cocau.app.office.deriving import Family, Patch, derive, lineage
from cocau.app.problems import Fault
from cocau.solver.proposal import Proposal

router = APIRouter(prefix="/v1/proposals/{which}", tags=["proposals"], route_class=StrictBody)

EXAMPLES: dict[str, Any] = {
    "what-if": {
        "summary": "40% women, and nothing else changed",
        "value": {"label": "40% women", "overrides": {"women-35-percent": {"at_least_percent": 40}}},
    },
    "raised": {"summary": "An aim raised to a must", "value": {"raised": ["more-experts"]}},
}


@router.post(
    "/derived",
    operation_id="deriveProposal",
    response_model=Proposal,
    responses=described("proposal") | responses(*MADE, Fault.ERASED, Fault.WRONG_MEDIA),
)
def derive_proposal(  # each is a part of the request
    which: Which,
    patch: Annotated[Patch, Body(openapi_examples=EXAMPLES, media_type="application/merge-patch+json")],
    office: OfficeDep,
    caller: CallerDep,
    preferred: PreferDep,
    key: IdempotencyKey = None,
) -> Response:
    """Ask for the same with a merge patch (RFC 7396) done to its request; the lineage is recorded.

    What the patch leaves alone stays as it was asked then. An object with `ref` takes the place of what was
    there.
    """
    return answer(office, caller, derive(office, caller, which, patch, key), preferred)


@router.get("/lineage", operation_id="readLineage", responses=responses(*ONE))
def read_lineage(which: Which, store: StoreDep, caller: CallerDep) -> Family:
    """What it was derived from, nearest first, and what was derived from it."""
    return lineage(store, caller, which)
