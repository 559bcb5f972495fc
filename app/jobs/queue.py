"""The queue of jobs as one process sees it: submit, wait for, cancel.

Rows decide and the durable queue only starts: see `app.jobs.lifecycle` and `app.jobs.dbos_queue`.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow, JobState
from cocau.app.jobs import process
from cocau.app.jobs.lifecycle import NO_COMPLETION, UNFINISHED_STATES, Completion, request_cancel
from cocau.app.jobs.liveness import Reaper, get_worker_locks, make_worker_name
from cocau.app.jobs.task import JobTask
from cocau.app.jobs.worker import JobEnd, JobWorker, LocalSlots, RunningJob, StopReason, TaskRunner
from cocau.app.settings import Settings

if TYPE_CHECKING:
    from cocau.app.jobs.dbos_queue import EnqueueClient, QueueConsumer


log = logging.getLogger("cocau.jobs")


class PeriodicThread:
    """A thread that runs an action at once and then every so many seconds, also after errors."""

    def __init__(self, name: str, seconds: float, action: Callable[[], None]) -> None:
        self._seconds, self._do = seconds, action
        self._over = threading.Event()
        self._failing = False
        self._thread = threading.Thread(target=self._loop, daemon=True, name=f"cocau-{name}")

    @property
    def is_healthy(self) -> bool:
        """Return whether the thread runs and its last action succeeded."""
        return self._thread.is_alive() and not self._failing

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def end(self) -> None:
        """End the thread, once its present action is done."""
        self._over.set()
        self._thread.join()

    def _loop(self) -> None:
        while not self._over.is_set():
            self._run_once()
            self._over.wait(self._seconds)

    def _run_once(self) -> None:
        try:
            self._do()
        except Exception as error:
            if not self._failing:
                log.warning(
                    "%s failed, trying again: %s", self._thread.name, type(error).__name__, exc_info=error
                )
            self._failing = True
        else:
            self._failing = False


CANCEL_POLL_SECONDS = 0.2
"""Seconds between two looks at whether somebody asked for one of our jobs to stop."""


class JobQueue:
    """One process's part in the queue of one database; `settings.solves` 0: it only enqueues.

    `run`: how a task is computed; `completion`: what follows the end of a job of each kind. Threads share it.
    The durable queue is opened when it is first needed: it takes a second to load.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        *,
        run: TaskRunner = process.run_task,
        completion: Completion = NO_COMPLETION,
    ) -> None:
        self._store, self._settings, self._run, self._completion = store, settings, run, completion
        self.worker = make_worker_name(settings)
        self._slots = LocalSlots(settings.solves)
        self._worker = JobWorker(store, settings, self.worker, self._slots, run, completion)
        self._speculative_runs = self._worker.speculative_runs
        self._locks = get_worker_locks(store, settings)
        self._opening = threading.Lock()
        self._holding = False
        self._consumer: QueueConsumer | None = None
        self._client: EnqueueClient | None = None
        self._reaper: Reaper | None = None
        self._periodic_threads: list[PeriodicThread] = []

    def start(self, *, warm: bool = False) -> None:
        """Begin to take jobs. `warm`: have everything loaded before the first one comes."""
        if self._settings.solves == 0:
            return
        if warm:
            self._open_consumer()
            if self._run is process.run_task:
                process.start_fork_server()
                process.WARM_PROCESS.enable()
        self._periodic_threads = [
            PeriodicThread("stops", CANCEL_POLL_SECONDS, self._stop_cancelled_jobs),
            PeriodicThread("mending", self._settings.takeover, self._requeue_and_enqueue),
        ]
        for thread in self._periodic_threads:
            thread.start()

    def close(self, grace: float = 0) -> None:
        """Take no more jobs; those that run have `grace` seconds to end, and are released then."""
        for thread in self._periodic_threads[1:]:
            thread.end()
        self._slots.close(grace)
        process.WARM_PROCESS.disable()
        for thread in self._periodic_threads[:1]:
            thread.end()
        with self._opening:
            if self._consumer is not None:
                self._consumer.close()
            if self._holding:
                self._locks.release()
            if self._client is not None:
                self._client.close()

    def hurry(self) -> None:
        """Let `close` wait no longer for what runs."""
        self._slots.hurry()

    @contextmanager
    def start_speculatively(self, job_id: str, task: JobTask) -> Iterator[None]:
        """Accept a job inside this context while its computation begins, if this process is free.

        Nobody learns anything of it before the job is accepted, and begun as any other; it is dropped when
        the block raises, and when the job is not begun here at once.
        """
        try:
            if (
                self._run is process.run_task
                and self._slots.reserve(job_id)
                and not self._speculative_runs.start(job_id, task)
            ):
                self._slots.release_reservation(job_id)
            yield
        except BaseException:
            self.drop_speculative(job_id)
            raise

    def drop_speculative(self, job_id: str) -> None:
        """Drop a speculative run whose job was not accepted after all."""
        self._speculative_runs.drop(job_id)
        self._slots.release_reservation(job_id)

    def submit(self, job_id: str) -> None:
        """Have an accepted job computed; call it after the commit.

        It raises nothing: a job is safe once its row is, and the next look puts right what goes wrong here.
        """
        try:
            with self._store.reading() as session:
                waiting = select(JobRow.tries, JobRow.turn).where(
                    JobRow.id == job_id, JobRow.state == JobState.QUEUED
                )
                found = session.exec(waiting).first()
                alone = self._is_only_waiting_job(session, job_id)
            if found is None or self._slots.closed:
                self.drop_speculative(job_id)
            else:
                self._enqueue(job_id, *found, alone=alone)
        except Exception:
            self.drop_speculative(job_id)
            log.warning("job %s not put in line now; it will be at the next look", job_id, exc_info=True)

    def request_cancel(self, session: Session, job_id: str) -> None:
        """Cancel a job in the caller's transaction; call `cancel` after the commit."""
        request_cancel(session, self._store.ring, job_id, self._completion)

    def cancel(self, job_id: str) -> None:
        """Stop a job that runs in this process at once; it is asked to stop by `request_cancel`."""
        self._slots.stop_job(job_id, StopReason.CANCELLED)

    def watch_end(self, job_id: str) -> AbstractContextManager[JobEnd]:
        """Return a context with an event that is set when the job ends in this process."""
        return self._slots.watch_end(job_id)

    def is_ready(self) -> bool:
        """Return whether jobs are taken here, or are not to be."""
        return self._settings.solves == 0 or (
            bool(self._periodic_threads) and all(thread.is_healthy for thread in self._periodic_threads)
        )

    def _enqueue(self, job_id: str, tries: int, turn: int, *, alone: bool) -> None:
        if self._settings.solves == 0:
            self._open_client().enqueue(job_id, tries, turn)
            return
        queue = self._open_consumer()
        if not (alone and (self._slots.is_reserved(job_id) or self._slots.reserve(job_id))):
            self.drop_speculative(job_id)
            queue.enqueue(job_id, tries, turn)
            return
        # The row is enough: if this process ends before the job begins, the reaper queues it.
        threading.Thread(
            target=self._worker.run_queued_jobs, args=(job_id, tries), name="cocau-at-once"
        ).start()

    def _open_consumer(self) -> "QueueConsumer":
        from cocau.app.jobs.dbos_queue import QueueConsumer  # a second of imports

        with self._opening:
            if not self._holding:
                self._locks.hold(self.worker)
                self._holding = True
            if self._consumer is None:
                self._consumer = QueueConsumer(
                    self._store, self.worker, self._settings.solves, self._worker.run_queued_jobs
                )
                self._reaper = Reaper(
                    self._store, self.worker, self._slots, self._locks, self._consumer, self._completion
                )
            return self._consumer

    def _open_client(self) -> "EnqueueClient":
        from cocau.app.jobs.dbos_queue import EnqueueClient  # a second of imports

        with self._opening:
            if self._client is None:
                self._client = EnqueueClient(self._store)
            return self._client

    def _requeue_and_enqueue(self) -> None:
        """Open the queue if there are unfinished jobs, and requeue those of dead workers."""
        if self._consumer is None and not self._has_unfinished_jobs():
            return
        self._open_consumer()
        if self._reaper is not None:
            self._reaper.reap()

    def _has_unfinished_jobs(self) -> bool:
        with self._store.reading() as session:
            return (
                session.exec(
                    select(JobRow.id).where(col(JobRow.state).in_(UNFINISHED_STATES)).limit(1)
                ).first()
                is not None
            )

    def _stop_cancelled_jobs(self) -> None:
        """Stop the running jobs that were cancelled or whose lease was lost."""
        for job_id in self._slots.release_old_reservations():
            self._speculative_runs.drop(job_id)
        places = {place.job_id: place for place in self._slots.list_running()}
        if not places:
            return
        with self._store.reading() as session:
            rows = list(session.exec(select(JobRow).where(col(JobRow.id).in_(list(places)))))
        for row in rows:
            place = places[row.id]
            if self._is_lost(row, place):
                place.request_stop(StopReason.LEASE_LOST)
            elif row.cancel_asked_at is not None:
                place.request_stop(StopReason.CANCELLED)

    def _is_lost(self, row: JobRow, place: RunningJob) -> bool:
        if row.tries <= place.tries:  # not begun yet
            return False
        ours = row.tries == place.tries + 1 and row.worker == self.worker
        return not (ours and row.state is JobState.RUNNING)

    def _is_only_waiting_job(self, session: Session, job_id: str) -> bool:
        """Return whether no other job waits, but for those that are about to start here."""
        ours = [job_id, *self._slots.list_job_ids()]
        others = (
            select(JobRow.id).where(JobRow.state == JobState.QUEUED, col(JobRow.id).not_in(ours)).limit(1)
        )
        return session.exec(others).first() is None


