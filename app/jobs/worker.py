"""A worker: claims queued jobs, computes each in a child, stores progress and result.

Slots limit how many jobs run at once; the input of a job is read when its computation begins.
"""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol, TypeVar

import structlog
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, select

from cocau.app.db.clock import now
from cocau.app.db.encryption import Keyring, Sealed
from cocau.app.db.engine import Store
from cocau.app.db.models import BatchRunRow, JobRow, JobState, ProgressRow
from cocau.app.db.models import ProgressRow as StandingRow
from cocau.app.db.seals import open_column, seal_value
from cocau.app.jobs.lifecycle import (
    INPUT_ERASED,
    Completion,
    JobLease,
    JobResult,
    build_job_result,
    claim_job,
    complete_job,
    execute_update,
    find_next_job,
    release_job,
)
from cocau.app.jobs.process import SpeculativeRuns
from cocau.app.jobs.results import FailureCause, ProgressReport, RunFailed, RunResult
from cocau.app.jobs.task import JobTask
from cocau.app.jobs.tasks.programmes import JOINT
from cocau.app.settings import Settings
from cocau.app.telemetry.tracing import job_span, solve_span

RESERVATION_SECONDS = 10.0
"""Seconds for which a slot is kept for a job that was to start at once."""


class StopReason(Enum):
    """Reason why a job that runs in this process is to stop."""

    CANCELLED = "asked"  # somebody asked for its best so far
    SHUTDOWN = "leaving"  # this process ends: another one computes it anew
    LEASE_LOST = "lost"  # it is another worker's by now


@dataclass
class RunningJob:
    """One job that runs in this process; `why` is set before `stop` is."""

    job_id: str
    tries: int
    stop: threading.Event = field(default_factory=threading.Event)
    why: StopReason | None = None

    def request_stop(self, reason: StopReason) -> None:
        """Request that the job stop; the first reason counts, unless the lease was lost."""
        if self.why is None or reason is StopReason.LEASE_LOST:
            self.why = reason
        self.stop.set()


class JobEnd(threading.Event):
    """Event that is set when a job has ended here; `output`: its answer, once it is stored."""

    output: str | None = None


