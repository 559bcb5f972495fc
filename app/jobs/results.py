"""Progress and results of a computation, as the child process sends them to its parent."""

import signal
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from cocau.app.jobs.task import TaskOutcome
from cocau.constraints.errors import Problem
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record
from cocau.solver.outcome import OutOfTime, SearchProgress, Tier


@dataclass(frozen=True)
class RunCompleted:
    """A complete answer: the bytes of its JSON in UTF-8."""

    output: bytes
    state: TaskOutcome


@dataclass(frozen=True)
class RunStopped:
    """A computation stopped before its answer was complete; `output`: the best so far."""

    output: bytes | None


@dataclass(frozen=True)
class RunRefused:
    """A computation whose input cannot be used; everything wrong with it."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class CallResult:
    """What a function that was called in a child returned."""

    value: Any


class FailureCause(StrEnum):
    """Cause of a failure: memory limit, a signal, silence, or an error of ours."""

    MEMORY = "memory"
    SIGNAL = "signal"
    SILENCE = "silence"
    ERROR = "error"


@dataclass(frozen=True)
class RunFailed:
    """A computation that failed through no fault of its input; `output`: the best so far.

    `detail` names a signal, or the error and the line of our code that raised it; never a value of the input.
    """

    cause: FailureCause
    detail: str
    output: bytes | None = None

    @property
    def problem(self) -> Problem:
        """Return the failure as a problem in both languages."""
        vi, en = _CAUSE_TEXTS[self.cause]
        return Problem(f"failed_by_{self.cause}", (), f"{vi} ({self.detail}).", f"{en} ({self.detail}).")


_CAUSE_TEXTS = {
    FailureCause.MEMORY: (
        "Cần nhiều bộ nhớ hơn mức cho phép; hãy chia nhỏ yêu cầu, hoặc nhờ người vận hành nâng giới hạn",
        "It took more memory than is allowed; ask for less at once, or have the operator raise the limit",
    ),
    FailureCause.SIGNAL: (
        "Tiến trình tính toán bị ngắt; hãy gửi lại yêu cầu, nếu vẫn vậy thì báo người vận hành",
        "The process that computed was ended; ask again, and tell the operator if it happens twice",
    ),
    FailureCause.SILENCE: (
        "Tiến trình tính toán không trả lời nữa và đã bị ngắt; hãy báo người vận hành",
        "The process that computed gave no sign of life any more and was ended; tell the operator",
    ),
    FailureCause.ERROR: (
        "Lỗi của chương trình; hãy báo người vận hành",
        "An error of ours; tell the operator",
    ),
}


def describe_exit(code: int | None) -> RunFailed:
    """Build the failure of a child that ended without sending a result."""
    if code is not None and code < 0:
        return RunFailed(FailureCause.SIGNAL, signal.Signals(-code).name)
    return RunFailed(FailureCause.ERROR, f"exit code {code}")


RunResult = RunCompleted | RunStopped | RunRefused | RunFailed


class PriorityLevel(Record):
    """One priority level of aims in the best slate so far; see `solver.outcome.Tier`."""

    rules: tuple[str, ...]
    value: int
    bound: int


class BestSlate(Record):
    """The best slate so far, audited: it breaks no must. Only the bounds rule out better ones."""

    slate: Slate
    tiers: tuple[PriorityLevel, ...] = ()
    open_tier: tuple[str, ...] = ()

    def as_outcome(self) -> OutOfTime:
        """Convert to the outcome that a search returns."""
        tiers = tuple(Tier(level.rules, level.value, level.bound) for level in self.tiers)
        return OutOfTime(self.slate, tiers, self.open_tier)


class ProgressReport(Record):
    """Progress of a search; see `solver.outcome.SearchProgress`. `best`: only where it is new.

    `rows`: of a batch, JSON of what it has done; whoever computes it next after a death goes on from there.
    """

    step: int
    steps: int
    rules: tuple[str, ...] = ()
    value: int | None = None
    bound: int | None = None
    elapsed: float
    best: BestSlate | None = None
    rows: str | None = None


@dataclass(frozen=True)
class BatchProgress(SearchProgress):
    """The progress of a batch, which has rows instead of a best slate."""

    rows: str = ""


def build_progress_report(progress: SearchProgress) -> ProgressReport:
    """Build a report of a search's progress that can be sent."""
    found = progress.best
    best = None
    if found is not None and found.slate is not None:
        levels = tuple(PriorityLevel(**asdict(tier)) for tier in found.tiers)
        best = BestSlate(slate=found.slate, tiers=levels, open_tier=found.open_tier)
    return ProgressReport(
        step=progress.step,
        steps=progress.steps,
        rules=progress.rules,
        value=progress.value,
        bound=progress.bound,
        elapsed=progress.elapsed,
        best=best,
        rows=progress.rows if isinstance(progress, BatchProgress) and progress.rows else None,
    )
