"""Imported by the fork server alone: loads and warms up what its children need.

Children are copies of that process, so what was imported, built and cached here costs
them nothing.
"""

import gc
import os

import cocau.app.files.list_review.forms
import cocau.app.files.notices.reader
import cocau.app.files.programmes
import cocau.app.files.results
import cocau.app.jobs.tasks.questions
import cocau.fixtures.uploaded_cases
import cocau.solver.engines.cpsat
import cocau.solver.plan  # noqa: F401
from cocau.app.files.readers import read_council, read_pool
from cocau.app.jobs import runner  # noqa: F401
from cocau.app.jobs.tasks.plans import dump_plan_input, preload_rulebook, read_plan_input
from cocau.constraints.library import load_rulebook
from cocau.fixtures.run import SHIPPED
from cocau.solver.plan import plan
from cocau.solver.request import PlanRequest


def _warm_up() -> None:
    council = read_council(SHIPPED / "councils" / "xa-mau.yaml")
    request = PlanRequest(council=council, pool=read_pool(SHIPPED / "pools" / "xa-mau.yaml"))
    book = load_rulebook()
    preload_rulebook(book)
    asked = read_plan_input(dump_plan_input(request, book))
    plan(asked.request, asked.rulebook, on_progress=lambda _: False).to_json()
    gc.collect()
    gc.freeze()  # what is here stays: a collection in a child need not touch, and so copy, these pages


NICENESS = 5
"""Searches take every free processor; requests for progress need not wait."""

os.nice(NICENESS)
_warm_up()
