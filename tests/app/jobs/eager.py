"""A plan that looks for a first slate at once, and tells it; a child imports this module by its name."""

from cocau.app.jobs.task import TaskAnswer, TaskKind
from cocau.app.jobs.tasks import plans
from cocau.app.jobs.tasks.plans import PlanInput
from cocau.solver.outcome import OnProgress


def compute(asked: PlanInput, tell: OnProgress) -> TaskAnswer:
    from cocau.solver.search import lexicographic  # noqa: PLC0415  # an engine

    lexicographic.PATIENCE = lexicographic.REPORT_INTERVAL = 0
    return plans.compute_plan(asked, tell)


EAGER = TaskKind("eager", PlanInput, compute, plans.rescue_plan, plans.read_plan_input)
