"""Reading the trail: its entries, newest first, narrowed by whom, what and when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import col, or_, select

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.access.scope import within
from cocau.app.store.engine import Store
from cocau.app.store.tables import ApiKey, Document, FanOut, Job, User
from cocau.app.store.tables.trail import TrailEntry, TrailHead
from cocau.app.trail.entry import START


@dataclass(frozen=True)
class Wanted:
    """What entries are asked for; what is None narrows nothing. `since` is the earliest moment."""

    subject: str | None = None
    actor: str | None = None
    action: str | None = None
    since: datetime | None = None


def listed(
    store: Store, caller: Caller, wanted: Wanted, *, after: int | None = None, limit: int | None = None
) -> list[TrailEntry]:
    """Entries, newest first, from behind the one whose number is `after`.

    Whoever administers a locality gets those about things and users of it.

    Raises:
        Forbidden: the role does not allow it.
    """
    caller.must(May.ADMINISTER)
    chosen = select(TrailEntry)
    if caller.scope:
        chosen = chosen.where(_about(caller.scope))
    for column, value in (
        (TrailEntry.subject, wanted.subject),
        (TrailEntry.actor, wanted.actor),
        (TrailEntry.action, wanted.action),
    ):
        chosen = chosen if value is None else chosen.where(column == value)
    if wanted.since is not None:
        chosen = chosen.where(TrailEntry.at >= wanted.since)
    if after is not None:
        chosen = chosen.where(TrailEntry.seq < after)
    with store.reading() as session:
        return list(session.exec(chosen.order_by(col(TrailEntry.seq).desc()).limit(limit)))


def _about(scope: str) -> ColumnElement[bool]:
    """Whether an entry is about something of a locality. What is erased keeps its row, and so its place."""
    things = (
        select(Document.id).where(within(Document.locality, scope)),
        select(Job.id).where(within(Job.locality, scope)),
        select(FanOut.id).where(within(FanOut.locality, scope)),
        select(User.id).where(within(User.scope, scope)),
        select(ApiKey.id).join(User).where(within(User.scope, scope)),
    )
    return or_(*(col(TrailEntry.subject).in_(ids) for ids in things))


def head(store: Store, caller: Caller) -> tuple[int, str]:
    """Number and hash of the last entry, to be noted outside of the database.

    Raises:
        Forbidden: the role does not allow it.
    """
    caller.must(May.ADMINISTER)
    with store.reading() as session:
        found = session.get(TrailHead, 1)
    return (0, START) if found is None else (found.seq, found.hash)
