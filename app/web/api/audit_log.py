"""/v1/trail: the audit log, who did what to which version; for administrators."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime

from cocau.app.audit_log.entries import AuditLogFilter, get_head, list_entries
from cocau.app.db.models import AuditLogEntry
from cocau.app.problems import ErrorType
from cocau.app.web.deps import CallerDep, StoreDep
from cocau.app.web.errors import describe_errors
from cocau.app.web.field_selection import SelectingRoute
from cocau.constraints.record import Record

router = APIRouter(prefix="/v1/trail", tags=["trail"], route_class=SelectingRoute)

AUDIT_LOG_ERRORS = describe_errors(ErrorType.UNAUTHENTICATED, ErrorType.FORBIDDEN, ErrorType.BAD_INPUT)


class LoggedAct(Record):
    """One entry: who did what to which version of what; `hash` covers it and the one before."""

    seq: int
    at: datetime
    actor: str
    action: str
    kind: str
    subject: str
    version: int | None
    digest: str | None
    row_digest: str | None = None
    before: str
    hash: str


class LoggedActs(Record):
    """A page of the audit log, newest first; `next`: the ``after=`` of the next page."""

    items: tuple[LoggedAct, ...]
    next: str | None


class LogHead(Record):
    """The last entry; its hash, noted elsewhere, proves later that nothing was rewritten."""

    seq: int
    hash: str


def get_audit_log_filters(
    subject: Annotated[str | None, Query(max_length=60, description="only about this id")] = None,
    actor: Annotated[str | None, Query(max_length=40, description="only by this user")] = None,
    action: Annotated[str | None, Query(max_length=60, description="only acts of this name")] = None,
    since: Annotated[AwareDatetime | None, Query(description="not before this moment")] = None,
) -> AuditLogFilter:
    """Return the filters of the audit log."""
    return AuditLogFilter(subject, actor, action, since)


@router.get("", responses=AUDIT_LOG_ERRORS)
def list_acts(
    store: StoreDep,
    caller: CallerDep,
    wanted: Annotated[AuditLogFilter, Depends(get_audit_log_filters)],
    limit: Annotated[int, Query(ge=1, le=200, description="how many at the most")] = 50,
    after: Annotated[int | None, Query(ge=0, le=2**31 - 1, description="the `next` of a page")] = None,
) -> LoggedActs:
    """List the audit log, newest first."""
    found = list_entries(store, caller, wanted, after=after, limit=limit + 1)
    following = str(found[limit - 1].seq) if len(found) > limit else None
    return LoggedActs(items=tuple(_build_logged_act(entry) for entry in found[:limit]), next=following)


@router.get("/head", responses=AUDIT_LOG_ERRORS)
def read_head(store: StoreDep, caller: CallerDep) -> LogHead:
    """Return number and hash of the last entry."""
    seq, digest = get_head(store, caller)
    return LogHead(seq=seq, hash=digest)


def _build_logged_act(entry: AuditLogEntry) -> LoggedAct:
    return LoggedAct.model_validate(entry.model_dump())
