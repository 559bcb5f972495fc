"""Kernel search: an integer optimum close to a relaxed one, in a small program.

Variables that could move only at a price above `reach` keep the relaxation's value; a
small program remains (the "core problem" of Balas and Zemel, 1980). Its optimum is
proven for the whole program if it is within `reach` of the relaxation, since moving a
fixed variable would cost more.

To shrink the program, bounds are tightened from the rows in whole numbers until they
stop moving. Rows that hold whatever the open variables do are left out, and variables
in no remaining row stay at their lower bounds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.engines.engine import EngineAnswer, EngineStatus
from cocau.solver.engines.relaxation import INTEGRALITY_TOLERANCE, LinearRelaxation
from cocau.solver.model.program import OPEN_SIDE, STRUCTURAL, IntArray, Matrix, NamedRow, Program, evaluate
from cocau.solver.model.tie_breaks import LOT_LIMIT

TIGHTENING_ROUNDS = 8
"""How often bounds are drawn; they may creep on for long, by one at a time."""


@dataclass(frozen=True)
class ReducedProgram:
    """A program of the variables `open` behind its constant; others keep those of `kept`."""

    program: Program
    open: NDArray[np.intp]
    kept: IntArray

    def expand(self, values: list[int]) -> list[int]:
        """Expand an assignment of the reduced program to one of the whole program."""
        all_values = self.kept.copy()
        all_values[self.open] = values[1:]
        found: list[int] = all_values.tolist()
        return found


def reduce_program(program: Program) -> ReducedProgram | None:
    """Reduce a program to what is open; None if bounds and rows show it impossible."""
    tight = _tighten_bounds(
        program.matrix, np.array(program.lower, np.int64), np.array(program.upper, np.int64)
    )
    if tight is None:
        return None
    rows, lower, upper = tight
    spoken_of = np.zeros(len(lower), np.bool_)
    spoken_of[rows.variable] = True
    left = np.flatnonzero(spoken_of & (lower < upper))
    return ReducedProgram(_build_program(rows, lower, upper, left), left, lower)


def _tighten_bounds(
    rows: Matrix, lower: IntArray, upper: IntArray
) -> tuple[Matrix, IntArray, IntArray] | None:
    """Tighten the bounds by one row after another; None if one cannot hold.

    Return the rows that can still be broken within the bounds; tighter bounds break no others.
    """
    for _ in range(TIGHTENING_ROUNDS):
        least, most = rows.extremes(lower, upper)
        if (most < rows.low).any() or (least > rows.high).any():
            return None
        undecided = _find_undecided(rows, least, most)
        rows, ends = rows.select(undecided), (least[undecided], most[undecided])
        before = lower, upper
        lower, upper = _tighten_by_terms(rows, ends, before)
        if (lower > upper).any():
            return None
        if (lower == before[0]).all() and (upper == before[1]).all():
            return rows, lower, upper
    return rows.select(_find_undecided(rows, *rows.extremes(lower, upper))), lower, upper


def _find_undecided(rows: Matrix, least: IntArray, most: IntArray) -> NDArray[np.bool_]:
    """Find the rows that can be broken within the bounds."""
    return (least < rows.low) | (most > rows.high)


def _tighten_by_terms(
    rows: Matrix, ends: tuple[IntArray, IntArray], bounds: tuple[IntArray, IntArray]
) -> tuple[IntArray, IntArray]:
    """Tighten the bounds by what the rest of its row leaves to each open term."""
    lower, upper = bounds
    terms = np.flatnonzero((lower < upper)[rows.variable])
    row = np.repeat(np.arange(len(rows)), np.diff(rows.start))[terms]
    variable, times = rows.variable[terms], rows.coefficient[terms]
    one, other = times * lower[variable], times * upper[variable]
    most = rows.high[row] - ends[0][row] + np.minimum(one, other)
    least = rows.low[row] - ends[1][row] + np.maximum(one, other)
    rising = times > 0
    lower, upper = lower.copy(), upper.copy()
    np.maximum.at(lower, variable, -(-np.where(rising, least, most) // times))
    np.minimum.at(upper, variable, np.where(rising, most, least) // times)
    return lower, upper


def _build_program(rows: Matrix, lower: IntArray, upper: IntArray, left: NDArray[np.intp]) -> Program:
    """Build these rows over the variables left, all other values taken into their sides."""
    number = np.zeros(len(lower), np.int64)
    number[left] = np.arange(1, len(left) + 1)
    fixed = rows.sums(np.where(number > 0, 0, lower))
    open_terms = (number > 0)[rows.variable]
    variables = number[rows.variable[open_terms]].tolist()
    times = rows.coefficient[open_terms].tolist()
    many = np.concatenate((np.zeros(1, np.int64), np.cumsum(open_terms)))[rows.start].tolist()
    sides = zip((rows.low - fixed).tolist(), (rows.high - fixed).tolist(), rows.low, rows.high, strict=True)
    named = [
        NamedRow(
            STRUCTURAL,
            dict(zip(variables[first:last], times[first:last], strict=True)),
            None if was_low == -OPEN_SIDE else low,
            None if was_high == OPEN_SIDE else high,
        )
        for first, last, (low, high, was_low, was_high) in zip(many, many[1:], sides, strict=False)
    ]
    return Program([0, *lower[left].tolist()], [0, *upper[left].tolist()], named)


REACHES = tuple(LOT_LIMIT // part for part in (128, 64, 32, 16, 8))
"""How far the lots may be from the relaxation's, in turn, until some are found."""

