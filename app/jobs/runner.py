"""The inside of a child process: one task, its progress on a pipe, its memory limit.

The parent sends a `ChildTask` and perhaps later STOP_MESSAGE. The child sends
`ProgressReport` texts and finally a `RunResult`; it ends as soon as its parent is gone.
"""

import ctypes
import os
import resource
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from traceback import extract_tb
from typing import Any

from cocau.app.jobs.results import (
    BestSlate,
    CallResult,
    FailureCause,
    RunCompleted,
    RunFailed,
    RunRefused,
    RunResult,
    RunStopped,
    build_progress_report,
)
from cocau.app.jobs.task import AnyTaskKind, TaskAnswer, TaskOutcome
from cocau.constraints.errors import AuditDisagreesError, InputError
from cocau.solver.outcome import SearchProgress

_STATM = Path("/proc/self/statm")


@contextmanager
def limit_memory(extra_bytes: int | None) -> Iterator[None]:
    """Limit this process to so many bytes of address space beyond what it has; None: no limit.

    Whatever it asks for past that is refused it: Python raises MemoryError, an engine fails or aborts. No
    core is written of a process that holds what people are.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if extra_bytes is None:
        yield
        return
    most = get_address_space() + extra_bytes
    resource.setrlimit(
        resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard)
    )
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def get_address_space() -> int:
    """Return the bytes of address space of this process; 0 where the system does not say."""
    if not _STATM.exists():
        return 0
    return int(_STATM.read_text(encoding="ascii").split()[0]) * resource.getpagesize()


_MAPS = Path("/proc/self/maps")

_POPULATE_WRITE = 23
"""Of madvise, since Linux 5.14: as if every page were written; harmless where unknown."""

_LEAST, _MOST = 2**18, 2**26
"""Bytes of mappings to look at: small ones matter little, larger ones are seldom used."""


_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""Of mallopt, in glibc."""

_ROOM = 2**24
"""Bytes that a province's plan takes at once, for the heap of C and of Python each."""

_SMALL, _ARENA = 470, 2**20
"""Bytes of an object that Python puts into an arena of its own heap, and of such an arena."""

_KEPT: list[bytes] = []
"""Something in each arena that was filled: an empty one would be given back to the system."""


