"""/proposals/{which}/progress and /stop: following a search, and ending it with the best so far."""

from fastapi import APIRouter
from starlette.responses import Response

from app.api.which import Which
from app.office.proposals import cancel
from app.pages.desk import DeskDep
from app.pages.proposals import progress_of
from app.pages.route import Page

router = APIRouter(prefix="/proposals/{which}", route_class=Page, include_in_schema=False)


@router.get("/progress")
def progress(which: Which, desk: DeskDep) -> Response:
    """How far it is, as a part of a page; once it has ended, the whole page is shown anew."""
    seen = progress_of(desk, which)
    if seen["status"].state.final:
        return desk.go(f"/proposals/{which}")
    return desk.page("part/progress.html", **seen)


@router.post("/stop")
def stop(which: Which, desk: DeskDep) -> Response:
    """Stop the search; the best slate so far is kept."""
    cancel(desk.office, desk.caller, which)
    return desk.go(f"/proposals/{which}")
