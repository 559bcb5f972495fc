"""Prometheus metrics, by route, method, status, kind and state; never by person or id.

With several web processes, each writes its numbers to a file in
PROMETHEUS_MULTIPROC_DIR, and any of them can report all. Metrics of jobs are read from
the database, so they include workers.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, SummaryMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy import ColumnElement, and_, extract, func, select
from sqlmodel import Session, col

from cocau.app.db.clock import now
from cocau.app.db.engine import Store
from cocau.app.db.models import BACKGROUND_TURN, JobRow, JobState, WebhookRow

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
CACHE_SECONDS = 5.0
"""Seconds for which counts of the database are kept: frequent looks cost nothing."""

REGISTRY = CollectorRegistry()
REQUESTS = Counter("cocau_requests", "Requests answered.", ("method", "route", "status"), registry=REGISTRY)
LATENCY = Histogram(
    "cocau_request_seconds",
    "Seconds from a request to the end of its answer.",
    ("method", "route"),
    registry=REGISTRY,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)


def render_metrics(stored: "DatabaseMetrics") -> bytes:
    """Render all metrics in the text format of Prometheus."""
    registry = CollectorRegistry()
    if FOLDER_VARIABLE in os.environ:
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # it has no types
    counted = generate_latest(registry if FOLDER_VARIABLE in os.environ else REGISTRY)
    kept = CollectorRegistry()
    kept.register(stored)
    return counted + generate_latest(kept)


class DatabaseMetrics(Collector):
    """Metrics read from the database: jobs, their durations, webhooks, connections."""

    def __init__(self, store: Store, is_log_broken: Callable[[Store], bool]) -> None:
        self._store, self._is_log_broken = store, is_log_broken
        self._known: list[Metric] = []
        self._until = 0.0

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics, at most `CACHE_SECONDS` seconds old."""
        if time.monotonic() >= self._until:
            with self._store.reading() as session:
                self._known = [
                    *_count_jobs(session),
                    _get_longest_wait(session),
                    _sum_durations(session),
                    _count_failures(session),
                    _count_failing_webhooks(session),
                ]
            self._known.append(
                GaugeMetricFamily(
                    "cocau_audit_log_broken",
                    "1 where the head of the audit log is not the one that was sealed.",
                    int(self._is_log_broken(self._store)),
                )
            )
            self._known.append(
                GaugeMetricFamily(
                    "cocau_altered_content",
                    "Places of altered content that this process came upon.",
                    len(self._store.ring.alarms),
                )
            )
            self._until = time.monotonic() + CACHE_SECONDS
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


def _count_jobs(session: Session) -> Iterator[Metric]:
    states = GaugeMetricFamily("cocau_jobs", "Jobs by kind and state.", labels=("kind", "state"))
    for kind, state, count in _select_groups(session, (col(JobRow.kind), col(JobRow.state)), (func.count(),)):
        states.add_metric((kind, state), count)
    yield states
    unfinished = {JobState.QUEUED: 0, JobState.RUNNING: 0}
    waited_for = and_(col(JobRow.state).in_(list(unfinished)), col(JobRow.turn) < BACKGROUND_TURN)
    unfinished |= dict(_select_groups(session, (col(JobRow.state),), (func.count(),), waited_for))
    yield GaugeMetricFamily("cocau_queue_length", "Jobs that wait.", unfinished[JobState.QUEUED])
    yield GaugeMetricFamily(
        "cocau_running_jobs", "Jobs that are being computed.", unfinished[JobState.RUNNING]
    )
    yield GaugeMetricFamily(
        "cocau_unfinished_jobs",
        "Jobs that wait or are being computed: what workers are needed for.",
        sum(unfinished.values()),
    )


def _get_longest_wait(session: Session) -> Metric:
    """Return for how many seconds the oldest of the jobs that wait has waited."""
    oldest = session.connection().execute(
        select(func.min(JobRow.asked_at)).where(
            col(JobRow.state) == JobState.QUEUED, col(JobRow.turn) < BACKGROUND_TURN
        )
    )
    asked_at: datetime | None = oldest.scalar_one()
    waited = 0.0 if asked_at is None else max(0.0, (now() - asked_at).total_seconds())
    return GaugeMetricFamily(
        "cocau_queue_oldest_seconds", "Seconds that the oldest job in line has waited.", waited
    )


def _sum_durations(session: Session) -> Metric:
    family = SummaryMetricFamily("cocau_solve_seconds", "Seconds that ended jobs took.", labels=("kind",))
    seconds = func.sum(_to_epoch(session, col(JobRow.ended_at)) - _to_epoch(session, col(JobRow.started_at)))
    ended = col(JobRow.ended_at).is_not(None) & col(JobRow.started_at).is_not(None)
    for kind, count, total in _select_groups(session, (col(JobRow.kind),), (func.count(), seconds), ended):
        family.add_metric((kind,), count, float(total))
    return family


def _count_failures(session: Session) -> Metric:
    """Count failed jobs by cause."""
    family = CounterMetricFamily("cocau_job_failures", "Jobs that failed, by cause.", labels=("cause",))
    cause: ColumnElement[str] = JobRow.failure["code"].as_string()  # type: ignore[index]  # a JSON column
    for code, count in _select_groups(
        session, (cause,), (func.count(),), col(JobRow.state) == JobState.FAILED
    ):
        family.add_metric((code or "unknown",), count)
    return family


def _count_failing_webhooks(session: Session) -> Metric:
    failing = select(func.count()).where(col(WebhookRow.erased_at).is_(None), col(WebhookRow.failures) > 0)
    count = session.connection().execute(failing).scalar_one()
    return GaugeMetricFamily("cocau_failing_webhooks", "Webhooks whose last message was not taken.", count)


def _select_groups(
    session: Session,
    columns: Sequence[Any],
    aggregates: Sequence[Any],
    condition: Any = None,  # noqa: ANN401  # as SQLAlchemy has it
) -> Sequence[Any]:
    chosen = select(*columns, *aggregates).select_from(JobRow).group_by(*columns)
    return session.connection().execute(chosen if condition is None else chosen.where(condition)).all()


def _to_epoch(session: Session, moment: Any) -> Any:  # noqa: ANN401  # a column, as SQLModel types it
    if session.get_bind().dialect.name == "sqlite":
        return func.julianday(moment) * 86_400.0
    return extract("epoch", moment)
