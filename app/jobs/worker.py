"""A worker: computes in a child what the queue hands it, stores progress and result.

The input of a job is read when its computation begins.
"""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from queue import SimpleQueue
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

import structlog
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session, col, func, select

from cocau.app.db.clock import now
from cocau.app.db.encryption import Keyring, Sealed
from cocau.app.db.engine import Store
from cocau.app.db.models import BACKGROUND_TURN, BatchRunRow, ExplanationRow, JobRow, JobState, ProgressRow
from cocau.app.db.seals import open_column, seal_value
from cocau.app.jobs.lifecycle import (
    INPUT_ERASED,
    WITHOUT_JOB_BODIES,
    Completion,
    JobLease,
    JobResult,
    build_job_result,
    claim_job,
    complete_job,
    execute_update,
    release_job,
)
from cocau.app.jobs.process import SpeculativeRuns
from cocau.app.jobs.results import FailureCause, ProgressReport, RunFailed, RunResult
from cocau.app.jobs.task import JobTask
from cocau.app.jobs.tasks.answer_proofs import ANSWER_PROOF
from cocau.app.jobs.tasks.programmes import JOINT
from cocau.app.settings import Settings
from cocau.app.telemetry.tracing import job_span, solve_span

log = logging.getLogger("cocau.jobs")


class StopReason(Enum):
    """Reason why a job that runs in this process is to stop."""

    CANCELLED = "asked"  # somebody asked for its best so far
    SHUTDOWN = "leaving"  # this process ends: another one computes it anew
    LEASE_LOST = "lost"  # it is another worker's by now


@dataclass
class RunningJob:
    """One job in this process; `why` is set before `stop` is, `lease` once it is claimed.

    `background`: it has no slot; `kind`: known once it is read.
    """

    job_id: str
    background: bool = False
    kind: str = ""
    stop: threading.Event = field(default_factory=threading.Event)
    why: StopReason | None = None
    lease: JobLease | None = None

    def request_stop(self, reason: StopReason) -> None:
        """Request that the job stop; the first reason counts, unless the lease was lost."""
        if self.why is None or reason is StopReason.LEASE_LOST:
            self.why = reason
        self.stop.set()


class JobEnd(threading.Event):
    """Event that is set when a job has ended here; `output`: its answer, once it is stored."""

    output: str | None = None


class RunningJobs:
    """The jobs that this process has taken, `most` at work, and who waits for their ends.

    The queue has one number for all workers, which may be more than this one's. Threads share it.
    """

    def __init__(self, most: int = 1) -> None:
        self._free = most
        self._changed = threading.Condition(threading.RLock())  # a signal may come while it is held
        self._places: dict[str, RunningJob] = {}
        self._waiting: dict[str, list[JobEnd]] = {}
        self._closed = self._hurried = False

    def __len__(self) -> int:
        """Return how many of callers' jobs were taken."""
        return sum(not place.background for place in list(self._places.values()))

    @property
    def closed(self) -> bool:
        """Return whether no more jobs are taken."""
        return self._closed

    def add(self, job_id: str, *, background: bool = False) -> RunningJob | None:
        """Register a job, and wait until it may run; return None if it is not to run here."""
        with self._changed:
            if self._closed or job_id in self._places:
                return None
            place = self._places[job_id] = RunningJob(job_id, background)
            if background:
                return place
            if not self._wait_for_slot():
                del self._places[job_id]
                self._changed.notify_all()
                return None
            self._free -= 1
            return place

    def _wait_for_slot(self) -> bool:
        """Wait for a free slot; return False once no more jobs are taken."""
        self._changed.wait_for(lambda: self._closed or self._free > 0)
        return not self._closed

    def remove(self, job_id: str, output: str | None = None) -> None:
        """Unregister a job, and wake those that wait for its end; `output`: as it was stored."""
        with self._changed:
            self._free += not self._places.pop(job_id).background
            self._changed.notify_all()
            for end in self._waiting.get(job_id, []):
                end.output = output
                end.set()

    def list_running(self) -> list[RunningJob]:
        """List the jobs that run here."""
        with self._changed:
            return list(self._places.values())

    def is_here(self, job_id: str) -> bool:
        """Return whether a job was taken and has not ended here."""
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


