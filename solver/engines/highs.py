"""HiGHS, the first engine: it proves nearly integral programs fastest (docs/solving.md).

Programs are loaded quietly, on one thread, rows in their order. Besides the engine there are tries
limited by steps, which are the same on every machine.
"""

import time
from dataclasses import dataclass
from math import ceil
from typing import Protocol

import highspy
import numpy as np
from numpy.typing import NDArray

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.engines.engine import EngineAnswer, EngineStatus, Watch
from cocau.solver.model.program import OPEN_SIDE, Matrix, Program, evaluate

INFINITY = highspy.kHighsInf


class QuietHighs(highspy.Highs):
    """HiGHS without the banner that its constructor prints when it switches callbacks on."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # untyped in the library

    def enableCallbacks(self) -> None:  # noqa: N802  # the library's name
        """Enable callbacks without output; the constructor calls this before any option is set."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]  # untyped in the library


def load_program(program: Program, *, integral: bool) -> highspy.Highs:
    """Load a program, or only its linear relaxation, into HiGHS."""
    highs = QuietHighs()
    highs.setOptionValue("threads", 1)
    rows, columns = program.matrix, len(program.lower)
    kind = highspy.HighsVarType.kInteger if integral else highspy.HighsVarType.kContinuous
    highs.passModel(
        columns,
        len(rows),
        len(rows.variable),
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        np.zeros(columns),
        np.array(program.lower, dtype=np.double),
        np.array(program.upper, dtype=np.double),
        *get_engine_sides(rows),
        rows.start.astype(np.int32),
        rows.variable,
        rows.coefficient.astype(np.double),
        np.full(columns, int(kind), dtype=np.int32),
    )
    return highs


def get_engine_sides(rows: Matrix) -> tuple[NDArray[np.double], NDArray[np.double]]:
    """Return both sides of rows as HiGHS' numbers."""
    low = np.where(rows.low == -OPEN_SIDE, -INFINITY, rows.low.astype(np.double))
    return low, np.where(rows.high == OPEN_SIDE, INFINITY, rows.high.astype(np.double))


def set_cost(highs: highspy.Highs, objective: Quantity) -> None:
    """Make `objective`, without its constant, what HiGHS minimises."""
    cost = np.zeros(highs.getNumCol())
    cost[list(objective.terms)] = list(objective.terms.values())
    highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)


def add_lock(highs: highspy.Highs, objective: Quantity, most: int) -> None:
    """Hold `objective` at `most` from now on: one more row, or columns bound to zero.

    Every variable is zero or more, so a sum of them that may not exceed nothing leaves each at zero.
    """
    index: NDArray[np.int32] = np.array(list(objective.terms), dtype=np.int32)
    values = np.array(list(objective.terms.values()), dtype=np.double)
    if most == objective.constant and (values > 0).all():
        nothing = np.zeros(len(index))
        highs.changeColsBounds(len(index), index, nothing, nothing)
    else:
        highs.addRow(-INFINITY, float(most - objective.constant), len(index), index, values)


def to_lower_bound(bound: int | None) -> float:
    """Return HiGHS' number for an open or given lower side."""
    return -INFINITY if bound is None else float(bound)


def to_upper_bound(bound: int | None) -> float:
    """Return HiGHS' number for an open or given upper side."""
    return INFINITY if bound is None else float(bound)


SEARCHES_WITHIN = (
    "mip_allow_restart",
    "mip_heuristic_run_feasibility_jump",
    "mip_heuristic_run_rens",
    "mip_heuristic_run_rins",
)
"""HiGHS's options of searches within the search."""

ONE_SWEEP = 1
"""HiGHS' number for a presolve of one sweep.

Close to a relaxation, what it finds later (by probing, above all) takes longer than it saves, except in
programs of few rows: those of panels.
"""

WATCH_INTERVAL = 0.05
"""Seconds between two looks of a watch; HiGHS would call at every iteration."""


class Highs:
    """HiGHS' branch and bound."""

    name = "HiGHS"

    def minimise(
        self,
        program: Program,
        objective: Quantity,
        seconds: float,
        hint: list[int] | None = None,
        watch: Watch | None = None,
        *,
        near: bool = False,
    ) -> EngineAnswer:
        """See `Engine.minimise`. Values are whole numbers all through, so a gap below one is none."""
        highs = load_program(program, integral=True)
        set_cost(highs, objective)
        highs.setOptionValue("mip_rel_gap", 0.0)
        highs.setOptionValue("mip_abs_gap", 0.999)
        for option in SEARCHES_WITHIN if near else ():
            highs.setOptionValue(option, "off")
        if near and len(program.rows) > len(program.lower):
            highs.setOptionValue("presolve_mode", ONE_SWEEP)
        highs.setOptionValue("time_limit", max(seconds, 0.01))
        if hint is not None:
            start = highspy.HighsSolution()
            start.col_value = [float(v) for v in hint]
            highs.setSolution(start)
        if watch is not None:
            attach_watch(highs, watch, objective.constant)
            attach_solution_watch(highs, watch, objective.constant)
        highs.run()
        answer = _read_answer(highs, objective.constant)
        if hint is not None and _is_stale_hint(answer, objective):
            return self.minimise(program, objective, seconds - highs.getRunTime(), None, watch, near=near)
        return answer


