"""One job from its row to its end: begun, computed in a child, told of, ended in one transaction."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import defer
from sqlmodel import func

from cocau.app.jobs.beforehand import Beforehand
from cocau.app.jobs.ended import Cause, Ended, Failed
from cocau.app.jobs.ending import ERASED, Result, finish, result_of
from cocau.app.jobs.here import Here, Place, Why
from cocau.app.jobs.inputs import input_of
from cocau.app.jobs.owning import Mine, changed, claim, due, give_back
from cocau.app.jobs.standing import Standing
from cocau.app.jobs.task import Task
from cocau.app.jobs.watched import watched
from cocau.app.settings import Settings
from cocau.app.store.engine import Store
from cocau.app.store.moment import now
from cocau.app.store.tables.jobs import Job, State
from cocau.app.store.tables.jobs import Standing as StandingRow

log = logging.getLogger("cocau.jobs")

MEBI = 2**20

PATIENCE = 300
"""Seconds for which a result is kept while the database is away."""

HURRY = 10
"""The same while this process ends."""

_BODIES: tuple[Any, ...] = (Job.input, Job.output)
_WITHOUT_BODIES = tuple(defer(body) for body in _BODIES)
"""Its input is read where it is needed only."""

T = TypeVar("T")


class Run(Protocol):
    """How a task is computed; see `app.jobs.child.run`."""

    def __call__(
        self,
        task: Task,
        *,
        memory: int | None = None,
        stop: threading.Event | None = None,
        on_progress: Callable[[Standing], None] | None = None,
    ) -> Ended:
        """How it ended."""
        ...


class Running:
    """Computes jobs in this process."""

    def __init__(self, store: Store, settings: Settings, worker: str, here: Here, run: Run) -> None:
        self._store, self._settings, self._worker = store, settings, worker
        self._here, self._run = here, run
        self.ahead = Beforehand(settings.memory * MEBI)

    def compute(self, job_id: str, tries: int) -> None:
        """What the queue starts: compute the jobs that are due, one after the other. It raises nothing.

        The first need not be the one that was started: while this waited for a slot, one with an earlier turn
        may have come. Nor need the queue be asked for the next ones: what it starts later finds them done.
        """
        del tries
        try:
            with self._here.slot(job_id) as held:
                while held and not self._here.closed and self._next():
                    pass
        except Exception:
            log.exception("a job could not be ended; it will be given out anew")
        finally:
            self.ahead.drop(job_id)

    def _next(self) -> bool:
        """Whether a job was due, and is over now."""
        begun = self._written(self._begun)
        if begun is None:
            return False
        mine, place = begun
        output: str | None = None
        try:
            output = self._through(mine, place)
        finally:
            self._here.leave(mine.job_id, output)
        return True

    def _begun(self) -> tuple[Mine, Place] | None:
        """Begin the job whose turn it is; it is known here before anybody can see that it runs."""
        place: Place | None = None
        mine: Mine | None = None
        try:
            with self._store.writing_lightly() as session:  # were it lost, the job would wait again
                found = due(session, [p.job_id for p in self._here.places()])
                if found is not None:
                    place = self._here.arrive(*found)
                    mine = claim(session, *found, self._worker)
        except BaseException:
            mine = None
            raise
        finally:
            if place is not None and mine is None:
                self._here.leave(place.job_id)
        return None if mine is None or place is None else (mine, place)

    def _through(self, mine: Mine, place: Place) -> str | None:
        """What came out, once it is stored."""
        try:
            result = self._computed(mine, place)
            done = self._written(lambda: self._settled(mine, place, result))
        except DBAPIError:
            raise
        except Exception as error:
            log.exception("job %s failed", mine.job_id)
            result = result_of(Failed(Cause.ERROR, type(error).__name__))
            done = self._written(lambda: self._failed(mine, result))
        if done:
            return result.output
        log.warning("job %s is another worker's by now; what came out here is dropped", mine.job_id)
        return None

    def _computed(self, mine: Mine, place: Place) -> Result:
        tell = _Teller(self._store, mine, place).tell
        with self._store.reading() as session:
            job = session.get_one(Job, mine.job_id, options=_WITHOUT_BODIES)
            begun = self.ahead.taken(mine.job_id)
            text = None if begun is not None else input_of(session, self._store.ring, job)
        if begun is None and text is None:
            return Result(State.FAILED, failure=ERASED)
        with watched(job) as end:
            if begun is not None:
                ended = begun.run(stop=place.stop, on_progress=tell)
            else:
                memory = self._settings.memory * MEBI
                ended = self._run(
                    Task(job.kind, text or ""), memory=memory, stop=place.stop, on_progress=tell
                )
            result = result_of(ended)
            end(result.state)
        return result

    def _settled(self, mine: Mine, place: Place, result: Result) -> bool:
        """Write the end; a job that was stopped because this process leaves is put back in line instead."""
        with self._store.writing() as session:
            if place.why is Why.LEAVING and result.state is State.STOPPED:
                return give_back(session, mine)
            return finish(session, self._store.ring, mine, result)

    def _failed(self, mine: Mine, result: Result) -> bool:
        with self._store.writing() as session:
            return finish(session, self._store.ring, mine, result, hooked=False)

    def _written(self, write: Callable[[], T]) -> T:
        """Write, and wait for a database that is away for a while."""
        since = time.monotonic()
        until = since + PATIENCE
        while True:
            try:
                return write()
            except OperationalError as error:
                if time.monotonic() > (min(until, since + HURRY) if self._here.closed else until):
                    raise
                log.warning("the database is away (%s); trying again", type(error.orig).__name__)
                time.sleep(0.5)


class _Teller:
    """Writes down how far a job is. What cannot be written now is written with the next news."""

    def __init__(self, store: Store, mine: Mine, place: Place) -> None:
        self._store, self._mine, self._place = store, mine, place
        self._best: bytes | None = None
        self._rows: str | None = None

    def tell(self, standing: Standing) -> None:
        """Write one standing; the last best slate stays."""
        if self._place.why is Why.LOST:
            return
        if standing.best is not None:
            self._best = self._store.ring.seal(standing.best.model_dump_json())
        if standing.rows is not None and standing.rows != self._rows:
            self._rows, self._best = standing.rows, self._store.ring.seal(standing.rows)
        try:
            self._write(standing)
        except OperationalError as error:
            log.warning("news of job %s not written: %s", self._mine.job_id, type(error.orig).__name__)

    def _write(self, standing: Standing) -> None:
        moment = now()
        has_slate = self._best is not None and self._rows is None
        first = {"first_slate_at": func.coalesce(Job.first_slate_at, moment)} if has_slate else {}
        with self._store.writing_lightly() as session:  # the next news come within a second
            if not changed(session, self._mine.row().values(worker=self._mine.worker, **first)):
                return
            row = session.get(StandingRow, self._mine.job_id)
            if row is None:
                row = StandingRow(job_id=self._mine.job_id, at=moment)
                session.add(row)
            row.number += 1
            if (
                standing.value is not None or standing.step != row.step
            ):  # between two values the last one holds
                row.value, row.bound = standing.value, standing.bound
            row.step, row.steps = standing.step, standing.steps
            row.elapsed, row.at = standing.elapsed, moment
            row.best = row.best if self._best is None else self._best
