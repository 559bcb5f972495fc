"""Functions called in child processes, for what is sent, within limits of time and memory.

A hostile file or body takes a child that is nicer than the service and ends; others are answered meanwhile.
"""

import logging
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from cocau.app.jobs.process import get_exit_code, kill_child, reap_later, start_child
from cocau.app.jobs.results import CallResult, FailureCause, RunFailed, RunRefused, describe_exit
from cocau.app.jobs.runner import ChildTaskCall
from cocau.constraints.errors import InputError, Problem

T = TypeVar("T")

MOST_MEMORY = 1_500_000_000
"""Bytes of address space for one file, beyond what an idle child has."""

MOST_SECONDS = 20
"""Seconds of a processor for one file: a list of 20,000 people takes two."""

MOST_WAITING = 180.0
"""Seconds by the clock, whatever the child does."""

_POLL_SECONDS = 0.05
_FAREWELL_SECONDS = 5.0

log = logging.getLogger("cocau.jobs")


class CallAbandoned(Exception):
    """Nobody waits any more for what was called."""


class CallFailed(Exception):
    """A function that was called has failed through no fault of its arguments."""


def call_in_child(function: Callable[..., T], *arguments: object, gone: threading.Event | None = None) -> T:
    """Call a function of a module in a child process; return what it returns.

    Arguments and result are pickled. `gone`: set once nobody waits any more.

    Raises:
        InputError: as the function; or it took too much time or memory.
        CallAbandoned: nobody waits any more; the child was killed.
        CallFailed: an error of ours in the function.
    """
    child, pipe = start_child()
    with pipe:
        try:
            pipe.send(ChildTaskCall(function, arguments, MOST_MEMORY, MOST_SECONDS))
            ended = _receive(pipe, gone or threading.Event())
        except (EOFError, OSError):  # the child died without a message
            ended = describe_exit(get_exit_code(child, _FAREWELL_SECONDS))
        except BaseException:
            kill_child(child)
            raise
    if ended is None:
        kill_child(child)
        raise InputError([_TOO_SLOW])
    reap_later(child, _FAREWELL_SECONDS)
    returned: T = _unwrap(ended)
    return returned


_Ended = CallResult | RunRefused | RunFailed


def _receive(pipe: Connection, gone: threading.Event) -> _Ended | None:
    """Receive the result; None if it does not come in time."""
    until = time.monotonic() + MOST_WAITING
    while time.monotonic() < until:
        if pipe.poll(_POLL_SECONDS):
            ended: _Ended = pipe.recv()
            return ended
        if gone.is_set():
            raise CallAbandoned
    return None


def _unwrap(ended: _Ended) -> Any:  # noqa: ANN401  # whatever the function returns
    match ended:
        case CallResult(value):
            return value
        case RunRefused(problems):
            raise InputError(problems)
    if ended.cause is FailureCause.MEMORY:
        raise InputError([_TOO_LARGE])
    if ended.cause is FailureCause.SIGNAL:  # SIGXCPU, or the system was short of memory
        raise InputError([_TOO_SLOW if ended.detail in {"SIGXCPU", "SIGKILL"} else _TOO_LARGE])
    log.error("a call failed: %s", ended.detail)
    raise CallFailed(ended.detail)


_TOO_SLOW = Problem(
    "too_slow",
    (),
    f"Đọc mất hơn {MOST_SECONDS} giây nên đã dừng: nội dung quá lớn hoặc không phải danh sách."
    " Hãy chỉ giữ bảng cần nhập, hoặc chia thành nhiều tệp.",
    f"Reading took more than {MOST_SECONDS} seconds and was stopped: what was sent is too large, or no list."
    " Keep only the table that is meant, or split it.",
)
_TOO_LARGE = Problem(
    "too_big",
    (),
    "Đọc cần quá nhiều bộ nhớ nên đã dừng: nội dung quá lớn hoặc không phải danh sách."
    " Hãy chỉ giữ bảng cần nhập, hoặc chia thành nhiều tệp.",
    "Reading took too much memory and was stopped: what was sent is too large, or no list."
    " Keep only the table that is meant, or split it.",
)
