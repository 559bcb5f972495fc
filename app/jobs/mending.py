"""What a death leaves behind, put right: every process that computes looks after it now and then.

- Jobs that run at a dead worker are given out anew; those that killed several workers end as failed.
- Jobs that wait but are not in the queue, or are there at a dead worker, are put in line.

Every change is made only if the row is still as it was found: several processes may mend at once.
"""

import logging
import time
from collections.abc import Callable
from datetime import timedelta

from sqlmodel import col, select

from cocau.app.jobs.alive import Alive
from cocau.app.jobs.ending import LOST, Result, finish
from cocau.app.jobs.entries import Entries, entry_name
from cocau.app.jobs.here import Here
from cocau.app.jobs.owning import Mine, count_again, give_out_anew
from cocau.app.store.engine import Store
from cocau.app.store.moment import now
from cocau.app.store.tables.jobs import Job, State

log = logging.getLogger("cocau.jobs")

DEATHS = 3
"""How many workers may die over a job."""

KEPT = timedelta(days=1)
"""How long the queue remembers what is over: nobody needs it any more, but somebody may look into it."""

AT_ONCE = 1000
"""How many waiting jobs are looked after in one look: those whose turn comes first."""


class Mending:
    """Looks after the jobs of one database for one worker."""

    def __init__(self, store: Store, worker: str, here: Here, alive: Alive, queue: Entries) -> None:
        self._store, self._worker, self._here = store, worker, here
        self._alive, self._queue = alive, queue
        self._silent_since: dict[str, float] = {}
        self._forget_at = 0.0

    def look(self) -> None:
        """One look."""
        dead: dict[str, bool] = {}

        def is_dead(worker: str) -> bool:
            if worker not in dead:
                dead[worker] = self._is_dead(worker)
            return dead[worker]

        self._running(is_dead)
        self._waiting(is_dead)
        if time.monotonic() >= self._forget_at:
            self._queue.forget(now() - KEPT)
            self._forget_at = time.monotonic() + KEPT.total_seconds() / 24

    def _is_dead(self, worker: str) -> bool:
        """Whether a worker's lock has been free for longer than a living one needs to take it again."""
        if worker == self._worker or self._alive.lives(worker):
            self._silent_since.pop(worker, None)
            return False
        since = self._silent_since.setdefault(worker, time.monotonic())
        return time.monotonic() - since >= self._alive.patience

    def _running(self, is_dead: Callable[[str], bool]) -> None:
        with self._store.reading() as session:
            found = select(Job.id, Job.worker, Job.tries, Job.lost).where(Job.state == State.RUNNING)
            rows = list(session.exec(found))
        for job_id, worker, tries, lost in rows:
            if worker is None:
                continue
            # Ours, but nobody here computes it: its end could not be written.
            gone = not self._here.has(job_id) if worker == self._worker else is_dead(worker)
            if gone:
                self._given_out(Mine(job_id, worker, tries), lost)

    def _given_out(self, mine: Mine, lost: int) -> None:
        with self._store.writing() as session:
            if lost + 1 >= DEATHS:
                done = finish(session, self._store.ring, mine, Result(State.FAILED, failure=LOST))
            else:
                done = give_out_anew(session, mine)
        if done:
            log.warning("worker %s is gone; its job %s is given out anew", mine.worker, mine.job_id)
            self._queue.drop([entry_name(mine.job_id, mine.tries - 1)])

    def _waiting(self, is_dead: Callable[[str], bool]) -> None:
        with self._store.reading() as session:
            found = select(Job.id, Job.tries, Job.turn).where(Job.state == State.QUEUED)
            rows = list(session.exec(found.order_by(col(Job.turn)).limit(AT_ONCE)))
        entries = self._queue.entries(entry_name(job_id, tries) for job_id, tries, _ in rows)
        for job_id, tries, turn in rows:
            entry = entries.get(entry_name(job_id, tries))
            if entry is None:
                self._queue.enqueue(job_id, tries, turn)
            elif entry.over or (entry.worker is not None and is_dead(entry.worker)):
                self._counted_again(job_id, tries, turn)

    def _counted_again(self, job_id: str, tries: int, turn: int) -> None:
        with self._store.writing() as session:
            done = count_again(session, job_id, tries)
        if done:
            self._queue.drop([entry_name(job_id, tries)])
            self._queue.enqueue(job_id, tries + 1, turn)
