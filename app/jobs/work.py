"""Inside the child: one computation, its progress on a pipe, and an end as soon as nobody waits for it.

The parent sends a `Job` and later, perhaps, STOP. The child sends texts of `Standing`, and last an `Ended`.
"""

import os
import signal
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from traceback import extract_tb

from cocau.app.jobs.ended import Cause, Done, Ended, Failed, Refused, Stopped
from cocau.app.jobs.memory import limited
from cocau.app.jobs.pages import make_own, make_room
from cocau.app.jobs.standing import Best, standing
from cocau.app.jobs.task import Answer, AnyKind, State
from cocau.constraints.errors import AuditDisagreesError, InputError
from cocau.solver.outcome import Progress

STOP = "stop"
"""What the parent sends when somebody asked to stop."""

LISTENER = "cocau-listener"
"""The thread that hears the parent, and ends the process with it."""

EVERY = 0.25
"""Least seconds between two words of progress."""

OURS = frozenset({"cocau", "tests"})


@dataclass(frozen=True)
class Job:
    """What a child is to do: compute, or make an answer of the `best` that another one left.

    `memory`: bytes that it may take beyond what it starts with.
    """

    kind: AnyKind
    text: str
    memory: int | None = None
    best: Best | None = None


def work(line: Connection, *, ready: bool = False) -> None:
    """The whole life of a child; `ready`: there is no job yet, so that there is time to prepare for it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then asks us to stop
    telling = Telling(line)
    telling.start()
    if ready:
        make_own()
        make_room()
    try:
        job: Job = line.recv()
    except EOFError:  # there is no job: it was only to be seen that children can be started
        telling.end()
        return
    line.send(_ended(job, telling))


class Telling:
    """Both directions of the pipe while a computation runs: the latest progress out, a request to stop in."""

    def __init__(self, line: Connection) -> None:
        self._line = line
        self._stop = threading.Event()
        self._news = threading.Condition()
        self._latest: Progress | None = None
        self._over = False
        self._received = threading.Event()
        self._teller = threading.Thread(target=self._tell_on, daemon=True)

    @property
    def stopped(self) -> bool:
        """Whether somebody asked to stop."""
        return self._stop.is_set()

    def start(self) -> None:
        """Have both threads: starting one takes its time, of which there is enough before there is a job."""
        threading.Thread(target=self._listen, name=LISTENER, daemon=True).start()
        self._teller.start()

    def begin(self) -> None:
        """The job was received: listen from now on."""
        self._received.set()

    def end(self) -> None:
        """Tell nothing more."""
        with self._news:
            self._over = True
            self._news.notify()
        self._received.set()
        self._teller.join()

    def hear(self, progress: Progress) -> bool:
        """Remember how far it is, for the parent; whether to stop."""
        with self._news:
            before = self._latest
            if progress.best is None and before is not None and before.best is not None:
                progress = _with_best(progress, before)
            self._latest = progress
            self._news.notify()
        return self.stopped

    def _tell_on(self) -> None:
        """Send the latest now and then. An engine's callback must not wait for a pipe: hence a thread."""
        while True:
            with self._news:
                self._news.wait_for(lambda: self._over or self._latest is not None)
                if self._over:
                    return
                told, self._latest = self._latest, None
            if told is not None:
                self._line.send(standing(told).model_dump_json())
            with self._news:
                self._news.wait_for(lambda: self._over, EVERY)

    def _listen(self) -> None:
        """Hear a request to stop. The end of the pipe is the end of the parent, and so of this child."""
        self._received.wait()
        if self._over:  # there never was a job
            return
        try:
            while self._line.recv() == STOP:
                self._stop.set()
        except (EOFError, OSError):
            os._exit(os.EX_NOINPUT)


def _with_best(now: Progress, before: Progress) -> Progress:
    """The latest progress with a best slate that was not sent yet."""
    return Progress(now.step, now.steps, now.rules, now.value, now.bound, now.elapsed, before.best)


def _ended(job: Job, telling: Telling) -> Ended:
    telling.begin()
    try:
        with limited(job.memory):
            document, state = _answer(job, telling)
            output = document.to_json().encode()
    except InputError as error:
        return Refused(error.problems)
    except MemoryError:
        return Failed(Cause.MEMORY, f"{(job.memory or 0) // 2**20} MiB")
    except Exception as error:  # noqa: BLE001  # whatever goes wrong is told to the parent; nobody else hears it
        return Failed(Cause.ERROR, named(error))
    finally:
        telling.end()
    return Stopped(output) if telling.stopped and state is State.OUT_OF_TIME else Done(output, state)


def _answer(job: Job, telling: Telling) -> Answer:
    asked = job.kind.read(job.text)
    if job.best is None:
        return job.kind.compute(asked, telling.hear)
    if job.kind.rescue is None:
        raise AssertionError(f"{job.kind.name} makes no answer of a slate")
    return job.kind.rescue(asked, job.best.as_outcome())


def named(error: Exception) -> str:
    """An error by its class and the last line of our own code in it: messages may hold what people are.

    The audit's own complaint names rules only, and is told.
    """
    if isinstance(error, AuditDisagreesError):
        return f"AuditDisagreesError: {error}"
    frames = [frame for frame in extract_tb(error.__traceback__) if _ours(frame.filename)]
    where = "" if not frames else f" at {_short(frames[-1].filename)}:{frames[-1].lineno}"
    return f"{type(error).__name__}{where}"


_ROOT = Path(__file__).parents[3]


def _ours(file: str) -> bool:
    path = Path(file)
    return path.is_relative_to(_ROOT) and path.relative_to(_ROOT).parts[0] in OURS


def _short(file: str) -> str:
    return Path(file).relative_to(_ROOT).as_posix()
