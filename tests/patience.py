"""How long a test waits for an event before it says that it never comes: so long only where something hangs."""

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 600
"""Seconds, however busy the machine is."""

SHORTEST_PAUSE, LONGEST_PAUSE = 0.03, 0.5
"""Seconds between two questions: asking takes the processor that others compute with."""

T = TypeVar("T")


def wait_until(ask: Callable[[], T], has_come: Callable[[T], object] = bool, seconds: float = PATIENCE) -> T:
    """Ask again and again until the event has come, the longer it takes the less often; the answer that tells of it."""
    began = time.monotonic()
    while not has_come(found := ask()):
        waited = time.monotonic() - began
        assert waited < seconds, found
        time.sleep(min(max(SHORTEST_PAUSE, waited / 8), LONGEST_PAUSE))
    return found
