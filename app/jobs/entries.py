"""Entries of the durable queue, as those see them who look after it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Entry:
    """A job in the queue: over (it will not be started any more), and the worker that has it, if one does."""

    over: bool
    worker: str | None


class Entries(Protocol):
    """The queue."""

    def enqueue(self, job_id: str, tries: int, turn: int) -> None:
        """Put a job in line; a second time is harmless."""
        ...

    def entries(self, names: Iterable[str]) -> dict[str, Entry]:
        """What the queue knows of these entries."""
        ...

    def drop(self, names: Iterable[str]) -> None:
        """Entries that nobody is to start or go on with."""
        ...

    def forget(self, before: datetime) -> None:
        """Delete what the queue remembers of entries that were over by then."""
        ...


def entry_name(job_id: str, tries: int) -> str:
    """A job in the queue by its id and how often it was begun: every try is an entry of its own."""
    return f"{job_id}.{tries}"
