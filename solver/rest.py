"""What is left open of a program whose variables can mostly not move, as a small program of its own.

Bounds are drawn from the rows, in whole numbers, as far as they move; then rows that hold however the open
variables lie are left out, and variables that no row left speaks of stay at their lower bounds.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cocau.solver.matrix import OPEN, Ints, Matrix
from cocau.solver.program import STRUCTURE, NamedRow, Program

ROUNDS = 8
"""How often bounds are drawn; they may creep on for long, by one at a time."""


@dataclass(frozen=True)
class Rest:
    """`program` has the variables `open` behind its constant; all others have their value in `kept`."""

    program: Program
    open: NDArray[np.intp]
    kept: Ints

    def whole(self, values: list[int]) -> list[int]:
        """The assignment of the whole program that an assignment of the rest stands for."""
        all_values = self.kept.copy()
        all_values[self.open] = values[1:]
        found: list[int] = all_values.tolist()
        return found


def rest_of(program: Program) -> Rest | None:
    """What is left of a program; None if bounds and single rows show already that nothing is possible."""
    rows = program.matrix
    bounds = _drawn(rows, np.array(program.lower, np.int64), np.array(program.upper, np.int64))
    if bounds is None:
        return None
    lower, upper = bounds
    undecided = _undecided(rows, *rows.extremes(lower, upper))
    spoken_of = np.zeros(len(lower), np.bool_)
    spoken_of[rows.variable[np.repeat(undecided, np.diff(rows.start))]] = True
    left = np.flatnonzero(spoken_of & (lower < upper))
    return Rest(_program(rows.only(undecided), lower, upper, left), left, lower)


def _drawn(rows: Matrix, lower: Ints, upper: Ints) -> tuple[Ints, Ints] | None:
    """The bounds drawn tighter by one row after another; None if one cannot hold."""
    at = np.repeat(np.arange(len(rows)), np.diff(rows.start))
    for _ in range(ROUNDS):
        least, most = rows.extremes(lower, upper)
        if (most < rows.low).any() or (least > rows.high).any():
            return None
        terms = _undecided(rows, least, most)[at] & (lower < upper)[rows.variable]
        before = lower, upper
        lower, upper = _tighter(rows, at, np.flatnonzero(terms), (least, most), before)
        if (lower > upper).any():
            return None
        if (lower == before[0]).all() and (upper == before[1]).all():
            break
    return lower, upper


def _undecided(rows: Matrix, least: Ints, most: Ints) -> NDArray[np.bool_]:
    """Which rows can be broken within the bounds."""
    return (least < rows.low) | (most > rows.high)


def _tighter(
    rows: Matrix, at: Ints, terms: NDArray[np.intp], ends: tuple[Ints, Ints], bounds: tuple[Ints, Ints]
) -> tuple[Ints, Ints]:
    """The bounds after each of these terms took what the rest of its row leaves it."""
    lower, upper = bounds
    row, variable, times = at[terms], rows.variable[terms], rows.coefficient[terms]
    one, other = times * lower[variable], times * upper[variable]
    most = rows.high[row] - ends[0][row] + np.minimum(one, other)
    least = rows.low[row] - ends[1][row] + np.maximum(one, other)
    rising = times > 0
    lower, upper = lower.copy(), upper.copy()
    np.maximum.at(lower, variable, -(-np.where(rising, least, most) // times))
    np.minimum.at(upper, variable, np.where(rising, most, least) // times)
    return lower, upper


def _program(rows: Matrix, lower: Ints, upper: Ints, left: NDArray[np.intp]) -> Program:
    """These rows over the variables left, the values of all others taken into their sides."""
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
            STRUCTURE,
            dict(zip(variables[first:last], times[first:last], strict=True)),
            None if was_low == -OPEN else low,
            None if was_high == OPEN else high,
        )
        for first, last, (low, high, was_low, was_high) in zip(many, many[1:], sides, strict=False)
    ]
    return Program([0, *lower[left].tolist()], [0, *upper[left].tolist()], named)
