"""The threads of a web process: so many that those who wait for results keep nobody out who only looks."""

import threading

import anyio.to_thread

from cocau.app.jobs.waiting import output_of
from cocau.app.office.proposals import Office

THREADS = 160
"""Requests that are answered at the same time in one process; one that waits costs a stack, no processor."""

WAITING = 120
"""How many of them may wait for a computation; whoever comes after them is answered 202 at once."""

_places = threading.BoundedSemaphore(WAITING)


def enough_threads() -> None:
    """Give the event loop that runs now its threads."""
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS


def waited_for(office: Office, which: str, seconds: float) -> str | None:
    """Wait for a computation, unless too many wait already; its output, if that is at hand in time."""
    if not _places.acquire(blocking=False):
        return None
    try:
        return output_of(office.store, office.line, which, seconds)
    finally:
        _places.release()
