"""/trail: who did what, in words, and whether the record of it is whole; for administrators."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from cocau.app.access.roles import May
from cocau.app.office.naming import labels, names
from cocau.app.pages.desk import DeskDep
from cocau.app.pages.route import Page
from cocau.app.render.acts import said
from cocau.app.render.trail import verdict
from cocau.app.trail.listing import Wanted, head, listed
from cocau.app.trail.verify import verify

router = APIRouter(prefix="/trail", route_class=Page, include_in_schema=False)

AT_ONCE = 50
LEADS = {"council": "/councils/", "proposal": "/proposals/", "user": "/users/"}
"""What has a page of its own."""


@router.get("")
def trail(
    desk: DeskDep,
    after: Annotated[int | None, Query(ge=0, le=2**31 - 1)] = None,
    about: Annotated[str, Query(max_length=60)] = "",
    check: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """The newest entries; with `check` the whole chain is read once and told of."""
    desk.caller.must(May.ADMINISTER)
    wanted = Wanted(subject=about or None)
    found = listed(desk.store, desk.caller, wanted, after=after, limit=AT_ONCE + 1)
    report = verify(desk.store) if check == "true" else None
    shown = found[:AT_ONCE]
    users = {entry.actor for entry in shown} | {entry.subject for entry in shown if entry.kind == "user"}
    return desk.page(
        "trail.html",
        entries=[(entry, said(entry, desk.lang)) for entry in shown],
        more=shown[-1].seq if len(found) > AT_ONCE else None,
        names=names(desk.store, desk.caller, users),
        labels=labels(desk.store, desk.caller, {entry.subject for entry in shown}),
        leads=LEADS,
        about=about,
        report=report,
        verdict=[] if report is None else list(verdict(report, desk.lang)),
        head=head(desk.store, desk.caller),
    )