def read_job_input(session: Session, ring: Keyring, job: JobRow) -> str | None:
    """Read the JSON of a job's input; return None if it was erased.

    A batch is given the base of its fan-out, and the rows that it has already; a proof of the background,
    what it is of.
    """
    if job.input is None:
        return None
    own = open_column(ring, job, "input")
    if job.turn == BACKGROUND_TURN:
        return _read_proof_input(session, ring, job, own)
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


def _read_proof_input(session: Session, ring: Keyring, job: JobRow, own: str) -> str | None:
    """Read a proof's input: the proposal, and the answer if it is of one, where they stand."""
    about = session.get(ExplanationRow, job.id)
    parts = {} if about is None else {"proposal": about.proposal_id}
    if about is not None and job.kind == ANSWER_PROOF.name:
        parts["answer"] = json.loads(own)["question"]["explanation"]
    found = {name: session.get(JobRow, of) for name, of in parts.items()}
    if not found or any(of is None or of.output is None for of in found.values()):
        return None
    opened = (f'"{name}":{open_column(ring, of, "output")}' for name, of in found.items() if of is not None)
    return f"{{{','.join(opened)},{own[1:]}"


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

T = TypeVar("T")


FollowUps = Mapping[str, Callable[[str], None]]
"""What begins after the end of a job of a kind: called with the job's id."""

