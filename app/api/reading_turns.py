"""Turns at reading and writing pools: a few at once, a few more waiting, and a plain "busy" beyond it.

It takes a processor for about a second, and the bytes of an upload are in memory while it waits.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, Request

from cocau.app.errors import Busy
from cocau.app.settings import Settings

WAITING = 6
"""How many may wait for a turn: each of them keeps a thread of the server, and its file in memory."""

SECONDS = 30
"""How long they wait."""


class ReadingTurns:
    """So many pools at once in one process."""

    def __init__(self, settings: Settings) -> None:
        self._free = threading.BoundedSemaphore(settings.imports)
        self._room = threading.BoundedSemaphore(settings.imports + WAITING)

    @contextmanager
    def room(self) -> Iterator[None]:
        """A place among those who have, or wait for, a turn; to be had before anything is read.

        Raises:
            Busy: there is none.
        """
        if not self._room.acquire(blocking=False):
            raise Busy(SECONDS)
        try:
            yield
        finally:
            self._room.release()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for a turn and hold it; whoever does has a place.

        Raises:
            Busy: no turn came in time.
        """
        if not self._free.acquire(timeout=SECONDS):
            raise Busy(SECONDS)
        try:
            yield
        finally:
            self._free.release()


async def turns_of(request: Request) -> ReadingTurns:
    """The turns of the app that answers this request."""
    turns: ReadingTurns = request.app.state.reading_turns
    return turns


ReadingTurnsDep = Annotated[ReadingTurns, Depends(turns_of)]
