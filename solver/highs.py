"""HiGHS, the first engine: it proves these nearly integral programs fastest (docs/solving.md)."""

import time
from math import ceil

import highspy
import numpy as np

from cocau.constraints.quantity import Quantity
from cocau.solver.engine import Answer, Status, Watch
from cocau.solver.highs_model import loaded, set_cost
from cocau.solver.program import Program, value_of

EVERY = 0.05
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
    ) -> Answer:
        """See `Engine.minimise`. Values are whole numbers all through, so a gap below one is none."""
        highs = loaded(program, integral=True)
        set_cost(highs, objective)
        highs.setOptionValue("mip_rel_gap", 0.0)
        highs.setOptionValue("mip_abs_gap", 0.999)
        highs.setOptionValue("time_limit", max(seconds, 0.01))
        if hint is not None:
            start = highspy.HighsSolution()
            start.col_value = [float(v) for v in hint]
            highs.setSolution(start)
        if watch is not None:
            watched(highs, watch, objective.constant)
            improving(highs, watch, objective.constant)
        highs.run()
        answer = _answer(highs, objective.constant)
        if hint is not None and _is_the_hint(answer, objective):
            return self.minimise(program, objective, seconds - highs.getRunTime(), None, watch)
        return answer


def watched(highs: highspy.Highs, watch: Watch, constant: int) -> None:
    """Let `watch` look at a running HiGHS, and stop it."""
    last = 0.0

    def look(event: highspy.HighsCallbackEvent, value: int | None = None, bound: int | None = None) -> None:
        nonlocal last
        if time.monotonic() - last >= EVERY:
            if watch(value, bound):
                event.interrupt()
            else:
                last = time.monotonic()

    def look_at_both(event: highspy.HighsCallbackEvent) -> None:
        out = event.data_out
        look(event, whole(out.mip_primal_bound, constant), whole(out.mip_dual_bound, constant))

    highs.cbMipInterrupt += look_at_both
    highs.cbSimplexInterrupt += look  # which knows neither: what it is given there means nothing


def improving(highs: highspy.Highs, watch: Watch, constant: int) -> None:
    """Show `watch` every assignment that is better than those before."""

    def show(event: highspy.HighsCallbackEvent) -> None:
        out = event.data_out
        values = np.rint(np.asarray(out.mip_solution)).astype(int).tolist()
        watch(whole(out.objective_function_value, constant), whole(out.mip_dual_bound, constant), values)

    highs.cbMipImprovingSolution += show


def ended(highs: highspy.Highs) -> highspy.HighsModelStatus:
    """How a run ended.

    Raises:
        MemoryError: there was not enough for it; that says nothing about the program, and nothing of time.
    """
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kMemoryLimit:
        raise MemoryError("HiGHS had not enough memory")
    return status


def _is_the_hint(answer: Answer, objective: Quantity) -> bool:
    """Whether an optimum came with values that do not reach it.

    HiGHS 1.16 reduces a start and proves the optimum, but may hand the start back as it was given.
    """
    if answer.status is not Status.OPTIMAL or answer.values is None:
        return False
    return value_of(objective, answer.values) != answer.bound


def whole(value: float, constant: int) -> int | None:
    """The least whole number of an objective that a bound of floats leaves; None for an open one."""
    return None if abs(value) >= highspy.kHighsInf else constant + ceil(value - 1e-6)


def _answer(highs: highspy.Highs, constant: int) -> Answer:
    status = ended(highs)
    if status == highspy.HighsModelStatus.kInfeasible:
        return Answer(Status.INFEASIBLE)
    info = highs.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Answer(Status.STOPPED)
    values = [round(v) for v in highs.getSolution().col_value]
    done = status == highspy.HighsModelStatus.kOptimal
    return Answer(Status.OPTIMAL if done else Status.STOPPED, values, whole(info.mip_dual_bound, constant))
