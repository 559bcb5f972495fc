"""Entries of the audit log: appended, listed, and written once an hour for reads of personal data."""

import hashlib
import json
import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, or_, select

from cocau.app.auth.caller import Caller, build_scope_condition
from cocau.app.db.clock import now
from cocau.app.db.encryption import Keyring
from cocau.app.db.engine import Store, limit_newest
from cocau.app.db.models import ApiKey, AuditLogEntry, AuditLogHead, BatchRunRow, DocumentRow, JobRow, User
from cocau.app.permissions import Permission

START = "0" * 64
"""What stands before the first entry."""


def add_entry(  # noqa: PLR0913  # who did what to which version of what: each is its own fact
    session: Session,
    ring: Keyring,
    caller: Caller,
    action: str,
    kind: str,
    subject: str,
    *,
    version: int | None = None,
    digest: str | None = None,
) -> AuditLogEntry:
    """Append an entry to the audit log. Writers wait at the head, so the chain never forks."""
    head = lock_head(session)
    seq, before = (0, START) if head is None else (head.seq, head.hash)
    facts: dict[str, Any] = {
        "seq": seq + 1,
        "at": now(),
        "actor": caller.id,
        "action": action,
        "kind": kind,
        "subject": subject,
        "version": version,
        "digest": digest,
        "before": before,
    }
    added = AuditLogEntry(**facts, hash=compute_hash(facts))
    session.add(added)
    seal = ring.seal(f"{added.seq} {added.hash}")
    if head is None:
        session.add(AuditLogHead(id=1, seq=added.seq, hash=added.hash, seal=seal))
    else:
        head.seq, head.hash, head.seal = added.seq, added.hash, seal
    return added


def lock_head(session: Session) -> AuditLogHead | None:
    """Lock the head until the transaction ends; lock its place where there is none yet."""
    head = session.get(AuditLogHead, 1, with_for_update=True)
    if head is None and session.get_bind().dialect.name == "postgresql":
        session.exec(select(func.pg_advisory_xact_lock(_FIRST_ENTRY_LOCK)))
        head = session.get(AuditLogHead, 1, with_for_update=True)
    return head


_FIRST_ENTRY_LOCK = 0x7472_6169_6C
"""The lock for the very first entry ("trail" in ASCII): a row that is not there yet cannot be locked."""


def compute_hash(facts: dict[str, Any]) -> str:
    """Compute the sha256 of the canonical JSON of all fields of an entry but its hash."""
    plain = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in facts.items() if k != "hash"}
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class AuditLogFilter:
    """A filter of audit log entries; None narrows nothing. `since` is the earliest moment."""

    subject: str | None = None
    actor: str | None = None
    action: str | None = None
    since: datetime | None = None


def list_entries(
    store: Store,
    caller: Caller,
    filters: AuditLogFilter,
    *,
    after: int | None = None,
    limit: int | None = None,
) -> list[AuditLogEntry]:
    """List entries, newest first, below the number `after`.

    Whoever administers a locality gets those about things and users of it.

    Raises:
        Forbidden: the role does not allow it.
    """
    caller.require(Permission.ADMINISTER)
    chosen = select(AuditLogEntry)
    if caller.scope:
        chosen = chosen.where(_match_scope(caller.scope))
    for column, value in (
        (AuditLogEntry.subject, filters.subject),
        (AuditLogEntry.actor, filters.actor),
        (AuditLogEntry.action, filters.action),
    ):
        chosen = chosen if value is None else chosen.where(column == value)
    if filters.since is not None:
        chosen = chosen.where(AuditLogEntry.at >= filters.since)
    with store.reading() as session:
        return list(session.exec(limit_newest(chosen, AuditLogEntry.seq, after, limit)))


def _match_scope(scope: str) -> ColumnElement[bool]:
    """Match entries about anything of a locality; erased things keep their row and place."""
    things = (
        select(DocumentRow.id).where(build_scope_condition(DocumentRow.locality, scope)),
        select(JobRow.id).where(build_scope_condition(JobRow.locality, scope)),
        select(BatchRunRow.id).where(build_scope_condition(BatchRunRow.locality, scope)),
        select(User.id).where(build_scope_condition(User.scope, scope)),
        select(ApiKey.id).join(User).where(build_scope_condition(User.scope, scope)),
    )
    return or_(*(col(AuditLogEntry.subject).in_(ids) for ids in things))


def get_head(store: Store, caller: Caller) -> tuple[int, str]:
    """Return number and hash of the last entry, to be noted outside of the database.

    Raises:
        Forbidden: the role does not allow it.
    """
    caller.require(Permission.ADMINISTER)
    with store.reading() as session:
        found = session.get(AuditLogHead, 1)
    return (0, START) if found is None else (found.seq, found.hash)


MAX_MARKS = 10_000


_Mark = tuple[str, "ReadAccess", datetime]


@dataclass(frozen=True)
class ReadAccess:
    """An access to personal data: `action` is ``read``, or ``export`` where it leaves as a file."""

    kind: str
    subject: str
    version: int | None = None
    action: str = "read"


def log_read(store: Store, caller: Caller, access: ReadAccess) -> None:
    """Log a read access unless it is logged for this hour; call it before answering.

    Whoever asked for it in this hour is on record already. This process remembers what it has seen to; what
    it does not remember is looked up, and once more where entries are made: of several processes one writes.
    """
    mark, seen = _build_mark(caller, access), _get_marks(store)
    hour = mark[2]
    if mark in seen:
        return
    with store.reading() as session:
        there = _is_logged(session, caller, access, hour)
    if not there:
        with store.writing() as session:
            lock_head(session)
            if not _is_logged(session, caller, access, hour):
                add_entry(
                    session,
                    store.ring,
                    caller,
                    access.action,
                    access.kind,
                    access.subject,
                    version=access.version,
                )
    _remember(seen, mark)


def mark_logged(store: Store, caller: Caller, access: ReadAccess) -> None:
    """Mark an access as logged when its entry was written just now."""
    _remember(_get_marks(store), _build_mark(caller, access))


def _is_logged(session: Session, caller: Caller, access: ReadAccess, hour: datetime) -> bool:
    actions = {access.action} | ({"ask"} if access.action == "read" else set())
    found = select(AuditLogEntry.seq).where(
        AuditLogEntry.subject == access.subject,
        AuditLogEntry.actor == caller.id,
        col(AuditLogEntry.action).in_(actions),
        AuditLogEntry.version == access.version,
        AuditLogEntry.at >= hour,
    )
    return session.exec(found.limit(1)).first() is not None


def _build_mark(caller: Caller, access: ReadAccess) -> _Mark:
    return caller.id, access, now().replace(minute=0, second=0, microsecond=0)


def _remember(seen: set[_Mark], mark: _Mark) -> None:
    if len(seen) >= MAX_MARKS:
        seen.clear()
    seen.add(mark)


_MARKS: WeakKeyDictionary[Store, set[_Mark]] = WeakKeyDictionary()
_LOCK = threading.Lock()


def _get_marks(store: Store) -> set[_Mark]:
    """Return the marks remembered for a store; they end with it."""
    with _LOCK:
        return _MARKS.setdefault(store, set())
