"""/proposals/{which}/progress and /stop: following a search, and ending it with the best so far."""

from fastapi import APIRouter
from starlette.responses import Response

from cocau.app.api.which import Which
from cocau.app.office.proposals import cancel, status
from cocau.app.pages.desk import DeskDep
from cocau.app.pages.proposals import progress_of
from cocau.app.pages.route import Page

router = APIRouter(prefix="/proposals/{which}", route_class=Page, include_in_schema=False)


@router.get("/progress")
def progress(which: Which, desk: DeskDep, *, best: bool = False) -> Response:
    """How far it is, or its best slate, as a part of a page; once it has ended, the page is shown anew.

    The numbers are looked at often; drawing the slate takes reading the whole pool, and is done less often.
    """
    stands = status(desk.store, desk.caller, which)
    if stands.state.final:
        return desk.go(f"/proposals/{which}")
    if best:
        return desk.page("part/best.html", **progress_of(desk, which))
    return desk.page("part/progress.html", status=stands)


@router.post("/stop")
def stop(which: Which, desk: DeskDep) -> Response:
    """Stop the search; the best slate so far is kept."""
    cancel(desk.office, desk.caller, which)
    return desk.go(f"/proposals/{which}")