class LocalSlots:
    """The slots of this process, and the jobs in them. Threads share it."""

    def __init__(self, slots: int) -> None:
        self._changed = threading.Condition(threading.RLock())  # a signal may come while it is held
        self._free = slots
        self._promised: dict[str, float] = {}
        self._places: dict[str, RunningJob] = {}
        self._waiting: dict[str, list[JobEnd]] = {}
        self._closed = False
        self._hurried = False

    @property
    def closed(self) -> bool:
        """Return whether no more jobs are taken."""
        return self._closed

    def reserve(self, job_id: str) -> bool:
        """Reserve a free slot for a job; return False if there is none."""
        with self._changed:
            if self._closed or self._free < 1 or job_id in self._promised:
                return False
            self._free -= 1
            self._promised[job_id] = time.monotonic()
            return True

    def is_reserved(self, job_id: str) -> bool:
        """Return whether a slot is reserved for this job."""
        with self._changed:
            return job_id in self._promised

    def release_reservation(self, job_id: str) -> None:
        """Release the slot that was reserved for a job."""
        with self._changed:
            if self._promised.pop(job_id, None) is not None:
                self._free_slot()

    def release_old_reservations(self) -> list[str]:
        """Release reservations of jobs that another process started; return their ids."""
        with self._changed:
            old = time.monotonic() - RESERVATION_SECONDS
            broken = [job for job, since in self._promised.items() if since < old]
            for job_id in broken:
                self.release_reservation(job_id)
            return broken

    @contextmanager
    def slot(self, job_id: str) -> Iterator[bool]:
        """Hold a slot, the reserved one or the next free one; yield False if this process ends."""
        with self._changed:
            held = self._promised.pop(job_id, None) is not None
            if not held:
                self._changed.wait_for(lambda: self._closed or self._free > 0)
                held = not self._closed
                self._free -= held
        try:
            yield held
        finally:
            if held:
                with self._changed:
                    self._free_slot()

    def add_running(self, job_id: str, tries: int) -> RunningJob:
        """Register a job that is about to run, in a slot that is held."""
        with self._changed:
            place = self._places[job_id] = RunningJob(job_id, tries)
            return place

    def remove_running(self, job_id: str, output: str | None = None) -> None:
        """Unregister a job, and wake those that wait for its end; `output`: as it was stored."""
        with self._changed:
            del self._places[job_id]
            self._changed.notify_all()
            for end in self._waiting.get(job_id, []):
                end.output = output
                end.set()

    def list_running(self) -> list[RunningJob]:
        """List the jobs that run here."""
        with self._changed:
            return list(self._places.values())

    def list_job_ids(self) -> list[str]:
        """List the ids of jobs that run here or have a slot reserved."""
        with self._changed:
            return [*self._promised, *self._places]

    def is_running(self, job_id: str) -> bool:
        """Return whether a job runs here."""
        with self._changed:
            return job_id in self._places

    def stop_job(self, job_id: str, reason: StopReason) -> None:
        """Stop a job, if it runs here."""
        with self._changed:
            place = self._places.get(job_id)
        if place is not None:
            place.request_stop(reason)

    def close(self, seconds: float) -> None:
        """Take no more jobs, stop the running ones after so many seconds, wait until none is left."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._hurried or not self._places, seconds)
            for place in self._places.values():
                place.request_stop(StopReason.SHUTDOWN)
            self._changed.wait_for(lambda: not self._places)

    def hurry(self) -> None:
        """Let `close` stop the running jobs at once."""
        with self._changed:
            self._hurried = True
            self._changed.notify_all()

    @contextmanager
    def watch_end(self, job_id: str) -> Iterator[JobEnd]:
        """Yield an event that is set when a job ends here."""
        event = JobEnd()
        with self._changed:
            self._waiting.setdefault(job_id, []).append(event)
        try:
            yield event
        finally:
            with self._changed:
                self._waiting[job_id].remove(event)
                if not self._waiting[job_id]:
                    del self._waiting[job_id]

    def _free_slot(self) -> None:
        self._free += 1
        self._changed.notify_all()


def read_job_input(session: Session, ring: Keyring, job: JobRow) -> str | None:
    """Read the JSON of a job's input; return None if it was erased.

    A batch is given the base of its fan-out, and the rows that it has already.
    """
    if job.input is None:
        return None
    own = open_column(ring, job, "input")
    if job.parent is None:
        return own
    whole = session.get(BatchRunRow, job.parent)
    if whole is None or whole.base is None:
        return None
    if job.kind == JOINT.name:
        own = _join_batches(session, ring, whole)
    else:
        own = f'{{"done":{_read_finished_rows(session, ring, job)},{own[1:]}'
    return f'{{"base":{open_column(ring, whole, "base")},{own[1:]}'


def _read_finished_rows(session: Session, ring: Keyring, batch: JobRow) -> str:
    """Read the rows that a batch already had when its worker died, as JSON."""
    standing = session.get(ProgressRow, batch.id)
    return "[]" if standing is None or standing.best is None else open_column(ring, standing, "best")


def _join_batches(session: Session, ring: Keyring, fan_out: BatchRunRow) -> str:
    """Read the items and rows of all batches of a fan-out, in order, as JSON."""
    items: list[Any] = []
    rows: list[Any] = []
    batches = (
        select(JobRow)
        .where(JobRow.parent == fan_out.id, JobRow.kind == fan_out.kind)
        .order_by(col(JobRow.id))
    )
    for batch in session.exec(batches):
        if batch.input is None or batch.output is None:
            continue
        # of a batch that failed: what it had
        its_rows = json.loads(open_column(ring, batch, "output")).get("rows", ())
        items += json.loads(open_column(ring, batch, "input"))["items"][: len(its_rows)]
        rows += its_rows
    left = None if fan_out.withdrawal is None else json.loads(open_column(ring, fan_out, "withdrawal"))
    return json.dumps({"items": items, "rows": rows, "withdrawal": left}, ensure_ascii=False)


log = logging.getLogger("cocau.jobs")


@contextmanager
def observe_job(job: JobRow) -> Iterator[Callable[[JobState], None]]:
    """Trace and log a computation as this job's; yield a function that records its state."""
    began = time.perf_counter()
    with (
        structlog.contextvars.bound_contextvars(job=job.id, kind=job.kind),
        job_span(job.kind, job.id, job.trace) as span,
        solve_span(job.kind),
    ):

        def end(state: JobState) -> None:
            span.set_attribute("cocau.job.state", str(state))
            milliseconds = round((time.perf_counter() - began) * 1000, 1)
            log.info("job", extra={"state": str(state), "milliseconds": milliseconds})

        yield end


