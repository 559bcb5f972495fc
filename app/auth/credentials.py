"""Credentials: how passwords, API keys and session cookies are made, stored and checked.

API keys are ``cck_<prefix>_<secret>``: the prefix finds a key, the sha256 of the whole proves it. Passwords
are stored as argon2id hashes, cookies as their sha256.
"""

import hashlib
import re
import secrets
import threading
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from cocau.app.db.models import SessionRow
from cocau.constraints.errors import Problem

_KEY_PATTERN = re.compile(r"cck_([0-9a-z]{12})_[A-Za-z0-9_-]{43}")
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_PREFIX, _SECRET = 12, 32


@dataclass(frozen=True)
class GeneratedApiKey:
    """A key just generated: `text` is shown once and stored nowhere."""

    text: str
    prefix: str
    digest: str


def generate_api_key() -> GeneratedApiKey:
    """Generate a key of 256 random bits."""
    prefix = "".join(secrets.choice(_LETTERS) for _ in range(_PREFIX))
    text = f"cck_{prefix}_{secrets.token_urlsafe(_SECRET)}"
    return GeneratedApiKey(text, prefix, hash_token(text))


def parse_key_prefix(text: str) -> str | None:
    """Return the prefix of a text that looks like a key."""
    found = _KEY_PATTERN.fullmatch(text)
    return found[1] if found else None


def hash_token(text: str) -> str:
    """Hash a key or a cookie for storage; secrets are random and long, so no slow hash is due."""
    return hashlib.sha256(text.encode()).hexdigest()


MIN_PASSWORD_LENGTH, MAX_PASSWORD_LENGTH = 12, 200
"""Characters of a password."""
_DISTINCT = 5

PASSWORD_HASH = PasswordHash((Argon2Hasher(),))
"""Its `current_hasher` hashes new passwords."""
_HASHING_SLOTS = threading.BoundedSemaphore(2)
"""A hash takes 64 MB: many sign-ins at once must not take the memory of the computations."""


def hash_password(password: str) -> str:
    """Hash a password with a salt, so that each hash differs."""
    with _HASHING_SLOTS:
        return PASSWORD_HASH.hash(_normalise(password))


def verify_password(password: str, stored: str | None) -> bool:
    """Return whether a password matches a stored hash; take the same time without one."""
    with _HASHING_SLOTS:
        found = PASSWORD_HASH.verify(_normalise(password), stored or _get_decoy_hash())
    return found and stored is not None


def check_password(password: str, name: str) -> list[Problem]:
    """List everything wrong with a new password, without quoting it."""
    found = []
    if not MIN_PASSWORD_LENGTH <= len(_normalise(password)) <= MAX_PASSWORD_LENGTH:
        vi, en = (
            f"phải dài từ {MIN_PASSWORD_LENGTH} đến {MAX_PASSWORD_LENGTH} ký tự.",
            f"must have {MIN_PASSWORD_LENGTH} to {MAX_PASSWORD_LENGTH} characters.",
        )
        found.append(Problem("bad_password", ("password",), vi, en))
    if len(set(password)) < _DISTINCT:
        vi = f"phải có ít nhất {_DISTINCT} ký tự khác nhau."
        found.append(
            Problem("bad_password", ("password",), vi, f"must have {_DISTINCT} different characters.")
        )
    if _strip_to_letters(name) in _strip_to_letters(password) or _strip_to_letters(
        password
    ) in _strip_to_letters(name):
        vi, en = "không được chứa tên đăng nhập.", "must not contain the user's name."
        found.append(Problem("bad_password", ("password",), vi, en))
    return found


def _normalise(password: str) -> str:
    """Normalise what keyboards type in two ways: letters with marks (NIST SP 800-63B)."""
    return unicodedata.normalize("NFKC", password)


def _strip_to_letters(text: str) -> str:
    return "".join(c for c in _normalise(text).casefold() if c.isalnum())


@cache
def _get_decoy_hash() -> str:
    """Return a hash to compare with when a user has none."""
    return PASSWORD_HASH.hash("a password that nobody has")


IDLE_LIMIT = timedelta(hours=8)
"""A session that nobody used for so long has ended."""
SESSION_LIMIT = timedelta(hours=24)
"""After so long a user signs in again, however busy the session is."""

_COOKIE_BYTES = 32


def generate_cookie() -> str:
    """Generate a cookie value that nobody can guess."""
    return secrets.token_urlsafe(_COOKIE_BYTES)


def is_session_alive(row: SessionRow, moment: datetime) -> bool:
    """Return whether a session still holds."""
    return moment < row.expires_at and moment - row.seen_at < IDLE_LIMIT
