"""Searches that find a slate at once and then go on until they are stopped: nobody waits for an engine."""

from collections.abc import Callable
from functools import partial
from threading import Event
from typing import Any

from cocau.app.jobs.queue import JobQueue
from cocau.app.jobs.results import BestSlate, ProgressReport, RunResult, RunStopped
from cocau.app.jobs.task import JobTask
from cocau.solver.proposal import Proposal, ProposalOutcome
from tests.patience import PATIENCE

Tell = Callable[[ProgressReport], None]
GAP = (7, 5)
"""Shortfall and bound of the first tier when it is stopped."""


def line_that_searches(proposal: Proposal) -> Callable[..., JobQueue]:
    """A line of jobs whose searches have this proposal's slate as their best so far."""
    assert proposal.slate is not None
    best = ProgressReport(
        step=2, steps=9, value=4, bound=1, elapsed=0.5, best=BestSlate(slate=proposal.slate)
    )
    first = min(proposal.aims, key=lambda aim: aim.priority)
    value, bound = GAP
    aims = tuple(
        a.replace_unvalidated(tier_value=value, tier_bound=bound) if a == first else a for a in proposal.aims
    )
    stopped = proposal.replace_unvalidated(
        outcome=ProposalOutcome.OUT_OF_TIME, aims=aims, open_tier=(first.rule,)
    )

    def search(task: JobTask, *, stop: Event, on_progress: Tell, **_: Any) -> RunResult:
        del task
        on_progress(best)
        stop.wait(PATIENCE)
        return RunStopped(stopped.to_json().encode())

    return partial(JobQueue, run=search)
