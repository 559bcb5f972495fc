"""/programmes: many councils planned together: sent as one file, followed, and shown as a dashboard."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.access.roles import May
from app.api.which import Which
from app.office.errors import Erased
from app.office.fan_out_progress import ProgrammeStatus
from app.office.programme_board import Shown, shown
from app.office.programmes import cancel, erase, listed_programmes, programme_status
from app.pages.desk import Desk, DeskDep
from app.pages.route import Page
from app.render.programme import Board, body

router = APIRouter(prefix="/programmes", route_class=Page, include_in_schema=False)

AT_ONCE = 50


@router.get("")
def listed(desk: DeskDep, after: Annotated[str | None, Query(max_length=40)] = None) -> Response:
    """The programmes of one's locality, newest first."""
    found = listed_programmes(desk.store, desk.caller, after=after, limit=AT_ONCE + 1)
    more = found[AT_ONCE - 1].id if len(found) > AT_ONCE else None
    return desk.page("programmes.html", programmes=found[:AT_ONCE], more=more)


@router.get("/{which}")
def one(which: Which, desk: DeskDep) -> Response:
    """How far it is, and what came of its councils; who may not see people sees numbers only."""
    status = programme_status(desk.store, desk.caller, which)
    seen = _seen(desk, status) if desk.may(May.SEE_PEOPLE) else None
    return desk.page("programme.html", status=status, shown=seen, blocks=_blocks(desk, status, seen))


@router.get("/{which}/progress")
def progress(which: Which, desk: DeskDep) -> Response:
    """How far it is, as a part of a page; once it has ended, the page is shown anew."""
    status = programme_status(desk.store, desk.caller, which)
    if status.ended is not None:
        return desk.go(f"/programmes/{which}")
    return desk.page("part/programme_progress.html", status=status)


@router.post("/{which}/stop")
def stop(which: Which, desk: DeskDep) -> Response:
    """Stop it; what came of its councils so far stays."""
    cancel(desk.office, desk.caller, which)
    return desk.go(f"/programmes/{which}")


@router.post("/{which}/erase")
def forget(which: Which, desk: DeskDep) -> Response:
    """Erase its councils with their people, and its results."""
    erase(desk.store, desk.caller, which)
    return desk.go("/programmes")


def _seen(desk: Desk, status: ProgrammeStatus) -> Shown | None:
    try:
        return shown(desk.store, desk.caller, status.id)
    except Erased:
        return None


def _blocks(desk: Desk, status: ProgrammeStatus, seen: Shown | None) -> list[object]:
    if seen is None or not seen.result.councils:
        return []
    return [*body(Board(status.label, seen.result, desk.lang, seen.books))]
