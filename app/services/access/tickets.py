"""Tickets: what a browser holds between two steps of signing in, sealed."""

import base64
import hashlib
import time

from pydantic import ValidationError

from cocau.app.db.encryption import Keyring, SealPlace, Unreadable
from cocau.app.db.models import User
from cocau.app.permissions import Unauthenticated
from cocau.constraints.record import Record

LIFETIME = 600
"""Seconds for which a ticket is good."""
_PLACE = SealPlace("sign-in ticket", b"cocau sign-in ticket 1")


class TicketExpired(Unauthenticated):
    """A ticket that is none, or too old: one signs in anew."""

    def __init__(self) -> None:
        super().__init__(
            "Đã quá thời hạn của bước này; hãy đăng nhập lại từ đầu.",
            "This step took too long; sign in again from the start.",
        )


class SignInTicket(Record):
    """Who gave the right password, and what is to be done next.

    `password`, `factor`: digests of what the user had stored then; `secret`: of a device that is set up.
    """

    user_id: str
    name: str
    password: str
    factor: str
    ends_at: float
    secret: str = ""

    def seal(self, ring: Keyring) -> str:
        """Return the ticket as text that only this service can make or read."""
        return base64.urlsafe_b64encode(ring.seal(self.model_dump_json(), _PLACE)).decode()

    @classmethod
    def open(cls, ring: Keyring, text: str, user_id: str | None = None) -> "SignInTicket":
        """Open a ticket, of one user if it must be theirs.

        Raises:
            TicketExpired: it is none, it has ended, or it is somebody else's.
        """
        try:
            ticket = cls.model_validate_json(ring.open(base64.urlsafe_b64decode(text), _PLACE))
        except (ValueError, Unreadable, ValidationError):
            raise TicketExpired from None
        if ticket.ends_at < time.time() or user_id not in {None, ticket.user_id}:
            raise TicketExpired
        return ticket

    def fits(self, user: User) -> bool:
        """Return whether a user is open and has the password and the second factor of then."""
        present = (_digest(user.password_hash), _digest(user.second_factor))
        return user.closed_at is None and present == (self.password, self.factor)


def build_ticket(user: User, secret: str = "") -> SignInTicket:
    """Build a ticket of a user that is good from now on."""
    return SignInTicket(
        user_id=user.id,
        name=user.name,
        password=_digest(user.password_hash),
        factor=_digest(user.second_factor),
        ends_at=time.time() + LIFETIME,
        secret=secret,
    )


def _digest(held: str | bytes | None) -> str:
    return hashlib.sha256(held.encode() if isinstance(held, str) else held or b"").hexdigest()