Minimise = Callable[[Program, list[int] | None], EngineAnswer]
"""Asks an engine for the least under a program, from an assignment where one is known."""


@dataclass(frozen=True)
class LpOptimum:
    """Where a relaxation ended: whole `bound` of the objective, parts and reduced costs."""

    bound: int
    parts: NDArray[np.double]
    prices: NDArray[np.double]

    def is_whole(self, variables: Sequence[int]) -> bool:
        """Return whether these variables came out whole."""
        some = self.parts[np.array(variables, dtype=np.int32)]
        return bool((np.abs(some - np.rint(some)) < INTEGRALITY_TOLERANCE).all())

    @property
    def rounded(self) -> list[int]:
        """Return the parts, each at the nearest whole number."""
        return [int(part) for part in np.rint(self.parts)]

    @classmethod
    def of(cls, relaxation: LinearRelaxation, bound: int) -> "LpOptimum":
        """Build the optimum of the last `minimum` of a relaxation."""
        return cls(bound, relaxation.parts(), relaxation.prices())


def find_near(
    program: Program, corner: LpOptimum, minimise: Callable[[Program], EngineAnswer]
) -> list[int] | None:
    """Find an assignment close to a relaxed optimum of lots; None says nothing.

    `minimise` asks an engine for any assignment of a small program, with variables of its own.
    """
    for reach in (REACHES[0], REACHES[-1]):
        rest = reduce_program(restrict(program, corner, reach))
        if rest is None or 2 * len(rest.open) > len(program.lower):  # then the whole is as easily asked
            continue
        values = minimise(rest.program).values
        whole = None if values is None else rest.expand(values)
        if whole is not None and program.allows(whole):
            return whole
    return None


def minimise_near(
    program: Program, corner: LpOptimum, objective: Quantity, minimise: Minimise
) -> EngineAnswer:
    """Minimise lots twice: the first find tells how far to look, and is a hint there."""
    for reach in REACHES:
        answer = minimise_within(program, corner, reach, minimise)
        if answer.status is not EngineStatus.STOPPED:
            return answer
        if answer.values is not None:
            break
    else:
        return EngineAnswer(EngineStatus.STOPPED)
    reach = evaluate(objective, answer.values) - corner.bound + 1
    again = minimise_within(program, corner, reach, minimise, answer.values)
    return EngineAnswer(again.status, again.values or answer.values, again.bound)


def minimise_within(
    program: Program, corner: LpOptimum, reach: int, minimise: Minimise, hint: list[int] | None = None
) -> EngineAnswer:
    """Minimise the objective within `reach` of the relaxed bound; else stop, undecided.

    Where it stopped, `values` are an assignment all the same, if it found one.
    """
    small = restrict(program, corner, reach)
    answer = minimise(small, hint)
    if small is program:
        return answer
    if (
        answer.status is EngineStatus.OPTIMAL
        and answer.bound is not None
        and answer.bound < corner.bound + reach
    ):
        return answer
    return EngineAnswer(EngineStatus.STOPPED, answer.values, corner.bound)


def restrict(program: Program, corner: LpOptimum, reach: int) -> Program:
    """Fix all variables that could only move at a price above `reach`."""
    whole = np.rint(corner.parts)
    kept = (np.abs(corner.prices) > reach) & (np.abs(corner.parts - whole) < INTEGRALITY_TOLERANCE)
    if not kept.any():
        return program
    lower = np.where(kept, whole, program.lower).astype(np.int64).tolist()
    upper = np.where(kept, whole, program.upper).astype(np.int64).tolist()
    return program.with_bounds(lower, upper)
