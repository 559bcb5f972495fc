"""The least move of a bound of a rule while the rest holds.

A slate that keeps the rest says how far the bound must move at most. The least move is found by bisection:
what the relaxation proves to be too little needs no whole numbers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cocau.constraints.rules.rule import Rule
from cocau.solver.conflicts.mus import FeasibilityOracle
from cocau.solver.explain.repairs.movable_bounds import is_lower_bound
from cocau.solver.model.program import NamedRow
from cocau.solver.model.slate_model import SlateModel
from cocau.solver.time_budget import TimeOver

MOVED_PREFIX = "moved:"
"""What the tag of a rule with other bounds begins with."""


def find_tightest(
    rule: Rule,
    field: str,
    last: int,
    rows_of: Callable[[Rule], Sequence[NamedRow]],
    values: list[int],
) -> int | None:
    """Find the value nearest to the rule's own at which the assignment is allowed.

    None: it is not allowed even at `last`. Bisection: what a bound allows, every looser one allows too.
    """

    def allows(value: int) -> bool:
        return all(row.holds(values) for row in rows_of(rule.replace_unvalidated(**{field: value})))

    if not allows(last):
        return None
    now: int = getattr(rule, field)
    step = -1 if is_lower_bound(field) else 1
    refused, allowed = -1, abs(last - now)
    while allowed - refused > 1:
        middle = (refused + allowed) // 2
        refused, allowed = (refused, middle) if allows(now + step * middle) else (middle, allowed)
    return now + step * allowed


@dataclass(frozen=True)
class LeastMove:
    """The least move of a bound that suffices: the rule then, and an assignment that holds."""

    rule: Rule
    values: list[int]


class BoundMover:
    """Moves bounds of one rule at a time while other tags of an oracle hold.

    What a rule asks with other bounds is added to the oracle as rows of a tag of its own.

    Raises:
        TimeOver: by every method that asks, where an engine did not answer.
    """

    def __init__(self, model: SlateModel, oracle: FeasibilityOracle) -> None:
        self._model, self._oracle = model, oracle
        self._rows: dict[str, list[NamedRow]] = {}
        self._likely: dict[tuple[str, str], int] = {}

    def find_next_move(
        self, held: frozenset[str], rule: Rule, field: str, last: int, shown: list[int] | None
    ) -> LeastMove | None:
        """Find the least move of a bound, up to `last`, whose rule as it is cannot hold.

        None if even that does not suffice. `shown`: an assignment of the tags held, tried first.
        """
        near = None if shown is None else self._tighten(rule, field, last, shown)
        if near is None:
            values = self._find_values(held, rule.replace_unvalidated(**{field: last}))
            near = None if values is None else self._tighten(rule, field, last, values)
        return None if near is None else self._move_closest(held, rule, field, near)

    def _tighten(self, rule: Rule, field: str, last: int, values: list[int]) -> LeastMove | None:
        """Move a bound as little as an assignment asks for, up to `last`."""
        value = find_tightest(rule, field, last, self._list_rows, values)
        return None if value is None else LeastMove(rule.replace_unvalidated(**{field: value}), values)

    def _move_closest(self, held: frozenset[str], rule: Rule, field: str, near: LeastMove) -> LeastMove:
        """Find the least move by bisection, proofs of the relaxation first, then whole numbers."""
        own: int = getattr(rule, field)
        side = -1 if is_lower_bound(field) else 1

        def moved(by: int) -> Rule:
            return rule.replace_unvalidated(**{field: own + side * by})

        refused, allowed = 0, measure_move(rule, field, getattr(near.rule, field))
        open_to = allowed
        likely = self._likely.get((rule.id, field), 0)
        while open_to - refused > 1:
            tries = (by for by in (likely - 1, likely) if refused < by < open_to)
            middle = next(tries, (refused + open_to) // 2)
            refuted = self._refutes(held, moved(middle))
            refused, open_to = (middle, open_to) if refuted else (refused, middle)
        tried = refused + 1
        while allowed - refused > 1:
            values = self._find_values(held, moved(tried))
            if values is None:
                refused = tried
            else:
                allowed, near = tried, LeastMove(moved(tried), values)
            tried = (refused + allowed) // 2
        self._likely[rule.id, field] = allowed
        return near

    def _refutes(self, held: frozenset[str], rule: Rule) -> bool:
        """Return whether a known proof or the relaxation rules out a rule with the tags held."""
        known = self._oracle.refutes_rows(held, self._list_rows(rule))
        return known or self._oracle.refutes(held | self.hold(rule))

    def _find_values(self, held: frozenset[str], rule: Rule) -> list[int] | None:
        """Find an assignment of the tags held and a rule as it is; None if none."""
        values = self._oracle.values(held | self.hold(rule))
        if self._oracle.unanswered:
            raise TimeOver
        return values

    def move_together(self, held: frozenset[str], rule: Rule, lasts: dict[str, int]) -> LeastMove | None:
        """Move several bounds where none suffices alone: one after another, each by the least."""
        moved: LeastMove | None = None
        rule_now = rule.replace_unvalidated(**lasts)
        for field, last in lasts.items():
            own = rule_now.replace_unvalidated(**{field: getattr(rule, field)})
            values = self._find_values(held, own)
            moved = (
                self.find_next_move(held, own, field, last, None if moved is None else moved.values)
                if values is None
                else LeastMove(own, values)
            )
            if moved is None:
                return None
            rule_now = moved.rule
        return moved

    def hold(self, rule: Rule) -> frozenset[str]:
        """Return the tag of a rule with the bounds that it has; none where it asks for nothing."""
        rows = self._list_rows(rule)
        tags = frozenset(row.tag for row in rows)
        if not tags <= self._oracle.program.index().keys():
            self._oracle.add_rows(rows)
        return tags

    def _list_rows(self, rule: Rule) -> list[NamedRow]:
        """List the rows of a rule with the bounds that it has, under a tag for these bounds."""
        bounds = ",".join(f"{field}={getattr(rule, field)}" for field in sorted(rule.adjustable))
        tag = f"{MOVED_PREFIX}{rule.id}:{bounds}"
        if tag not in self._rows:
            self._rows[tag] = [row._replace(tag=tag) for row in self._model.build_rows(rule)]
        return self._rows[tag]


def measure_move(rule: Rule, field: str, value: int) -> int:
    """Return by how much a bound has moved."""
    now: int = getattr(rule, field)
    return now - value if is_lower_bound(field) else value - now
