"""Taking turns: so many searches at once, a short queue behind them, and a plain "busy" beyond it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, Request

from app.errors import Busy
from app.settings import Settings


class Turns:
    """A search takes a processor for seconds: more of them at once would only make all of them late."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._free = threading.BoundedSemaphore(settings.solves)
        self._room = threading.BoundedSemaphore(settings.solves + settings.queue)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for a turn and hold it.

        Raises:
            Busy: the queue is full, or no turn came in the time of the longest search.
        """
        wait = self.settings.max_seconds
        if not self._room.acquire(blocking=False):
            raise Busy(wait)
        try:
            if not self._free.acquire(timeout=wait):
                raise Busy(wait)
            try:
                yield
            finally:
                self._free.release()
        finally:
            self._room.release()


def turns_of(request: Request) -> Turns:
    """The turns of the app that answers this request."""
    turns: Turns = request.app.state.turns
    return turns


TurnsDep = Annotated[Turns, Depends(turns_of)]
