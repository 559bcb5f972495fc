"""Whoever asks: one value that every act of the office is given."""

from dataclasses import dataclass

from cocau.app.access.errors import Forbidden
from cocau.app.access.roles import ROLES, May, Role
from cocau.app.access.scope import inside


@dataclass(frozen=True)
class Caller:
    """A user as seen by one request. `scope`: the locality they see, "" is everything."""

    id: str
    name: str
    role: Role
    scope: str = ""

    def may(self, what: May) -> bool:
        """Whether their role allows it."""
        return what in ROLES[self.role]

    def must(self, what: May) -> None:
        """Go on only if their role allows it.

        Raises:
            Forbidden: it does not.
        """
        if not self.may(what):
            raise Forbidden(what)

    def sees(self, locality: str) -> bool:
        """Whether a locality is theirs."""
        return inside(locality, self.scope)


DEVELOPER = Caller("development", "development", Role.ADMIN)
"""Whoever sits at the machine itself in development, where nobody signs in.

The command line acts as this user too: who can read the database needs no password to it.
"""

NOBODY = Caller("nobody", "nobody", Role.VIEWER, "-")
"""Whoever was not known: in the trail only. No locality lies in this scope."""
