"""What is stored sealed: compressed, encrypted with the newest of a ring of keys, read with any of them."""

import zlib
from collections.abc import Sequence
from typing import NewType

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

Sealed = NewType("Sealed", bytes)
"""Bytes that only a ring can make or read: a type of its own, so that no plain text is stored by mistake."""

_FAST = 1  # of zlib's levels: proposals shrink to a tenth even so


class Unreadable(Exception):
    """Something sealed that no key of the ring opens: a key is missing, or the bytes were altered."""


class Ring:
    """Keys, newest first (Fernet: AES-128-CBC with HMAC-SHA256; 32 random bytes in URL-safe base64)."""

    def __init__(self, keys: Sequence[str]) -> None:
        """A ring of at least one key.

        Raises:
            ValueError: no key, or one that is none.
        """
        if not keys:
            raise ValueError("a ring needs at least one key")
        self._keys = MultiFernet([Fernet(key) for key in keys])

    @classmethod
    def parsed(cls, text: str) -> "Ring":
        """The ring of a comma-separated list.

        Raises:
            ValueError: as the class.
        """
        return cls([key.strip() for key in text.split(",") if key.strip()])

    def seal(self, text: str) -> Sealed:
        """A text, sealed."""
        return Sealed(self._keys.encrypt(zlib.compress(text.encode(), _FAST)))

    def open(self, sealed: bytes) -> str:
        """The text that was sealed.

        Raises:
            Unreadable: no key opens it.
        """
        try:
            return zlib.decompress(self._keys.decrypt(sealed)).decode()
        except InvalidToken:
            raise Unreadable("no key of the ring opens this") from None

    def again(self, sealed: bytes) -> Sealed:
        """The same, sealed with the newest key.

        Raises:
            Unreadable: no key opens it.
        """
        try:
            return Sealed(self._keys.rotate(sealed))
        except InvalidToken:
            raise Unreadable("no key of the ring opens this") from None


def new_key() -> str:
    """A key made of fresh random bytes."""
    return Fernet.generate_key().decode()
