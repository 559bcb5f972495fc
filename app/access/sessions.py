"""Sessions of browsers: a random cookie, of which only the sha256 is stored."""

import secrets
from datetime import datetime, timedelta

from cocau.app.settings import Settings
from cocau.app.store.tables.users import SessionRow

IDLE = timedelta(hours=8)
"""A session that nobody used for so long has ended."""
LONGEST = timedelta(hours=24)
"""Whoever signed in so long ago signs in again, however busy the session is."""

_BYTES = 32


def fresh_cookie() -> str:
    """A cookie's value that nobody can guess."""
    return secrets.token_urlsafe(_BYTES)


def cookie_name(settings: Settings) -> str:
    """What the cookie is called; in production only this very host, over TLS, can set one of that name."""
    return "cocau" if settings.development else "__Host-cocau"


def alive(row: SessionRow, moment: datetime) -> bool:
    """Whether a session still holds."""
    return moment < row.expires_at and moment - row.seen_at < IDLE
