"""The last tie-break: among slates equal under every rule and wish, a lot decides, the same every time."""

import hashlib
from collections.abc import Iterable

LOTS = 1 << 12


def lots(council: str, people: Iterable[str]) -> dict[str, int]:
    """A lot per person from 0 to 4095, drawn from the council's and the person's id.

    It favours nobody by name or order, cannot be steered without changing ids, and is the same on every
    machine. The slate with the least sum of lots is taken.
    """
    return {i: int.from_bytes(hashlib.sha256(f"{council}/{i}".encode()).digest()[:4]) % LOTS for i in people}
