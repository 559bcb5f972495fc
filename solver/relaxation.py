"""The linear relaxation of a program, kept warm: lower bounds, whole solutions by luck, and Farkas cores."""

from collections.abc import Iterable
from math import ceil, inf

import highspy
import numpy as np
from numpy.typing import NDArray

from constraints.quantity import Quantity
from solver.certificate import Certificate, certificate
from solver.engine import Watch
from solver.highs import ended, watched
from solver.highs_model import add_lock, high, loaded, low, set_cost
from solver.program import STRUCTURE, Program

NEAR = 1e-6
"""How far from a whole number a float of HiGHS may lie and still be taken for one."""

NOTHING = 1e-9
"""What a dual value must exceed to count as more than rounding."""


class Relaxation:
    """A program without the demand for whole numbers, its rows switched on and off by tag."""

    def __init__(self, program: Program) -> None:
        self._program, self._rows = program, program.rows
        self._highs = loaded(program, integral=False)
        self._highs.setOptionValue("presolve", "off")
        self._watched = False
        self._on: set[str] = {row.tag for row in program.rows}

    def core(self, tags: Iterable[str]) -> frozenset[str] | None:
        """Tags (of those given) that already cannot hold together, proven exactly; else None."""
        found = self.tried(tags)
        return found.tags if isinstance(found, Certificate) else None

    def tried(self, tags: Iterable[str], seconds: float = inf) -> Certificate | list[int] | None:
        """Whether the rows of these tags can hold together.

        A proof that they cannot; or an assignment, where one came out whole; or None: not decided here.
        """
        self._switch({*tags, STRUCTURE})
        self._limit(seconds)
        self._highs.run()
        match ended(self._highs):
            case highspy.HighsModelStatus.kInfeasible:
                _, has_ray, ray = self._highs.getDualRay()  # type: ignore[attr-defined]  # missing in its stub
                return certificate(self._program, self._clean(ray)) if has_ray else None
            case highspy.HighsModelStatus.kOptimal:
                return self._whole()
        return None

    def minimum(
        self, objective: Quantity, seconds: float, watch: Watch | None = None
    ) -> tuple[int, list[int] | None] | None:
        """A whole number that no assignment can beat, and the assignment if it came out whole.

        None if the relaxation was not solved to its end: in time, or because it has no solution.
        """
        if watch is not None and not self._watched:
            watched(self._highs, watch, 0)
            self._watched = True
        set_cost(self._highs, objective)
        self._limit(seconds)
        self._highs.run()
        if ended(self._highs) != highspy.HighsModelStatus.kOptimal:
            return None
        bound = objective.constant + ceil(self._highs.getInfo().objective_function_value - NEAR)
        return bound, self._whole()

    def lock(self, objective: Quantity, most: int) -> None:
        """From now on `objective` may not exceed `most`."""
        add_lock(self._highs, objective, most)

    def keep(self, tags: Iterable[str]) -> None:
        """From now on only the rows of these tags bind, and those of the structure."""
        self._switch({*tags, STRUCTURE})

    def parts(self) -> NDArray[np.double]:
        """The last assignment of `minimum`, whole or not."""
        return np.asarray(self._highs.getSolution().col_value)

    def _limit(self, seconds: float) -> None:
        """How much longer the next run may take; HiGHS counts from its first one."""
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + max(seconds, 0.01))

    def _clean(self, ray: Iterable[float]) -> list[float]:
        """A number for each row from a dual ray: rows that are off, and mere rounding, are nothing."""
        on = zip(np.asarray(ray)[: len(self._rows)].tolist(), self._rows, strict=True)
        return [y if abs(y) > NOTHING and row.tag in self._on else 0.0 for y, row in on]

    def _whole(self) -> list[int] | None:
        """The assignment of the last run, if it came out whole."""
        values = np.asarray(self._highs.getSolution().col_value)
        whole = np.rint(values)
        return [int(v) for v in whole] if np.abs(values - whole).max() < NEAR else None

    def _switch(self, wanted: set[str]) -> None:
        if wanted == self._on:
            return
        for i, row in enumerate(self._rows):
            if (row.tag in wanted) is not (row.tag in self._on):
                low_high = (row.low, row.high) if row.tag in wanted else (None, None)
                self._highs.changeRowBounds(i, low(low_high[0]), high(low_high[1]))
        self._on = wanted
