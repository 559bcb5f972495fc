"""Smallest hitting sets of a few small sets."""

from collections.abc import Sequence


def least_hitting_set(sets: Sequence[frozenset[str]], below: int) -> frozenset[str] | None:
    """A smallest set that meets each of `sets` and has fewer than `below` members; None if there is none.

    Depth first on the first set not met yet; made for a dozen sets of rule names, not for thousands.
    """
    best: frozenset[str] | None = None
    limit = below
    stack: list[frozenset[str]] = [frozenset()]
    while stack:
        chosen = stack.pop()
        missed = next((s for s in sets if not s & chosen), None)
        if missed is None and len(chosen) < limit:
            best, limit = chosen, len(chosen)
        elif missed is not None and len(chosen) + 1 < limit:
            stack += [chosen | {member} for member in sorted(missed, reverse=True)]
    return best
