"""The least move of a bound that suffices while every other rule holds: found by a near miss, then proven.

The slate that misses the bound by least says how far it must move; that one step less does not suffice is
a question of its own, answered by the relaxation or by whole numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cocau.constraints.quantity import Quantity
from cocau.constraints.rule import Rule
from cocau.solver.effort import Effort
from cocau.solver.engine import Engine
from cocau.solver.explain.bounds import falls, nearer, tightest
from cocau.solver.explain.whole import least
from cocau.solver.model import FAR, SlateModel
from cocau.solver.program import NamedRow, Program


@dataclass(frozen=True)
class Least:
    """The least move: the rule as it is then, and an assignment of the program that holds."""

    rule: Rule
    values: list[int]


class _Near(NamedTuple):
    """By how much a rule must be missed at least, and an assignment that does not miss it by more."""

    value: int
    values: list[int]


class Mover:
    """Moves bounds of one rule at a time, in a program that holds everything else.

    Raises:
        TimeOver: by every method, where an engine did not answer.
    """

    def __init__(self, model: SlateModel, engine: Engine, effort: Effort) -> None:
        self._model, self._engine, self._effort = model, engine, effort

    def least(self, others: Program, rule: Rule, field: str, last: int) -> Least | None:
        """The least move of one bound, up to `last`; None if not even that suffices."""
        near = self._nearest(others, self.rows(rule))
        if tightest(rule, field, last, self.rows, near.values) is None:
            near = self._nearest(others, self.rows(rule.but(**{field: last})), enough=1)
            if near.value:
                return None
        return self._closest(others, rule, field, last, near.values)

    def _closest(self, others: Program, rule: Rule, field: str, last: int, values: list[int]) -> Least:
        """From the value that an assignment allows, on towards the rule's own until that is refused."""
        value = tightest(rule, field, last, self.rows, values)
        while value is not None and value != getattr(rule, field):
            closer = nearer(field, value)
            if closer == getattr(rule, field):
                break
            near = self._nearest(others, self.rows(rule.but(**{field: closer})), enough=1)
            if near.value:
                break
            values, value = near.values, tightest(rule, field, last, self.rows, near.values)
        return Least(rule.but(**{field: value}), values)

    def step(self, others: Program, rule: Rule, field: str, last: int, shown: list[int]) -> Least | None:
        """The same where the rule as it is cannot hold; `shown`: an assignment of the others, tried first."""
        value = tightest(rule, field, last, self.rows, shown)
        if value is None:
            return self.least(others, rule, field, last)
        closer = rule.but(**{field: nearer(field, value)})
        if closer == rule:
            return Least(rule.but(**{field: value}), shown)
        rows = self.rows(closer)
        near = self._nearest(others, rows, enough=1)
        if near.value:
            return Least(rule.but(**{field: value}), shown)
        if _one_sided(rows):
            return self._closest(others, rule, field, last, near.values)
        return self.least(others, rule, field, last)

    def together(self, others: Program, rule: Rule, lasts: dict[str, int]) -> Least | None:
        """Several bounds moved where none suffices alone: one after another, each by the least."""
        moved: Least | None = None
        rule_now = rule.but(**lasts)
        for field, last in lasts.items():
            held = rule_now.but(**{field: getattr(rule, field)})
            moved = self.least(others, held, field, last)
            if moved is None:
                return None
            rule_now = moved.rule
        return moved

    def rows(self, rule: Rule) -> list[NamedRow]:
        """What a rule asks with the bounds that it has."""
        return self._model.rows_of(rule)

    def _nearest(self, others: Program, rows: Sequence[NamedRow], *, enough: int | None = None) -> _Near:
        """The assignment whose worst missed row of these is missed by least; the others all hold."""
        if _one_sided(rows):
            return self._furthest(others, rows[0], enough=enough)
        program, short = _softened(others, rows)
        lots = self._model.people.lots
        found = least(program, Quantity({short: 1}), lots, self._engine, self._effort, enough=enough)
        return _Near(found.value, found.values or [])

    def _furthest(self, others: Program, row: NamedRow, *, enough: int | None) -> _Near:
        """The same for one row with one side: as far towards it as there is, with no number beside it."""
        sign = 1 if row.low is None else -1
        far = Quantity({v: sign * c for v, c in row.terms.items()})
        side = sign * ((row.high if row.low is None else row.low) or 0)
        lots = self._model.people.lots
        wanted = None if enough is None else side + enough
        found = least(others, far, lots, self._engine, self._effort, enough=wanted)
        return _Near(max(found.value - side, 0), found.values or [])


def _one_sided(rows: Sequence[NamedRow]) -> bool:
    """Whether an assignment that goes as far as there is towards one row is nearest to every bound of it."""
    return len(rows) == 1 and (rows[0].low is None) is not (rows[0].high is None)


def _softened(others: Program, rows: Sequence[NamedRow]) -> tuple[Program, int]:
    """The program with one number by which any of these rows may be missed."""
    soft = Program([*others.lower], [*others.upper])
    short = soft.variable(FAR)
    for row in rows:
        for low, high, sign in ((row.low, None, 1), (None, row.high, -1)):
            if low is not None or high is not None:
                soft.rows.append(NamedRow(row.tag, row.terms | {short: sign}, low, high))
    return others.bounded(soft.lower, soft.upper).with_rows(soft.rows), short


def towards(rule: Rule, field: str, value: int) -> int:
    """By how much a bound has moved."""
    now: int = getattr(rule, field)
    return now - value if falls(field) else value - now
