"""How a computation in a child process ended: done, stopped, refused, or failed."""

import signal
from dataclasses import dataclass
from enum import StrEnum

from cocau.app.jobs.task import State
from cocau.constraints.errors import Problem


@dataclass(frozen=True)
class Done:
    """An answer: the bytes of its JSON in UTF-8."""

    output: bytes
    state: State


@dataclass(frozen=True)
class Stopped:
    """Somebody asked to stop before the answer was complete; `output`: what was known, if anything."""

    output: bytes | None


@dataclass(frozen=True)
class Refused:
    """The input cannot be used; everything wrong with it."""

    problems: tuple[Problem, ...]


class Cause(StrEnum):
    """What it failed by: the limit of memory, a signal that ended the process, silence, an error of ours."""

    MEMORY = "memory"
    SIGNAL = "signal"
    SILENCE = "silence"
    ERROR = "error"


@dataclass(frozen=True)
class Failed:
    """No answer, and it is not the input's fault; `output`: the best known before, if anything.

    `detail` names a signal, or the error and the line of our code that raised it; never a value of the input.
    """

    cause: Cause
    detail: str
    output: bytes | None = None

    @property
    def problem(self) -> Problem:
        """The failure in both languages."""
        vi, en = _WORDS[self.cause]
        return Problem(f"failed_by_{self.cause}", "", f"{vi} ({self.detail}).", f"{en} ({self.detail}).")


_WORDS = {
    Cause.MEMORY: (
        "Cần nhiều bộ nhớ hơn mức cho phép; hãy chia nhỏ yêu cầu, hoặc nhờ người vận hành nâng giới hạn",
        "It took more memory than is allowed; ask for less at once, or have the operator raise the limit",
    ),
    Cause.SIGNAL: (
        "Tiến trình tính toán bị ngắt; hãy gửi lại yêu cầu, nếu vẫn vậy thì báo người vận hành",
        "The process that computed was ended; ask again, and tell the operator if it happens twice",
    ),
    Cause.SILENCE: (
        "Tiến trình tính toán không trả lời nữa và đã bị ngắt; hãy báo người vận hành",
        "The process that computed gave no sign of life any more and was ended; tell the operator",
    ),
    Cause.ERROR: (
        "Lỗi của chương trình; hãy báo người vận hành",
        "An error of ours; tell the operator",
    ),
}


def by_exit_code(code: int | None) -> Failed:
    """The failure of a child that ended without a word."""
    if code is not None and code < 0:
        return Failed(Cause.SIGNAL, signal.Signals(-code).name)
    return Failed(Cause.ERROR, f"exit code {code}")


Ended = Done | Stopped | Refused | Failed
