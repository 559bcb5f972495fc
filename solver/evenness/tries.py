"""One question to an engine: is there an assignment? Its effort is counted in steps, not in seconds."""

from dataclasses import dataclass
from typing import Protocol

import highspy

from cocau.constraints.quantity import Quantity
from cocau.solver.engine import Answer, Status, Watch
from cocau.solver.highs import ended, improving, watched, whole
from cocau.solver.highs_model import loaded, set_cost
from cocau.solver.program import Program


class Trier(Protocol):
    """Something that looks for an assignment of a program."""

    def tried(self, program: Program, objective: Quantity, limits: "Limits") -> Answer:
        """The least value of `objective`, or that there is no assignment, or `stopped` and what is known."""
        ...


@dataclass(frozen=True)
class Limits:
    """How far a try may go: so many steps, which are the same on every machine, and seconds."""

    steps: int
    seconds: float
    watch: Watch


class HighsTries:
    """HiGHS; a step is a node of its tree."""

    def tried(self, program: Program, objective: Quantity, limits: Limits) -> Answer:
        """See `Trier.tried`. An assignment that the program does not allow is none."""
        highs = loaded(program, integral=True)
        set_cost(highs, objective)
        highs.setOptionValue("mip_rel_gap", 0.0)
        highs.setOptionValue("mip_abs_gap", 0.999)
        highs.setOptionValue("mip_max_nodes", limits.steps)
        highs.setOptionValue("time_limit", max(limits.seconds, 0.01))
        watched(highs, limits.watch, objective.constant)
        improving(highs, limits.watch, objective.constant)
        highs.run()
        status, info = ended(highs), highs.getInfo()
        if status == highspy.HighsModelStatus.kInfeasible:
            return Answer(Status.INFEASIBLE)
        bound = whole(info.mip_dual_bound, objective.constant)
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Answer(Status.STOPPED, None, bound)
        values = [round(v) for v in highs.getSolution().col_value]
        if not program.allows(values):
            return Answer(Status.STOPPED, None, bound)
        done = status == highspy.HighsModelStatus.kOptimal
        return Answer(Status.OPTIMAL if done else Status.STOPPED, values, bound)
