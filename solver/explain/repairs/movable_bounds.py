"""Bounds of rules that may move: which, which way they loosen, and how far."""

from cocau.constraints.rules.rule import Rule

PERCENT = 100

MOST_PEOPLE = 1_000
"""More people than any bound speaks of."""


def list_movable_bounds(rule: Rule) -> tuple[str, ...]:
    """List the bounds of a rule that are set and that a what-if may change."""
    return tuple(f for f in sorted(rule.adjustable) if getattr(rule, f) is not None)


def is_looser(field: str, one: int | None, other: int | None) -> bool:
    """Return whether a bound asks for less at `one` than at `other`.

    None asks for nothing.
    """
    if one is None or other is None:
        return one is None and other is not None
    return one < other if is_lower_bound(field) else one > other


def is_lower_bound(field: str) -> bool:
    """Return whether a field is a lower bound, which loosens when it falls."""
    return field.startswith("at_least")


def get_loosest(field: str) -> int:
    """Return a value at which a bound asks nothing."""
    if is_lower_bound(field):
        return 0
    return PERCENT if field.endswith("percent") else MOST_PEOPLE
