"""CP-SAT of OR-Tools, one worker: the second engine, which confirms conflicts."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from ortools.sat.python import cp_model

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.engines.engine import EngineAnswer, EngineStatus, Watch
from cocau.solver.model.program import Program

OPEN_SIDE = 2**40
WATCH_INTERVAL = 0.1
"""Seconds between two looks of a watch."""


class CpSat:
    """OR-Tools' CP-SAT. Its default of several workers is slower here, and not deterministic."""

    name = "CP-SAT"

    def minimise(
        self,
        program: Program,
        objective: Quantity,
        seconds: float,
        hint: list[int] | None = None,
        watch: Watch | None = None,
        *,
        near: bool = False,  # noqa: ARG002  # it is HiGHS's to use
    ) -> EngineAnswer:
        """See `Engine.minimise`."""
        model, variables = _build_model(program)
        model.minimize(_build_expression(variables, objective.terms))
        for variable, value in zip(variables, hint or [], strict=False):
            model.add_hint(variable, value)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        solver.parameters.max_time_in_seconds = max(seconds, 0.01)
        # Its own handler of Ctrl-C aborts the whole process when a signal comes during a solve.
        solver.parameters.catch_sigint_signal = False
        with _watch_search(solver, watch, objective.constant, variables) as callback:
            status = solver.solve(model, callback)
        if status == cp_model.INFEASIBLE:
            return EngineAnswer(EngineStatus.INFEASIBLE)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return EngineAnswer(EngineStatus.STOPPED)
        values = [int(solver.value(v)) for v in variables]
        bound = objective.constant + round(solver.best_objective_bound)
        return EngineAnswer(
            EngineStatus.OPTIMAL if status == cp_model.OPTIMAL else EngineStatus.STOPPED, values, bound
        )


def _build_model(program: Program) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    model = cp_model.CpModel()
    bounds = zip(program.lower, program.upper, strict=True)
    variables = [model.new_int_var(low, high, "") for low, high in bounds]
    for row in program.rows:
        model.add_linear_constraint(
            _build_expression(variables, row.terms),
            -OPEN_SIDE if row.low is None else row.low,
            OPEN_SIDE if row.high is None else row.high,
        )
    return model, variables


def _build_expression(variables: list[cp_model.IntVar], terms: Mapping[int, int]) -> cp_model.LinearExpr:
    return cp_model.LinearExpr.weighted_sum([variables[v] for v in terms], list(terms.values()))


@contextmanager
def _watch_search(
    solver: cp_model.CpSolver, watch: Watch | None, constant: int, variables: list[cp_model.IntVar]
) -> Iterator[cp_model.CpSolverSolutionCallback | None]:
    """Call `watch` from its own thread: CP-SAT calls nothing between two solutions."""
    if watch is None:
        yield None
        return
    seen, over = _SolutionRecorder(constant, variables), threading.Event()

    def look() -> None:
        while not over.wait(WATCH_INTERVAL):
            found, seen.found = seen.found, None
            if watch(seen.best, seen.bound, found):
                solver.stop_search()  # repeated until the search ends: before its start it goes unheard

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


class _SolutionRecorder(cp_model.CpSolverSolutionCallback):
    """The best value and bound, and the assignment until it has been read."""

    def __init__(self, constant: int, variables: list[cp_model.IntVar]) -> None:
        super().__init__()
        self._constant, self._variables = constant, variables
        self.found: list[int] | None = None
        self.best: int | None = None
        self.bound: int | None = None

    def on_solution_callback(self) -> None:
        self.best = self._constant + round(self.objective_value)
        self.bound = self._constant + round(self.best_objective_bound)
        self.found = [int(self.value(v)) for v in self._variables]
