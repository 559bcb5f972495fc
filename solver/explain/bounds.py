"""Bounds of rules: which way they loosen, how far, and where on the way an assignment is allowed."""

from collections.abc import Callable, Sequence

from cocau.constraints.rule import Rule
from cocau.solver.program import NamedRow

PERCENT = 100


def movable(rule: Rule) -> tuple[str, ...]:
    """The bounds of a rule that a what-if may change and that are set."""
    return tuple(f for f in sorted(rule.adjustable) if getattr(rule, f) is not None)


def looser(field: str, one: int | None, other: int | None) -> bool:
    """Whether a bound asks for less at `one` than at `other`; None asks for nothing."""
    if one is None or other is None:
        return one is None and other is not None
    return one < other if falls(field) else one > other


def falls(field: str) -> bool:
    """Whether the bound loosens when it falls: what must be reached does, what may be reached rises."""
    return field.startswith("at_least")


def loosest(field: str, people: int) -> int:
    """A value at which a bound asks for nothing of a council with so many people to choose from."""
    if falls(field):
        return 0
    return PERCENT if field.endswith("percent") else people


def tightest(
    rule: Rule,
    field: str,
    last: int,
    rows_of: Callable[[Rule], Sequence[NamedRow]],
    values: list[int],
) -> int | None:
    """The value nearest to the rule's own, up to `last`, under which an assignment is allowed; None: no one.

    Bisection: what a bound allows, every looser one allows too.
    """

    def allows(value: int) -> bool:
        return all(row.holds(values) for row in rows_of(rule.but(**{field: value})))

    if not allows(last):
        return None
    now: int = getattr(rule, field)
    step = -1 if falls(field) else 1
    refused, allowed = -1, abs(last - now)
    while allowed - refused > 1:
        middle = (refused + allowed) // 2
        refused, allowed = (refused, middle) if allows(now + step * middle) else (middle, allowed)
    return now + step * allowed


def nearer(field: str, value: int) -> int:
    """The next value that asks for more."""
    return value + 1 if falls(field) else value - 1
