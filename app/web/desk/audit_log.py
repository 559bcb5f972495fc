"""/trail: the audit log in words, and whether its chain is intact; for administrators."""

from operator import attrgetter
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from cocau.app.audit_log.entries import AuditLogFilter, get_head, list_entries
from cocau.app.audit_log.verification import verify_store
from cocau.app.permissions import Permission
from cocau.app.present.audit_log import describe_action, render_verification
from cocau.app.services.users import get_labels, get_user_names
from cocau.app.web.deps import require_permission
from cocau.app.web.desk.context import PageContextDep
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.paging import PAGE_SIZE, paginate

router = APIRouter(prefix="/trail", route_class=PageRoute, include_in_schema=False)

SUBJECT_PATHS = {"council": "/councils/", "proposal": "/proposals/", "user": "/users/"}
"""What has a page of its own."""


@router.get("", dependencies=[require_permission(Permission.ADMINISTER)])
def show_audit_log(
    desk: PageContextDep,
    after: Annotated[int | None, Query(ge=0, le=2**31 - 1)] = None,
    about: Annotated[str, Query(max_length=60)] = "",
    check: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """Show the newest entries; with `check`, verify the whole chain once."""
    wanted = AuditLogFilter(subject=about or None)
    found = list_entries(desk.store, desk.caller, wanted, after=after, limit=PAGE_SIZE + 1)
    report = verify_store(desk.store) if check == "true" else None
    shown, more = paginate(found, get_id=attrgetter("seq"))
    users = {entry.actor for entry in shown} | {entry.subject for entry in shown if entry.kind == "user"}
    return desk.page(
        "trail.html",
        entries=[(entry, describe_action(entry, desk.lang)) for entry in shown],
        more=more,
        names=get_user_names(desk.store, desk.caller, users),
        labels=get_labels(desk.store, desk.caller, {entry.subject for entry in shown}),
        leads=SUBJECT_PATHS,
        about=about,
        report=report,
        verdict=[] if report is None else list(render_verification(report, desk.lang)),
        head=get_head(desk.store, desk.caller),
    )
