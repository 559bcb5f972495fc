"""Who has read what tells of people: on record once an hour, so that few reads have to write."""

import threading
from dataclasses import dataclass
from datetime import datetime
from weakref import WeakKeyDictionary

from sqlmodel import Session, col, select

from cocau.app.access.caller import Caller
from cocau.app.store.engine import Store
from cocau.app.store.moment import now
from cocau.app.store.tables.trail import TrailEntry
from cocau.app.trail.entry import entry, head_held

MOST = 10_000


_Mark = tuple[str, "Reading", datetime]


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
    mark, seen = _mark(caller, of), _seen_of(store)
    hour = mark[2]
    if mark in seen:
        return
    with store.reading() as session:
        there = _there(session, caller, of, hour)
    if not there:
        with store.writing() as session:
            head_held(session)
            if not _there(session, caller, of, hour):
                entry(session, store.ring, caller, of.action, of.kind, of.subject, version=of.version)
    _remember(seen, mark)


def on_record(store: Store, caller: Caller, of: Reading) -> None:
    """Remember that there is an entry which says as much, made just now: it need not be looked for."""
    _remember(_seen_of(store), _mark(caller, of))


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


def _mark(caller: Caller, of: Reading) -> _Mark:
    return caller.id, of, now().replace(minute=0, second=0, microsecond=0)


def _remember(seen: set[_Mark], mark: _Mark) -> None:
    if len(seen) >= MOST:
        seen.clear()
    seen.add(mark)


_SEEN: WeakKeyDictionary[Store, set[_Mark]] = WeakKeyDictionary()
_LOCK = threading.Lock()


def _seen_of(store: Store) -> set[_Mark]:
    """What is remembered of a store; it ends with it."""
    with _LOCK:
        return _SEEN.setdefault(store, set())
