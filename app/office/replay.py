"""One request sent twice is one request: what was made under an Idempotency-Key, for a day."""

import hashlib
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from cocau.app.access.caller import Caller
from cocau.app.store.moment import now
from cocau.app.store.tables import Replay

KEPT = timedelta(hours=24)


class KeyReused(Exception):
    """The key was used for another request before."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"the Idempotency-Key {key!r} was used for another request")


def replayed(session: Session, caller: Caller, key: str | None, digest: str) -> str | None:
    """The id that was made for this very request under this key; None: it is new.

    Raises:
        KeyReused: something else was asked for under the key.
    """
    if key is None:
        return None
    found = session.get(Replay, (caller.id, key))
    if found is None or found.at < now() - KEPT:
        return None
    if found.digest != digest:
        raise KeyReused(key)
    return found.made


def remember(session: Session, caller: Caller, key: str | None, digest: str, made: str) -> None:
    """Keep what was made, nothing older than a day; of two at once the database lets one commit."""
    if key is not None:
        session.connection().execute(delete(Replay).where(col(Replay.at) < now() - KEPT))
        session.add(Replay(caller=caller.id, key=key, digest=digest, made=made, at=now()))


def digest_of(what: str, body: str) -> str:
    """sha256 of a request: what is asked, and its body in canonical JSON."""
    return hashlib.sha256(f"{what}\n{body}".encode()).hexdigest()
