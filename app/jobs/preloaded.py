"""Imported by the fork server alone: everything its children need, used once so that it is warm.

Children are copies of that process: what was imported, built and cached here costs none of them anything.
"""

import gc
import os

import cocau.solver.cpsat
import cocau.solver.plan  # noqa: F401
from cocau.app.imports import read_council, read_pool
from cocau.app.jobs import kinds, work  # noqa: F401
from cocau.app.jobs.tasks.plan import expect, read, written
from cocau.constraints.library import load
from cocau.fixtures.run import SHIPPED
from cocau.solver.plan import plan
from cocau.solver.request import PlanRequest


def _warm() -> None:
    council = read_council(SHIPPED / "councils" / "xa-mau.yaml")
    request = PlanRequest(council=council, pool=read_pool(SHIPPED / "pools" / "xa-mau.yaml"))
    book = load()
    expect(book)
    asked = read(written(request, book))
    plan(asked.request, asked.rulebook, on_progress=lambda _: False).to_json()
    gc.collect()
    gc.freeze()  # what is here stays: a collection in a child need not touch, and so copy, these pages


POLITE = 5
"""Searches take every processor that is free; whoever asks how far they are need not wait for one."""

os.nice(POLITE)
_warm()
