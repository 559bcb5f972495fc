"""/v1/trail: the record of who did what to which version; for administrators."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime

from cocau.app.api.asking import CallerDep, StoreDep
from cocau.app.errors import responses
from cocau.app.problems import Fault
from cocau.app.store.tables.trail import TrailEntry
from cocau.app.trail.listing import Wanted, head, listed
from cocau.constraints.record import Record

router = APIRouter(prefix="/v1/trail", tags=["trail"])

FAULTS = responses(Fault.UNAUTHENTICATED, Fault.FORBIDDEN, Fault.BAD_INPUT)


class Act(Record):
    """One entry: who did what to which version of what; `hash` is over all of it and the one before."""

    seq: int
    at: datetime
    actor: str
    action: str
    kind: str
    subject: str
    version: int | None
    digest: str | None
    before: str
    hash: str


class Acts(Record):
    """A part of the trail, newest first; `next`: ask for it with ``after=`` for what follows."""

    items: tuple[Act, ...]
    next: str | None


class Head(Record):
    """The last entry; noted elsewhere, its hash proves later that nothing up to it was rewritten."""

    seq: int
    hash: str


def wanted_of(
    subject: Annotated[str | None, Query(max_length=60, description="only about this id")] = None,
    actor: Annotated[str | None, Query(max_length=40, description="only by this user")] = None,
    action: Annotated[str | None, Query(max_length=60, description="only acts of this name")] = None,
    since: Annotated[AwareDatetime | None, Query(description="not before this moment")] = None,
) -> Wanted:
    """What entries a request asks for."""
    return Wanted(subject, actor, action, since)


@router.get("", responses=FAULTS)
def list_acts(
    store: StoreDep,
    caller: CallerDep,
    wanted: Annotated[Wanted, Depends(wanted_of)],
    limit: Annotated[int, Query(ge=1, le=200, description="how many at the most")] = 50,
    after: Annotated[int | None, Query(ge=0, le=2**31 - 1, description="the `next` of a page")] = None,
) -> Acts:
    """The trail, newest first."""
    found = listed(store, caller, wanted, after=after, limit=limit + 1)
    following = str(found[limit - 1].seq) if len(found) > limit else None
    return Acts(items=tuple(_act(entry) for entry in found[:limit]), next=following)


@router.get("/head", responses=FAULTS)
def read_head(store: StoreDep, caller: CallerDep) -> Head:
    """Number and hash of the last entry."""
    seq, digest = head(store, caller)
    return Head(seq=seq, hash=digest)


def _act(entry: TrailEntry) -> Act:
    return Act.model_validate(entry.model_dump())
