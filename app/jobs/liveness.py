"""Liveness of workers: each holds a lock while it lives; dead workers' jobs are requeued.

Locks are files beside an SQLite database, or advisory locks of PostgreSQL. Every
process that computes cleans up after dead workers: their running jobs are requeued,
jobs that killed several workers fail, and waiting jobs missing from the queue are
enqueued. A row is changed only if it is still as it was read, so several processes may
do this at once.
"""

import fcntl
import hashlib
import logging
import os
import re
import secrets
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy import make_url
from sqlmodel import col, select

from cocau.app.db.clock import now
from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow, JobState
from cocau.app.jobs.lifecycle import (
    LOST_TOO_OFTEN,
    NO_COMPLETION,
    Completion,
    JobLease,
    JobResult,
    QueueBackend,
    build_entry_name,
    bump_attempt,
    complete_job,
    requeue_lost_job,
)
from cocau.app.jobs.worker import LocalSlots
from cocau.app.settings import Settings

log = logging.getLogger("cocau.jobs")

LOCK_CHECK_SECONDS = 1.0
"""Seconds between two looks at whether the connection that holds our lock is still there."""

_KEEPALIVE = "keepalives_idle=5&keepalives_interval=3&keepalives_count=3&connect_timeout=5"
_KEEPALIVE_OF_SERVER = (
    "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 3; SET tcp_keepalives_count = 3"
)
"""A vanished machine says nothing: within 15 s the server releases its lock."""


class AdvisoryLocks:
    """PostgreSQL's advisory locks, one per worker, on a connection of their own.

    A database that restarts lets go of every lock although all workers live; they take theirs again within
    a second or two, and `patience` is longer than that.
    """

    def __init__(self, url: str, patience: float) -> None:
        self.patience = patience
        address = make_url(url).set(drivername="postgresql").update_query_string(_KEEPALIVE)
        self._address = address.render_as_string(hide_password=False)
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def hold(self, worker: str) -> None:
        """Hold the lock of a worker; see `app.jobs.liveness.WorkerLocks`."""
        first = self._take_lock(worker)
        self._over.clear()
        self._thread = threading.Thread(
            target=self._hold_lock, args=(worker, first), daemon=True, name="cocau-lock"
        )
        self._thread.start()

    def release(self) -> None:
        """Release the lock of this worker; see `app.jobs.liveness.WorkerLocks`."""
        if self._thread is not None:
            self._over.set()
            self._thread.join()
            self._thread = None

    def is_alive(self, worker: str) -> bool:
        """Return whether a worker's lock is held; see `app.jobs.liveness.WorkerLocks`."""
        with psycopg.connect(self._address, autocommit=True) as connection:
            return (
                connection.execute(_LOCK_HELD_SQL, {"key": compute_lock_key(worker)}).fetchone() is not None
            )

    def _hold_lock(self, worker: str, connection: psycopg.Connection) -> None:
        while not self._over.wait(LOCK_CHECK_SECONDS):
            try:
                connection.execute("SELECT 1")
            except psycopg.OperationalError as error:
                log.warning("the connection that says we live is gone: %s", type(error).__name__)
                connection.close()
                connection = self._retake_lock(worker) or connection
        with suppress(psycopg.OperationalError):  # else it is held until the server notices the end
            connection.execute("SELECT pg_advisory_unlock_all()")
        connection.close()

    def _retake_lock(self, worker: str) -> psycopg.Connection | None:
        """Take the lock again as soon as the database is back; return None when ending."""
        while not self._over.wait(LOCK_CHECK_SECONDS / 4):
            try:
                return self._take_lock(worker)
            except psycopg.OperationalError:
                continue  # logged above, once
        return None

    def _take_lock(self, worker: str) -> psycopg.Connection:
        connection = psycopg.connect(self._address, autocommit=True)
        connection.execute(_KEEPALIVE_OF_SERVER)
        connection.execute("SELECT pg_advisory_lock(%s)", [compute_lock_key(worker)])
        return connection


_LOCK_HELD_SQL = """
    SELECT 1 FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND (classid::bigint << 32 | objid::bigint) = %(key)s::bigint
"""


def compute_lock_key(worker: str) -> int:
    """Compute the key of a worker's lock: 64 bits with a sign."""
    return int.from_bytes(hashlib.sha256(f"cocau worker {worker}".encode()).digest()[:8], signed=True)


