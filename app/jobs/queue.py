"""The queue of jobs as one process sees it: take, wait for, cancel.

DBOS decides who computes, the row decides what counts: see `app.jobs.dbos_queue` and `app.jobs.lifecycle`.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow, JobState
from cocau.app.jobs import process
from cocau.app.jobs.deliveries import WebhookSender
from cocau.app.jobs.lifecycle import NO_COMPLETION, UNFINISHED_STATES, Completion, request_cancel
from cocau.app.jobs.liveness import JobRecovery, beat, forget_workers, get_beat_seconds, make_worker_name
from cocau.app.jobs.task import JobTask
from cocau.app.jobs.worker import (
    NO_FOLLOW_UPS,
    FollowUps,
    JobEnd,
    JobWorker,
    StopReason,
    TaskRunner,
)
from cocau.app.settings import Settings

if TYPE_CHECKING:
    from cocau.app.jobs.dbos_queue import QueueClient, QueueConsumer


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

FOLLOW_UP_SECONDS = 0.5
"""Seconds between two looks at what follows ended jobs: answers go first."""

CLOSING_SECONDS = 5.0
"""Seconds in which what has ended is to be over in the queue when it is closed."""

SPECULATION_SECONDS = 10.0
"""Seconds until a computation is dropped whose job was not handed to this process."""


class JobQueue:
    """One process's part in the queue of a database; `settings.solves` 0: it computes nothing.

    `run`: how a task is computed; `completion`: what is part of the end of a job of each kind; `follow_ups`:
    what begins after it. Threads share it.
    Jobs are taken from `start` on, as soon as there is one: DBOS takes a second to load.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        *,
        run: TaskRunner = process.run_task,
        completion: Completion = NO_COMPLETION,
        follow_ups: FollowUps = NO_FOLLOW_UPS,
    ) -> None:
        self._store, self._settings, self._run, self._completion = store, settings, run, completion
        self._worker = JobWorker(store, settings, make_worker_name(settings), run, completion, follow_ups)
        self._running, self._speculative_runs = self._worker.running, self._worker.speculative_runs
        self._sender = WebhookSender(store, settings)
        self._opening = threading.Lock()
        self._consumer: QueueConsumer | None = None
        self._recovery: JobRecovery | None = None
        self._recovering: list[PeriodicThread] = []
        self._periodic_threads: list[PeriodicThread] = []

    @property
    def worker(self) -> str:
        """Return the name of this process among those that compute."""
        return self._worker.name

    def start(self, *, warm: bool = False) -> None:
        """Begin to take jobs. `warm`: have everything loaded before the first one comes."""
        if self._settings.solves == 0:
            return
        if warm or self._settings.webhooks:  # there may be messages in line, of which no row tells
            self._open()
        if warm and self._run is process.run_task:
            process.start_fork_server()
            process.WARM_PROCESS.enable()
        seconds = get_beat_seconds(self._settings)
        self._recovering = [PeriodicThread("recovery", seconds, self._recover)]
        self._periodic_threads = [
            PeriodicThread("stops", CANCEL_POLL_SECONDS, self._stop_cancelled_jobs),
            PeriodicThread("beat", seconds, self._beat),
            PeriodicThread("follow-ups", FOLLOW_UP_SECONDS, self._worker.begin_follow_ups),
            *self._recovering,
        ]
        for thread in self._periodic_threads:
            thread.start()

    def close(self, grace: float = 0) -> None:
        """Take no more jobs; those that run have `grace` seconds to end, and go back in line then."""
        for thread in self._recovering:
            thread.end()
        self._running.close(grace)
        process.WARM_PROCESS.disable()
        for thread in self._periodic_threads:
            thread.end()
        self._worker.begin_follow_ups()
        self._sender.close()
        with self._opening:
            consumer, self._consumer = self._consumer, None
        try:
            if consumer is not None:
                self._leave(consumer)
        except DBAPIError:
            log.warning("the database is away; other workers will take up what is left here", exc_info=True)
        finally:
            self._worker.leave_queue()

    def _leave(self, consumer: "QueueConsumer") -> None:
        """Leave the queue, and put back in line what this process has still taken."""
        until = time.monotonic() + CLOSING_SECONDS
        try:
            while self._has_unrecorded_ends() and time.monotonic() < until:
                time.sleep(0.01)
        finally:
            consumer.close()
        self._client.hand_on(self._list_held_here())
        forget_workers(self._store, [self.worker])

    def _has_unrecorded_ends(self) -> bool:
        """Return whether DBOS has still to record the end of a job of this process."""
        held = self._list_held_here()
        ended = select(JobRow.id).where(col(JobRow.id).in_(held), col(JobRow.state).not_in(UNFINISHED_STATES))
        with self._store.reading() as session:
            return bool(held) and session.exec(ended.limit(1)).first() is not None

    def hurry(self) -> None:
        """Let `close` wait no longer for what runs."""
        self._running.hurry()

    @contextmanager
    def start_speculatively(self, job_id: str, task: JobTask) -> Iterator[None]:
        """Accept a job inside this context while its computation begins, if this process is free.

        Nobody learns anything of it before the job is accepted and handed to this process, as any other. It
        is dropped when the block raises, and when the job is not handed here soon.
        """
        try:
            if self._run is process.run_task and self._has_free_slot():
                self._speculative_runs.start(job_id, task)
            yield
        except BaseException:
            self.drop_speculative(job_id)
            raise

    def drop_speculative(self, job_id: str) -> None:
        """Drop a speculative run whose job was not accepted after all."""
        self._speculative_runs.drop(job_id)

    def wake(self) -> None:
        """Take jobs from now on, not only from the next look on; call it after one was accepted.

        It raises nothing: the job is in line, and the next look opens what could not be opened here.
        """
        try:
            if self._periodic_threads and self._consumer is None:
                self._open()
        except Exception:
            log.warning("the queue could not be opened now; it will be at the next look", exc_info=True)

    def request_cancel(self, session: Session, job_id: str) -> None:
        """Cancel a job in the caller's transaction; call `cancel` after the commit."""
        request_cancel(session, self._store.ring, job_id, self._completion)

    def cancel(self, job_id: str) -> None:
        """Stop a job that runs in this process at once; it is asked to stop by `request_cancel`."""
        self._running.stop_job(job_id, StopReason.CANCELLED)

    def watch_end(self, job_id: str) -> AbstractContextManager[JobEnd]:
        """Return a context with an event that is set when the job ends in this process."""
        return self._running.watch_end(job_id)

    def is_ready(self) -> bool:
        """Return whether jobs are taken here, or are not to be."""
        return self._settings.solves == 0 or (
            bool(self._periodic_threads) and all(thread.is_healthy for thread in self._periodic_threads)
        )

    def _has_free_slot(self) -> bool:
        busy = len(self._running) + len(self._speculative_runs)
        return not self._running.closed and busy < self._settings.solves

    def _open(self) -> None:
        from cocau.app.jobs.dbos_queue import QueueConsumer  # a second of imports

        with self._opening:
            if self._consumer is not None or self._running.closed:
                return
            beat(self._store, self.worker)
            consumer = QueueConsumer(
                self._store, self.worker, self._settings, self._worker.compute, self._sender.deliver
            )
            self._recovery = JobRecovery(self._store, self.worker, self._is_here, self._client)
            self._consumer = consumer

    def _is_here(self, held_id: str) -> bool:
        return self._running.is_here(held_id) or self._sender.is_here(held_id)

    def _list_held_here(self) -> list[str]:
        return [job_id for job_id, worker in self._client.list_held().items() if worker == self.worker]

    @cached_property
    def _client(self) -> "QueueClient":
        from cocau.app.jobs.dbos_queue import get_queue_client  # a second of imports

        return get_queue_client(self._store.url)

    def _beat(self) -> None:
        if self._consumer is not None:
            beat(self._store, self.worker)

    def _recover(self) -> None:
        """Open the queue if there are unfinished jobs, and put back in line what was lost."""
        if self._consumer is None and self._has_unfinished_jobs():
            self._open()
        if self._recovery is not None:
            self._recovery.look()

    def _has_unfinished_jobs(self) -> bool:
        unfinished = select(JobRow.id).where(col(JobRow.state).in_(UNFINISHED_STATES)).limit(1)
        with self._store.reading() as session:
            return session.exec(unfinished).first() is not None

    def _stop_cancelled_jobs(self) -> None:
        """Stop the running jobs that were cancelled or whose lease was lost."""
        self._speculative_runs.drop_older(SPECULATION_SECONDS)
        # leases first: a row that was read before its claim would look as if it were another worker's
        begun = {place.job_id: (place, place.lease) for place in self._running.list_running() if place.lease}
        if not begun:
            return
        with self._store.reading() as session:
            rows = list(session.exec(select(JobRow).where(col(JobRow.id).in_(list(begun)))))
        for row in rows:
            place, lease = begun[row.id]
            if (row.worker, row.tries, row.state) != (lease.worker, lease.tries, JobState.RUNNING):
                place.request_stop(StopReason.LEASE_LOST)
            elif row.cancel_asked_at is not None:
                place.request_stop(StopReason.CANCELLED)


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
            with store.reading_singly() as session:
                state = JobState(session.exec(select(JobRow.state).where(JobRow.id == job_id)).one())
            left = until - time.monotonic()
            if state.final or left <= 0:
                return ended.output if state.final else None
            if ended.wait(min(pause, left)) and ended.output is not None:
                return ended.output
            ended.clear()
            pause = min(pause * PAUSE_FACTOR, LONGEST_PAUSE)
