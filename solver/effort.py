"""What an answer may take: so much time, as long as nobody asks to stop; and whom to tell how far it is."""

import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from cocau.solver.engine import Watch
from cocau.solver.outcome import OnProgress, Progress

T = TypeVar("T")

WORKERS = min(os.cpu_count() or 1, 8)
"""Jobs that run side by side; engines let go of the interpreter while they compute."""


class TimeOver(Exception):
    """The time is up, or somebody asked to stop, before an answer was known."""


class Effort:
    """The time for one answer, from now on, in seconds of wall-clock time; shared by all its parts."""

    def __init__(self, seconds: float, on_progress: OnProgress | None = None) -> None:
        self._start = time.monotonic()
        self._deadline = self._start + seconds
        self.on_progress = on_progress
        self._lock = threading.Lock()
        self._stopped = False
        self._done = self._jobs = 0

    def left(self) -> float:
        """Seconds left, never less than none; none once somebody asked to stop."""
        return 0.0 if self._stopped else max(self._deadline - time.monotonic(), 0.0)

    def again(self, least: float = 1.0) -> "Effort":
        """As much time as is left, counted anew, but at least so many seconds: for a last word."""
        return Effort(max(self.left(), least), self.on_progress)

    @property
    def over(self) -> bool:
        """Whether there is no time left."""
        return self.left() <= 0

    @property
    def watch(self) -> Watch:
        """What lets an engine be stopped. Always there: one that is looked at may take another path."""
        return lambda value, bound, _=None: self._tell(value, bound) or self.over

    def go_on(self) -> None:
        """Nothing, as long as there is time.

        Raises:
            TimeOver: there is none.
        """
        if self._tell(None, None) or self.over:
            raise TimeOver

    def each(self, jobs: Sequence[Callable[[], T]]) -> list[T | None]:
        """What each job answers, side by side, in their order; None where `TimeOver` came first.

        Jobs share no engine: an engine computes one thing at a time.
        """
        with self._lock:
            self._jobs += len(jobs)
        with ThreadPoolExecutor(max_workers=WORKERS) as pool:
            return list(pool.map(self._run, jobs))

    def _run(self, job: Callable[[], T]) -> T | None:
        try:
            self.go_on()
            return job()
        except TimeOver:
            return None
        finally:
            with self._lock:
                self._done += 1

    def _tell(self, value: int | None, bound: int | None) -> bool:
        """Tell how far it is; whether to stop. One thread at a time."""
        with self._lock:
            if self.on_progress is not None and not self._stopped:
                elapsed = time.monotonic() - self._start
                self._stopped = self.on_progress(Progress(self._done, self._jobs, (), value, bound, elapsed))
            return self._stopped