class FileLocks:
    """Locks on files, one for each worker; the system releases a lock when its process ends."""

    patience = 0.0

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: tuple[Path, int] | None = None

    def hold(self, worker: str) -> None:
        """Hold the lock of a worker; see `app.jobs.liveness.WorkerLocks`."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for other in self._folder.iterdir():
            self.is_alive(other.name)  # removes the files of dead workers
        path = self._folder / worker
        while self._held is None:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if _is_same_file(path, descriptor):
                self._held = path, descriptor
            else:  # another worker removed the file before it was locked
                os.close(descriptor)

    def release(self) -> None:
        """Release the lock of this worker; see `app.jobs.liveness.WorkerLocks`."""
        if self._held is not None:
            path, descriptor = self._held
            self._held = None
            path.unlink(missing_ok=True)
            os.close(descriptor)

    def is_alive(self, worker: str) -> bool:
        """Return whether a worker's lock is held; see `app.jobs.liveness.WorkerLocks`."""
        try:
            descriptor = os.open(self._folder / worker, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        else:
            (self._folder / worker).unlink(missing_ok=True)
            return False
        finally:
            os.close(descriptor)


def _is_same_file(path: Path, descriptor: int) -> bool:
    """Return whether an open file is still the one at its path."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


class WorkerLocks(Protocol):
    """The locks of the workers of one database.

    `patience`: seconds for which a lock must be free before its worker counts as dead.
    """

    patience: float

    def hold(self, worker: str) -> None:
        """Hold the lock of a worker until `release`, or until this process ends, however it does."""
        ...

    def release(self) -> None:
        """Release the lock of this worker."""
        ...

    def is_alive(self, worker: str) -> bool:
        """Return whether the lock of a worker is held right now."""
        ...


def get_worker_locks(store: Store, settings: Settings) -> WorkerLocks:
    """Return the locks that fit the database: files beside it, or PostgreSQL's own."""
    if store.on_sqlite:
        return FileLocks(store.folder / "workers")
    return AdvisoryLocks(store.url, patience=settings.takeover)


def make_worker_name(settings: Settings) -> str:
    """Make a worker's name that no other process has or had."""
    name = settings.worker or socket.gethostname()
    plain = re.sub(r"[^A-Za-z0-9.-]+", "-", name)[:40]
    return f"{plain}-{os.getpid()}-{secrets.token_hex(4)}"


MAX_DEATHS = 3
"""How many workers may die over a job."""

KEEP_ENTRIES = timedelta(days=1)
"""How long the queue keeps ended entries, so that they can be looked into."""

MAX_WAITING_CHECKED = 1000
"""How many waiting jobs are looked after in one look: those whose turn comes first."""


class Reaper:
    """Requeues the jobs of dead workers in one database, on behalf of one worker."""

    def __init__(  # what one is made of
        self,
        store: Store,
        worker: str,
        slots: LocalSlots,
        locks: WorkerLocks,
        queue: QueueBackend,
        completion: Completion = NO_COMPLETION,
    ) -> None:
        self._store, self._worker, self._slots = store, worker, slots
        self._locks, self._queue, self._completion = locks, queue, completion
        self._silent_since: dict[str, float] = {}
        self._forget_at = 0.0

    def reap(self) -> None:
        """Requeue the jobs of dead workers, enqueue lost ones, and delete old entries."""
        dead: dict[str, bool] = {}

        def is_dead(worker: str) -> bool:
            if worker not in dead:
                dead[worker] = self._is_dead(worker)
            return dead[worker]

        self._reap_running(is_dead)
        self._reap_waiting(is_dead)
        if time.monotonic() >= self._forget_at:
            self._queue.delete_old_entries(now() - KEEP_ENTRIES)
            self._forget_at = time.monotonic() + KEEP_ENTRIES.total_seconds() / 24

    def _is_dead(self, worker: str) -> bool:
        """Return whether a worker's lock has been free for longer than retaking it takes."""
        if worker == self._worker or self._locks.is_alive(worker):
            self._silent_since.pop(worker, None)
            return False
        since = self._silent_since.setdefault(worker, time.monotonic())
        return time.monotonic() - since >= self._locks.patience

    def _reap_running(self, is_dead: Callable[[str], bool]) -> None:
        with self._store.reading() as session:
            found = select(JobRow.id, JobRow.worker, JobRow.tries, JobRow.lost).where(
                JobRow.state == JobState.RUNNING
            )
            rows = list(session.exec(found))
        for job_id, worker, tries, lost in rows:
            if worker is None:
                continue
            # Ours, but nobody here computes it: its end could not be written.
            gone = not self._slots.is_running(job_id) if worker == self._worker else is_dead(worker)
            if gone:
                self._requeue_or_fail(JobLease(job_id, worker, tries), lost)

    def _requeue_or_fail(self, lease: JobLease, lost: int) -> None:
        with self._store.writing() as session:
            if lost + 1 >= MAX_DEATHS:
                failed = JobResult(JobState.FAILED, failure=LOST_TOO_OFTEN)
                done = complete_job(session, self._store.ring, lease, failed, self._completion)
            else:
                done = requeue_lost_job(session, lease)
        if done:
            log.warning("worker %s is gone; its job %s is given out anew", lease.worker, lease.job_id)
            self._queue.cancel_entries([build_entry_name(lease.job_id, lease.tries - 1)])

    def _reap_waiting(self, is_dead: Callable[[str], bool]) -> None:
        with self._store.reading() as session:
            found = select(JobRow.id, JobRow.tries, JobRow.turn).where(JobRow.state == JobState.QUEUED)
            rows = list(session.exec(found.order_by(col(JobRow.turn)).limit(MAX_WAITING_CHECKED)))
        entries = self._queue.get_entries(build_entry_name(job_id, tries) for job_id, tries, _ in rows)
        for job_id, tries, turn in rows:
            entry = entries.get(build_entry_name(job_id, tries))
            if entry is None:
                self._queue.enqueue(job_id, tries, turn)
            elif entry.over or (entry.worker is not None and is_dead(entry.worker)):
                self._enqueue_again(job_id, tries, turn)

    def _enqueue_again(self, job_id: str, tries: int, turn: int) -> None:
        with self._store.writing() as session:
            done = bump_attempt(session, job_id, tries)
        if done:
            self._queue.cancel_entries([build_entry_name(job_id, tries)])
            self._queue.enqueue(job_id, tries + 1, turn)
