"""Ids that sort by the time they were made: 48 bits of milliseconds, 80 of chance, in Crockford's base 32."""

import secrets
import time

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_CHANCE = 80
_LENGTH = 26


def new_id(prefix: str) -> str:
    """A new id, such as ``prp_01k...``; later ones sort after earlier ones (to the millisecond)."""
    number = (time.time_ns() // 1_000_000 << _CHANCE) | secrets.randbits(_CHANCE)
    digits = []
    for _ in range(_LENGTH):
        number, digit = divmod(number, 32)
        digits.append(_DIGITS[digit])
    return f"{prefix}_{''.join(reversed(digits))}"
