"""/councils/{which}/gates and /calendar: the course of an election, what is missing of it, and its days."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from cocau.app.access.roles import May
from cocau.app.api.which import Which
from cocau.app.office.approving import Decided, decisions
from cocau.app.office.gates import calendar, dossier_history, gates
from cocau.app.office.naming import names
from cocau.app.office.proposals import Filters, listed
from cocau.app.office.status import Status
from cocau.app.office.today import today
from cocau.app.pages.desk import Desk, DeskDep
from cocau.app.pages.place import Place, place_of
from cocau.app.pages.route import Page
from cocau.app.procedure import Gates
from cocau.app.render.appointments import appointments
from cocau.app.render.blocks import Block, Heading
from cocau.app.render.calendar import calendar as calendar_blocks
from cocau.app.render.course import Course
from cocau.app.render.timeline import timeline
from cocau.app.store.tables import Version
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.gates import GateState, State

router = APIRouter(prefix="/councils/{which}", route_class=Page, include_in_schema=False)

DUE = (State.LATE, State.OUT_OF_ORDER, State.OPEN)
"""What somebody has to do something about, the worst first."""
NEWEST = 3
UNUSABLE = 422
Day = Annotated[str, Query(max_length=40)]


@router.get("/gates")
def course(which: Which, desk: DeskDep, on: Day = "") -> Response:
    """Every step in its order: where it stands on a day, what is missing, and what is on record."""
    place = place_of(desk, which)
    wanted = on.strip()
    try:
        answer = gates(desk.store, desk.caller, which, on=_day(wanted))
        _, about, book = calendar(desk.store, desk.caller, which)
    except InputError as error:
        return _unseen(desk, place, wanted, error)
    said = Course(book, desk.lang, about)

    def appointed(gate: GateState) -> list[Block]:
        return list(appointments(said, gate))

    versions = _versions(desk, which)
    return desk.page(
        "gates.html",
        place=place,
        course=said,
        answer=answer,
        on=wanted,
        now=today(),
        stops=timeline(answer),
        due=_due(answer),
        appointed=appointed,
        versions=versions,
        names=names(desk.store, desk.caller, (version.made_by for version in versions)),
        proposals=_newest(desk, which),
    )


def _unseen(desk: Desk, place: Place, on: str, error: InputError) -> Response:
    """Why there is no course to be seen, and the form for another day."""
    return desk.page("no_gates.html", code=UNUSABLE, place=place, on=on, now=today(), problems=error.problems)


def _day(on: str) -> date | None:
    """The day looked at; none: today.

    Raises:
        InputError: it is no day.
    """
    try:
        return date.fromisoformat(on) if on else None
    except ValueError:
        vi, en = "phải là ngày có thật, dạng 2026-03-15.", "must be a real day, like 2026-03-15."
        raise InputError([Problem("bad_day", "on", vi, en)]) from None


def _due(answer: Gates) -> list[GateState]:
    """What is late, out of order or open now; in each, the earliest deadline first."""

    def urgent(gate: GateState) -> tuple[int, date]:
        return DUE.index(gate.state), gate.deadline.day if gate.deadline is not None else date.max

    return sorted((gate for gate in answer.states if gate.state in DUE), key=urgent)


def _versions(desk: Desk, which: str) -> list[Version]:
    return dossier_history(desk.store, desk.caller, which) if desk.may(May.SEE_PEOPLE) else []


def _newest(desk: Desk, which: str) -> list[tuple[Status, Decided | None]]:
    """The newest proposals, each with the last decision about it."""
    found = listed(desk.store, desk.caller, Filters(council=which), limit=NEWEST)
    return [(one, next(iter(decisions(desk.store, desk.caller, one.id)[::-1]), None)) for one in found]


@router.get("/calendar")
def days(which: Which, desk: DeskDep) -> Response:
    """The deadlines of the election as days, each with its clause."""
    place = place_of(desk, which)
    try:
        answer, about, book = calendar(desk.store, desk.caller, which)
    except InputError as error:
        return _unseen(desk, place, "", error)
    blocks = calendar_blocks(Course(book, desk.lang, about), answer)
    return desk.page("calendar.html", place=place, blocks=_without_title(blocks))


def _without_title(blocks: Iterable[Block]) -> list[Block]:
    return [block for block in blocks if not (isinstance(block, Heading) and block.level == 1)]
