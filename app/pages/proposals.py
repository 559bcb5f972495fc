"""/proposals/{which}: a proposal that is being made, and the one that was made."""

from fastapi import APIRouter
from starlette.responses import Response

from app.access.roles import May
from app.api.which import Which
from app.office.best import look
from app.office.errors import Missing
from app.office.proposals import cancel, ended, status
from app.office.status import Status
from app.pages.desk import Desk, DeskDep
from app.pages.place import Place, place_of
from app.pages.proposal_sheet import sheet_of
from app.pages.route import Page

router = APIRouter(prefix="/proposals/{which}", route_class=Page, include_in_schema=False)


@router.get("")
def proposal(which: Which, desk: DeskDep) -> Response:
    """The proposal; until there is one, how far it is."""
    stands = status(desk.store, desk.caller, which)
    about = place_about(desk, stands)
    if not stands.state.final:
        seen = look(desk.store, desk.caller, which)
        return desk.page("progress.html", place=about, status=seen.status, slate=seen.slate)
    if stands.erased is not None or stands.failure is not None or not desk.may(May.SEE_PEOPLE):
        return desk.page("no_proposal.html", place=about, status=stands)
    text = ended(desk.store, desk.caller, which).text
    return desk.page("proposal.html", place=about, status=stands, **sheet_of(text, desk.lang))


@router.get("/progress")
def progress(which: Which, desk: DeskDep) -> Response:
    """How far it is, as a part of a page; once it has ended, the whole page is shown anew."""
    seen = look(desk.store, desk.caller, which)
    if seen.status.state.final:
        return desk.go(f"/proposals/{which}")
    return desk.page("part/progress.html", status=seen.status, slate=seen.slate)


@router.post("/stop")
def stop(which: Which, desk: DeskDep) -> Response:
    """Stop the search; the best slate so far is kept."""
    cancel(desk.office, desk.caller, which)
    return desk.go(f"/proposals/{which}")


def place_about(desk: Desk, stands: Status) -> Place | None:
    """The council of a proposal, if it was asked for by reference and is still there."""
    council = stands.references.council
    if council is None:
        return None
    try:
        return place_of(desk, council.ref)
    except Missing:
        return None
