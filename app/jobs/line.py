"""The line of jobs as one process sees it: putting in, taking out, stopping, mending."""

import logging
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from cocau.app.jobs import child
from cocau.app.jobs.accepting import UNFINISHED
from cocau.app.jobs.alive import locks_of, new_worker
from cocau.app.jobs.beat import Beat
from cocau.app.jobs.here import End, Here, Place, Why
from cocau.app.jobs.mending import Mending
from cocau.app.jobs.running import Run, Running
from cocau.app.jobs.task import Task
from cocau.app.settings import Settings
from cocau.app.store.engine import Store
from cocau.app.store.tables.jobs import Job, State

if TYPE_CHECKING:
    from cocau.app.jobs.durable import Handing, Taking

log = logging.getLogger("cocau.jobs")

LOOK = 0.2
"""Seconds between two looks at whether somebody asked for one of our jobs to stop."""


class Line:
    """One process's part in the jobs of one database; `settings.solves` 0: it only puts them in line.

    `run`: how a task is computed. Threads share it. The durable queue is opened when it is first needed: it
    takes a second to load.
    """

    def __init__(self, store: Store, settings: Settings, *, run: Run = child.run) -> None:
        self._store, self._settings, self._run = store, settings, run
        self.worker = new_worker(settings)
        self._here = Here(settings.solves)
        self._running = Running(store, settings, self.worker, self._here, run)
        self._ahead = self._running.ahead
        self._alive = locks_of(store, settings)
        self._opening = threading.Lock()
        self._holding = False
        self._taking: Taking | None = None
        self._handing: Handing | None = None
        self._mending: Mending | None = None
        self._beats: list[Beat] = []

    def start(self, *, warm: bool = False) -> None:
        """Begin to take jobs. `warm`: have everything loaded before the first one comes."""
        if self._settings.solves == 0:
            return
        if warm:
            self._opened()
            if self._run is child.run:
                child.warm()
                child.READY.keep()
        self._beats = [
            Beat("stops", LOOK, self._look_for_stops),
            Beat("mending", self._settings.takeover, self._look_for_work),
        ]
        for beat in self._beats:
            beat.start()

    def close(self, grace: float = 0) -> None:
        """Take no more jobs; those that run have so many seconds to end, and are given back then."""
        for beat in self._beats[1:]:
            beat.end()
        self._here.close(grace)
        child.READY.let_go()
        for beat in self._beats[:1]:
            beat.end()
        with self._opening:
            if self._taking is not None:
                self._taking.close()
            if self._holding:
                self._alive.let_go()
            if self._handing is not None:
                self._handing.close()

    def hurry(self) -> None:
        """Whoever closes shall wait no longer for what runs."""
        self._here.hurry()

    @contextmanager
    def beforehand(self, job_id: str, task: Task) -> Iterator[None]:
        """Accept a job inside; where nothing else is to be done here, its computation begins meanwhile.

        Nobody learns anything of it before the job is accepted, and begun as any other; it is dropped when
        the block raises, and when the job is not begun here at once.
        """
        try:
            if self._run is child.run and self._here.promise(job_id) and not self._ahead.begin(job_id, task):
                self._here.break_promise(job_id)
            yield
        except BaseException:
            self.forget(job_id)
            raise

    def forget(self, job_id: str) -> None:
        """A job that was begun beforehand was not accepted after all."""
        self._ahead.drop(job_id)
        self._here.break_promise(job_id)

    def submit(self, job_id: str) -> None:
        """Have a job computed that was accepted; call it after the commit.

        It raises nothing: a job is safe once its row is, and the next look puts right what goes wrong here.
        """
        try:
            with self._store.reading() as session:
                waiting = select(Job.tries, Job.turn).where(Job.id == job_id, Job.state == State.QUEUED)
                found = session.exec(waiting).first()
                alone = self._alone(session, job_id)
            if found is None or self._here.closed:
                self.forget(job_id)
            else:
                self._put(job_id, *found, alone=alone)
        except Exception:
            self.forget(job_id)
            log.warning("job %s not put in line now; it will be at the next look", job_id, exc_info=True)

    def stop(self, job_id: str) -> None:
        """Stop a job that runs here at once; see `app.jobs.stopping.ask_to_stop` for all the others."""
        self._here.end(job_id, Why.ASKED)

    def ends(self, job_id: str) -> AbstractContextManager[End]:
        """An event that is set when the job ends in this process."""
        return self._here.ends(job_id)

    def ready(self) -> bool:
        """Whether jobs are taken here, or are not to be."""
        return self._settings.solves == 0 or (bool(self._beats) and all(beat.well for beat in self._beats))

    def idle(self) -> bool:
        """Whether no job runs here."""
        return not self._here.places()

    def _put(self, job_id: str, tries: int, turn: int, *, alone: bool) -> None:
        if self._settings.solves == 0:
            self._handed().enqueue(job_id, tries, turn)
            return
        queue = self._opened()
        if not (alone and (self._here.promised(job_id) or self._here.promise(job_id))):
            self.forget(job_id)
            queue.enqueue(job_id, tries, turn)
            return
        # The row is enough: were this process to end before it is begun, a look would put it in line.
        threading.Thread(target=self._running.compute, args=(job_id, tries), name="cocau-at-once").start()

    def _opened(self) -> "Taking":
        from cocau.app.jobs.durable import Taking  # a second of imports

        with self._opening:
            if not self._holding:
                self._alive.hold(self.worker)
                self._holding = True
            if self._taking is None:
                self._taking = Taking(self._store, self.worker, self._settings.solves, self._running.compute)
                self._mending = Mending(self._store, self.worker, self._here, self._alive, self._taking)
            return self._taking

    def _handed(self) -> "Handing":
        from cocau.app.jobs.durable import Handing  # a second of imports

        with self._opening:
            if self._handing is None:
                self._handing = Handing(self._store)
            return self._handing

    def _look_for_work(self) -> None:
        """Open the queue where there is something to be done, and put right what a dead worker left."""
        if self._taking is None and not self._unfinished():
            return
        self._opened()
        if self._mending is not None:
            self._mending.look()

    def _unfinished(self) -> bool:
        with self._store.reading() as session:
            return (
                session.exec(select(Job.id).where(col(Job.state).in_(UNFINISHED)).limit(1)).first()
                is not None
            )

    def _look_for_stops(self) -> None:
        """Stop those jobs of ours that somebody asked to, and those that are another worker's by now."""
        for job_id in self._here.break_old_promises():
            self._ahead.drop(job_id)
        places = {place.job_id: place for place in self._here.places()}
        if not places:
            return
        with self._store.reading() as session:
            rows = list(session.exec(select(Job).where(col(Job.id).in_(list(places)))))
        for row in rows:
            place = places[row.id]
            if self._is_lost(row, place):
                place.end(Why.LOST)
            elif row.cancel_asked_at is not None:
                place.end(Why.ASKED)

    def _is_lost(self, row: Job, place: Place) -> bool:
        if row.tries <= place.tries:  # not begun yet
            return False
        ours = row.tries == place.tries + 1 and row.worker == self.worker
        return not (ours and row.state is State.RUNNING)

    def _alone(self, session: Session, job_id: str) -> bool:
        """Whether no other job waits, but for those that are about to start here."""
        ours = [job_id, *self._here.ids()]
        others = select(Job.id).where(Job.state == State.QUEUED, col(Job.id).not_in(ours)).limit(1)
        return session.exec(others).first() is None
