"""HiGHS: the second engine that confirms conflicts, and the linear relaxation with its rays."""

from collections.abc import Iterable

import highspy
import numpy as np

from constraints.quantity import Quantity
from solver.engine import Answer, OnBetter, Status
from solver.program import STRUCTURE, Program

INF = highspy.kHighsInf


class _Quiet(highspy.Highs):
    """HiGHS without the banner that its constructor prints when callbacks are switched on."""

    def __init__(self) -> None:
        super().__init__()

    def enableCallbacks(self) -> None:  # noqa: N802  # the library's name
        """Called by the constructor; this program needs no callbacks."""
        self.silent()


class Highs:
    """HiGHS' branch and bound."""

    name = "HiGHS"
    version = ".".join(
        str(n)
        for n in (highspy.HIGHS_VERSION_MAJOR, highspy.HIGHS_VERSION_MINOR, highspy.HIGHS_VERSION_PATCH)
    )

    def open(self, program: Program) -> "HighsSession":
        """Hold a program in HiGHS."""
        return HighsSession(program)


class HighsSession:
    """One HiGHS model."""

    def __init__(self, program: Program) -> None:
        self._size = len(program.lower)
        self._highs = _load(program, whole=True)
        self._highs.setOptionValue("mip_rel_gap", 0.0)
        self._highs.setOptionValue("mip_abs_gap", 0.999)

    def minimise(
        self,
        objective: Quantity,
        seconds: float,
        hint: list[int] | None = None,
        on_better: OnBetter | None = None,
    ) -> Answer:
        """See `Session.minimise`; this engine reports nothing on the way."""
        cost = np.zeros(self._size)
        cost[list(objective.terms)] = list(objective.terms.values())
        self._highs.changeColsCost(self._size, np.arange(self._size, dtype=np.int32), cost)
        if hint is not None:
            start = highspy.HighsSolution()
            start.col_value = [float(v) for v in hint]
            self._highs.setSolution(start)
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + max(seconds, 0.01))
        self._highs.run()
        status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return Answer(Status.INFEASIBLE)
        info = self._highs.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Answer(Status.STOPPED)
        values = [round(v) for v in self._highs.getSolution().col_value]
        bound = objective.constant + int(np.ceil(info.mip_dual_bound - 1e-6))
        optimal = status == highspy.HighsModelStatus.kOptimal
        return Answer(Status.OPTIMAL if optimal else Status.STOPPED, values, bound)

    def lock(self, objective: Quantity, most: int) -> None:
        """See `Session.lock`."""
        index = np.array(list(objective.terms), dtype=np.int32)
        values = np.array(list(objective.terms.values()), dtype=np.double)
        self._highs.addRow(-INF, float(most - objective.constant), len(index), index, values)


class Relaxation:
    """The linear relaxation of a program, its rows switched on and off by tag; kept warm between calls."""

    def __init__(self, program: Program) -> None:
        self._rows = program.rows
        self._highs = _load(program, whole=False)
        self._highs.setOptionValue("presolve", "off")
        self._on: set[str] = {row.tag for row in program.rows}

    def core(self, tags: Iterable[str]) -> frozenset[str] | None:
        """Tags (of those given) that already cannot hold together; None if the relaxation has a solution."""
        self._switch({*tags, STRUCTURE})
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kInfeasible:
            return None
        _, has_ray, ray = self._highs.getDualRay()  # type: ignore[attr-defined]  # missing in its stub
        if not has_ray:
            return frozenset(tags)
        used = (self._rows[i].tag for i in np.flatnonzero(np.abs(np.asarray(ray)) > 1e-9))
        return frozenset(used) - {STRUCTURE}

    def _switch(self, wanted: set[str]) -> None:
        for i, row in enumerate(self._rows):
            if (row.tag in wanted) is not (row.tag in self._on):
                on = row.tag in wanted
                low, high = (row.low, row.high) if on else (None, None)
                self._highs.changeRowBounds(i, _low(low), _high(high))
        self._on = wanted


def _load(program: Program, whole: bool) -> highspy.Highs:
    highs = _Quiet()
    highs.setOptionValue("threads", 1)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(program.lower), len(program.rows)
    lp.col_cost_ = np.zeros(lp.num_col_)
    lp.col_lower_ = np.array(program.lower, dtype=np.double)
    lp.col_upper_ = np.array(program.upper, dtype=np.double)
    lp.row_lower_ = np.array([_low(row.low) for row in program.rows], dtype=np.double)
    lp.row_upper_ = np.array([_high(row.high) for row in program.rows], dtype=np.double)
    matrix = lp.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.cumsum([0, *(len(row.terms) for row in program.rows)], dtype=np.int32)
    matrix.index_ = np.array([v for row in program.rows for v in row.terms], dtype=np.int32)
    matrix.value_ = np.array([c for row in program.rows for c in row.terms.values()], dtype=np.double)
    if whole:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
    highs.passModel(lp)
    return highs


def _low(bound: int | None) -> float:
    return -INF if bound is None else float(bound)


def _high(bound: int | None) -> float:
    return INF if bound is None else float(bound)
