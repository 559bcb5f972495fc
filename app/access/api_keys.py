"""API keys: ``cck_<prefix>_<secret>``. The prefix finds a key, the sha256 of the whole proves it."""

import hashlib
import re
import secrets
from dataclasses import dataclass

_SHAPE = re.compile(r"cck_([0-9a-z]{12})_[A-Za-z0-9_-]{43}")
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_PREFIX, _SECRET = 12, 32


@dataclass(frozen=True)
class FreshKey:
    """A key just made: `text` is shown once and kept nowhere."""

    text: str
    prefix: str
    digest: str


def fresh_key() -> FreshKey:
    """A new key of 256 random bits."""
    prefix = "".join(secrets.choice(_LETTERS) for _ in range(_PREFIX))
    text = f"cck_{prefix}_{secrets.token_urlsafe(_SECRET)}"
    return FreshKey(text, prefix, digest_of(text))


def prefix_of(text: str) -> str | None:
    """The prefix of what looks like a key."""
    found = _SHAPE.fullmatch(text)
    return found[1] if found else None


def digest_of(text: str) -> str:
    """What is stored of a key or a cookie. Their secrets are random and long: no slow hash is due."""
    return hashlib.sha256(text.encode()).hexdigest()
