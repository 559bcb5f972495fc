"""One question to an engine: is there an assignment? Its effort is counted in steps, not in seconds."""

import time
from dataclasses import dataclass
from typing import Protocol

import highspy

from constraints.quantity import Quantity
from solver.engine import Answer, Status, Watch
from solver.highs import ended, watched
from solver.highs_model import loaded
from solver.program import Program


class Trier(Protocol):
    """Something that looks for any assignment of a program."""

    def tried(self, program: Program, steps: int, seconds: float, watch: Watch) -> Answer:
        """An assignment, that there is none, or `stopped`: after so many steps, or seconds."""
        ...


@dataclass(frozen=True)
class HighsTries:
    """HiGHS; a step is a node of its tree, so that the same question has the same answer on any machine."""

    def tried(self, program: Program, steps: int, seconds: float, watch: Watch) -> Answer:
        """See `Trier.tried`. An assignment that the program does not allow is none."""
        highs = loaded(program, integral=True)
        highs.setOptionValue("mip_max_nodes", steps)
        highs.setOptionValue("mip_max_improving_sols", 1)
        highs.setOptionValue("time_limit", max(seconds, 0.01))
        watched(highs, watch, 0)
        highs.run()
        if ended(highs) == highspy.HighsModelStatus.kInfeasible:
            return Answer(Status.INFEASIBLE)
        if highs.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Answer(Status.STOPPED)
        values = [round(v) for v in highs.getSolution().col_value]
        return Answer(Status.OPTIMAL, values) if program.allows(values) else Answer(Status.STOPPED)
