"""The jobs of this process: how many at once, who is to stop, who waits for an end."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum


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


class Here:
    """Slots for jobs, and the jobs in them. Threads share it."""

    def __init__(self, slots: int) -> None:
        self._changed = threading.Condition(threading.RLock())  # a signal may come while it is held
        self._free = slots
        self._promised: set[str] = set()
        self._places: dict[str, Place] = {}
        self._waiting: dict[str, list[threading.Event]] = {}
        self._closed = False
        self._hurried = False

    def promise(self, job_id: str) -> bool:
        """Keep a free slot for a job that is about to start; False: there is none."""
        with self._changed:
            if self._closed or self._free < 1 or self._is_here(job_id):
                return False
            self._free -= 1
            self._promised.add(job_id)
            return True

    def break_promise(self, job_id: str) -> None:
        """The job does not start after all."""
        with self._changed:
            if job_id in self._promised:
                self._promised.remove(job_id)
                self._freed()

    @contextmanager
    def slot(self, job_id: str, tries: int) -> Iterator[Place | None]:
        """A slot for a job, as soon as one is free; None: this process ends, or has the job already."""
        place = self._taken(job_id, tries)
        try:
            yield place
        finally:
            if place is not None:
                self._left(place)

    def places(self) -> list[Place]:
        """The jobs that run here."""
        with self._changed:
            return list(self._places.values())

    def has(self, job_id: str) -> bool:
        """Whether a job runs here or is about to."""
        with self._changed:
            return self._is_here(job_id)

    def ids(self) -> list[str]:
        """The jobs that run here or are about to."""
        with self._changed:
            return [*self._promised, *self._places]

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
    def ends(self, job_id: str) -> Iterator[threading.Event]:
        """An event that is set when a job ends here."""
        event = threading.Event()
        with self._changed:
            self._waiting.setdefault(job_id, []).append(event)
        try:
            yield event
        finally:
            with self._changed:
                self._waiting[job_id].remove(event)
                if not self._waiting[job_id]:
                    del self._waiting[job_id]

    def ended(self, job_id: str) -> None:
        """Tell those that wait for it."""
        with self._changed:
            for event in self._waiting.get(job_id, []):
                event.set()

    def _is_here(self, job_id: str) -> bool:
        return job_id in self._promised or job_id in self._places

    def _taken(self, job_id: str, tries: int) -> Place | None:
        with self._changed:
            if job_id in self._promised:
                self._promised.remove(job_id)
            else:
                self._changed.wait_for(lambda: self._closed or self._free > 0)
                if self._closed or self._is_here(job_id):
                    return None
                self._free -= 1
            place = self._places[job_id] = Place(job_id, tries)
            return place

    def _left(self, place: Place) -> None:
        with self._changed:
            del self._places[place.job_id]
            self._freed()

    def _freed(self) -> None:
        self._free += 1
        self._changed.notify_all()
