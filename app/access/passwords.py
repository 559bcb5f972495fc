"""Passwords: kept as argon2id hashes; one that is short or made of the user's name is refused."""

import threading
import unicodedata
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from cocau.constraints.errors import Problem

LEAST, MOST = 12, 200
"""Characters of a password."""
_DISTINCT = 5

_HASHES = PasswordHash((Argon2Hasher(),))
_TURNS = threading.BoundedSemaphore(2)
"""A hash takes 64 MB: many sign-ins at once must not take the memory of the computations."""


def hashed(password: str) -> str:
    """What is stored of a password; salted, so the same password gives another hash each time."""
    with _TURNS:
        return _HASHES.hash(_plain(password))


def fits(password: str, stored: str | None) -> bool:
    """Whether a password is the one stored. Without one it takes the same time and is not."""
    with _TURNS:
        found = _HASHES.verify(_plain(password), stored or _decoy())
    return found and stored is not None


def faults(password: str, name: str) -> list[Problem]:
    """Everything that is wrong with a new password; the password itself is never told."""
    found = []
    if not LEAST <= len(_plain(password)) <= MOST:
        vi, en = f"phải dài từ {LEAST} đến {MOST} ký tự.", f"must have {LEAST} to {MOST} characters."
        found.append(Problem("bad_password", "password", vi, en))
    if len(set(password)) < _DISTINCT:
        vi = f"phải có ít nhất {_DISTINCT} ký tự khác nhau."
        found.append(Problem("bad_password", "password", vi, f"must have {_DISTINCT} different characters."))
    if _bare(name) in _bare(password) or _bare(password) in _bare(name):
        vi, en = "không được chứa tên đăng nhập.", "must not contain the user's name."
        found.append(Problem("bad_password", "password", vi, en))
    return found


def _plain(password: str) -> str:
    """One spelling for what keyboards write in two: letters with marks, composed or not (NIST SP 800-63B)."""
    return unicodedata.normalize("NFKC", password)


def _bare(text: str) -> str:
    return "".join(c for c in _plain(text).casefold() if c.isalnum())


@cache
def _decoy() -> str:
    """What is compared with when there is nothing to compare with."""
    return _HASHES.hash("a password that nobody has")
