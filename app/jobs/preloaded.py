"""Imported by the fork server alone: everything its children need, used once so that it is warm.

Children are copies of that process: what was imported, built and cached here costs none of them anything.
"""

import gc
from pathlib import Path

import fixtures
import solver.cpsat
import solver.plan  # noqa: F401
from app.jobs import kinds, work  # noqa: F401
from constraints.documents import parse, read_text
from solver.plan import plan
from solver.request import PlanRequest

_SHIPPED, _NAME = Path(fixtures.__file__).parent, "xa-mau.yaml"


def _warm() -> None:
    council, pool = (parse(read_text(_SHIPPED / of / _NAME), _NAME) for of in ("councils", "pools"))
    request = PlanRequest.model_validate({"council": council, "pool": pool})
    plan(request, on_progress=lambda _: False).to_json()
    gc.collect()
    gc.freeze()  # what is here stays: a collection in a child need not touch, and so copy, these pages


_warm()