NO_FOLLOW_UPS: FollowUps = MappingProxyType({})


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
    """A worker: computes in this process what the queue hands it."""

    def __init__(  # what one is made of
        self,
        store: Store,
        settings: Settings,
        name: str,
        run: TaskRunner,
        completion: Completion,
        follow_ups: FollowUps,
    ) -> None:
        self._store, self._settings, self.name = store, settings, name
        self._run, self._completion, self._follow_ups = run, completion, follow_ups
        self.running = RunningJobs(settings.solves)
        self.speculative_runs = SpeculativeRuns(settings.memory * MEBI)
        self._left_queue = threading.Event()
        self._answered: SimpleQueue[RunningJob] = SimpleQueue()

    def compute(self, job_id: str, turn: int = 0) -> None:
        """Compute a job, and return once its row has ended.

        Raises:
            JobHandedOn: it has not ended here, so that the queue must not take it for ended.
        """
        from cocau.app.jobs.dbos_queue import JobHandedOn  # loaded by whoever calls this

        try:
            ended = self._compute_if_taken(job_id, background=turn == BACKGROUND_TURN)
        except Exception as error:
            log.exception("job %s could not be ended; it will be given out anew", job_id)
            raise JobHandedOn from error
        finally:
            self.speculative_runs.drop(job_id)
        if not ended:
            raise JobHandedOn

    def leave_queue(self) -> None:
        """Let go of what is still held here, once the queue hands out nothing more."""
        self._left_queue.set()

    def _compute_if_taken(self, job_id: str, *, background: bool) -> bool:
        """Compute a job; return whether its row has ended."""
        running = self.running.add(job_id, background=background)
        if running is None:
            return self._has_ended(job_id) or self._wait_until_left()
        output: str | None = None
        ended = True
        try:
            running.lease = self._write_with_retry(lambda: self._claim(job_id))
            if running.lease is not None:
                ended, output = self._run_and_store(running.lease, running)
        finally:
            self.running.remove(job_id, output)
        if ended and running.kind in self._follow_ups:
            self._answered.put(running)
        if ended or self._has_ended(job_id):
            return True
        return running.why is StopReason.SHUTDOWN and self._wait_until_left()

    def begin_follow_ups(self) -> None:
        """Begin what follows the jobs that ended here; whatever fails, their answers are there."""
        while not self._answered.empty():
            job = self._answered.get()
            try:
                self._follow_ups[job.kind](job.job_id)
            except Exception:
                log.warning("what follows job %s could not be begun", job.job_id, exc_info=True)

    def _has_ended(self, job_id: str) -> bool:
        """Return whether a job has ended, as by its erasure; False while the database is away."""
        try:
            with self._store.reading_singly() as session:
                state = session.exec(select(JobRow.state).where(JobRow.id == job_id)).one_or_none()
        except DBAPIError:
            return False
        return state is not None and JobState(state).final

    def _wait_until_left(self) -> bool:
        """Hold a job's place until this process has left the queue, or it is handed another."""
        if self.running.closed:
            self._left_queue.wait()
        return False

    def _claim(self, job_id: str) -> JobLease | None:
        with self._store.writing_nondurable() as session:  # if the write is lost, the job waits again
            return claim_job(session, self._store.ring, job_id, self.name, self._completion)

    def _run_and_store(self, lease: JobLease, running: RunningJob) -> tuple[bool, str | None]:
        """Compute a job and store its result; return whether it ended here, and its output."""
        try:
            result = self._compute(lease, running)
            done = self._write_with_retry(lambda: self._store_result(lease, running, result))
        except DBAPIError:
            raise
        except Exception as error:
            log.exception("job %s failed", lease.job_id)
            result = build_job_result(RunFailed(FailureCause.ERROR, type(error).__name__))
            done = self._write_with_retry(lambda: self._store_failure(lease, result))
        if running.why is StopReason.SHUTDOWN and _is_cut_short(running, result):
            return False, None
        if done:
            return True, result.output
        log.warning("job %s is another worker's by now; what came out here is dropped", lease.job_id)
        return False, None

    def _compute(self, lease: JobLease, running: RunningJob) -> JobResult:
        tell = _ProgressWriter(self._store, lease, running).write_report
        with self._store.reading() as session:
            job = session.get_one(JobRow, lease.job_id, options=WITHOUT_JOB_BODIES)
            running.kind = job.kind
            begun = self.speculative_runs.take(lease.job_id)
            text = None if begun is not None else read_job_input(session, self._store.ring, job)
        if begun is None and text is None:
            return JobResult(JobState.FAILED, failure=INPUT_ERASED)
        with observe_job(job) as end:
            if begun is not None:
                ended = begun.run(stop=running.stop, on_progress=tell)
            else:
                memory, task = self._settings.memory * MEBI, JobTask(job.kind, text or "", running.background)
                ended = self._run(task, memory=memory, stop=running.stop, on_progress=tell)
            result = build_job_result(ended)
            end(result.state)
        return result

    def _store_result(self, lease: JobLease, running: RunningJob, result: JobResult) -> bool:
        """Store the result; release a job instead that was stopped because this process ends."""
        # what is proven would come out again, byte for byte, so that nobody waits for the disk
        proven = result.state in {JobState.OPTIMAL, JobState.CONFLICT}
        with self._store.writing_nondurable() if proven else self._store.writing() as session:
            if running.why is StopReason.SHUTDOWN and _is_cut_short(running, result):
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
                if time.monotonic() > (
                    min(until, since + CLOSING_PATIENCE) if self.running.closed else until
                ):
                    raise
                log.warning("the database is away (%s); trying again", type(error.orig).__name__)
                time.sleep(0.5)


def _is_cut_short(running: RunningJob, result: JobResult) -> bool:
    """Return whether more would have come of a job that was stopped."""
    return running.background or result.state is JobState.STOPPED


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
            row = session.get(ProgressRow, self._mine.job_id)
            if row is None:
                row = ProgressRow(job_id=self._mine.job_id, at=moment)
                session.add(row)
            row.number += 1
            if (
                report.value is not None or report.step != row.step
            ):  # a report without a value keeps the last one
                row.value, row.bound = report.value, report.bound
            row.step, row.steps = report.step, report.steps
            row.elapsed, row.at = report.elapsed, moment
            row.best = row.best if self._best is None else self._best
