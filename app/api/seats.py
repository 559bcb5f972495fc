"""/v1/seats: from population to seats, constituencies and the size of lists."""

from typing import Annotated

from fastapi import APIRouter, Body

from cocau.app.api.asking import CallerDep, StoreDep
from cocau.app.api.examples import draft_examples, seats_examples
from cocau.app.api.papers import MAKE_ERRORS, Under
from cocau.app.api.strict_body import StrictBody
from cocau.app.errors import responses
from cocau.app.office.seats import Seats, of_draft, of_question
from cocau.app.problems import Fault
from cocau.constraints.draft import Draft
from cocau.solver.seat_plan import Asked

router = APIRouter(prefix="/v1/seats", tags=["seats"], route_class=StrictBody)

_ERRORS = MAKE_ERRORS | responses(Fault.UNKNOWN_RULEBOOK)


@router.post("", operation_id="countSeats", responses=_ERRORS)
def count_seats(
    store: StoreDep,
    caller: CallerDep,
    body: Annotated[Asked, Body(openapi_examples=seats_examples())],
    rulebook: Under = None,
) -> Seats:
    """How many seats and constituencies a population comes to, as `cocau seats`; nothing is kept."""
    return of_question(store, caller, body, rulebook)


@router.post("/drafts", operation_id="draftCouncil", responses=_ERRORS)
def draft_council(
    store: StoreDep,
    caller: CallerDep,
    body: Annotated[Draft, Body(openapi_examples=draft_examples())],
    rulebook: Under = None,
) -> Seats:
    """A council made of a draft, with its seats divided among its places; nothing is kept."""
    return of_draft(store, caller, body, rulebook)
