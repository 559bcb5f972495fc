"""A program as HiGHS holds it: quiet, one thread, rows in the order of the program."""

import highspy
import numpy as np
from numpy.typing import NDArray

from cocau.constraints.quantity import Quantity
from cocau.solver.matrix import OPEN
from cocau.solver.program import Program

INF = highspy.kHighsInf


class Quiet(highspy.Highs):
    """HiGHS without the banner that its constructor prints when it switches callbacks on."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # untyped in the library

    def enableCallbacks(self) -> None:  # noqa: N802  # the library's name
        """Called by the constructor, before any option can be set."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]  # untyped in the library


def loaded(program: Program, *, integral: bool) -> highspy.Highs:
    """HiGHS holding a program, or only its linear relaxation."""
    highs = Quiet()
    highs.setOptionValue("threads", 1)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(program.lower), len(program.rows)
    lp.col_cost_ = np.zeros(lp.num_col_)
    lp.col_lower_ = np.array(program.lower, dtype=np.double)
    lp.col_upper_ = np.array(program.upper, dtype=np.double)
    rows = program.matrix
    lp.row_lower_ = np.where(rows.low == -OPEN, -INF, rows.low.astype(np.double))
    lp.row_upper_ = np.where(rows.high == OPEN, INF, rows.high.astype(np.double))
    matrix = lp.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = rows.start.astype(np.int32)
    matrix.index_ = rows.variable
    matrix.value_ = rows.coefficient.astype(np.double)
    if integral:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
    highs.passModel(lp)
    return highs


def set_cost(highs: highspy.Highs, objective: Quantity) -> None:
    """Make `objective`, without its constant, what HiGHS minimises."""
    cost = np.zeros(highs.getNumCol())
    cost[list(objective.terms)] = list(objective.terms.values())
    highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)


def add_lock(highs: highspy.Highs, objective: Quantity, most: int) -> None:
    """From now on `objective` is at most `most`: one more row, or, where only zeros are left, no columns.

    Every variable is zero or more, so a sum of them that may not exceed nothing leaves each at zero.
    """
    index: NDArray[np.int32] = np.array(list(objective.terms), dtype=np.int32)
    values = np.array(list(objective.terms.values()), dtype=np.double)
    if most == objective.constant and (values > 0).all():
        nothing = np.zeros(len(index))
        highs.changeColsBounds(len(index), index, nothing, nothing)
    else:
        highs.addRow(-INF, float(most - objective.constant), len(index), index, values)


def low(bound: int | None) -> float:
    """HiGHS' number for an open or given lower side."""
    return -INF if bound is None else float(bound)


def high(bound: int | None) -> float:
    """HiGHS' number for an open or given upper side."""
    return INF if bound is None else float(bound)
