"""The caller of a request, and the localities that a caller's scope holds."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import StringConstraints
from sqlalchemy import ColumnElement, or_, true

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
"""The caller at the machine itself in development, where nobody signs in.

The command line acts as this user too: who can read the database needs no password to it.
"""

NOBODY = Caller("nobody", "nobody", UserRole.VIEWER, "-")
"""An unknown caller, in the audit log only; no locality lies in this scope."""
