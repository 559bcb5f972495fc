"""CP-SAT, one worker and full linearisation: measured fastest and deterministic (docs/solving.md)."""

from collections.abc import Mapping

from ortools import __version__
from ortools.sat.python import cp_model

from constraints.quantity import Quantity
from solver.engine import Answer, OnBetter, Status
from solver.program import Program

FAR = 2**40


class CpSat:
    """OR-Tools' CP-SAT."""

    name = "CP-SAT"
    version = str(__version__)

    def open(self, program: Program) -> "CpSatSession":
        """Hold a program as a CP-SAT model."""
        return CpSatSession(program)


class CpSatSession:
    """One CP-SAT model."""

    def __init__(self, program: Program) -> None:
        self._model = cp_model.CpModel()
        bounds = zip(program.lower, program.upper, strict=True)
        self._variables = [self._model.new_int_var(low, high, "") for low, high in bounds]
        for row in program.rows:
            self._add(row.terms, row.low, row.high)

    def minimise(
        self,
        objective: Quantity,
        seconds: float,
        hint: list[int] | None = None,
        on_better: OnBetter | None = None,
    ) -> Answer:
        """See `Session.minimise`."""
        self._model.minimize(self._expression(objective.terms))
        self._model.clear_hints()
        for variable, value in zip(self._variables, hint or [], strict=False):
            self._model.add_hint(variable, value)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        solver.parameters.max_time_in_seconds = max(seconds, 0.01)
        callback = None if on_better is None else _Reporter(on_better, objective.constant)
        status = solver.solve(self._model, callback)
        if status == cp_model.INFEASIBLE:
            return Answer(Status.INFEASIBLE)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Answer(Status.STOPPED)
        values = [int(solver.value(v)) for v in self._variables]
        bound = objective.constant + round(solver.best_objective_bound)
        done = Status.OPTIMAL if status == cp_model.OPTIMAL else Status.STOPPED
        return Answer(done, values, bound)

    def lock(self, objective: Quantity, most: int) -> None:
        """See `Session.lock`."""
        self._add(dict(objective.terms), None, most - objective.constant)

    def _add(self, terms: dict[int, int], low: int | None, high: int | None) -> None:
        expression = self._expression(terms)
        self._model.add_linear_constraint(
            expression, -FAR if low is None else low, FAR if high is None else high
        )

    def _expression(self, terms: Mapping[int, int]) -> cp_model.LinearExpr:
        variables = [self._variables[v] for v in terms]
        return cp_model.LinearExpr.weighted_sum(variables, list(terms.values()))


class _Reporter(cp_model.CpSolverSolutionCallback):
    """Passes each better value on, and stops the search when told to."""

    def __init__(self, on_better: OnBetter, constant: int) -> None:
        super().__init__()
        self._on_better, self._constant = on_better, constant

    def on_solution_callback(self) -> None:
        value = self._constant + round(self.objective_value)
        if self._on_better(value, self._constant + round(self.best_objective_bound)):
            self.stop_search()
