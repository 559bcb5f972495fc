"""How long a test waits for an event before it says that it never comes: so long only where something hangs."""

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 600
"""Seconds, however busy the machine is."""
T = TypeVar("T")


def wait_until(ask: Callable[[], T], has_come: Callable[[T], object] = bool, seconds: float = PATIENCE) -> T:
    """Ask again and again until the event has come; the answer that tells of it."""
    deadline = time.monotonic() + seconds
    while not has_come(found := ask()):
        assert time.monotonic() < deadline, found
        time.sleep(0.05)
    return found
