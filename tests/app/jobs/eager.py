"""A plan that looks for a first slate at once, and tells it; a child imports this module by its name."""

from cocau.app.jobs.task import Answer, Kind
from cocau.app.jobs.tasks import plan
from cocau.app.jobs.tasks.plan import PlanInput
from cocau.solver.outcome import OnProgress


def compute(asked: PlanInput, tell: OnProgress) -> Answer:
    from cocau.solver import lead, solve  # noqa: PLC0415  # an engine

    solve.PATIENCE = lead.EVERY = 0
    return plan.compute(asked, tell)


EAGER = Kind("eager", PlanInput, compute, plan.rescue, plan.read)