def attach_watch(highs: highspy.Highs, watch: Watch, constant: int) -> None:
    """Let `watch` look at a running HiGHS, and stop it."""
    last = 0.0

    def look(event: highspy.HighsCallbackEvent, value: int | None = None, bound: int | None = None) -> None:
        nonlocal last
        if time.monotonic() - last >= WATCH_INTERVAL:
            if watch(value, bound):
                event.interrupt()
            else:
                last = time.monotonic()

    def look_at_both(event: highspy.HighsCallbackEvent) -> None:
        out = event.data_out
        look(
            event,
            round_up_bound(out.mip_primal_bound, constant),
            round_up_bound(out.mip_dual_bound, constant),
        )

    highs.cbMipInterrupt += look_at_both
    highs.cbSimplexInterrupt += look  # which knows neither: what it is given there means nothing


def attach_solution_watch(highs: highspy.Highs, watch: Watch, constant: int) -> None:
    """Show `watch` every assignment that is better than those before."""

    def show(event: highspy.HighsCallbackEvent) -> None:
        out = event.data_out
        values = np.rint(np.asarray(out.mip_solution)).astype(int).tolist()
        watch(
            round_up_bound(out.objective_function_value, constant),
            round_up_bound(out.mip_dual_bound, constant),
            values,
        )

    highs.cbMipImprovingSolution += show


def get_model_status(highs: highspy.Highs) -> highspy.HighsModelStatus:
    """Return how a run ended.

    Raises:
        MemoryError: there was not enough for it; that says nothing about the program, and nothing of time.
    """
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kMemoryLimit:
        raise MemoryError("HiGHS had not enough memory")
    return status


def _is_stale_hint(answer: EngineAnswer, objective: Quantity) -> bool:
    """Return whether an optimum came with values that do not reach it.

    HiGHS 1.16 reduces a start and proves the optimum, but may hand the start back as it was given.
    """
    if answer.status is not EngineStatus.OPTIMAL or answer.values is None:
        return False
    return evaluate(objective, answer.values) != answer.bound


def round_up_bound(value: float, constant: int) -> int | None:
    """Round a float bound up to the least whole objective value; None for an open one."""
    return None if abs(value) >= highspy.kHighsInf else constant + ceil(value - 1e-6)


def _read_answer(highs: highspy.Highs, constant: int) -> EngineAnswer:
    status = get_model_status(highs)
    if status == highspy.HighsModelStatus.kInfeasible:
        return EngineAnswer(EngineStatus.INFEASIBLE)
    info = highs.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return EngineAnswer(EngineStatus.STOPPED)
    values = [round(v) for v in highs.getSolution().col_value]
    done = status == highspy.HighsModelStatus.kOptimal
    return EngineAnswer(
        EngineStatus.OPTIMAL if done else EngineStatus.STOPPED,
        values,
        round_up_bound(info.mip_dual_bound, constant),
    )


class StepLimitedEngine(Protocol):
    """An engine whose effort is counted in steps, not in seconds."""

    def probe(self, program: Program, objective: Quantity, limits: "StepLimits") -> EngineAnswer:
        """Minimise `objective`, or find no assignment, or stop with what is known."""
        ...


@dataclass(frozen=True)
class StepLimits:
    """How far a try may go: so many steps, which are the same on every machine, and seconds."""

    steps: int
    seconds: float
    watch: Watch


class StepLimitedHighs:
    """HiGHS, limited by steps; a step is a node of its tree."""

    def probe(self, program: Program, objective: Quantity, limits: StepLimits) -> EngineAnswer:
        """See `StepLimitedEngine.probe`. An assignment that the program does not allow is none."""
        highs = load_program(program, integral=True)
        set_cost(highs, objective)
        highs.setOptionValue("mip_rel_gap", 0.0)
        highs.setOptionValue("mip_abs_gap", 0.999)
        highs.setOptionValue("mip_max_nodes", limits.steps)
        highs.setOptionValue("time_limit", max(limits.seconds, 0.01))
        attach_watch(highs, limits.watch, objective.constant)
        attach_solution_watch(highs, limits.watch, objective.constant)
        highs.run()
        status, info = get_model_status(highs), highs.getInfo()
        if status == highspy.HighsModelStatus.kInfeasible:
            return EngineAnswer(EngineStatus.INFEASIBLE)
        bound = round_up_bound(info.mip_dual_bound, objective.constant)
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return EngineAnswer(EngineStatus.STOPPED, None, bound)
        values = [round(v) for v in highs.getSolution().col_value]
        if not program.allows(values):
            return EngineAnswer(EngineStatus.STOPPED, None, bound)
        done = status == highspy.HighsModelStatus.kOptimal
        return EngineAnswer(EngineStatus.OPTIMAL if done else EngineStatus.STOPPED, values, bound)
