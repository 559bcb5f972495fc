"""The second factor: codes of a device (TOTP, RFC 6238) and recovery codes."""

import hmac
import json
import secrets
import time
from dataclasses import dataclass, replace
from typing import Self

from pyotp import random_base32
from pyotp.totp import TOTP

from cocau.app.auth.credentials import hash_token

_ISSUER = "cocau"
_PERIOD = 30
_DRIFT = 1
"""Periods by which a device's clock may be wrong."""
_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
_RECOVERY_CODES, _GROUP = 10, 5


@dataclass(frozen=True)
class SecondFactor:
    """A user's second factor, as it is sealed; `recovery`: hashes of the codes that are left."""

    secret: str
    recovery: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return it as text, to be sealed."""
        return json.dumps({"secret": self.secret, "recovery": self.recovery})

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse the text that was sealed."""
        held = json.loads(text)
        return cls(held["secret"], tuple(held["recovery"]))

    def find_step(self, code: str) -> int | None:
        """Find the period that a device showed a code in; None if it is not one of now."""
        device, present = TOTP(self.secret, interval=_PERIOD), int(time.time()) // _PERIOD
        for step in range(present - _DRIFT, present + _DRIFT + 1):
            if hmac.compare_digest(device.at(step * _PERIOD).encode(), code.encode()):
                return step
        return None

    def use_recovery_code(self, code: str) -> Self | None:
        """Return the factor without a recovery code that was used; None if it is none."""
        used = hash_token(code)
        left = tuple(held for held in self.recovery if not hmac.compare_digest(held, used))
        return replace(self, recovery=left) if len(left) < len(self.recovery) else None


def generate_secret() -> str:
    """Generate the secret of a device, 160 random bits in base32."""
    return random_base32()


def generate_recovery_codes() -> list[str]:
    """Generate codes that each sign in once without the device, of 49 random bits."""
    return [
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(2))
        for _ in range(_RECOVERY_CODES)
    ]


def normalise_code(typed: str) -> str:
    """Normalise a code: capitals, spaces and dashes are how it was copied."""
    return "".join(c for c in typed.casefold() if c.isalnum())


def render_qr_code(secret: str, name: str) -> str:
    """Render the QR code that a device is set up with, as SVG."""
    import segno  # only here

    address = TOTP(secret).provisioning_uri(name=name, issuer_name=_ISSUER)
    return segno.make(address).svg_inline(scale=4, dark="#000", light="#fff")
