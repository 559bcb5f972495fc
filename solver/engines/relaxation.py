"""The linear relaxation, kept warm: lower bounds, whole solutions by luck, Farkas cores."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property
from math import ceil, inf

import highspy
import numpy as np
from numpy.typing import NDArray

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.engines.certificate import Certificate, build_certificate
from cocau.solver.engines.engine import Watch
from cocau.solver.engines.highs import (
    add_lock,
    attach_watch,
    get_model_status,
    load_program,
    set_cost,
    to_lower_bound,
    to_upper_bound,
)
from cocau.solver.model.program import STRUCTURAL, NamedRow, Program

INTEGRALITY_TOLERANCE = 1e-6
"""How far from a whole number a float of HiGHS may lie and still be taken for one."""

DUAL_TOLERANCE = 1e-9
"""What a dual value must exceed to count as more than rounding."""


PRIMAL, DUAL = 4, 1
"""HiGHS' numbers for the two."""

DENSE_SHARE = 8
"""An objective over less than one in so many variables starts from the last optimum."""

UNWATCHED_SECONDS = 0.4
"""Seconds between two looks at a running relaxation."""


class LinearRelaxation:
    """A program without the demand for whole numbers, its rows switched on and off by tag."""

    def __init__(self, program: Program) -> None:
        self._program, self._rows = program, program.rows
        self._highs = load_program(program, integral=False)
        self._highs.setOptionValue("presolve", "off")
        self._highs.setOptionValue("simplex_scale_strategy", 0)  # small whole numbers need no scaling
        self._watched = False
        self._parts: NDArray[np.double] | None = None
        self._free: Quantity | None = None
        self._number = len(program.rows)
        self._prepared: tuple[Quantity, highspy.HighsBasis] | None = None
        self._on: set[str] = {STRUCTURAL, *program.tags()}

    @cached_property
    def _rows_of(self) -> dict[str, list[int]]:
        """Map each tag to its rows."""
        index = self._program.index().items()
        return {tag: [*rows[: bisect_left(rows, self._number)]] for tag, rows in index}

    def add_rows(self, rows: Sequence[NamedRow]) -> None:
        """Add rows of new tags, off until a question has their tags; never after `lock`."""
        program = self._program.with_rows(rows)
        added = program.matrix.select(np.arange(len(program.rows)) >= self._number)
        many = len(rows)
        self._highs.addRows(
            many,
            np.full(many, to_lower_bound(None)),
            np.full(many, to_upper_bound(None)),
            len(added.variable),
            added.start[:-1].astype(np.int32),
            added.variable,
            added.coefficient.astype(np.double),
        )
        for i, row in enumerate(rows, start=self._number):
            self._rows_of.setdefault(row.tag, []).append(i)
        self._program, self._rows, self._number = program, program.rows, self._number + many

    def core(self, tags: Iterable[str]) -> frozenset[str] | None:
        """Return tags (of those given) that cannot hold together, proven exactly; else None."""
        found = self.probe(tags)
        return found.tags if isinstance(found, Certificate) else None

    def weigh(self, objective: Quantity) -> None:
        """Minimise this in every question about tags from now on.

        From one optimum to the next it is a few dual steps.
        """
        set_cost(self._highs, objective)
        self._free = None

    def probe(self, tags: Iterable[str], seconds: float = inf) -> Certificate | list[int] | None:
        """Probe whether the rows of these tags can hold together.

        A proof that they cannot; or an assignment, where one came out whole; or None: not decided here.
        """
        self._switch_rows({*tags, STRUCTURAL})
        self._use_dual_simplex()
        self._set_time_limit(seconds)
        self._highs.run()
        if get_model_status(self._highs) != highspy.HighsModelStatus.kOptimal:
            self._parts = None
            return self.proof()
        self._parts = np.asarray(self._highs.getSolution().col_value)
        return self._get_whole_values()

    @property
    def is_solved(self) -> bool:
        """Return whether the last run came to an optimum, with `parts` and `prices`."""
        return self._parts is not None

    def proof(self) -> Certificate | None:
        """Return the proof that the rows on in the last run cannot hold together, if any."""
        if get_model_status(self._highs) != highspy.HighsModelStatus.kInfeasible:
            return None
        _, has_ray, ray = self._highs.getDualRay()  # type: ignore[attr-defined]  # missing in its stub
        return build_certificate(self._program, self._clean_ray(ray)) if has_ray else None

    def minimum(
        self, objective: Quantity, seconds: float, watch: Watch | None = None, *, anew: bool = False
    ) -> tuple[int, list[int] | None] | None:
        """Return a whole lower bound, and the assignment if it came out whole.

        No assignment can beat the bound. None if the relaxation was not solved to its end: in time, or
        because it has no solution. `anew`: from no start, presolved.
        """
        floor = self._get_floor(objective)
        if self._parts is not None and abs(_evaluate_parts(objective, self._parts) - floor) < DUAL_TOLERANCE:
            self._free = objective
            return floor, self._get_whole_values()  # where the last run ended nothing can be better
        self._free = None
        set_cost(self._highs, objective)
        self._warm_start(objective, anew=anew)
        if not self._run(seconds, watch):
            self._parts = None
            return None
        self._parts = np.asarray(self._highs.getSolution().col_value)
        bound = objective.constant + ceil(
            self._highs.getInfo().objective_function_value - INTEGRALITY_TOLERANCE
        )
        return bound, self._get_whole_values()

    def prepare(self, objective: Quantity, seconds: float, watch: Watch | None = None) -> None:
        """Minimise what is minimised again under locks: from here it takes a few dual steps."""
        self.weigh(objective)
        self._use_dual_simplex()
        if self._run(seconds, watch):
            self._parts = np.asarray(self._highs.getSolution().col_value)
            self._prepared = objective, self._highs.getBasis()

    def lock(self, objective: Quantity, most: int) -> None:
        """Hold `objective` at `most` or less from now on."""
        add_lock(self._highs, objective, most)

    def keep(self, tags: Iterable[str]) -> None:
        """Bind only the rows of these tags from now on, and those of the structure."""
        self._switch_rows({*tags, STRUCTURAL})

    def parts(self) -> NDArray[np.double]:
        """Return the last assignment of `minimum`, whole or not."""
        if self._parts is None:
            raise AssertionError("`minimum` has answered")
        return self._parts

    def prices(self) -> NDArray[np.double]:
        """Return the reduced costs of the last objective.

        By how much, at least, it grows for each one that a variable moves.
        """
        if self._free is not None:  # no row had a part in its least value: the weights are the prices
            prices = np.zeros(self._highs.getNumCol())
            prices[list(self._free.terms)] = list(self._free.terms.values())
            return prices
        return np.asarray(self._highs.getSolution().col_dual)

    def find_priced_tags(self) -> frozenset[str]:
        """Return the tags whose rows have a part in the last bound.

        It holds without the rows of all others too: the same multipliers of rows prove it.
        """
        if self._free is not None:
            return frozenset()
        weights = np.asarray(self._highs.getSolution().row_dual)[: self._number]
        return frozenset(self._rows[i].tag for i in np.flatnonzero(np.abs(weights) > DUAL_TOLERANCE).tolist())

    def fix(self, variables: Sequence[int], values: Sequence[int]) -> None:
        """Fix these variables to these values from now on."""
        index: NDArray[np.int32] = np.array(variables, dtype=np.int32)
        numbers = np.array(values, dtype=np.double)
        self._highs.changeColsBounds(len(index), index, numbers, numbers)
        self._parts = None

    def _use_dual_simplex(self) -> None:
        """Make the next run one of the dual simplex without presolve.

        It ends in a ray where it must.
        """
        self._highs.setOptionValue("presolve", "off")
        self._highs.setOptionValue("simplex_strategy", DUAL)

    def _warm_start(self, objective: Quantity, *, anew: bool) -> None:
        """Start the next run from the last optimum, which is usually close to the next one.

        Not so where the next objective weighs nearly everything (lots): anew, presolved, is faster there.
        """
        if not anew and self._prepared is not None and objective is self._prepared[0]:
            self._restore_basis(self._prepared[1])
            return
        many = anew or len(objective.terms) * DENSE_SHARE >= self._highs.getNumCol()
        self._highs.setOptionValue("presolve", "on" if many else "off")
        self._highs.setOptionValue("simplex_strategy", DUAL if many or self._parts is None else PRIMAL)
        if anew or (many and self._parts is not None):
            self._highs.clearSolver()

    def _restore_basis(self, basis: highspy.HighsBasis) -> None:
        """Start the next run where the objective was least before rows were added.

        From there the dual simplex takes over.
        """
        self._use_dual_simplex()
        status = [*basis.row_status]
        added = self._highs.getNumRow() - len(status)
        basis.row_status = [*status, *[highspy.HighsBasisStatus.kBasic] * added]
        self._highs.setBasis(basis)

    def _run(self, seconds: float, watch: Watch | None) -> bool:
        """Run, and return whether it came to its end.

        Being watched costs time in each step, so it begins unwatched.
        """
        if watch is not None and not self._watched and seconds > UNWATCHED_SECONDS:
            self._set_time_limit(UNWATCHED_SECONDS)
            self._highs.run()
            if get_model_status(self._highs) != highspy.HighsModelStatus.kTimeLimit:
                return get_model_status(self._highs) == highspy.HighsModelStatus.kOptimal
            seconds -= UNWATCHED_SECONDS
        if watch is not None and not self._watched:
            attach_watch(self._highs, watch, 0)
            self._watched = True
        self._set_time_limit(seconds)
        self._highs.run()
        return get_model_status(self._highs) == highspy.HighsModelStatus.kOptimal

    def _set_time_limit(self, seconds: float) -> None:
        """Limit the seconds of the next run; HiGHS counts from its first one."""
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + max(seconds, 0.01))

    def _clean_ray(self, ray: Iterable[float]) -> list[float]:
        """Take weights of rows from a dual ray; rows that are off, and rounding, are 0."""
        weights = np.asarray(ray)[: self._number].copy()
        weights[np.abs(weights) <= DUAL_TOLERANCE] = 0.0
        for tag in self._rows_of.keys() - self._on:
            weights[self._rows_of[tag]] = 0.0
        numbers: list[float] = weights.tolist()
        return numbers

    def _get_floor(self, objective: Quantity) -> int:
        """Return the least of an objective by the bounds of its variables alone."""
        lower, upper = self._program.lower, self._program.upper
        ends = (c * (lower[v] if c > 0 else upper[v]) for v, c in objective.terms.items())
        return objective.constant + sum(ends)

    def _get_whole_values(self) -> list[int] | None:
        """Return the last assignment, if it came out whole."""
        values = self.parts()
        whole = np.rint(values)
        numbers: list[int] = whole.astype(np.int64).tolist()
        return numbers if np.abs(values - whole).max() < INTEGRALITY_TOLERANCE else None

    def _switch_rows(self, wanted: set[str]) -> None:
        if wanted == self._on:
            return
        self._parts = None
        for tag in wanted ^ self._on:
            for i in self._rows_of.get(tag, ()):
                row = self._rows[i]
                low_high = (row.low, row.high) if tag in wanted else (None, None)
                self._highs.changeRowBounds(i, to_lower_bound(low_high[0]), to_upper_bound(low_high[1]))
        self._on = wanted


def _evaluate_parts(objective: Quantity, parts: NDArray[np.double]) -> float:
    """Evaluate an objective under an assignment in parts."""
    terms = objective.terms
    weights = np.fromiter(terms.values(), np.double, len(terms))
    return objective.constant + float(parts[np.fromiter(terms, np.int64, len(terms))] @ weights)
