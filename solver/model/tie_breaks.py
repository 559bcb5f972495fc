"""The last tie-break: among slates equal under all rules, a lot decides, always the same."""

import hashlib

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
