"""Encryption of stored values: compressed, then encrypted with the newest key of a ring."""

import base64
import zlib
from collections.abc import Sequence
from typing import NewType

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

Sealed = NewType("Sealed", bytes)
"""Bytes that only a ring makes or reads: a type, so that no plain text is stored."""

_KEY_LENGTH = 32
_MIN_DISTINCT = 16  # 32 random bytes have about 30 different values, and never fewer than this
_ZLIB_LEVEL = 1  # zlib's fastest: proposals shrink to a tenth even so


class Unreadable(Exception):
    """An encrypted value that no key opens: a key is missing, or the bytes were altered."""


class BadKeys(ValueError):
    """Keys that cannot be used; `wrong` says of each why, in both languages."""

    def __init__(self, wrong: Sequence[tuple[str, str]]) -> None:
        self.vi, self.en = ("; ".join(texts) for texts in zip(*wrong, strict=True))
        super().__init__(self.en)


class Keyring:
    """Keys, newest first (Fernet: AES-128-CBC, HMAC-SHA256; 32 bytes in URL-safe base64)."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Build a keyring from at least one key.

        Raises:
            ValueError: no key.
            BadKeys: one that is none, that somebody made up, or that stands there twice.
        """
        if not keys:
            raise ValueError("a ring needs at least one key")
        if wrong := find_key_faults(keys):
            raise BadKeys(wrong)
        self._newest = Fernet(keys[0])
        self._keys = MultiFernet([Fernet(key) for key in keys])

    @classmethod
    def parse(cls, text: str) -> "Keyring":
        """Parse a comma-separated list of keys.

        Raises:
            ValueError, BadKeys: as the constructor.
        """
        return cls([key.strip() for key in text.split(",") if key.strip()])

    def seal(self, text: str) -> Sealed:
        """Encrypt a text."""
        return Sealed(self._keys.encrypt(zlib.compress(text.encode(), _ZLIB_LEVEL)))

    def open(self, sealed: bytes) -> str:
        """Decrypt a text.

        Raises:
            Unreadable: no key opens it.
        """
        try:
            return zlib.decompress(self._keys.decrypt(sealed)).decode()
        except InvalidToken:
            raise Unreadable("no key of the ring opens this") from None

    def again(self, sealed: bytes) -> Sealed:
        """Encrypt a value again with the newest key.

        Raises:
            Unreadable: no key opens it.
        """
        try:
            return Sealed(self._keys.rotate(sealed))
        except InvalidToken:
            raise Unreadable("no key of the ring opens this") from None

    def newest_seals(self, sealed: bytes) -> bool:
        """Return whether a value is encrypted with the newest key."""
        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            return False
        return True


def find_key_faults(keys: Sequence[str]) -> list[tuple[str, str]]:
    """List what is wrong with each key by its position, never showing a key itself."""
    found = []
    for place, key in enumerate(keys, start=1):
        vi, en = _find_fault(key)
        if key in keys[: place - 1]:
            first = keys.index(key) + 1
            vi, en = f"trùng với khóa thứ {first}", f"is the same as key {first}"
        if en:
            found.append((f"khóa thứ {place} {vi}", f"key {place} {en}"))
    return found


def _find_fault(key: str) -> tuple[str, str]:
    try:
        raw = base64.b64decode(key, altchars=b"-_", validate=True)
    except ValueError:  # wrong padding, or letters that base64 does not have
        raw = b""
    if len(raw) != _KEY_LENGTH:
        return "không phải khóa", "is no key"
    if len(set(raw)) < _MIN_DISTINCT or raw.isascii():
        return "do người đặt, không ngẫu nhiên", "was made up: it is not random"
    return "", ""


def generate_key() -> str:
    """Generate a key of fresh random bytes."""
    return Fernet.generate_key().decode()
