"""What is stored sealed: compressed, encrypted with the newest of a ring of keys, read with any of them."""

import base64
import zlib
from collections.abc import Sequence
from typing import NewType

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

Sealed = NewType("Sealed", bytes)
"""Bytes that only a ring can make or read: a type of its own, so that no plain text is stored by mistake."""

_KEY = 32
_DISTINCT = 16  # of 32 random bytes about 30 differ; fewer than half of them: once in the age of the universe
_FAST = 1  # of zlib's levels: proposals shrink to a tenth even so


class Unreadable(Exception):
    """Something sealed that no key of the ring opens: a key is missing, or the bytes were altered."""


class BadKeys(ValueError):
    """Keys that cannot be used; `wrong` says of each why, in both languages."""

    def __init__(self, wrong: Sequence[tuple[str, str]]) -> None:
        self.vi, self.en = ("; ".join(texts) for texts in zip(*wrong, strict=True))
        super().__init__(self.en)


class Ring:
    """Keys, newest first (Fernet: AES-128-CBC with HMAC-SHA256; 32 random bytes in URL-safe base64)."""

    def __init__(self, keys: Sequence[str]) -> None:
        """A ring of at least one key.

        Raises:
            ValueError: no key; BadKeys: one that is none, that somebody made up, or that stands there twice.
        """
        if not keys:
            raise ValueError("a ring needs at least one key")
        if wrong := faults_of(keys):
            raise BadKeys(wrong)
        self._newest = Fernet(keys[0])
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

    def newest_seals(self, sealed: bytes) -> bool:
        """Whether something is sealed with the newest key."""
        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            return False
        return True


def faults_of(keys: Sequence[str]) -> list[tuple[str, str]]:
    """What is wrong with each of the keys, told by its place: the keys themselves are told nowhere."""
    found = []
    for place, key in enumerate(keys, start=1):
        vi, en = _fault_of(key)
        if key in keys[: place - 1]:
            first = keys.index(key) + 1
            vi, en = f"trùng với khóa thứ {first}", f"is the same as key {first}"
        if en:
            found.append((f"khóa thứ {place} {vi}", f"key {place} {en}"))
    return found


def _fault_of(key: str) -> tuple[str, str]:
    try:
        raw = base64.b64decode(key, altchars=b"-_", validate=True)
    except ValueError:  # binascii's own, or letters that are none of base64's
        raw = b""
    if len(raw) != _KEY:
        return "không phải khóa", "is no key"
    if len(set(raw)) < _DISTINCT or raw.isascii():
        return "do người đặt, không ngẫu nhiên", "was made up: it is not random"
    return "", ""


def new_key() -> str:
    """A key made of fresh random bytes."""
    return Fernet.generate_key().decode()