MEBI = 2**20

DATABASE_PATIENCE = 300
"""Seconds for which a result is kept while the database is away."""

CLOSING_PATIENCE = 10
"""The same while this process ends."""

_BODIES: tuple[Any, ...] = (JobRow.input, JobRow.output)
_WITHOUT_BODIES = tuple(defer(body) for body in _BODIES)
"""Its input is read where it is needed only."""

T = TypeVar("T")


class TaskRunner(Protocol):
    """Signature of a function that computes a task; see `app.jobs.process.run_task`."""

    def __call__(
        self,
        task: JobTask,
        *,
        memory: int | None = None,
        stop: threading.Event | None = None,
        on_progress: Callable[[ProgressReport], None] | None = None,
    ) -> RunResult:
        """Compute a task and return its result."""
        ...


class JobWorker:
    """A worker: computes queued jobs in this process."""

    def __init__(  # what one is made of
        self,
        store: Store,
        settings: Settings,
        worker: str,
        slots: LocalSlots,
        run: TaskRunner,
        completion: Completion,
    ) -> None:
        self._store, self._settings, self._worker = store, settings, worker
        self._slots, self._run, self._completion = slots, run, completion
        self.speculative_runs = SpeculativeRuns(settings.memory * MEBI)

    def run_queued_jobs(self, job_id: str, tries: int) -> None:
        """Run the queued jobs that are due, one after another; raise nothing.

        The first need not be the one that was started: while this waited for a slot, one with an earlier turn
        may have come. Nor need the queue be asked for the next ones: what it starts later finds them done.
        """
        del tries
        try:
            with self._slots.slot(job_id) as held:
                while held and not self._slots.closed and self._run_next_job():
                    pass
        except Exception:
            log.exception("a job could not be ended; it will be given out anew")
        finally:
            self.speculative_runs.drop(job_id)

    def _run_next_job(self) -> bool:
        """Run the next job to its end; return False if none was due."""
        begun = self._write_with_retry(self._claim_next_job)
        if begun is None:
            return False
        mine, place = begun
        output: str | None = None
        try:
            output = self._run_and_store(mine, place)
        finally:
            self._slots.remove_running(mine.job_id, output)
        return True

    def _claim_next_job(self) -> tuple[JobLease, RunningJob] | None:
        """Claim the next job; register it here before anybody can see that it runs."""
        place: RunningJob | None = None
        mine: JobLease | None = None
        try:
            with self._store.writing_nondurable() as session:  # if the write is lost, the job waits again
                found = find_next_job(session, [p.job_id for p in self._slots.list_running()])
                if found is not None:
                    place = self._slots.add_running(*found)
                    mine = claim_job(session, *found, self._worker)
        except BaseException:
            mine = None
            raise
        finally:
            if place is not None and mine is None:
                self._slots.remove_running(place.job_id)
        return None if mine is None or place is None else (mine, place)

    def _run_and_store(self, lease: JobLease, running: RunningJob) -> str | None:
        """Compute a job and store its result; return its output once it is stored."""
        try:
            result = self._compute(lease, running)
            done = self._write_with_retry(lambda: self._store_result(lease, running, result))
        except DBAPIError:
            raise
        except Exception as error:
            log.exception("job %s failed", lease.job_id)
            result = build_job_result(RunFailed(FailureCause.ERROR, type(error).__name__))
            done = self._write_with_retry(lambda: self._store_failure(lease, result))
        if done:
            return result.output
        log.warning("job %s is another worker's by now; what came out here is dropped", lease.job_id)
        return None

    def _compute(self, lease: JobLease, running: RunningJob) -> JobResult:
        tell = _ProgressWriter(self._store, lease, running).write_report
        with self._store.reading() as session:
            job = session.get_one(JobRow, lease.job_id, options=_WITHOUT_BODIES)
            begun = self.speculative_runs.take(lease.job_id)
            text = None if begun is not None else read_job_input(session, self._store.ring, job)
        if begun is None and text is None:
            return JobResult(JobState.FAILED, failure=INPUT_ERASED)
        with observe_job(job) as end:
            if begun is not None:
                ended = begun.run(stop=running.stop, on_progress=tell)
            else:
                memory = self._settings.memory * MEBI
                ended = self._run(
                    JobTask(job.kind, text or ""), memory=memory, stop=running.stop, on_progress=tell
                )
            result = build_job_result(ended)
            end(result.state)
        return result

    def _store_result(self, lease: JobLease, running: RunningJob, result: JobResult) -> bool:
        """Store the result; release a job instead that was stopped because this process ends."""
        with self._store.writing() as session:
            if running.why is StopReason.SHUTDOWN and result.state is JobState.STOPPED:
                return release_job(session, lease)
            return complete_job(session, self._store.ring, lease, result, self._completion)

    def _store_failure(self, lease: JobLease, result: JobResult) -> bool:
        """Store a failure; what follows the end has failed before and is left out."""
        with self._store.writing() as session:
            return complete_job(session, self._store.ring, lease, result)

    def _write_with_retry(self, write: Callable[[], T]) -> T:
        """Write to the database, and retry while it is away."""
        since = time.monotonic()
        until = since + DATABASE_PATIENCE
        while True:
            try:
                return write()
            except OperationalError as error:
                if time.monotonic() > (min(until, since + CLOSING_PATIENCE) if self._slots.closed else until):
                    raise
                log.warning("the database is away (%s); trying again", type(error.orig).__name__)
                time.sleep(0.5)


