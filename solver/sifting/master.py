"""The relaxation over some of the people, to which more can be added as it goes on."""

from collections.abc import Sequence

import highspy
import numpy as np
from numpy.typing import NDArray

from cocau.constraints.quantity import Quantity
from cocau.solver.highs import ended
from cocau.solver.highs_model import INF, Quiet
from cocau.solver.matrix import OPEN
from cocau.solver.sifting.template import Template

PRIMAL, DUAL = 4, 1


class Master:
    """The shared part of a template and the members added so far, as a relaxation kept warm."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self.members: list[int] = []
        self._place = 0
        self._highs = _shared(template)

    def add(self, members: Sequence[int]) -> None:
        """Let these people, by number, stand too."""
        t, highs = self._template, self._highs
        classes = t.classes.of[np.array(members, np.int64)]
        first = highs.getNumCol()
        spans = [(t.columns.start[c * t.parts], t.columns.start[(c + 1) * t.parts]) for c in classes]
        taken = np.concatenate([np.arange(a, b) for a, b in spans])
        sizes = np.concatenate(
            [np.diff(t.columns.start[c * t.parts : (c + 1) * t.parts + 1]) for c in classes]
        )
        start = np.concatenate(([0], np.cumsum(sizes)))[:-1].astype(np.int32)
        many = len(members) * t.parts
        highs.addCols(
            many,
            np.zeros(many),
            np.zeros(many),
            np.ones(many),
            len(taken),
            start,
            t.columns.row[taken],
            t.columns.coefficient[taken],
        )
        low: list[float] = []
        high: list[float] = []
        starts: list[int] = []
        index: list[int] = []
        value: list[float] = []
        for k in range(len(members)):
            for _, (terms, least, most) in t.own:
                starts.append(len(index))
                low.append(-INF if least is None else float(least))
                high.append(INF if most is None else float(most))
                index += [first + k * t.parts + part for part, _ in terms]
                value += [float(x) for _, x in terms]
        highs.addRows(
            len(low),
            np.array(low),
            np.array(high),
            len(index),
            np.array(starts, np.int32),
            np.array(index, np.int32),
            np.array(value),
        )
        self.members += [int(m) for m in members]

    def aim(self, shortfall: Quantity) -> None:
        """Minimise a shortfall from now on: a sum of shared variables."""
        cost = np.zeros(self._highs.getNumCol())
        cost[self._columns(shortfall)] = 1
        self._cost(cost)

    def draw(self) -> None:
        """Minimise the lots from now on."""
        shared = len(self._template.shared)
        cost = np.zeros(self._highs.getNumCol())
        cost[shared:] = self._template.lots[np.array(self.members, np.int64)].ravel()
        self._cost(cost)

    def run(self, seconds: float, *, anew: bool = False) -> float | None:
        """The least there is; None if it was not found: in time, or because there is none.

        `anew`: the last optimum is no good start for what is minimised now.
        """
        self._highs.setOptionValue("presolve", "on" if anew else "off")
        self._highs.setOptionValue("simplex_strategy", DUAL if anew else PRIMAL)
        if anew:
            self._highs.clearSolver()
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + max(seconds, 0.01))
        self._highs.run()
        if ended(self._highs) != highspy.HighsModelStatus.kOptimal:
            return None
        return float(self._highs.getInfo().objective_function_value)

    def duals(self) -> NDArray[np.double]:
        """Those of the shared rows."""
        return np.asarray(self._highs.getSolution().row_dual)[: len(self._template.shared_rows)]

    def lock(self, shortfall: Quantity, most: int) -> None:
        """From now on a shortfall may not exceed `most`."""
        index = self._columns(shortfall)
        if most:
            self._highs.addRow(-INF, float(most), len(index), index, np.ones(len(index)))
        else:
            nothing = np.zeros(len(index))
            self._highs.changeColsBounds(len(index), index, nothing, nothing)

    def _columns(self, shortfall: Quantity) -> NDArray[np.int32]:
        return self._template.column_of[list(shortfall.terms)].astype(np.int32)

    def _cost(self, cost: NDArray[np.double]) -> None:
        self._highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)


def _shared(t: Template) -> highspy.Highs:
    program, matrix = t.model.program, t.model.program.matrix
    highs = Quiet()
    for option, value in (
        ("threads", 1),
        ("presolve", "off"),
        ("simplex_scale_strategy", 0),
        ("simplex_strategy", PRIMAL),
    ):
        highs.setOptionValue(option, value)
    kept = np.zeros(len(matrix), np.bool_)
    kept[t.shared_rows] = True
    rows = matrix.only(kept)
    mine = t.column_of[rows.variable] >= 0
    counts = np.add.reduceat(mine.astype(np.int64), rows.start[:-1])
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(t.shared), len(rows)
    lp.col_cost_ = np.zeros(lp.num_col_)
    lp.col_lower_ = np.array(program.lower, np.double)[t.shared]
    lp.col_upper_ = np.array(program.upper, np.double)[t.shared]
    lp.row_lower_ = np.where(rows.low == -OPEN, -INF, rows.low.astype(np.double))
    lp.row_upper_ = np.where(rows.high == OPEN, INF, rows.high.astype(np.double))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    lp.a_matrix_.index_ = t.column_of[rows.variable[mine]].astype(np.int32)
    lp.a_matrix_.value_ = rows.coefficient[mine].astype(np.double)
    highs.passModel(lp)
    return highs
