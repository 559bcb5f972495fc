"""The last tie-break: among slates equal under all rules, a lot decides, always the same."""

import hashlib
import struct
from collections.abc import Sequence

LOT_LIMIT = 1 << 20
"""Lots are numbers below this: so many that two slates hardly ever draw the same sum.

Mulmuley, Vazirani and Vazirani, "Matching is as easy as matrix inversion", 1987 (the isolation lemma).
"""


def draw_lot(*names: str) -> int:
    """Draw a lot from names: the council's, and a person's or a place's.

    It favours no name and no order, cannot be steered without changing ids, and is the same
    on every machine. The slate with the least sum of lots is taken.
    """
    return int.from_bytes(hashlib.sha256("/".join(names).encode()).digest()[:4]) % LOT_LIMIT


def draw_lots(council_id: str, part: str, ids: Sequence[str]) -> tuple[int, ...]:
    """Draw the lots of these people for one part: of each the one that `draw_lot` draws."""
    before = f"{council_id}/{part}/".encode()
    drawn = b"".join([hashlib.sha256(before + i.encode()).digest()[:4] for i in ids])
    return tuple([number % LOT_LIMIT for number in struct.unpack(f">{len(ids)}I", drawn)])
