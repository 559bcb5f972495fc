"""The whole plan beside bare engines: the same program and tiers, each held for the next.

An engine that does not prove all tiers and the lot within its limit is shown as "> limit" and run once.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from ortools.math_opt.python import mathopt
from ortools.sat.sat_parameters_pb2 import SatParameters
from questions import shipped
from table import head, judged, line, seconds
from works import made_up

from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.quantity import Quantity
from cocau.solver.engines.engine import EngineStatus
from cocau.solver.engines.highs import Highs
from cocau.solver.model.program import Program, evaluate
from cocau.solver.model.slate_model import SlateModel
from cocau.solver.plan import plan, resolve_rulebook
from cocau.solver.request import PlanRequest
from cocau.solver.search.lexicographic import get_tiers

LIMIT = 60.0
"""Seconds that an engine may take for all tiers of one council."""

TIMES = 1.5
"""How many times bare HiGHS a plan for 1,000 people may take, all told."""

Minimise = Callable[[Program, Quantity, float, list[int] | None], list[int] | None]


class NoSlateError(Exception):
    """An engine has proven that nothing keeps the musts."""


def highs(program: Program, objective: Quantity, left: float, hint: list[int] | None) -> list[int] | None:
    """HiGHS' branch and bound as the planner has it."""
    answer = Highs().minimise(program, objective, left, hint)
    if answer.status is EngineStatus.INFEASIBLE:
        raise NoSlateError
    return answer.values if answer.status is EngineStatus.OPTIMAL else None


def by_mathopt(
    engine: mathopt.SolverType,
    given: mathopt.SolveParameters,
    program: Program,
    objective: Quantity,
    left: float,
    hint: list[int] | None,
) -> list[int] | None:
    """An engine of OR-Tools."""
    model = mathopt.Model()
    variables = [
        model.add_integer_variable(lb=low, ub=high)
        for low, high in zip(program.lower, program.upper, strict=True)
    ]
    for row in program.rows:
        within = model.add_linear_constraint(
            lb=-mathopt_inf if row.low is None else row.low, ub=mathopt_inf if row.high is None else row.high
        )
        for variable, times in row.terms.items():
            within.set_coefficient(variables[variable], times)
    for variable, times in objective.terms.items():
        model.objective.set_linear_coefficient(variables[variable], times)
    given.time_limit = timedelta(seconds=max(left, 0.01))
    start = (
        [] if hint is None else [mathopt.SolutionHint(dict(zip(variables, map(float, hint), strict=True)))]
    )
    result = mathopt.solve(
        model, engine, params=given, model_params=mathopt.ModelSolveParameters(solution_hints=start)
    )
    if result.termination.reason == mathopt.TerminationReason.INFEASIBLE:
        raise NoSlateError
    if result.termination.reason != mathopt.TerminationReason.OPTIMAL:
        return None
    return [round(result.variable_values(variable)) for variable in variables]


mathopt_inf = float("inf")


def _exactly(sat: SatParameters | None = None) -> mathopt.SolveParameters:
    """Return parameters under which a gap below one is none, as all values are whole numbers."""
    given = mathopt.SolveParameters(absolute_gap_tolerance=0.999, relative_gap_tolerance=0.0)
    if sat is not None:
        given.cp_sat.CopyFrom(sat)
    return given


ENGINES: dict[str, Minimise] = {
    "HiGHS": highs,
    "CP-SAT, 1 worker, linearization 2": partial(
        by_mathopt,
        mathopt.SolverType.CP_SAT,
        _exactly(SatParameters(num_workers=1, linearization_level=2)),
    ),
    "CP-SAT, default": partial(by_mathopt, mathopt.SolverType.CP_SAT, _exactly()),
    "SCIP": partial(by_mathopt, mathopt.SolverType.GSCIP, _exactly()),
}


def lexicographic(
    request: PlanRequest, minimise: Minimise, book: Rulebook | None = None, limit: float = LIMIT
) -> bool:
    """Model, tiers and the lot by one engine alone; whether all were proven within the limit.

    Raises:
        NoSlateError: it has proven that there is no slate.
    """
    end = time.monotonic() + limit
    book = book or resolve_rulebook(request)
    model = SlateModel(request, book)
    program, values = model.program, None
    for objective in (*map(model.objective, get_tiers(book.rules)), model.people.lots):
        values = minimise(program, objective, end - time.monotonic(), values)
        if values is None or time.monotonic() > end:
            return False
        program = program.with_lock(objective, evaluate(objective, values))
    return True


def engines(repeat: int) -> Iterator[str]:
    """The plan and each engine alone, in turns."""
    yield from head("council", "plan", *ENGINES, "plan / HiGHS", "bar", numbers=len(ENGINES) + 3)
    for name, request in (
        ("118 people, 13 constituencies", shipped("ha-tinh")),
        ("300 people, 26 constituencies", shipped("nghe-an")),
        ("500 people, 18 constituencies", made_up(500, 18)),
        ("1,000 people, 27 constituencies", made_up(1000, 27)),
    ):
        own, taken = _runs(request, repeat)
        cells = [f"{statistics.median(t):.2f} s" if t else f"> {LIMIT:g} s" for t in taken.values()]
        bare = taken["HiGHS"]
        ratio = statistics.median(own) / statistics.median(bare) if bare else None
        least = f"< {TIMES}: {judged(ratio or 0, TIMES)[1]}" if name.startswith("1,000") else ""
        yield line(
            name, f"{statistics.median(own):.2f} s", *cells, "" if ratio is None else f"{ratio:.2f}", least
        )


def _runs(request: PlanRequest, repeat: int) -> tuple[list[float], dict[str, list[float]]]:
    """The seconds of the plan, and of each engine; none of one that met its limit."""
    plan(request)
    own: list[float] = []
    taken: dict[str, list[float]] = {name: [] for name in ENGINES}
    over: set[str] = set()
    for _ in range(repeat):
        own.append(seconds(partial(plan, request)))
        for name in taken.keys() - over:
            begun = time.perf_counter()
            if lexicographic(request, ENGINES[name]):
                taken[name].append(time.perf_counter() - begun)
            else:
                over.add(name)
                taken[name] = []
    return own, taken
