"""Searches that find a slate at once and then go on until they are stopped: nobody waits for an engine."""

from collections.abc import Callable
from functools import partial
from threading import Event
from typing import Any

from cocau.app.jobs.ended import Ended, Stopped
from cocau.app.jobs.line import Line
from cocau.app.jobs.standing import Best, Standing
from cocau.app.jobs.task import Task
from cocau.solver.proposal import Outcome, Proposal

Tell = Callable[[Standing], None]
GAP = (7, 5)
"""Shortfall and bound of the first tier when it is stopped."""


def line_that_searches(proposal: Proposal) -> Callable[..., Line]:
    """A line of jobs whose searches have this proposal's slate as their best so far."""
    assert proposal.slate is not None
    best = Standing(step=2, steps=9, value=4, bound=1, elapsed=0.5, best=Best(slate=proposal.slate))
    first = min(proposal.aims, key=lambda aim: aim.priority)
    value, bound = GAP
    aims = tuple(a.but(tier_value=value, tier_bound=bound) if a == first else a for a in proposal.aims)
    stopped = proposal.but(outcome=Outcome.OUT_OF_TIME, aims=aims, open_tier=(first.rule,))

    def search(task: Task, *, stop: Event, on_progress: Tell, **_: Any) -> Ended:
        del task
        on_progress(best)
        stop.wait(60)
        return Stopped(stopped.to_json().encode())

    return partial(Line, run=search)