def reserve_memory() -> None:
    """Take memory from the system and touch it, so that later computations need not.

    Else a computation takes it page by page: a thousand faults in the plan of a province, a twentieth of it.
    """
    filled = [bytes(_SMALL) for _ in range(_ROOM // _SMALL)]
    _KEPT.extend(filled[:: _ARENA // _SMALL // 2])
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "mallopt"):
        return
    libc.mallopt(_MMAP_THRESHOLD, _MOST)
    libc.mallopt(_TRIM_THRESHOLD, 2 * _MOST)
    libc.malloc.restype = ctypes.c_void_p
    room = libc.malloc(_ROOM)
    if room is not None:
        ctypes.memset(room, 1, _ROOM)
        libc.free(ctypes.c_void_p(room))


def copy_shared_pages() -> None:
    """Copy the writable pages of this process at once, as writing to each would.

    One by one that takes the time of a twentieth of a plan, most of it for going in and out of the kernel.
    """
    if not _MAPS.exists():
        return
    madvise = ctypes.CDLL(None).madvise
    madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    for start, end in list(_list_writable_spans()):
        madvise(start, end - start, _POPULATE_WRITE)


def _list_writable_spans() -> Iterator[tuple[int, int]]:
    """List where the heap and other writable memory begin and end."""
    for line in _MAPS.read_text(encoding="utf-8", errors="replace").splitlines():
        span, rights, _, _, _, *name = line.split(maxsplit=5)
        start, end = (int(place, 16) for place in span.split("-"))
        anonymous = not name or name[0] == "[heap]"
        if rights.startswith("rw") and anonymous and _LEAST <= end - start <= _MOST:
            yield start, end


STOP_MESSAGE = "stop"
"""What the parent sends when somebody asked to stop."""

READY_MESSAGE = "ready"
"""What a child without a task says once it has prepared itself."""

LISTENER_THREAD = "cocau-listener"
"""The thread that hears the parent, and ends the process with it."""

BACKGROUND_NICENESS = 19
"""How much nicer than other searches one is that nobody waits for."""

REPORT_SECONDS = 0.25
"""Least seconds between two words of progress."""

OUR_PACKAGES = frozenset({"cocau", "tests"})


@dataclass(frozen=True)
class ChildTask:
    """A child's task: compute an answer, or build one of a lost child's `best` slate.

    `memory`: bytes that it may take beyond what it starts with; `background`: the processor is others' first.
    """

    kind: AnyTaskKind
    text: str
    memory: int | None = None
    best: BestSlate | None = None
    background: bool = False


@dataclass(frozen=True)
class ChildTaskCall:
    """A child's call of a function of a module, with its limits.

    `memory`: bytes beyond what the child starts with; `seconds`: of a processor, so that a busy machine
    refuses nobody.
    """

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    memory: int
    seconds: int


def run_child(pipe: Connection, *, ready: bool = False) -> None:
    """Run a child process; `ready`: there is no task yet, so that there is time to prepare."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then asks us to stop
    telling = ProgressChannel(pipe)
    telling.start()
    try:
        if ready:
            copy_shared_pages()
            reserve_memory()
            pipe.send(READY_MESSAGE)
        job: ChildTask | ChildTaskCall = pipe.recv()
    except (EOFError, ConnectionError):  # no job: only a trial whether children can be started
        telling.close()
        return
    pipe.send(_run_task(job, telling) if isinstance(job, ChildTask) else _run_call(job, telling))


class ProgressChannel:
    """Both directions of the pipe during a computation: progress out, a request to stop in."""

    def __init__(self, pipe: Connection) -> None:
        self._line = pipe
        self._stop = threading.Event()
        self._news = threading.Condition()
        self._latest: SearchProgress | None = None
        self._over = False
        self._received = threading.Event()
        self._teller = threading.Thread(target=self._send_reports, daemon=True)

    @property
    def is_stop_requested(self) -> bool:
        """Return whether a stop was requested."""
        return self._stop.is_set()

    def start(self) -> None:
        """Start both threads before there is a task: starting takes time."""
        threading.Thread(target=self._listen, name=LISTENER_THREAD, daemon=True).start()
        self._teller.start()

    def start_listening(self) -> None:
        """Listen from now on: the task was received."""
        self._received.set()

    def close(self) -> None:
        """Send nothing more."""
        with self._news:
            self._over = True
            self._news.notify()
        self._received.set()
        self._teller.join()

    def report(self, progress: SearchProgress) -> bool:
        """Keep the latest progress for the parent; return whether to stop."""
        with self._news:
            before = self._latest
            if progress.best is None and before is not None and before.best is not None:
                progress = _keep_best_slate(progress, before)
            self._latest = progress
            self._news.notify()
        return self.is_stop_requested

    def _send_reports(self) -> None:
        """Send the latest report at times, in a thread: an engine's callback must not wait."""
        while True:
            with self._news:
                self._news.wait_for(lambda: self._over or self._latest is not None)
                if self._over:
                    return
                latest, self._latest = self._latest, None
            if latest is not None:
                self._line.send(build_progress_report(latest).model_dump_json())
            with self._news:
                self._news.wait_for(lambda: self._over, REPORT_SECONDS)

    def _listen(self) -> None:
        """Hear a request to stop; the end of the pipe is the end of parent and child."""
        self._received.wait()
        if self._over:  # there never was a job
            return
        try:
            while self._line.recv() == STOP_MESSAGE:
                self._stop.set()
        except (EOFError, OSError):
            os._exit(os.EX_NOINPUT)


def _keep_best_slate(now: SearchProgress, before: SearchProgress) -> SearchProgress:
    """Return the latest progress with a best slate that was not sent yet."""
    return SearchProgress(now.step, now.steps, now.rules, now.value, now.bound, now.elapsed, before.best)


def _run_task(job: ChildTask, channel: ProgressChannel) -> RunResult:
    channel.start_listening()
    if job.background:
        os.nice(BACKGROUND_NICENESS)
    try:
        with limit_memory(job.memory):
            document, state = _compute_answer(job, channel)
            output = document.to_json().encode()
    except InputError as error:
        return RunRefused(error.problems)
    except MemoryError:
        return RunFailed(FailureCause.MEMORY, f"{(job.memory or 0) // 2**20} MiB")
    except Exception as error:  # noqa: BLE001  # every error goes to the parent; nobody else hears of it
        return RunFailed(FailureCause.ERROR, describe_error(error))
    finally:
        channel.close()
    return (
        RunStopped(output)
        if channel.is_stop_requested and state is TaskOutcome.OUT_OF_TIME
        else RunCompleted(output, state)
    )


def _run_call(call: ChildTaskCall, channel: ProgressChannel) -> CallResult | RunRefused | RunFailed:
    channel.start_listening()
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (call.seconds, call.seconds + 1))
        with limit_memory(call.memory):
            return CallResult(call.function(*call.arguments))
    except InputError as error:
        return RunRefused(error.problems)
    except MemoryError:
        return RunFailed(FailureCause.MEMORY, f"{call.memory // 2**20} MiB")
    except Exception as error:  # noqa: BLE001  # every error goes to the parent; nobody else hears of it
        return RunFailed(FailureCause.ERROR, describe_error(error))
    finally:
        channel.close()


def _compute_answer(job: ChildTask, channel: ProgressChannel) -> TaskAnswer:
    asked = job.kind.read(job.text)
    if job.best is None:
        return job.kind.compute(asked, channel.report)
    if job.kind.rescue is None:
        raise AssertionError(f"{job.kind.name} makes no answer of a slate")
    return job.kind.rescue(asked, job.best.as_outcome())


def describe_error(error: Exception) -> str:
    """Describe an error by class and line of our code: messages may quote personal data.

    The audit's own complaint names rules only, and is told.
    """
    if isinstance(error, AuditDisagreesError):
        return f"AuditDisagreesError: {error}"
    frames = [frame for frame in extract_tb(error.__traceback__) if _is_ours(frame.filename)]
    where = "" if not frames else f" at {_shorten_path(frames[-1].filename)}:{frames[-1].lineno}"
    return f"{type(error).__name__}{where}"


_ROOT = Path(__file__).parents[3]


def _is_ours(file: str) -> bool:
    path = Path(file)
    return path.is_relative_to(_ROOT) and path.relative_to(_ROOT).parts[0] in OUR_PACKAGES


def _shorten_path(file: str) -> str:
    return Path(file).relative_to(_ROOT).as_posix()
