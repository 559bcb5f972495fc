"""Adding to the trail, in the same transaction as what it records."""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, select

from cocau.app.access.caller import Caller
from cocau.app.store.moment import now
from cocau.app.store.sealed import Ring
from cocau.app.store.tables.trail import TrailEntry, TrailHead

START = "0" * 64
"""What stands before the first entry."""


def entry(  # noqa: PLR0913  # who did what to which version of what: each is its own fact
    session: Session,
    ring: Ring,
    caller: Caller,
    action: str,
    kind: str,
    subject: str,
    *,
    version: int | None = None,
    digest: str | None = None,
) -> TrailEntry:
    """Add one entry. Writers wait for each other at the head, so the chain never forks."""
    head = head_held(session)
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
    added = TrailEntry(**facts, hash=hash_of(facts))
    session.add(added)
    seal = ring.seal(f"{added.seq} {added.hash}")
    if head is None:
        session.add(TrailHead(id=1, seq=added.seq, hash=added.hash, seal=seal))
    else:
        head.seq, head.hash, head.seal = added.seq, added.hash, seal
    return added


def head_held(session: Session) -> TrailHead | None:
    """The head, held until the transaction ends; where there is none yet, its place is held."""
    head = session.get(TrailHead, 1, with_for_update=True)
    if head is None and session.get_bind().dialect.name == "postgresql":
        session.exec(select(func.pg_advisory_xact_lock(_FIRST)))
        head = session.get(TrailHead, 1, with_for_update=True)
    return head


_FIRST = 0x7472_6169_6C
"""The lock for the very first entry ("trail" in ASCII): a row that is not there yet cannot be locked."""


def hash_of(facts: dict[str, Any]) -> str:
    """sha256 over the canonical JSON of everything in an entry but its hash."""
    plain = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in facts.items() if k != "hash"}
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
