"""The linear relaxation of a program, kept warm: lower bounds, whole solutions by luck, and Farkas cores."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from math import ceil, inf

import highspy
import numpy as np
from numpy.typing import NDArray

from cocau.constraints.quantity import Quantity
from cocau.solver.certificate import Certificate, certificate
from cocau.solver.engine import Watch
from cocau.solver.highs import ended, watched
from cocau.solver.highs_model import add_lock, high, loaded, low, set_cost
from cocau.solver.program import STRUCTURE, Program

NEAR = 1e-6
"""How far from a whole number a float of HiGHS may lie and still be taken for one."""

NOTHING = 1e-9
"""What a dual value must exceed to count as more than rounding."""


PRIMAL, DUAL = 4, 1
"""HiGHS' numbers for the two."""

FEW = 8
"""An objective over less than one in so many variables is minimised from the optimum before."""

UNWATCHED = 0.4
"""Seconds for which nobody looks at a running relaxation."""


class Relaxation:
    """A program without the demand for whole numbers, its rows switched on and off by tag."""

    def __init__(self, program: Program) -> None:
        self._program, self._rows = program, program.rows
        self._highs = loaded(program, integral=False)
        self._highs.setOptionValue("presolve", "off")
        self._highs.setOptionValue("simplex_scale_strategy", 0)  # small whole numbers need no scaling
        self._watched = False
        self._parts: NDArray[np.double] | None = None
        self._free: Quantity | None = None
        self._number = len(program.rows)
        self._prepared: tuple[Quantity, highspy.HighsBasis] | None = None
        self._on: set[str] = {STRUCTURE, *program.tags()}

    @cached_property
    def _rows_of(self) -> dict[str, list[int]]:
        """The rows of each tag."""
        rows_of: dict[str, list[int]] = {}
        for i, row in enumerate(self._rows[: self._number]):
            rows_of.setdefault(row.tag, []).append(i)
        return rows_of

    def core(self, tags: Iterable[str]) -> frozenset[str] | None:
        """Tags (of those given) that already cannot hold together, proven exactly; else None."""
        found = self.tried(tags)
        return found.tags if isinstance(found, Certificate) else None

    def weigh(self, objective: Quantity) -> None:
        """Minimise this in every question about tags: from one optimum to the next it is a few dual steps."""
        set_cost(self._highs, objective)
        self._free = None

    def tried(self, tags: Iterable[str], seconds: float = inf) -> Certificate | list[int] | None:
        """Whether the rows of these tags can hold together.

        A proof that they cannot; or an assignment, where one came out whole; or None: not decided here.
        """
        self._switch({*tags, STRUCTURE})
        self._plainly()
        self._limit(seconds)
        self._highs.run()
        if ended(self._highs) != highspy.HighsModelStatus.kOptimal:
            self._parts = None
            return self.proof()
        self._parts = np.asarray(self._highs.getSolution().col_value)
        return self._whole()

    @property
    def solved(self) -> bool:
        """Whether the last run came to an optimum, of which `parts` and `prices` tell."""
        return self._parts is not None

    def proof(self) -> Certificate | None:
        """The proof that the rows which were on in the last run cannot hold together, if it is one."""
        if ended(self._highs) != highspy.HighsModelStatus.kInfeasible:
            return None
        _, has_ray, ray = self._highs.getDualRay()  # type: ignore[attr-defined]  # missing in its stub
        return certificate(self._program, self._clean(ray)) if has_ray else None

    def minimum(
        self, objective: Quantity, seconds: float, watch: Watch | None = None
    ) -> tuple[int, list[int] | None] | None:
        """A whole number that no assignment can beat, and the assignment if it came out whole.

        None if the relaxation was not solved to its end: in time, or because it has no solution.
        """
        floor = self._floor(objective)
        if self._parts is not None and abs(_value(objective, self._parts) - floor) < NOTHING:
            self._free = objective
            return floor, self._whole()  # where the last run ended nothing can be better
        self._free = None
        set_cost(self._highs, objective)
        self._go_on_from(objective)
        if not self._run(seconds, watch):
            self._parts = None
            return None
        self._parts = np.asarray(self._highs.getSolution().col_value)
        bound = objective.constant + ceil(self._highs.getInfo().objective_function_value - NEAR)
        return bound, self._whole()

    def prepare(self, objective: Quantity, seconds: float, watch: Watch | None = None) -> None:
        """Minimise what will be minimised again under locks: from here it is then a few dual steps."""
        self.weigh(objective)
        self._plainly()
        if self._run(seconds, watch):
            self._parts = np.asarray(self._highs.getSolution().col_value)
            self._prepared = objective, self._highs.getBasis()

    def lock(self, objective: Quantity, most: int) -> None:
        """From now on `objective` may not exceed `most`."""
        add_lock(self._highs, objective, most)

    def keep(self, tags: Iterable[str]) -> None:
        """From now on only the rows of these tags bind, and those of the structure."""
        self._switch({*tags, STRUCTURE})

    def parts(self) -> NDArray[np.double]:
        """The last assignment of `minimum`, whole or not."""
        if self._parts is None:
            raise AssertionError("`minimum` has answered")
        return self._parts

    def prices(self) -> NDArray[np.double]:
        """By how much, at least, the last objective grows for each one that a variable moves."""
        if self._free is not None:  # no row had a part in its least value: the weights are the prices
            prices = np.zeros(self._highs.getNumCol())
            prices[list(self._free.terms)] = list(self._free.terms.values())
            return prices
        return np.asarray(self._highs.getSolution().col_dual)

    def fix(self, variables: Sequence[int], values: Sequence[int]) -> None:
        """From now on these variables have these values."""
        index: NDArray[np.int32] = np.array(variables, dtype=np.int32)
        numbers = np.array(values, dtype=np.double)
        self._highs.changeColsBounds(len(index), index, numbers, numbers)
        self._parts = None

    def _plainly(self) -> None:
        """The next run is one of the dual simplex without presolve, which ends in a ray where it must."""
        self._highs.setOptionValue("presolve", "off")
        self._highs.setOptionValue("simplex_strategy", DUAL)

    def _go_on_from(self, objective: Quantity) -> None:
        """The last optimum is a start for the primal simplex, and mostly near the next optimum.

        Not so where the next objective weighs nearly everything (lots): anew, presolved, is faster there.
        """
        if self._prepared is not None and objective is self._prepared[0]:
            self._return(self._prepared[1])
            return
        many = len(objective.terms) * FEW >= self._highs.getNumCol()
        self._highs.setOptionValue("presolve", "on" if many else "off")
        self._highs.setOptionValue("simplex_strategy", DUAL if many or self._parts is None else PRIMAL)
        if many and self._parts is not None:
            self._highs.clearSolver()

    def _return(self, basis: highspy.HighsBasis) -> None:
        """The next run starts where the objective was least before the rows added since: dual steps do."""
        self._plainly()
        status = [*basis.row_status]
        added = self._highs.getNumRow() - len(status)
        basis.row_status = [*status, *[highspy.HighsBasisStatus.kBasic] * added]
        self._highs.setBasis(basis)

    def _run(self, seconds: float, watch: Watch | None) -> bool:
        """Whether it came to its end. Being looked at costs time in each step, so it begins unlooked at."""
        if watch is not None and not self._watched and seconds > UNWATCHED:
            self._limit(UNWATCHED)
            self._highs.run()
            if ended(self._highs) != highspy.HighsModelStatus.kTimeLimit:
                return ended(self._highs) == highspy.HighsModelStatus.kOptimal
            seconds -= UNWATCHED
        if watch is not None and not self._watched:
            watched(self._highs, watch, 0)
            self._watched = True
        self._limit(seconds)
        self._highs.run()
        return ended(self._highs) == highspy.HighsModelStatus.kOptimal

    def _limit(self, seconds: float) -> None:
        """How much longer the next run may take; HiGHS counts from its first one."""
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + max(seconds, 0.01))

    def _clean(self, ray: Iterable[float]) -> list[float]:
        """A number for each row from a dual ray: rows that are off, and mere rounding, are nothing."""
        weights = np.asarray(ray)[: self._number].copy()
        weights[np.abs(weights) <= NOTHING] = 0.0
        for tag in self._rows_of.keys() - self._on:
            weights[self._rows_of[tag]] = 0.0
        numbers: list[float] = weights.tolist()
        return numbers

    def _floor(self, objective: Quantity) -> int:
        """What an objective cannot be less than by the bounds of its variables alone."""
        lower, upper = self._program.lower, self._program.upper
        ends = (c * (lower[v] if c > 0 else upper[v]) for v, c in objective.terms.items())
        return objective.constant + sum(ends)

    def _whole(self) -> list[int] | None:
        """The last assignment, if it came out whole."""
        values = self.parts()
        whole = np.rint(values)
        numbers: list[int] = whole.astype(np.int64).tolist()
        return numbers if np.abs(values - whole).max() < NEAR else None

    def _switch(self, wanted: set[str]) -> None:
        if wanted == self._on:
            return
        self._parts = None
        for tag in wanted ^ self._on:
            for i in self._rows_of.get(tag, ()):
                row = self._rows[i]
                low_high = (row.low, row.high) if tag in wanted else (None, None)
                self._highs.changeRowBounds(i, low(low_high[0]), high(low_high[1]))
        self._on = wanted


def _value(objective: Quantity, parts: NDArray[np.double]) -> float:
    """The number an objective has under an assignment in parts."""
    terms = objective.terms
    weights = np.fromiter(terms.values(), np.double, len(terms))
    return objective.constant + float(parts[np.fromiter(terms, np.int64, len(terms))] @ weights)
