"""Children of a fork server that has everything loaded; each computes one thing, and dies with its parent."""

import multiprocessing
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from types import ModuleType

from cocau.app.jobs.work import work

PRELOADED = "cocau.app.jobs.preloaded"

FAREWELL = 0.05
"""Seconds after which one that has told its end is looked after: what it told is more urgent."""

PATIENCE = 5.0
"""Seconds in which a fork server that has died is to be seen dead."""

_CONTEXT = multiprocessing.get_context("forkserver")
_LOCK = threading.Lock()
"""Starting a child looks after those that have ended, and two threads must not read one exit code."""


def started(*, ready: bool = False) -> tuple[ForkServerProcess, Connection]:
    """A child that waits for its `Job`, and the pipe to it. `ready`: it prepares itself while it waits."""
    ours, theirs = _CONTEXT.Pipe()
    with theirs, _LOCK, _without_main():
        _CONTEXT.set_forkserver_preload([PRELOADED])
        return _copied(theirs, ready=ready), ours


def _copied(line: Connection, *, ready: bool) -> ForkServerProcess:
    """A child of the fork server; when that was killed, it is replaced as soon as it is seen to be gone."""
    until = time.monotonic() + PATIENCE
    while True:
        child = _CONTEXT.Process(
            target=work, args=(line,), kwargs={"ready": ready}, daemon=True, name="cocau-computation"
        )
        try:
            child.start()
        except (ConnectionError, EOFError):
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return child


def exit_code(child: ForkServerProcess, seconds: float) -> int | None:
    """The exit code of a child that has closed its pipe; it is killed if it takes longer than that to end."""
    wait([child.sentinel], seconds)
    with _LOCK:
        child.join(0)
        if child.exitcode is None:
            child.kill()
            child.join()
        return child.exitcode


def left_alone(child: ForkServerProcess, seconds: float) -> None:
    """A child that has told its end goes by itself, and nobody waits; it is killed if it takes longer."""
    farewell = threading.Timer(FAREWELL, exit_code, args=(child, seconds))
    farewell.daemon = True
    farewell.start()


def killed(child: ForkServerProcess) -> None:
    """End a child at once, whatever it does."""
    with _LOCK:
        child.kill()
        child.join()


@contextmanager
def _without_main() -> Iterator[None]:
    """Inside, there is no program that a child could run again.

    A child would import the main module of its parent: the whole command line, or a script that has no
    guard against it. Nothing that is sent to our children is defined there.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
