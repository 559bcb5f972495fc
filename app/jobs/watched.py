"""Around the computation of every job: its spans, and its id in whatever is logged meanwhile."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from cocau.app.store.tables.jobs import Job, State
from cocau.app.tracing import job_span, solve_span

log = logging.getLogger("cocau.jobs")


@contextmanager
def watched(job: Job) -> Iterator[Callable[[State], None]]:
    """Inside, everything that is logged and traced belongs to this job; tell what it came to at the end."""
    began = time.perf_counter()
    with (
        structlog.contextvars.bound_contextvars(job=job.id, kind=job.kind),
        job_span(job.kind, job.id, job.trace) as span,
        solve_span(job.kind),
    ):

        def end(state: State) -> None:
            span.set_attribute("cocau.job.state", str(state))
            milliseconds = round((time.perf_counter() - began) * 1000, 1)
            log.info("job", extra={"state": str(state), "milliseconds": milliseconds})

        yield end
