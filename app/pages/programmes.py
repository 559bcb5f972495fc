"""/programmes: many councils planned together: sent as one file, followed, and shown as a dashboard."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from cocau.app.access.roles import May
from cocau.app.api.asking import allowed
from cocau.app.api.reading_turns import ReadingTurnsDep
from cocau.app.api.sent_programme import folder_asked
from cocau.app.api.uploads import SentDep
from cocau.app.api.which import Which
from cocau.app.office.errors import Erased
from cocau.app.office.fan_out_progress import ProgrammeStatus
from cocau.app.office.programme_board import Shown, shown
from cocau.app.office.programmes import (
    cancel,
    erase,
    listed_programmes,
    programme_of_folder,
    programme_status,
)
from cocau.app.office.replanned import effect
from cocau.app.pages.desk import Desk, DeskDep
from cocau.app.pages.route import Page
from cocau.app.render.programme import Anew, Board, Withdrawn, body, withdrawn
from cocau.app.render.sheet import Sheet
from cocau.constraints.errors import InputError, Problem
from cocau.solver.request import PlanRequest

router = APIRouter(prefix="/programmes", route_class=Page, include_in_schema=False)

AT_ONCE = 50
UNUSABLE = 422


@router.get("")
def listed(desk: DeskDep, after: Annotated[str | None, Query(max_length=40)] = None) -> Response:
    """The programmes of one's locality, newest first."""
    return _list(desk, after)


@router.post("", dependencies=[allowed(May.ASK)])
def send(desk: DeskDep, turns: ReadingTurnsDep, sent: SentDep) -> Response:
    """A programme as one file; what is wrong with its files is told all at once."""
    try:
        with turns.taken():
            made = programme_of_folder(desk.office, desk.caller, folder_asked(sent), sent.content)
    except InputError as error:
        return _list(desk, problems=error.problems, label=str(sent.fields.get("label", "")))
    return desk.go(f"/programmes/{made.id}")


@router.get("/{which}")
def one(which: Which, desk: DeskDep) -> Response:
    """How far it is, and what came of its councils; who may not see people sees numbers only."""
    status = programme_status(desk.store, desk.caller, which)
    seen = _seen(desk, status) if desk.may(May.SEE_PEOPLE) else None
    return desk.page(
        "programme.html",
        status=status,
        shown=seen,
        blocks=_blocks(desk, status, seen),
        replanned=[]
        if seen is None or status.derived_from is None
        else [*withdrawn(_effect(desk, which, seen))],
    )


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


def _list(
    desk: Desk, after: str | None = None, problems: Sequence[Problem] = (), label: str = ""
) -> Response:
    found = listed_programmes(desk.store, desk.caller, after=after, limit=AT_ONCE + 1)
    more = found[AT_ONCE - 1].id if len(found) > AT_ONCE else None
    code = UNUSABLE if problems else 200
    return desk.page(
        "programmes.html",
        code=code,
        programmes=found[:AT_ONCE],
        more=more,
        problems=problems,
        label=label,
    )


def _seen(desk: Desk, status: ProgrammeStatus) -> Shown | None:
    try:
        return shown(desk.store, desk.caller, status.id)
    except Erased:
        return None


def _effect(desk: Desk, which: str, seen: Shown) -> Withdrawn:
    """What came of the withdrawal that this programme was made for."""
    found = effect(desk.store, desk.caller, which)
    anew = tuple(
        Anew(_sheet(desk, found.requests[one.council], seen), one.was, one.now, one.moves)
        for one in found.told.anew
    )
    return Withdrawn(found.told.withdrawn, found.told.names, anew, found.told.kept, desk.lang)


def _sheet(desk: Desk, request: PlanRequest, seen: Shown) -> Sheet:
    book = seen.named[request.rulebook]
    return Sheet(book, desk.lang, request.council, request.pool)


def _blocks(desk: Desk, status: ProgrammeStatus, seen: Shown | None) -> list[object]:
    if seen is None or not seen.result.councils:
        return []
    return [*body(Board(status.label, seen.result, desk.lang, seen.books))]
