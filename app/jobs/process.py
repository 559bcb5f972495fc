"""Child processes in which tasks are computed: started, kept warm, followed, killed.

A crash, a leak or a hang of an engine stays inside the child. Children are copies of a fork server that
has everything loaded; each computes one task and dies with its parent.
"""

import logging
import multiprocessing
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from types import ModuleType

from cocau.app.jobs.results import (
    BestSlate,
    FailureCause,
    ProgressReport,
    RunCompleted,
    RunFailed,
    RunResult,
    RunStopped,
    describe_exit,
)
from cocau.app.jobs.runner import STOP_MESSAGE, ChildTask, run_child
from cocau.app.jobs.task import JobTask
from cocau.app.jobs.tasks import kinds

PRELOAD_MODULE = "cocau.app.jobs.preload"

REAP_DELAY = 0.05
"""Seconds until an ended child is reaped: what it reported is more urgent."""

FORK_SERVER_PATIENCE = 5.0
"""Seconds in which a fork server that has died is to be seen dead."""

_CONTEXT = multiprocessing.get_context("forkserver")
_LOCK = threading.Lock()
"""Starting a child reaps ended ones, and two threads must not read one exit code."""


def start_child(*, ready: bool = False) -> tuple[ForkServerProcess, Connection]:
    """Start a child process that waits for its task; return it with the pipe to it."""
    ours, theirs = _CONTEXT.Pipe()
    with theirs, _LOCK, _hide_main_module():
        _CONTEXT.set_forkserver_preload([PRELOAD_MODULE])
        return _fork_child(theirs, ready=ready), ours


def _fork_child(pipe: Connection, *, ready: bool) -> ForkServerProcess:
    """Fork a child from the fork server, and retry while a killed fork server is replaced."""
    until = time.monotonic() + FORK_SERVER_PATIENCE
    while True:
        child = _CONTEXT.Process(
            target=run_child, args=(pipe,), kwargs={"ready": ready}, daemon=True, name="cocau-computation"
        )
        try:
            child.start()
        except (ConnectionError, EOFError):
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return child


def get_exit_code(child: ForkServerProcess, seconds: float) -> int | None:
    """Return the exit code of a child that has closed its pipe; kill it if it does not end."""
    wait([child.sentinel], seconds)
    with _LOCK:
        child.join(0)
        if child.exitcode is None:
            child.kill()
            child.join()
        return child.exitcode


def reap_later(child: ForkServerProcess, seconds: float) -> None:
    """Let a child that has sent its result end by itself; kill it if it takes longer."""
    farewell = threading.Timer(REAP_DELAY, get_exit_code, args=(child, seconds))
    farewell.daemon = True
    farewell.start()


def kill_child(child: ForkServerProcess) -> None:
    """Kill a child process at once."""
    with _LOCK:
        child.kill()
        child.join()


@contextmanager
def _hide_main_module() -> Iterator[None]:
    """Hide the main module inside this context, so that no child runs it again.

    A child would import the main module of its parent: the whole command line, or a script that has no
    guard against it. Nothing that is sent to our children is defined there.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


log = logging.getLogger("cocau.jobs")

LULL_SECONDS = 0.05
"""Seconds without a computation after which a child is made ready: not in a rush."""

IDLE_EXIT_PATIENCE = 5.0
"""Seconds in which one that is not needed any more is to end."""

ChildHandle = tuple[ForkServerProcess, Connection]


class WarmProcess:
    """At most one child process kept ready while idle, for the next computation."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._computing = 0
        self._kept = False
        self._child: ChildHandle | None = None
        self._soon: threading.Timer | None = None

    def enable(self) -> None:
        """Keep one child process ready from now on."""
        with self._lock:
            self._kept = True
        self._prepare()

    def disable(self) -> None:
        """Keep none ready any more, and end the one that is."""
        with self._lock:
            self._kept = False
            child, self._child = self._child, None
            if self._soon is not None:
                self._soon.cancel()
        _close_idle_child(child)

    def take_or_start(self) -> ChildHandle:
        """Return a child for a computation that begins: the ready one, or a new one."""
        return self.take_if_ready() or self._start()

    def take_if_ready(self) -> ChildHandle | None:
        """Return the ready child, or None if there is none."""
        with self._lock:
            child, self._child = self._child, None
            if child is not None and not wait([child[0].sentinel], 0):
                self._computing += 1
                return child
        _close_idle_child(child)
        return None

    def finish(self) -> None:
        """Note the end of a computation, and prepare the next child after a lull."""
        with self._lock:
            self._computing -= 1
            if not self._is_wanted():
                return
            if self._soon is not None:
                self._soon.cancel()
            self._soon = threading.Timer(LULL_SECONDS, self._prepare)
            self._soon.daemon = True
            self._soon.start()

    def _start(self) -> ChildHandle:
        child = start_child()
        with self._lock:
            self._computing += 1
        return child

    def _prepare(self) -> None:
        with self._lock:
            if not self._is_wanted():
                return
        child: ChildHandle | None
        try:
            child = start_child(ready=True)
            child[1].recv()  # while it prepares itself, whoever sent it a task would wait
        except (OSError, EOFError):  # the next computation meets the same error and reports it
            log.warning("no child could be made ready", exc_info=True)
            return
        with self._lock:
            if self._kept and self._child is None:
                self._child, child = child, None
        _close_idle_child(child)

    def _is_wanted(self) -> bool:
        return self._kept and self._child is None and self._computing == 0


