"""/pools/upload: a file becomes a pool, or a new version of one; what is wrong is shown in its cells."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from cocau.app.access.roles import May
from cocau.app.api.asking import allowed
from cocau.app.api.pool_intake import Taken, take_new, take_version
from cocau.app.api.reading_turns import ReadingTurns, ReadingTurnsDep
from cocau.app.api.uploads import Sent, SentDep
from cocau.app.api.which import Which
from cocau.app.imports.marked import marked
from cocau.app.imports.uploads import table_uploaded
from cocau.app.office.errors import Stale
from cocau.app.office.pool_differences import compared
from cocau.app.pages.desk import Desk, DeskDep
from cocau.app.pages.place import Place, place_of
from cocau.app.pages.pool_place import Opened, opened
from cocau.app.pages.pool_words import said
from cocau.app.pages.route import Page
from cocau.constraints.errors import InputError, Problem

PREFIX = "/pools/upload"
router = APIRouter(prefix=PREFIX, route_class=Page, include_in_schema=False)
UNUSABLE, STALE = 422, 412


@router.post("", dependencies=[allowed(May.EDIT)])
def new(desk: DeskDep, turns: ReadingTurnsDep, sent: SentDep) -> Response:
    """A new pool of a council."""
    try:
        taken = take_new(desk.store, desk.caller, desk.office.settings, turns, sent)
    except InputError as error:
        place = place_of(desk, str(sent.fields.get("about", "")))
        return _wrong(desk, turns, sent, error.problems, place, None)
    return _kept(desk, taken)


@router.post("/{which}", dependencies=[allowed(May.EDIT)])
def version(
    which: Which,
    desk: DeskDep,
    turns: ReadingTurnsDep,
    sent: SentDep,
    expected: Annotated[int, Query(ge=1, le=2**31 - 1)],
) -> Response:
    """A new version of a pool, in place of version `expected`."""
    settings = desk.office.settings
    try:
        taken = take_version(desk.store, desk.caller, settings, turns, sent, which=which, expected=expected)
    except InputError as error:
        found = opened(desk, which)
        return _wrong(desk, turns, sent, error.problems, found.place, found)
    except Stale:
        found = opened(desk, which)
        theirs = compared(desk.store, desk.caller, which, expected, found.number)
        return desk.page(
            "pool_upload_stale.html",
            code=STALE,
            place=found.place,
            open=found,
            expected=expected,
            differences=theirs,
            said=said(desk.lang),
        )
    return _kept(desk, taken)


def _wrong(
    desk: Desk,
    turns: ReadingTurns,
    sent: Sent,
    problems: tuple[Problem, ...],
    place: Place,
    found: Opened | None,
) -> Response:
    """The file with its faults, in their cells and in a list."""
    with turns.taken():
        table = table_uploaded(sent.content, sent.name, sent.media_type)
        shown = None if table is None else marked(table, problems)
    return desk.page(
        "pool_wrong.html",
        code=UNUSABLE,
        place=place,
        open=found,
        sent=sent.fields,
        problems=problems,
        marked=shown,
    )


def _kept(desk: Desk, taken: Taken) -> Response:
    """Go and look at it; but first what should be known of how it was read."""
    held, remarks = taken
    if not remarks:
        return desk.go(f"/pools/{held.document.id}?told=read")
    found = opened(desk, held.document.id)
    return desk.page("pool_read.html", place=found.place, open=found, remarks=remarks)
