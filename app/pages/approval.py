"""/proposals/{which}/approval: what was decided about a proposal, what is still open, and deciding."""

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel, Field, ValidationError
from starlette.responses import Response

from cocau.app.access.caller import DEVELOPER
from cocau.app.access.roles import May
from cocau.app.api.which import Which
from cocau.app.office.approving import Deciding, decide, decisions
from cocau.app.office.errors import Refused
from cocau.app.office.gates import calendar, gates
from cocau.app.office.naming import names
from cocau.app.office.proposals import status
from cocau.app.office.status import Status
from cocau.app.pages.by_field import Problems
from cocau.app.pages.desk import Desk, DeskDep
from cocau.app.pages.place import Place
from cocau.app.pages.proposals import place_about
from cocau.app.pages.route import Page
from cocau.app.render.course import Course
from cocau.constraints.documents import problems_of
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.gates import GateState, State

router = APIRouter(prefix="/proposals/{which}/approval", route_class=Page, include_in_schema=False)

AGAINST = 409
OPEN = frozenset({State.LATE, State.OUT_OF_ORDER, State.OPEN, State.WAITING})
"""Gates that are told of beside a decision: whoever decides should know what the course still lacks."""


class Sent(BaseModel):
    """What is decided, as it was typed."""

    decision: Annotated[str, Field(max_length=20)] = ""
    digest: Annotated[str, Field(max_length=100)] = ""
    document: Annotated[str, Field(max_length=1000)] = ""
    reason: Annotated[str, Field(max_length=10_000)] = ""

    @property
    def deciding(self) -> Deciding:
        """The decision.

        Raises:
            InputError: everything wrong with what was typed.
        """
        try:
            return Deciding.model_validate(self.model_dump())
        except ValidationError as error:
            raise InputError(problems_of(error)) from None


@router.get("")
def approval(which: Which, desk: DeskDep) -> Response:
    """Every decision, and the form for another one."""
    return _shown(desk, which, Sent())


@router.post("")
def deciding(which: Which, desk: DeskDep, sent: Annotated[Sent, Form()]) -> Response:
    """Approve or return the very proposal that was read."""
    desk.caller.must(May.APPROVE)
    try:
        decide(desk.office, desk.caller, which, sent.deciding)
    except Refused as refused:
        told = Problem("refused", "", refused.vi, refused.en)
        return _shown(desk, which, sent, code=AGAINST, problems=[told])
    except InputError as error:
        return _shown(desk, which, sent, code=422, problems=error.problems)
    return desk.go(f"/proposals/{which}/approval")


def _shown(desk: Desk, which: str, sent: Sent, code: int = 200, problems: Problems = ()) -> Response:
    stands = status(desk.store, desk.caller, which)
    place = place_about(desk, stands)
    found = decisions(desk.store, desk.caller, which)
    course, left = _left(desk, place)
    return desk.page(
        "approval.html",
        code=code,
        place=place,
        status=stands,
        decisions=found[::-1],
        names=names(desk.store, desk.caller, [stands.asked_by, *(one.by for one in found)]),
        own=_own(desk, stands),
        alone=desk.office.settings.development and desk.caller.id == DEVELOPER.id,
        course=course,
        left=left,
        sent=sent,
        problems=problems,
    )


def _own(desk: Desk, stands: Status) -> bool:
    """Whether the caller asked for it: then somebody else decides."""
    return stands.asked_by == desk.caller.id


def _left(desk: Desk, place: Place | None) -> tuple[Course | None, list[GateState]]:
    """The gates that are not passed; none are known for a council that is not kept here, or has no steps."""
    if place is None:
        return None, []
    try:
        states = gates(desk.store, desk.caller, place.id).states
        _, about, book = calendar(desk.store, desk.caller, place.id)
    except InputError:
        return None, []
    return Course(book, desk.lang, about), [gate for gate in states if gate.state in OPEN]
