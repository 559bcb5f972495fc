"""The audit log's entries: appended to a verified head, listed; reads once an hour."""

import hashlib
import json
import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, or_, select

from cocau.app.audit_log.records import compute_record_digest
from cocau.app.auth.caller import Caller, build_scope_condition
from cocau.app.db.clock import now
from cocau.app.db.encryption import Keyring, Unreadable
from cocau.app.db.engine import Store, limit_newest
from cocau.app.db.models import ApiKey, AuditLogEntry, AuditLogHead, BatchRunRow, DocumentRow, JobRow, User
from cocau.app.db.seals import open_column, seal_column
from cocau.app.permissions import Permission
from cocau.app.problems import ErrorType, ProblemError

START = "0" * 64
"""What stands before the first entry."""

FIRST_ACT = timedelta(minutes=1)
"""All else is made soon after the first entry: an empty log beside older rows was emptied."""

log = logging.getLogger("cocau.audit_log")


class AuditLogBroken(ProblemError):
    """The audit log's head is not the sealed one: nothing is written until it is repaired."""

    type: ClassVar[ErrorType] = ErrorType.AUDIT_LOG_BROKEN

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(
            f"Nhật ký đã bị can thiệp, không ghi thêm: {vi} Người quản trị kiểm tra bằng lệnh: "
            "cocau trail verify.",
            f"The audit log was tampered with, nothing is written: {en} Administrators look into it with: "
            "cocau trail verify.",
            headers={"Retry-After": "3600"},
        )


def add_entry(  # noqa: PLR0913  # each argument is a fact of its own
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
    """Append an entry to the audit log. Writers wait at the head, so the chain never forks.

    Raises:
        AuditLogBroken: the head, or the entry under it, is not what was sealed.
    """
    session.flush()
    head = lock_head(session)
    try:
        seq, before = verify_head(session, ring, head)
    except AuditLogBroken as error:
        log.critical("the audit log is broken, nothing is written: %s", error.en)
        raise
    left = compute_record_digest(session, action, kind, subject)
    added = build_entry(
        caller, seq + 1, before, action, kind, subject, version=version, digest=digest, row_digest=left
    )
    session.add(added)
    seal_head(session, ring, head, added)
    return added


def build_entry(  # noqa: PLR0913  # as `add_entry`
    caller: Caller,
    seq: int,
    before: str,
    action: str,
    kind: str,
    subject: str,
    *,
    version: int | None = None,
    digest: str | None = None,
    row_digest: str | None = None,
) -> AuditLogEntry:
    """Build the entry of a number that follows the hash `before`."""
    facts: dict[str, Any] = {
        "seq": seq,
        "at": now(),
        "actor": caller.id,
        "action": action,
        "kind": kind,
        "subject": subject,
        "version": version,
        "digest": digest,
        "row_digest": row_digest,
        "before": before,
    }
    return AuditLogEntry(**facts, hash=compute_hash(facts))


def seal_head(session: Session, ring: Keyring, head: AuditLogHead | None, last: AuditLogEntry) -> None:
    """Make an entry the head of the audit log, under a seal."""
    head = head or AuditLogHead(id=1, seq=last.seq, hash=last.hash)
    head.seq, head.hash = last.seq, last.hash
    seal_column(ring, head, "seal", f"{last.seq} {last.hash}")
    session.add(head)


def verify_head(session: Session, ring: Keyring, head: AuditLogHead | None) -> tuple[int, str]:
    """Return number and hash of the last entry: seal, head's row and the entry itself agree.

    Raises:
        AuditLogBroken: they differ, an entry stands after it, or a log that was begun is empty.
    """
    last = session.exec(select(AuditLogEntry).order_by(col(AuditLogEntry.seq).desc()).limit(1)).first()
    if head is None:
        if last is not None:
            raise AuditLogBroken("thiếu phần niêm phong đầu chuỗi.", "its sealed head is missing.")
        if has_other_rows(session, before=now() - FIRST_ACT):
            raise AuditLogBroken(
                "nhật ký trống trong khi đã có dữ liệu.", "it is empty although there are other data."
            )
        return 0, START
    try:
        sealed = open_column(ring, head, "seal", alarm=False)
    except Unreadable:
        raise AuditLogBroken("niêm phong không mở được.", "its seal cannot be opened.") from None
    if sealed != f"{head.seq} {head.hash}":
        raise AuditLogBroken("đầu chuỗi khác với niêm phong.", "its head is not the one that was sealed.")
    if last is None or (last.seq, last.hash, compute_hash(last.model_dump())) != (
        head.seq,
        head.hash,
        head.hash,
    ):
        raise AuditLogBroken(
            f"bản ghi cuối không phải là bản ghi {head.seq} đã được niêm phong.",
            f"its last entry is not entry {head.seq} as it was sealed.",
        )
    return head.seq, head.hash


def has_other_rows(session: Session, *, before: datetime | None = None) -> bool:
    """Return whether there are users, documents or computations, made before a given moment."""
    for ids, moment in (
        (User.id, User.made_at),
        (DocumentRow.id, DocumentRow.made_at),
        (JobRow.id, JobRow.asked_at),
        (BatchRunRow.id, BatchRunRow.asked_at),
    ):
        found = select(ids) if before is None else select(ids).where(col(moment) < before)
        if session.exec(found.limit(1)).first() is not None:
            return True
    return False


def check_head(store: Store) -> None:
    """Check the head of the audit log as it stands now.

    Raises:
        AuditLogBroken: see `verify_head`.
    """
    with store.snapshot() as session:
        verify_head(session, store.ring, session.get(AuditLogHead, 1))


def lock_head(session: Session) -> AuditLogHead | None:
    """Lock the head until the transaction ends; lock its place where there is none yet."""
    head = session.get(AuditLogHead, 1, with_for_update=True)
    if head is None and session.get_bind().dialect.name == "postgresql":
        session.exec(select(func.pg_advisory_xact_lock(_FIRST_ENTRY_LOCK)))
        head = session.get(AuditLogHead, 1, with_for_update=True)
    return head


_FIRST_ENTRY_LOCK = 0x7472_6169_6C
"""The lock for the first entry ("trail" in ASCII): a missing row cannot be locked."""


def compute_hash(facts: dict[str, Any]) -> str:
    """Compute the sha256 of the canonical JSON of all fields of an entry but its hash.

    Entries of older versions have no `row_digest`: where it is empty, it is left out.
    """
    plain = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in facts.items() if k != "hash"}
    if plain.get("row_digest") is None:
        plain.pop("row_digest", None)
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
    """An access to personal data; `action`: ``read``, or ``export`` where it leaves as a file."""

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
