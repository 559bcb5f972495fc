"""What is counted, for Prometheus: by route, method, status, kind, state; never by person or by id.

With several web processes each keeps its numbers in a file of the folder PROMETHEUS_MULTIPROC_DIR, and any of
them answers for all. What concerns jobs is read from the database, so that workers count too.
"""

import os
import time
from collections.abc import Iterator, Sequence
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, SummaryMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy import ColumnElement, extract, func, select
from sqlmodel import Session, col

from cocau.app.store.engine import Store
from cocau.app.store.tables.jobs import Job, State

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
FRESH = 5.0
"""Seconds for which counts of the database are told again: whoever looks too often costs nothing."""

OWN = CollectorRegistry()
REQUESTS = Counter("cocau_requests", "Requests answered.", ("method", "route", "status"), registry=OWN)
LATENCY = Histogram(
    "cocau_request_seconds",
    "Seconds from a request to the end of its answer.",
    ("method", "route"),
    registry=OWN,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)


def observed(method: str, route: str, status: int, seconds: float) -> None:
    """Count one request."""
    REQUESTS.labels(method, route, str(status)).inc()
    LATENCY.labels(method, route).observe(seconds)


def text(stored: "Stored") -> bytes:
    """Everything, in the text format of Prometheus."""
    registry = CollectorRegistry()
    if FOLDER in os.environ:
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # it has no types
    counted = generate_latest(registry if FOLDER in os.environ else OWN)
    kept = CollectorRegistry()
    kept.register(stored)
    return counted + generate_latest(kept)


class Stored(Collector):
    """What the database of one process knows: jobs by kind and state, how long they took, connections."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: list[Metric] = []
        self._until = 0.0

    def collect(self) -> Iterator[Metric]:
        """The counts, at most `FRESH` seconds old."""
        if time.monotonic() >= self._until:
            with self._store.reading() as session:
                self._known = [*_jobs(session), _durations(session), _failures(session)]
            self._until = time.monotonic() + FRESH
        yield from self._known
        yield from self._pool()

    def _pool(self) -> Iterator[Metric]:
        pool = self._store.engine.pool
        for name in ("size", "checkedout", "overflow"):
            if hasattr(pool, name):
                shown = {"checkedout": "in_use"}.get(name, name)
                yield GaugeMetricFamily(
                    f"cocau_db_pool_{shown}", "Connections of this process.", getattr(pool, name)()
                )


def _jobs(session: Session) -> Iterator[Metric]:
    states = GaugeMetricFamily("cocau_jobs", "Jobs by kind and state.", labels=("kind", "state"))
    unfinished = {State.QUEUED: 0, State.RUNNING: 0}
    for kind, state, count in _rows(session, (col(Job.kind), col(Job.state)), (func.count(),)):
        states.add_metric((kind, state), count)
        if state in unfinished:
            unfinished[state] += count
    yield states
    yield GaugeMetricFamily("cocau_queue_length", "Jobs that wait.", unfinished[State.QUEUED])
    yield GaugeMetricFamily("cocau_running_jobs", "Jobs that are being computed.", unfinished[State.RUNNING])


def _durations(session: Session) -> Metric:
    family = SummaryMetricFamily("cocau_solve_seconds", "Seconds that ended jobs took.", labels=("kind",))
    seconds = func.sum(_epoch(session, col(Job.ended_at)) - _epoch(session, col(Job.started_at)))
    ended = col(Job.ended_at).is_not(None) & col(Job.started_at).is_not(None)
    for kind, count, total in _rows(session, (col(Job.kind),), (func.count(), seconds), ended):
        family.add_metric((kind,), count, float(total))
    return family


def _failures(session: Session) -> Metric:
    """Jobs that failed by their cause: a search that ran out of memory, a child that crashed."""
    family = CounterMetricFamily("cocau_job_failures", "Jobs that failed, by cause.", labels=("cause",))
    cause: ColumnElement[str] = Job.failure["code"].as_string()  # type: ignore[index]  # a JSON column
    for code, count in _rows(session, (cause,), (func.count(),), col(Job.state) == State.FAILED):
        family.add_metric((code or "unknown",), count)
    return family


def _rows(session: Session, by: Sequence[Any], what: Sequence[Any], where: Any = None) -> Sequence[Any]:  # noqa: ANN401
    chosen = select(*by, *what).select_from(Job).group_by(*by)
    return session.connection().execute(chosen if where is None else chosen.where(where)).all()


def _epoch(session: Session, moment: Any) -> Any:  # noqa: ANN401  # a column, as SQLModel types it
    if session.get_bind().dialect.name == "sqlite":
        return func.julianday(moment) * 86_400.0
    return extract("epoch", moment)
