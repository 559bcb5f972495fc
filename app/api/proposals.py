"""/v1/proposals: a slate planned for the council and the pool in the body."""

from typing import Annotated

from fastapi import APIRouter, Body, Response

from app.api.examples import plan_examples
from app.api.strict_body import StrictBody
from app.api.turns import TurnsDep
from app.errors import responses
from app.office.rulebooks import shipped
from app.problems import Fault
from app.render.json import json
from solver.plan import plan
from solver.proposal import Proposal
from solver.request import PlanRequest

router = APIRouter(prefix="/v1/proposals", tags=["proposals"], route_class=StrictBody)

ERRORS = responses(
    Fault.MALFORMED, Fault.UNKNOWN_RULEBOOK, Fault.TOO_LARGE, Fault.BAD_INPUT, Fault.FAILURE, Fault.BUSY
)


@router.post("", response_model=Proposal, responses=ERRORS)
def make_proposal(
    request: Annotated[PlanRequest, Body(openapi_examples=plan_examples())], turns: TurnsDep
) -> Response:
    """Plan a slate. Solved, in conflict and out of time are all answers: 200, told apart by `outcome`.

    The body answered is the same, byte for byte, as that of `cocau plan --format json`. `seconds` is capped
    by the operator of this service.
    """
    shipped(request.rulebook)
    capped = request.but(seconds=min(request.seconds, turns.settings.max_seconds))
    with turns.taken():
        proposal = plan(capped)
    return Response(json(proposal), media_type="application/json")
