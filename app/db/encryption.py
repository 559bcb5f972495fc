"""Encryption of stored values: compressed, then sealed to their place."""

import base64
import hashlib
import hmac
import os
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NewType

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cocau.app.problems import ErrorType, ProblemError

Sealed = NewType("Sealed", bytes)
"""Bytes that only a ring makes or reads: a type, so that no plain text is stored."""

_FORMAT = b"\x02"
_UNBOUND = b"gAAAA"
"""How a token of Fernet begins, in base64."""

_KEY_ID_LENGTH, _SEAL_ID_LENGTH, _NONCE_LENGTH = 8, 16, 12
_SEAL_ID_AT = len(_FORMAT) + _KEY_ID_LENGTH
SEAL_HEADER = _SEAL_ID_AT + _SEAL_ID_LENGTH
"""Bytes before the nonce: format, key id, seal id, which key rotation keeps."""

_KEY_LENGTH = 32
_MIN_DISTINCT = 16  # 32 random bytes have about 30 different values, and never fewer than this
_ZLIB_LEVEL = 1  # zlib's fastest: proposals shrink to a tenth even so


@dataclass(frozen=True)
class SealPlace:
    """The place that a value is sealed to; `bound`: it and the facts of its row, as bytes."""

    name: str
    bound: bytes


class Unreadable(ProblemError):
    """A sealed value that does not open in its place, or is not what its digest says."""

    type: ClassVar[ErrorType] = ErrorType.ALTERED

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(
            f"Dữ liệu lưu không khớp với niêm phong ({place}): đã bị sửa hoặc chuyển chỗ, hoặc thiếu khóa. "
            "Người quản trị kiểm tra bằng lệnh: cocau trail verify.",
            f"What is stored does not fit its seal ({place}): it was altered or moved, or a key is missing. "
            "Administrators look into it with: cocau trail verify.",
        )


class BadKeys(ValueError):
    """Keys that cannot be used; `wrong` says of each why, in both languages."""

    def __init__(self, wrong: Sequence[tuple[str, str]]) -> None:
        self.vi, self.en = ("; ".join(texts) for texts in zip(*wrong, strict=True))
        super().__init__(self.en)


class _SealKey:
    """One key of a ring: the cipher derived from it, and the id that seals name it by."""

    def __init__(self, key: str) -> None:
        raw = base64.urlsafe_b64decode(key)
        self.id = hashlib.sha256(b"cocau key id" + raw).digest()[:_KEY_ID_LENGTH]
        self.cipher = AESGCM(HKDF(SHA256(), _KEY_LENGTH, None, b"cocau seal 2").derive(raw))


class Keyring:
    """Keys, newest first (32 bytes in URL-safe base64, for AES-256-GCM through HKDF-SHA256)."""

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
        ring = [_SealKey(key) for key in keys]
        self._newest = ring[0]
        self._by_id = {key.id: key for key in ring}
        self._texts = tuple(keys)
        self.alarms: set[str] = set()  # places of altered content that the process came upon

    @classmethod
    def parse(cls, text: str) -> "Keyring":
        """Parse a comma-separated list of keys.

        Raises:
            ValueError, BadKeys: as the constructor.
        """
        return cls([key.strip() for key in text.split(",") if key.strip()])

    def seal(self, text: str, place: SealPlace) -> Sealed:
        """Encrypt a text for one place."""
        return self._encrypt(zlib.compress(text.encode(), _ZLIB_LEVEL), place, os.urandom(_SEAL_ID_LENGTH))

    def open(self, sealed: bytes, place: SealPlace) -> str:
        """Decrypt a text in its place.

        Raises:
            Unreadable: it was not sealed for this place, or no key opens it.
        """
        return zlib.decompress(self._decrypt(sealed, place)).decode()

    def again(self, sealed: bytes, place: SealPlace) -> Sealed:
        """Encrypt a value again with the newest key; it keeps its id.

        Raises:
            Unreadable: as `open`.
        """
        return self._encrypt(self._decrypt(sealed, place), place, get_seal_id(sealed))

    def derive_signing_key(self) -> Ed25519PrivateKey:
        """Derive the installation's key for signing files from the newest key."""
        raw = base64.urlsafe_b64decode(self._texts[0])
        seed = HKDF(SHA256(), _KEY_LENGTH, None, b"cocau signature 1").derive(raw)
        return Ed25519PrivateKey.from_private_bytes(seed)

    def compute_pseudonym(self, text: str) -> str:
        """Compute what stands for a text where it must not be read; rotation changes it."""
        raw = base64.urlsafe_b64decode(self._texts[0])
        key = HKDF(SHA256(), _KEY_LENGTH, None, b"cocau pseudonym 1").derive(raw)
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    def newest_seals(self, sealed: bytes) -> bool:
        """Return whether a value names the newest key."""
        return bytes(sealed[len(_FORMAT) : _SEAL_ID_AT]) == self._newest.id

    def bind(self, unbound: bytes, place: SealPlace) -> Sealed:
        """Bind what an older version sealed to no place (Fernet).

        Raises:
            Unreadable: no key opens it.
        """
        try:
            plain = MultiFernet([Fernet(key) for key in self._texts]).decrypt(unbound)
        except InvalidToken:
            raise Unreadable(place.name) from None
        return self._encrypt(plain, place, os.urandom(_SEAL_ID_LENGTH))

    def _encrypt(self, plain: bytes, place: SealPlace, seal_id: bytes) -> Sealed:
        header, nonce = _FORMAT + self._newest.id + seal_id, os.urandom(_NONCE_LENGTH)
        return Sealed(header + nonce + self._newest.cipher.encrypt(nonce, plain, header + place.bound))

    def _decrypt(self, sealed: bytes, place: SealPlace) -> bytes:
        header, begin = bytes(sealed[:SEAL_HEADER]), SEAL_HEADER + _NONCE_LENGTH
        key = self._by_id.get(header[len(_FORMAT) : _SEAL_ID_AT])
        if not header.startswith(_FORMAT) or key is None or len(sealed) <= begin:
            raise Unreadable(place.name)
        try:
            return key.cipher.decrypt(
                bytes(sealed[SEAL_HEADER:begin]), bytes(sealed[begin:]), header + place.bound
            )
        except InvalidTag:
            raise Unreadable(place.name) from None


def is_unbound(sealed: bytes) -> bool:
    """Return whether a value was sealed by an older version, to no place."""
    return bytes(sealed[: len(_UNBOUND)]) == _UNBOUND


def get_seal_id(sealed: bytes) -> bytes:
    """Return the random id of a seal, the same after key rotation."""
    return bytes(sealed[_SEAL_ID_AT:SEAL_HEADER])


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
