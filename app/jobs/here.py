"""The jobs of this process: how many at once, who is to stop, who waits for an end."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum

PATIENCE = 10.0
"""Seconds for which a slot is kept for a job that was to start at once."""


class Why(Enum):
    """Why a job that runs here is to stop."""

    ASKED = "asked"  # somebody asked for its best so far
    LEAVING = "leaving"  # this process ends: another one computes it anew
    LOST = "lost"  # it is another worker's by now


@dataclass
class Place:
    """One job that runs here, in its try; `why` is set before `stop` is."""

    job_id: str
    tries: int
    stop: threading.Event = field(default_factory=threading.Event)
    why: Why | None = None

    def end(self, why: Why) -> None:
        """Stop it soon; the first reason counts, but for a job that is not ours any more."""
        if self.why is None or why is Why.LOST:
            self.why = why
        self.stop.set()


class End(threading.Event):
    """Set when a job has ended here; `output`: its answer in plain text, if it has one, once it is stored."""

    output: str | None = None


class Here:
    """Slots for jobs, and the jobs in them. Threads share it."""

    def __init__(self, slots: int) -> None:
        self._changed = threading.Condition(threading.RLock())  # a signal may come while it is held
        self._free = slots
        self._promised: dict[str, float] = {}
        self._places: dict[str, Place] = {}
        self._waiting: dict[str, list[End]] = {}
        self._closed = False
        self._hurried = False

    @property
    def closed(self) -> bool:
        """Whether no more jobs are taken."""
        return self._closed

    def promise(self, job_id: str) -> bool:
        """Keep a free slot for whoever comes to start this job; False: there is none."""
        with self._changed:
            if self._closed or self._free < 1 or job_id in self._promised:
                return False
            self._free -= 1
            self._promised[job_id] = time.monotonic()
            return True

    def promised(self, job_id: str) -> bool:
        """Whether a slot is kept for this job."""
        with self._changed:
            return job_id in self._promised

    def break_promise(self, job_id: str) -> None:
        """Nobody will come to start it."""
        with self._changed:
            if self._promised.pop(job_id, None) is not None:
                self._freed()

    def break_old_promises(self) -> list[str]:
        """Give up waiting for those who have not come in a while: another process started their jobs."""
        with self._changed:
            old = time.monotonic() - PATIENCE
            broken = [job for job, since in self._promised.items() if since < old]
            for job_id in broken:
                self.break_promise(job_id)
            return broken

    @contextmanager
    def slot(self, job_id: str) -> Iterator[bool]:
        """Hold a slot: the promised one, or one as soon as it is free. False: this process ends."""
        with self._changed:
            held = self._promised.pop(job_id, None) is not None
            if not held:
                self._changed.wait_for(lambda: self._closed or self._free > 0)
                held = not self._closed
                self._free -= held
        try:
            yield held
        finally:
            if held:
                with self._changed:
                    self._freed()

    def arrive(self, job_id: str, tries: int) -> Place:
        """A job is about to run here, in a slot that is held."""
        with self._changed:
            place = self._places[job_id] = Place(job_id, tries)
            return place

    def leave(self, job_id: str, output: str | None = None) -> None:
        """It runs here no longer; those that wait for its end look at its row now. `output`: as stored."""
        with self._changed:
            del self._places[job_id]
            self._changed.notify_all()
            for end in self._waiting.get(job_id, []):
                end.output = output
                end.set()

    def places(self) -> list[Place]:
        """The jobs that run here."""
        with self._changed:
            return list(self._places.values())

    def ids(self) -> list[str]:
        """The jobs that run here or were promised a slot."""
        with self._changed:
            return [*self._promised, *self._places]

    def has(self, job_id: str) -> bool:
        """Whether a job runs here."""
        with self._changed:
            return job_id in self._places

    def end(self, job_id: str, why: Why) -> None:
        """Stop a job, if it runs here."""
        with self._changed:
            place = self._places.get(job_id)
        if place is not None:
            place.end(why)

    def close(self, seconds: float) -> None:
        """Take no more jobs; those that run are stopped after so many seconds. Returns when none is left."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._hurried or not self._places, seconds)
            for place in self._places.values():
                place.end(Why.LEAVING)
            self._changed.wait_for(lambda: not self._places)

    def hurry(self) -> None:
        """Whoever closes shall wait no longer."""
        with self._changed:
            self._hurried = True
            self._changed.notify_all()

    @contextmanager
    def ends(self, job_id: str) -> Iterator[End]:
        """An event that is set when a job ends here."""
        event = End()
        with self._changed:
            self._waiting.setdefault(job_id, []).append(event)
        try:
            yield event
        finally:
            with self._changed:
                self._waiting[job_id].remove(event)
                if not self._waiting[job_id]:
                    del self._waiting[job_id]

    def _freed(self) -> None:
        self._free += 1
        self._changed.notify_all()
