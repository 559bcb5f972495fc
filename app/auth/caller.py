"""The caller of a request, the localities in a caller's scope, and the cache of callers."""

import threading
import time
from dataclasses import dataclass
from typing import Annotated, Any
from weakref import WeakKeyDictionary

from pydantic import StringConstraints
from sqlalchemy import ColumnElement, or_, true

from cocau.app.db.engine import Store
from cocau.app.db.models import User
from cocau.app.permissions import ROLE_PERMISSIONS, Forbidden, Permission, UserRole

LOCALITY_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*){0,2}$"

Locality = Annotated[str, StringConstraints(pattern=LOCALITY_PATTERN, max_length=200)]
"""A province, district or commune: one to three plain lower-case names joined by ``/``."""

UserScope = Annotated[str, StringConstraints(pattern=rf"^$|{LOCALITY_PATTERN}", max_length=200)]
"""What a user sees: one locality with all in it; "" is everything."""

UserName = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9._@-]*[a-z0-9])?$", min_length=2, max_length=100)
]
"""What a user signs in with: plain small letters, digits, and ``._@-`` between them."""


def is_inside(locality: str, scope: str) -> bool:
    """Return whether a locality is the scope itself or lies in it; everything lies in ""."""
    return scope in {"", locality} or locality.startswith(f"{scope}/")


def build_scope_condition(column: Any, scope: str) -> ColumnElement[bool]:  # noqa: ANN401  # a column, as SQLModel types it
    """Build the query condition that a column lies in a scope."""
    if not scope:
        return true()
    return or_(column == scope, column.startswith(f"{scope}/", autoescape=True))


@dataclass(frozen=True)
class Caller:
    """A user as seen by one request. `scope`: the locality they see, "" is everything."""

    id: str
    name: str
    role: UserRole
    scope: str = ""

    def may(self, permission: Permission) -> bool:
        """Return whether the caller's role allows this."""
        return permission in ROLE_PERMISSIONS[self.role]

    def require(self, permission: Permission) -> None:
        """Raise unless the caller's role allows this.

        Raises:
            Forbidden: it does not.
        """
        if not self.may(permission):
            raise Forbidden(permission)

    def can_see(self, locality: str) -> bool:
        """Return whether a locality lies in the caller's scope."""
        return is_inside(locality, self.scope)


DEVELOPER = Caller("development", "development", UserRole.ADMIN)
"""The caller on a developer's own machine, where nobody signs in.

The command line acts as this user too: who can read the database needs no password.
"""

NOBODY = Caller("nobody", "nobody", UserRole.VIEWER, "-")
"""An unknown caller, in the audit log only; no locality lies in this scope."""


def build_caller(user: User) -> Caller:
    """Build the caller for a user."""
    return Caller(user.id, user.name, user.role, user.scope)


CACHE_SECONDS = 5.0
"""Seconds; changes show at once in this process, in others after so long."""
CACHE_SIZE = 10_000


class CallerCache:
    """Callers cached for some seconds by the digest of their credential. Threads share one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, tuple[float, Caller]] = {}
        self._changes = 0

    @property
    def changes(self) -> int:
        """Return how often users were forgotten: read before a look-up, given to `keep` after it."""
        return self._changes

    def get(self, digest: str) -> Caller | None:
        """Return the cached caller, if there is one."""
        found = self._known.get(digest)
        return found[1] if found is not None and time.monotonic() < found[0] else None

    def keep(self, digest: str, caller: Caller, changes: int) -> None:
        """Cache a look-up, unless something changed since it began."""
        with self._lock:
            if changes != self._changes:
                return
            if len(self._known) >= CACHE_SIZE:
                self._known.clear()
            self._known[digest] = (time.monotonic() + CACHE_SECONDS, caller)

    def forget(self, user: str) -> None:
        """Remove a user from the cache, whatever their credential."""
        with self._lock:
            self._changes += 1
            self._known = {d: kept for d, kept in self._known.items() if kept[1].id != user}


_CACHES: WeakKeyDictionary[Store, CallerCache] = WeakKeyDictionary()
_LOCK = threading.Lock()


def get_caller_cache(store: Store) -> CallerCache:
    """Return the one cache of a store; it ends with it."""
    with _LOCK:
        return _CACHES.setdefault(store, CallerCache())
