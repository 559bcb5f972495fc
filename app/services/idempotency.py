"""Idempotency: one request sent twice under one Idempotency-Key is one request, for a day."""

import hashlib
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from cocau.app.auth.caller import Caller
from cocau.app.db.clock import now
from cocau.app.db.models import IdempotencyRow

KEPT_FOR = timedelta(hours=24)


class KeyReused(Exception):
    """The Idempotency-Key was used for another request before."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"the Idempotency-Key {key!r} was used for another request")


def find_submission(session: Session, caller: Caller, key: str | None, digest: str) -> str | None:
    """Return the id that this very request created under this key; None if it is new.

    Raises:
        KeyReused: something else was asked for under the key.
    """
    if key is None:
        return None
    found = session.get(IdempotencyRow, (caller.id, key))
    if found is None or found.at < now() - KEPT_FOR:
        return None
    if found.digest != digest:
        raise KeyReused(key)
    return found.made


def record_submission(
    session: Session, caller: Caller, key: str | None, digest: str, created_id: str
) -> None:
    """Record what a request created and drop records older than a day.

    Of two at once the database lets one commit.
    """
    if key is not None:
        session.connection().execute(delete(IdempotencyRow).where(col(IdempotencyRow.at) < now() - KEPT_FOR))
        session.add(IdempotencyRow(caller=caller.id, key=key, digest=digest, made=created_id, at=now()))


def compute_request_digest(purpose: str, body: str) -> str:
    """Compute the sha256 of a request: its purpose, and its body in canonical JSON."""
    return hashlib.sha256(f"{purpose}\n{body}".encode()).hexdigest()