class _ProgressWriter:
    """Writes a job's progress; what cannot be written now waits for the next report."""

    def __init__(self, store: Store, lease: JobLease, running: RunningJob) -> None:
        self._store, self._mine, self._place = store, lease, running
        self._best: bytes | None = None
        self._rows: str | None = None

    def write_report(self, report: ProgressReport) -> None:
        """Write a progress report; keep the last best slate."""
        if self._place.why is StopReason.LEASE_LOST:
            return
        if report.best is not None:
            self._best = self._seal(report.best.model_dump_json())
        if report.rows is not None and report.rows != self._rows:
            self._rows, self._best = report.rows, self._seal(report.rows)
        try:
            self._write(report)
        except OperationalError as error:
            log.warning("news of job %s not written: %s", self._mine.job_id, type(error.orig).__name__)

    def _seal(self, text: str) -> Sealed:
        return seal_value(self._store.ring, ProgressRow, "best", text, {"job_id": self._mine.job_id})

    def _write(self, report: ProgressReport) -> None:
        moment = now()
        has_slate = self._best is not None and self._rows is None
        first = {"first_slate_at": func.coalesce(JobRow.first_slate_at, moment)} if has_slate else {}
        with self._store.writing_nondurable() as session:  # the next news come within a second
            if not execute_update(session, self._mine.update_row().values(worker=self._mine.worker, **first)):
                return
            row = session.get(StandingRow, self._mine.job_id)
            if row is None:
                row = StandingRow(job_id=self._mine.job_id, at=moment)
                session.add(row)
            row.number += 1
            if (
                report.value is not None or report.step != row.step
            ):  # a report without a value keeps the last one
                row.value, row.bound = report.value, report.bound
            row.step, row.steps = report.step, report.steps
            row.elapsed, row.at = report.elapsed, moment
            row.best = row.best if self._best is None else self._best