def _close_idle_child(child: ChildHandle | None) -> None:
    """Close the pipe of a child without a job, so that it ends."""
    if child is not None:
        child[1].close()
        reap_later(child[0], IDLE_EXIT_PATIENCE)


STOP_POLL_SECONDS = 0.05
"""Seconds between two looks at whether somebody asked to stop."""

STOP_PATIENCE = 0.8
"""Seconds that a child has to answer a request to stop, before it is killed."""

RESCUE_SECONDS = 20.0
"""Seconds to make an answer of the best slate of a child that was lost."""

SILENCE_SECONDS = 300.0
"""Seconds of silence after which a child counts as hung: searches report all along."""

OnReport = Callable[[ProgressReport], None]

WARM_PROCESS = WarmProcess()
"""Of this process: who serves for long says that one is to be kept."""


def run_task(
    task: JobTask,
    *,
    memory: int | None = None,
    stop: threading.Event | None = None,
    on_progress: OnReport | None = None,
) -> RunResult:
    """Compute a task in a child process; return within about a second of `stop`.

    `memory`: bytes that it may take beyond what an idle child has. Whatever the child does, this raises
    nothing; `on_progress` is called in this thread.

    Raises:
        LookupError: there is no kind of computation of this name.
    """
    job = ChildTask(kinds.KINDS[task.kind], task.text, memory, background=task.background)
    return _run_to_end(job, None, stop or threading.Event(), on_progress or (lambda _: None))


class SpeculativeRun:
    """A computation started before its job is accepted: run to its end, or dropped, once."""

    def __init__(self, job: ChildTask, child: ChildHandle) -> None:
        self._job, self._begun = job, child

    def run(self, *, stop: threading.Event, on_progress: OnReport) -> RunResult:
        """Follow the computation to its end; see `run_task`."""
        return _run_to_end(self._job, self._begun, stop, on_progress)

    def drop(self) -> None:
        """Kill the computation; nobody learns its result."""
        child, line = self._begun
        try:
            with line:
                kill_child(child)
        finally:
            WARM_PROCESS.finish()


def start_speculative_run(task: JobTask, *, memory: int | None = None) -> SpeculativeRun | None:
    """Start a task if a warm process is ready, which takes no time; else return None.

    Raises:
        LookupError: see `run_task`.
    """
    job = ChildTask(kinds.KINDS[task.kind], task.text, memory)
    begun = WARM_PROCESS.take_if_ready()
    if begun is None:
        return None
    one = SpeculativeRun(job, begun)
    try:
        begun[1].send(job)
    except OSError:  # the child has just died
        one.drop()
        return None
    return one


def _run_to_end(
    job: ChildTask, child: ChildHandle | None, stop: threading.Event, on_progress: OnReport
) -> RunResult:
    """Follow a computation to its end; `child`: a child process that has the task already."""
    watched = _ChildRun(job, stop, on_progress, child)
    ended = watched.follow_to_end()
    if isinstance(ended, RunFailed):
        log.error("%s failed: %s: %s", job.kind.name, ended.cause, ended.detail)
    if isinstance(ended, RunFailed | RunStopped) and ended.output is None and watched.best is not None:
        return replace(ended, output=_rescue_best_slate(job, watched.best))
    return ended