FIRST_PAUSE, LONGEST_PAUSE, PAUSE_FACTOR = 0.03, 0.25, 1.5
"""Seconds between two looks at the row: at first, at most, and how much longer each time."""


def wait_for_job(store: Store, queue: JobQueue, job_id: str, seconds: float) -> JobRow:
    """Wait until a job has ended, for at most so many seconds, and return its row.

    Raises:
        NoResultFound: there is no such job.
    """
    wait_for_output(store, queue, job_id, seconds)
    with store.reading() as session:
        return session.get_one(JobRow, job_id)


def wait_for_output(store: Store, queue: JobQueue, job_id: str, seconds: float) -> str | None:
    """Wait until a job has ended; return its output if it ended in this process in time.

    Raises:
        NoResultFound: see `wait_for_job`.
    """
    until, pause = time.monotonic() + seconds, FIRST_PAUSE
    with queue.watch_end(job_id) as ended:
        while True:
            with store.reading() as session:
                state = JobState(session.exec(select(JobRow.state).where(JobRow.id == job_id)).one())
            left = until - time.monotonic()
            if state.final or left <= 0:
                return ended.output if state.final else None
            if ended.wait(min(pause, left)) and ended.output is not None:
                return ended.output
            ended.clear()
            pause = min(pause * PAUSE_FACTOR, LONGEST_PAUSE)
