"""Computations that begin before their jobs are accepted: writing and searching then go on together."""

import threading

from cocau.app.jobs.child import Ahead, ahead
from cocau.app.jobs.task import Task


class Beforehand:
    """Those of this process, by job; each is taken or dropped once. Threads share it."""

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._lock = threading.Lock()
        self._begun: dict[str, Ahead] = {}

    def begin(self, job_id: str, task: Task) -> bool:
        """Whether it could be begun at once: a child was ready for it."""
        begun = ahead(task, memory=self._memory)
        if begun is None:
            return False
        with self._lock:
            self._begun[job_id] = begun
        return True

    def taken(self, job_id: str) -> Ahead | None:
        """What has begun, for whoever follows it from now on."""
        with self._lock:
            return self._begun.pop(job_id, None)

    def drop(self, job_id: str) -> None:
        """End it, if it has begun and nobody has taken it."""
        begun = self.taken(job_id)
        if begun is not None:
            begun.drop()
