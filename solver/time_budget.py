"""The time one answer may take, shared by all its parts; and whom to report progress to."""

import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from cocau.solver.engines.engine import Watch
from cocau.solver.outcome import OnProgress, SearchProgress

T = TypeVar("T")

WORKERS = min(os.cpu_count() or 1, 8)
"""Jobs that run side by side; engines let go of the interpreter while they compute."""


class TimeOver(Exception):
    """The time is up, or somebody asked to stop, before an answer was known."""


class TimeBudget:
    """The time for one answer, from now on, in wall-clock seconds; all its parts share it."""

    def __init__(self, seconds: float, on_progress: OnProgress | None = None) -> None:
        self._start = time.monotonic()
        self._deadline = self._start + seconds
        self.on_progress = on_progress
        self._lock = threading.Lock()
        self._stopped = False
        self._done = self._jobs = 0

    def left(self) -> float:
        """Return the seconds left, never below 0; 0 once somebody asked to stop."""
        return 0.0 if self._stopped else max(self._deadline - time.monotonic(), 0.0)

    def renew(self, least: float = 1.0) -> "TimeBudget":
        """Return a new budget of the time left, at least so many seconds: for a last word."""
        return TimeBudget(max(self.left(), least), self.on_progress)

    @property
    def is_over(self) -> bool:
        """Return whether there is no time left."""
        return self.left() <= 0

    @property
    def watch(self) -> Watch:
        """Return a watch that lets an engine be stopped.

        There always is one, since a watched engine may search differently from an unwatched one.
        """
        return lambda value, bound, _=None: self._tell(value, bound) or self.is_over

    def raise_if_over(self) -> None:
        """Report progress and raise if the time is over; else do nothing.

        Raises:
            TimeOver: there is none left.
        """
        if self._tell(None, None) or self.is_over:
            raise TimeOver

    def run_all(self, jobs: Sequence[Callable[[], T]]) -> list[T | None]:
        """Run jobs side by side; return their answers in order, None where time ran out first.

        Jobs share no engine: an engine computes one thing at a time.
        """
        with self._lock:
            self._jobs += len(jobs)
        with ThreadPoolExecutor(max_workers=WORKERS) as pool:
            return list(pool.map(self._run, jobs))

    def _run(self, job: Callable[[], T]) -> T | None:
        try:
            self.raise_if_over()
            return job()
        except TimeOver:
            return None
        finally:
            with self._lock:
                self._done += 1

    def _tell(self, value: int | None, bound: int | None) -> bool:
        """Report progress, one thread at a time; return whether to stop."""
        with self._lock:
            if self.on_progress is not None and not self._stopped:
                elapsed = time.monotonic() - self._start
                self._stopped = self.on_progress(
                    SearchProgress(self._done, self._jobs, (), value, bound, elapsed)
                )
            return self._stopped
