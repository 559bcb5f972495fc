"""Acts: what a caller may do, in one transaction, logged, once per request.

This is where a role is asked for its permission: by `begin_read`, `begin_act` and `begin_erasure`, and by
`requires` for a service that begins none of these itself before it calls others.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import delete
from sqlmodel import Session, col

from cocau.app.audit_log.entries import add_entry
from cocau.app.auth.caller import Caller
from cocau.app.db.clock import now
from cocau.app.db.encryption import Keyring
from cocau.app.db.engine import Store
from cocau.app.db.models import IdempotencyRow
from cocau.app.permissions import Permission
from cocau.app.problems import ErrorType, ProblemError

S = TypeVar("S")
P = ParamSpec("P")
T = TypeVar("T")
Service = Callable[Concatenate[S, Caller, P], T]


def requires(permission: Permission) -> Callable[[Service[S, P, T]], Service[S, P, T]]:
    """Declare the permission that a service requires of its caller, the second argument.

    Raises:
        Forbidden: when the service is called, if the role does not have the permission.
    """

    def decorate(service: Service[S, P, T]) -> Service[S, P, T]:
        def require_and_call(first: S, caller: Caller, /, *args: P.args, **kwargs: P.kwargs) -> T:
            caller.require(permission)
            return service(first, caller, *args, **kwargs)

        return update_wrapper(require_and_call, service)

    return decorate


@dataclass(frozen=True)
class Act:
    """An act of a caller in a transaction, with the entries that it makes in the audit log."""

    store: Store
    session: Session
    caller: Caller
    entries: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ring(self) -> Keyring:
        """Return the keys that the store encrypts with."""
        return self.store.ring

    def log(
        self, action: str, kind: str, subject: str, *, version: int | None = None, digest: str | None = None
    ) -> None:
        """Append an entry to the audit log when the act ends, over what it leaves behind."""
        self.entries.append(
            {"action": action, "kind": kind, "subject": subject, "version": version, "digest": digest}
        )

    def write_entries(self) -> None:
        """Write the entries, as the last thing of the act."""
        for entry in self.entries:
            add_entry(self.session, self.ring, self.caller, **entry)


@contextmanager
def begin_read(
    store: Store, caller: Caller, permission: Permission, *, single: bool = False
) -> Iterator[Session]:
    """Begin to read; changes made in the session are discarded.

    `single`: see `Store.reading_singly`.

    Raises:
        Forbidden: the role does not have the permission.
    """
    caller.require(permission)
    with store.reading_singly() if single else store.reading() as session:
        yield session


@contextmanager
def begin_act(store: Store, caller: Caller, permission: Permission | None = None) -> Iterator[Act]:
    """Begin an act; it is done as a whole when the context ends, or not at all.

    Raises:
        Forbidden: the role does not have the permission.
    """
    if permission is not None:
        caller.require(permission)
    with store.writing() as session:
        act = Act(store, session, caller)
        yield act
        act.write_entries()


@contextmanager
def begin_erasure(store: Store, caller: Caller, permission: Permission | None = None) -> Iterator[Act]:
    """Begin an act that erases; afterwards the database's own log does not hold it either.

    Raises:
        Forbidden: as `begin_act`.
    """
    with begin_act(store, caller, permission) as act:
        yield act
    store.truncate_log()


KEPT_FOR = timedelta(hours=24)


class KeyReused(ProblemError):
    """The Idempotency-Key was used for another request before."""

    type = ErrorType.KEY_REUSED

    def __init__(self, key: str) -> None:
        super().__init__(
            f"Idempotency-Key {key!r} đã dùng cho yêu cầu khác; hãy dùng khóa mới.",
            f"The Idempotency-Key {key!r} was used for another request; take a new one.",
        )


@dataclass(frozen=True)
class RequestIdentity:
    """What makes two requests of a day one: Idempotency-Key, if any, and digest."""

    key: str | None
    digest: str

    def find(self, session: Session, caller: Caller) -> str | None:
        """Return the id that this very request created under its key; None if it is new.

        Raises:
            KeyReused: something else was asked for under the key.
        """
        if self.key is None:
            return None
        found = session.get(IdempotencyRow, (caller.id, self.key))
        if found is None or found.at < now() - KEPT_FOR:
            return None
        if found.digest != self.digest:
            raise KeyReused(self.key)
        return found.made

    def record(self, act: Act, created_id: str) -> None:
        """Record what the request creates; of two at once the database lets one commit."""
        if self.key is None:
            return
        connection = act.session.connection()
        connection.execute(delete(IdempotencyRow).where(col(IdempotencyRow.at) < now() - KEPT_FOR))
        act.session.add(
            IdempotencyRow(caller=act.caller.id, key=self.key, digest=self.digest, made=created_id, at=now())
        )
        act.session.flush()


def compute_request_digest(purpose: str, body: str) -> str:
    """Compute the sha256 of a request: its purpose, and its body in canonical JSON."""
    return hashlib.sha256(f"{purpose}\n{body}".encode()).hexdigest()
