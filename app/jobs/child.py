"""One task, computed in a process of its own: a crash, a leak or a hang of an engine stays in there."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess

from cocau.app.jobs import kinds
from cocau.app.jobs.ended import Cause, Done, Ended, Failed, Stopped, by_exit_code
from cocau.app.jobs.ready import Ready, Started
from cocau.app.jobs.standing import Best, Standing
from cocau.app.jobs.starting import exit_code, killed, left_alone, started
from cocau.app.jobs.task import Task
from cocau.app.jobs.work import STOP, Job

log = logging.getLogger("cocau.jobs")

LOOK = 0.05
"""Seconds between two looks at whether somebody asked to stop."""

PATIENCE = 0.8
"""Seconds that a child has to answer a request to stop, before it is killed."""

RESCUE = 20.0
"""Seconds to make an answer of the best slate of a child that was lost."""

SILENCE = 300.0
"""Seconds after which a child that says nothing is taken to hang: a search tells how far it is all along."""

OnStanding = Callable[[Standing], None]

READY = Ready()
"""Of this process: who serves for long says that one is to be kept."""


def run(
    task: Task,
    *,
    memory: int | None = None,
    stop: threading.Event | None = None,
    on_progress: OnStanding | None = None,
) -> Ended:
    """How a task ended. It returns within about a second of `stop`, with the best so far.

    `memory`: bytes that it may take beyond what an idle child has. Whatever the child does, this raises
    nothing; `on_progress` is called in this thread.

    Raises:
        LookupError: there is no kind of computation of this name.
    """
    job = Job(kinds.kind_of(task), task.text, memory)
    return _through(job, None, stop or threading.Event(), on_progress or (lambda _: None))


class Ahead:
    """A computation that has begun before it is known whether it shall: run to its end, or dropped, once."""

    def __init__(self, job: Job, begun: Started) -> None:
        self._job, self._begun = job, begun

    def run(self, *, stop: threading.Event, on_progress: OnStanding) -> Ended:
        """How it ended; see `run`."""
        return _through(self._job, self._begun, stop, on_progress)

    def drop(self) -> None:
        """End it at once; nobody learns what came out."""
        child, line = self._begun
        try:
            with line:
                killed(child)
        finally:
            READY.over()


def ahead(task: Task, *, memory: int | None = None) -> Ahead | None:
    """Begin a task, if a child is ready for it: that takes no time.

    Raises:
        LookupError: see `run`.
    """
    job = Job(kinds.kind_of(task), task.text, memory)
    begun = READY.at_hand()
    if begun is None:
        return None
    one = Ahead(job, begun)
    try:
        begun[1].send(job)
    except OSError:  # it has just died
        one.drop()
        return None
    return one


def _through(job: Job, begun: Started | None, stop: threading.Event, on_progress: OnStanding) -> Ended:
    """`begun`: a child that has the job already."""
    watched = _Watched(job, stop, on_progress, begun)
    ended = watched.ended()
    if isinstance(ended, Failed):
        log.error("%s failed: %s: %s", job.kind.name, ended.cause, ended.detail)
    if isinstance(ended, Failed | Stopped) and ended.output is None and watched.best is not None:
        return replace(ended, output=_rescued(job, watched.best))
    return ended


def warm() -> None:
    """Start the process that children are copies of, and wait until it has loaded everything."""
    child, line = started()
    line.close()  # a child that nobody has a job for ends
    exit_code(child, 60)


class _Watched:
    """A child from its start to its end, and the best it told."""

    def __init__(
        self, job: Job, stop: threading.Event, on_progress: OnStanding, begun: Started | None = None
    ) -> None:
        self._job, self._stop, self._on_progress = job, stop, on_progress
        self._begun = begun
        self._asked = False
        self.best: Best | None = None

    def ended(self) -> Ended:
        """Listen to it until it has ended; kill it where it does not stop when asked."""
        child, line = self._begun or READY.begun()
        try:
            return self._followed(child, line)
        finally:
            READY.over()

    def _followed(self, child: ForkServerProcess, line: Connection) -> Ended:
        with line:
            try:
                if self._begun is None:
                    line.send(self._job)
                ended = self._heard(line)
            except (EOFError, OSError):  # it is gone, without a word
                return by_exit_code(exit_code(child, PATIENCE))
            except BaseException:  # of whoever listens to the progress
                killed(child)
                raise
        if ended is None:
            killed(child)
            return Stopped(None) if self._asked else Failed(Cause.SILENCE, f"{SILENCE:.0f} s")
        left_alone(child, PATIENCE)
        return ended

    def _heard(self, line: Connection) -> Ended | None:
        """What it says at its end; None if it does not stop in time, or hangs."""
        until = time.monotonic() + SILENCE
        while time.monotonic() < until:
            if not self._asked and self._stop.is_set():
                self._asked = True
                line.send(STOP)
                until = time.monotonic() + PATIENCE
            if not line.poll(LOOK):
                continue
            said = line.recv()
            if not isinstance(said, str):
                ended: Ended = said
                return ended
            self._tell(Standing.model_validate_json(said))
            until = until if self._asked else time.monotonic() + SILENCE
        return None

    def _tell(self, standing: Standing) -> None:
        self.best = standing.best or self.best
        self._on_progress(standing)


def _rescued(job: Job, best: Best) -> bytes | None:
    """An answer made of a slate, in another child and without a limit: it searches for nothing.

    None if that is lost too, or a computation of this kind has no slates.
    """
    if job.kind.rescue is None:
        return None
    stop = threading.Event()
    late = threading.Timer(RESCUE, stop.set)
    late.daemon = True
    late.start()
    try:
        ended = _Watched(Job(job.kind, job.text, best=best), stop, lambda _: None).ended()
    finally:
        late.cancel()
    return ended.output if isinstance(ended, Done) else None
