"""The least move of a bound of a rule while the rest holds.

The slate that misses a bound by least says how far the bound must move. That one step less does not
suffice is a question of its own, answered by the relaxation or by whole numbers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cocau.constraints.rules.quantity import Quantity
from cocau.constraints.rules.rule import Rule
from cocau.solver.engines.engine import Engine
from cocau.solver.explain.minimum import find_minimum
from cocau.solver.explain.repairs.movable_bounds import is_lower_bound
from cocau.solver.model.program import NamedRow, Program
from cocau.solver.model.slate_model import MAX_SLACK, SlateModel
from cocau.solver.time_budget import TimeBudget


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


def get_nearer(field: str, value: int) -> int:
    """Return the next value of a bound that asks for more."""
    return value + 1 if is_lower_bound(field) else value - 1


@dataclass(frozen=True)
class LeastMove:
    """The least move of a bound that suffices: the rule then, and an assignment that holds."""

    rule: Rule
    values: list[int]


class _NearMiss(NamedTuple):
    """By how much a rule must be missed at least, and an assignment that misses by that."""

    value: int
    values: list[int]


class BoundMover:
    """Moves bounds of one rule at a time, in a program that holds everything else.

    Raises:
        TimeOver: by every method, where an engine did not answer.
    """

    def __init__(self, model: SlateModel, engine: Engine, effort: TimeBudget) -> None:
        self._model, self._engine, self._effort = model, engine, effort

    def find_least_move(self, others: Program, rule: Rule, field: str, last: int) -> LeastMove | None:
        """Find the least move of one bound, up to `last`; None if even that does not suffice."""
        near = self._find_nearest_miss(others, self.build_rows(rule))
        if find_tightest(rule, field, last, self.build_rows, near.values) is None:
            near = self._find_nearest_miss(
                others, self.build_rows(rule.replace_unvalidated(**{field: last})), enough=1
            )
            if near.value:
                return None
        return self._move_closest(others, rule, field, last, near.values)

    def _move_closest(
        self, others: Program, rule: Rule, field: str, last: int, values: list[int]
    ) -> LeastMove:
        """Move on from an allowed value towards the rule's own until that is refused."""
        value = find_tightest(rule, field, last, self.build_rows, values)
        while value is not None and value != getattr(rule, field):
            closer = get_nearer(field, value)
            if closer == getattr(rule, field):
                break
            near = self._find_nearest_miss(
                others, self.build_rows(rule.replace_unvalidated(**{field: closer})), enough=1
            )
            if near.value:
                break
            values, value = near.values, find_tightest(rule, field, last, self.build_rows, near.values)
        return LeastMove(rule.replace_unvalidated(**{field: value}), values)

    def find_next_move(
        self, others: Program, rule: Rule, field: str, last: int, shown: list[int]
    ) -> LeastMove | None:
        """Find the least move of a bound whose rule as it is cannot hold.

        `shown`: an assignment of the others, tried first.
        """
        value = find_tightest(rule, field, last, self.build_rows, shown)
        if value is None:
            return self.find_least_move(others, rule, field, last)
        closer = rule.replace_unvalidated(**{field: get_nearer(field, value)})
        if closer == rule:
            return LeastMove(rule.replace_unvalidated(**{field: value}), shown)
        rows = self.build_rows(closer)
        near = self._find_nearest_miss(others, rows, enough=1)
        if near.value:
            return LeastMove(rule.replace_unvalidated(**{field: value}), shown)
        if _is_one_sided(rows):
            return self._move_closest(others, rule, field, last, near.values)
        return self.find_least_move(others, rule, field, last)

    def move_together(self, others: Program, rule: Rule, lasts: dict[str, int]) -> LeastMove | None:
        """Move several bounds where none suffices alone: one after another, each by the least."""
        moved: LeastMove | None = None
        rule_now = rule.replace_unvalidated(**lasts)
        for field, last in lasts.items():
            held = rule_now.replace_unvalidated(**{field: getattr(rule, field)})
            moved = self.find_least_move(others, held, field, last)
            if moved is None:
                return None
            rule_now = moved.rule
        return moved

    def build_rows(self, rule: Rule) -> list[NamedRow]:
        """Return the rows of a rule with the bounds that it has."""
        return self._model.build_rows(rule)

    def _find_nearest_miss(
        self, others: Program, rows: Sequence[NamedRow], *, enough: int | None = None
    ) -> _NearMiss:
        """Find the assignment that misses the worst of these rows by least; the others hold."""
        if _is_one_sided(rows):
            return self._go_furthest(others, rows[0], enough=enough)
        program, short = _soften_rows(others, rows)
        lots = self._model.people.lots
        found = find_minimum(program, Quantity({short: 1}), lots, self._engine, self._effort, enough=enough)
        return _NearMiss(found.value, found.values or [])

    def _go_furthest(self, others: Program, row: NamedRow, *, enough: int | None) -> _NearMiss:
        """Find the assignment that goes furthest towards a one-sided row."""
        sign = 1 if row.low is None else -1
        far = Quantity({v: sign * c for v, c in row.terms.items()})
        side = sign * ((row.high if row.low is None else row.low) or 0)
        lots = self._model.people.lots
        wanted = None if enough is None else side + enough
        found = find_minimum(others, far, lots, self._engine, self._effort, enough=wanted)
        return _NearMiss(max(found.value - side, 0), found.values or [])


def _is_one_sided(rows: Sequence[NamedRow]) -> bool:
    """Return whether the rows are one row with one bound.

    Then the assignment that goes farthest towards the row is nearest to each of its bounds.
    """
    return len(rows) == 1 and (rows[0].low is None) is not (rows[0].high is None)


def _soften_rows(others: Program, rows: Sequence[NamedRow]) -> tuple[Program, int]:
    """Return the program with one variable by which any of these rows may be missed."""
    soft = Program([*others.lower], [*others.upper])
    short = soft.variable(MAX_SLACK)
    for row in rows:
        for low, high, sign in ((row.low, None, 1), (None, row.high, -1)):
            if low is not None or high is not None:
                soft.rows.append(NamedRow(row.tag, row.terms | {short: sign}, low, high))
    return others.with_bounds(soft.lower, soft.upper).with_rows(soft.rows), short


def measure_move(rule: Rule, field: str, value: int) -> int:
    """Return by how much a bound has moved."""
    now: int = getattr(rule, field)
    return now - value if is_lower_bound(field) else value - now
