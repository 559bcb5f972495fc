"""Liveness of workers: a beat that grows; what a lost worker had goes back in line.

Clocks are not compared: a worker counts as lost when its beat stands still over several looks of one that
looks. Of those that live, the one with the least name looks for all.
"""

import logging
import re
import secrets
import socket
import time
from collections.abc import Callable
from datetime import timedelta
from os import getpid
from typing import TYPE_CHECKING

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from cocau.app.db.clock import now
from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow, WorkerRow
from cocau.app.jobs.lifecycle import UNFINISHED_STATES, enqueue_job, execute_update
from cocau.app.settings import Settings

if TYPE_CHECKING:
    from cocau.app.jobs.dbos_queue import QueueClient

log = logging.getLogger("cocau.jobs")

COMPARISON_SECONDS = 5
"""Seconds between two comparisons of rows and queue."""

LOOKS_UNTIL_LOST = 5
"""How many looks in a row must find a beat standing still."""

IDLE_SECONDS = 10.0
"""Seconds in which a job that was taken begins, or its end is recorded."""

KEEP_ENDED = timedelta(days=1)
"""How long the queue remembers what has ended, so that it can be looked into."""

MAX_ROWS_CHECKED = 1000
"""How many unfinished jobs one look compares with the queue: those of the first turns."""


def make_worker_name(settings: Settings) -> str:
    """Make a worker's name that no other process has or had."""
    name = settings.worker or socket.gethostname()
    plain = re.sub(r"[^A-Za-z0-9.-]+", "-", name)[:40]
    return f"{plain}-{getpid()}-{secrets.token_hex(4)}"


def get_beat_seconds(settings: Settings) -> float:
    """Return the seconds between two beats, and between two looks."""
    return settings.takeover / LOOKS_UNTIL_LOST


def beat(store: Store, worker: str) -> None:
    """Show once more that a worker lives."""
    with store.writing_nondurable() as session:
        grown = update(WorkerRow).where(col(WorkerRow.name) == worker)
        if not execute_update(session, grown.values(beat=col(WorkerRow.beat) + 1)):
            session.add(WorkerRow(name=worker))


def forget_workers(store: Store, workers: list[str]) -> None:
    """Remove workers that have left or were lost."""
    if workers:
        with store.writing_nondurable() as session:
            session.connection().execute(delete(WorkerRow).where(col(WorkerRow.name).in_(workers)))


class JobRecovery:
    """Puts back in line what lost workers had or the queue has lost, for one worker.

    `is_here`: whether a job runs in this process.
    """

    def __init__(
        self, store: Store, worker: str, is_here: Callable[[str], bool], queue: "QueueClient"
    ) -> None:
        self._store, self._worker, self._is_here, self._queue = store, worker, is_here, queue
        self._still: dict[str, tuple[int, int]] = {}
        self._idle_since: dict[str, float] = {}
        self._next_comparison = self._next_cleaning = 0.0

    def look(self) -> None:
        """Look once: whose worker is lost, and now and then whether rows and queue agree."""
        try:
            self._look()
        except BaseException:
            self._still.clear()  # what was not seen is no sign of anything
            raise

    def _look(self) -> None:
        held = self._queue.list_held()  # before the beats: whoever takes a job has shown one
        living, lost = self._watch_beats()
        looks_for_all = self._worker == min(living)
        gone = self._find_idle(held)
        if looks_for_all:
            gone += [job_id for job_id, worker in held.items() if worker not in living]
        for job_id in gone:
            log.warning("worker %s is gone; its job %s is given out anew", held[job_id], job_id)
        self._queue.hand_on(gone)
        if looks_for_all:
            forget_workers(self._store, lost)
            self._tidy()

    def _watch_beats(self) -> tuple[set[str], list[str]]:
        """Return the workers that live and those whose beat has stood still for too long."""
        with self._store.reading() as session:
            beats = {row.name: row.beat for row in session.exec(select(WorkerRow))}
        self._still = {
            name: (at, looks + 1 if at == before else 0)
            for name, at in beats.items()
            for before, looks in [self._still.get(name, (-1, 0))]
        }
        lost = [
            name
            for name, (_, looks) in self._still.items()
            if looks >= LOOKS_UNTIL_LOST and name != self._worker
        ]
        return ({*beats} - {*lost}) | {self._worker}, lost

    def _find_idle(self, held: dict[str, str]) -> list[str]:
        """Return the jobs of this worker that have not been here for a while: their end was lost."""
        moment = time.monotonic()
        self._idle_since = {
            job_id: self._idle_since.get(job_id, moment)
            for job_id, worker in held.items()
            if worker == self._worker and not self._is_here(job_id)
        }
        return [job_id for job_id, since in self._idle_since.items() if moment - since >= IDLE_SECONDS]

    def _tidy(self) -> None:
        """Compare rows and queue, and delete what has long ended, each in its time."""
        moment = time.monotonic()
        if moment >= self._next_comparison:
            self._enqueue_missing()
            self._next_comparison = moment + COMPARISON_SECONDS
        if moment >= self._next_cleaning:
            self._queue.delete_old(now() - KEEP_ENDED)
            self._next_cleaning = moment + KEEP_ENDED.total_seconds() / 24

    def _enqueue_missing(self) -> None:
        """Put unfinished jobs in line that the queue does not know, or takes for ended.

        There are none unless a backup was restored, an older version had made them, or a write was lost.
        """
        with self._store.reading() as session:
            tries = _list_unfinished(session)
        known = self._queue.list_active(list(tries))
        missing = {job_id: tries[job_id] for job_id in tries if job_id not in known}
        if not missing:
            return
        with self._store.reading() as session:  # whatever has ended meanwhile was ended by its row first
            now_unfinished = _list_unfinished(session, list(missing))
        lost = [job_id for job_id in missing if now_unfinished.get(job_id) == missing[job_id]]
        self._queue.delete(lost)
        for job_id in lost:
            log.warning("job %s was not in line; it is given out anew", job_id)
            with self._store.writing() as session:
                row = session.get(JobRow, job_id, with_for_update=True)
                if row is not None and not row.state.final and row.tries == missing[job_id]:
                    enqueue_job(session, row)


def _list_unfinished(session: Session, job_ids: list[str] | None = None) -> dict[str, int]:
    """Return how often each unfinished job was begun: of these, or of the first turns."""
    found = select(JobRow.id, JobRow.tries).where(col(JobRow.state).in_(UNFINISHED_STATES))
    if job_ids is not None:
        found = found.where(col(JobRow.id).in_(job_ids))
    return dict(session.exec(found.order_by(col(JobRow.turn)).limit(MAX_ROWS_CHECKED)).all())