def start_fork_server() -> None:
    """Start the fork server, and wait until it has loaded everything."""
    child, line = start_child()
    line.close()  # a child that nobody has a job for ends
    get_exit_code(child, 60)


class _ChildRun:
    """A child process from its start to its end, and the best slate it reported."""

    def __init__(
        self, job: ChildTask, stop: threading.Event, on_progress: OnReport, child: ChildHandle | None = None
    ) -> None:
        self._job, self._stop, self._on_progress = job, stop, on_progress
        self._begun = child
        self._asked = False
        self.best: BestSlate | None = None

    def follow_to_end(self) -> RunResult:
        """Follow the child process until it ends; kill it if it does not stop when asked."""
        if self._job.background:
            return self._follow(*start_child())
        child, line = self._begun or WARM_PROCESS.take_or_start()
        try:
            return self._follow(child, line)
        finally:
            WARM_PROCESS.finish()

    def _follow(self, child: ForkServerProcess, pipe: Connection) -> RunResult:
        with pipe:
            try:
                if self._begun is None:
                    pipe.send(self._job)
                ended = self._read_messages(pipe)
            except (EOFError, OSError):  # the child died without a message
                return describe_exit(get_exit_code(child, STOP_PATIENCE))
            except BaseException:  # raised by who listens to the progress
                kill_child(child)
                raise
        if ended is None:
            kill_child(child)
            return (
                RunStopped(None)
                if self._asked
                else RunFailed(FailureCause.SILENCE, f"{SILENCE_SECONDS:.0f} s")
            )
        reap_later(child, STOP_PATIENCE)
        return ended

    def _read_messages(self, pipe: Connection) -> RunResult | None:
        """Read messages up to the result; return None if the child hangs or does not stop in time."""
        until = time.monotonic() + SILENCE_SECONDS
        while time.monotonic() < until:
            if not self._asked and self._stop.is_set():
                self._asked = True
                with suppress(OSError):  # it has ended by itself, and what it said is still to be read
                    pipe.send(STOP_MESSAGE)
                until = time.monotonic() + STOP_PATIENCE
            if not pipe.poll(STOP_POLL_SECONDS):
                continue
            said = pipe.recv()
            if not isinstance(said, str):
                ended: RunResult = said
                return ended
            self._report(ProgressReport.model_validate_json(said))
            until = until if self._asked else time.monotonic() + SILENCE_SECONDS
        return None

    def _report(self, report: ProgressReport) -> None:
        self.best = report.best or self.best
        self._on_progress(report)


def _rescue_best_slate(job: ChildTask, best: BestSlate) -> bytes | None:
    """Build an answer from the best slate of a lost child, in another child without limits.

    None if that is lost too, or a computation of this kind has no slates.
    """
    if job.kind.rescue is None:
        return None
    stop = threading.Event()
    late = threading.Timer(RESCUE_SECONDS, stop.set)
    late.daemon = True
    late.start()
    try:
        ended = _ChildRun(ChildTask(job.kind, job.text, best=best), stop, lambda _: None).follow_to_end()
    finally:
        late.cancel()
    return ended.output if isinstance(ended, RunCompleted) else None


class SpeculativeRuns:
    """This process's speculative runs by job, each taken or dropped once; thread-safe."""

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._lock = threading.Lock()
        self._begun: dict[str, tuple[float, SpeculativeRun]] = {}

    def __len__(self) -> int:
        """Return how many runs nobody has taken or dropped yet."""
        return len(self._begun)

    def start(self, job_id: str, task: JobTask) -> bool:
        """Start a speculative run; return False if no warm process was ready."""
        begun = start_speculative_run(task, memory=self._memory)
        if begun is None:
            return False
        with self._lock:
            self._begun[job_id] = time.monotonic(), begun
        return True

    def take(self, job_id: str) -> SpeculativeRun | None:
        """Take the speculative run of a job, if there is one, to follow it from now on."""
        with self._lock:
            return self._begun.pop(job_id, (0, None))[1]

    def drop(self, job_id: str) -> None:
        """Kill the speculative run of a job, if there is one."""
        begun = self.take(job_id)
        if begun is not None:
            begun.drop()

    def drop_older(self, seconds: float) -> None:
        """Kill the runs that nobody has taken for so many seconds: their jobs run elsewhere."""
        old = time.monotonic() - seconds
        with self._lock:
            late = [job_id for job_id, (since, _) in self._begun.items() if since < old]
        for job_id in late:
            self.drop(job_id)
