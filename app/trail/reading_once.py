"""Who has read what tells of people: on record once an hour, so that few reads have to write."""

import threading
from dataclasses import dataclass
from datetime import datetime
from weakref import WeakKeyDictionary

from sqlmodel import Session, col, select

from app.access.caller import Caller
from app.store.engine import Store
from app.store.moment import now
from app.store.tables.trail import TrailEntry
from app.trail.entry import entry, head_held

MOST = 10_000


@dataclass(frozen=True)
class Reading:
    """What is read: `action` ``read``, or ``export`` where it leaves as a file; `kind` as in the trail."""

    kind: str
    subject: str
    version: int | None = None
    action: str = "read"


def noted(store: Store, caller: Caller, of: Reading) -> None:
    """See to an entry of this hour; to be called before the reader is answered.

    Whoever asked for it in this hour is on record already. This process remembers what it has seen to; what
    it does not remember is looked up, and once more where entries are made: of several processes one writes.
    """
    hour = now().replace(minute=0, second=0, microsecond=0)
    mark = (caller.id, of, hour)
    seen = _seen_of(store)
    if mark in seen:
        return
    with store.reading() as session:
        there = _there(session, caller, of, hour)
    if not there:
        with store.writing() as session:
            head_held(session)
            if not _there(session, caller, of, hour):
                entry(session, store.ring, caller, of.action, of.kind, of.subject, version=of.version)
    if len(seen) >= MOST:
        seen.clear()
    seen.add(mark)


def _there(session: Session, caller: Caller, of: Reading, hour: datetime) -> bool:
    actions = {of.action} | ({"ask"} if of.action == "read" else set())
    found = select(TrailEntry.seq).where(
        TrailEntry.subject == of.subject,
        TrailEntry.actor == caller.id,
        col(TrailEntry.action).in_(actions),
        TrailEntry.version == of.version,
        TrailEntry.at >= hour,
    )
    return session.exec(found.limit(1)).first() is not None


_SEEN: WeakKeyDictionary[Store, set[tuple[str, Reading, datetime]]] = WeakKeyDictionary()
_LOCK = threading.Lock()


def _seen_of(store: Store) -> set[tuple[str, Reading, datetime]]:
    """What is remembered of a store; it ends with it."""
    with _LOCK:
        return _SEEN.setdefault(store, set())
