"""Imported by the fork server alone: everything its children need, used once so that it is warm.

Children are copies of that process: what was imported, built and cached here costs none of them anything.
"""

import gc

import solver.cpsat
import solver.plan  # noqa: F401
from app.api.examples import commune
from app.jobs import kinds, work  # noqa: F401
from solver.plan import plan
from solver.request import PlanRequest


def _warm() -> None:
    request = PlanRequest.model_validate(commune())
    plan(request, on_progress=lambda _: False).to_json()
    gc.collect()
    gc.freeze()  # what is here stays: a collection in a child need not touch, and so copy, these pages


_warm()
