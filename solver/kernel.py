"""A whole optimum close to a relaxed one: what the relaxation's prices keep where it is does not move.

Variables that could only move at a price above `reach` keep the relaxation's value; a small program is left
(the "core problem" of Balas and Zemel, 1980). What it finds is proven for the whole program if it is within
`reach` of the relaxation: whatever moves a kept variable lies beyond.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cocau.constraints.quantity import Quantity
from cocau.solver.engine import Answer, Status
from cocau.solver.lots import LOTS
from cocau.solver.program import Program, value_of
from cocau.solver.relaxation import NEAR, Relaxation
from cocau.solver.rest import rest_of

CLOSE = LOTS // 16
"""How much worse than the relaxation's the lots of an assignment close to it are looked for first."""


@dataclass(frozen=True)
class Corner:
    """Where a relaxation ended: `bound` of the objective (whole), parts and prices of all variables."""

    bound: int
    parts: NDArray[np.double]
    prices: NDArray[np.double]

    def whole(self, variables: Sequence[int]) -> bool:
        """Whether these variables came out whole."""
        some = self.parts[np.array(variables, dtype=np.int32)]
        return bool((np.abs(some - np.rint(some)) < NEAR).all())

    @property
    def rounded(self) -> list[int]:
        """The parts, each at the nearest whole number."""
        return [int(part) for part in np.rint(self.parts)]

    @classmethod
    def of(cls, relaxation: Relaxation, bound: int) -> "Corner":
        """That of the last `minimum`."""
        return cls(bound, relaxation.parts(), relaxation.prices())


def found_near(program: Program, corner: Corner, minimise: Callable[[Program], Answer]) -> list[int] | None:
    """An assignment close to a relaxed optimum of lots; None says nothing.

    `minimise` asks an engine for any assignment of a small program, with variables of its own.
    """
    rest = rest_of(close(program, corner, 2 * CLOSE))
    if rest is None or 2 * len(rest.open) > len(program.lower):  # then the whole is as easily asked
        return None
    values = minimise(rest.program).values
    if values is None:
        return None
    whole = rest.whole(values)
    return whole if program.allows(whole) else None


def least_near(
    program: Program, corner: Corner, objective: Quantity, minimise: Callable[[Program], Answer]
) -> Answer:
    """The least of lots, looked for twice: what is found first tells how far from the corner to look."""
    answer = near(program, corner, CLOSE, minimise)
    if answer.status is Status.OPTIMAL or answer.values is None:
        return answer
    reach = value_of(objective, answer.values) - corner.bound + 1
    again = near(program, corner, reach, minimise)
    return Answer(again.status, again.values or answer.values, again.bound)


def near(program: Program, corner: Corner, reach: int, minimise: Callable[[Program], Answer]) -> Answer:
    """The least of the corner's objective if it lies within `reach` of its bound; else it stopped, undecided.

    `minimise` asks an engine for the least under a program. Where it stopped, `values` are an assignment all
    the same, if it found one.
    """
    small = close(program, corner, reach)
    answer = minimise(small)
    if small is program:
        return answer
    if answer.status is Status.OPTIMAL and answer.bound is not None and answer.bound < corner.bound + reach:
        return answer
    return Answer(Status.STOPPED, answer.values, corner.bound)


def close(program: Program, corner: Corner, reach: int) -> Program:
    """The program in which what could only move at a price above `reach` stays."""
    whole = np.rint(corner.parts)
    kept = (np.abs(corner.prices) > reach) & (np.abs(corner.parts - whole) < NEAR)
    if not kept.any():
        return program
    lower = np.where(kept, whole, program.lower).astype(np.int64).tolist()
    upper = np.where(kept, whole, program.upper).astype(np.int64).tolist()
    return program.bounded(lower, upper)
