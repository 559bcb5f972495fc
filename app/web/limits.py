"""Limits of one web process: imports at once, and threads.

Reading a pool takes a processor for about a second, and the bytes of an upload are in memory while it waits.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, TypeVar

import anyio.to_thread
from fastapi import Depends, Request

from cocau.app.jobs.calls import CallAbandoned, call_in_child
from cocau.app.settings import Settings
from cocau.app.web.errors import ClientGone, ServiceBusy

T = TypeVar("T")

MAX_WAITING_IMPORTS = 6
"""Imports that may wait for a turn: each keeps a thread, and its file in memory."""

MAX_IMPORTS_OF_ONE = 3
"""How many places one caller may hold, so that nobody keeps all others out."""

IMPORT_PATIENCE_SECONDS = 30
"""How long they wait."""


class ImportLimiter:
    """Slots for imports of one process: some at once, some more waiting, refused beyond that."""

    def __init__(self, settings: Settings) -> None:
        self._free = threading.BoundedSemaphore(settings.imports)
        self._most = settings.imports + MAX_WAITING_IMPORTS
        self._held: Counter[str] = Counter()
        self._counting = threading.Lock()

    @contextmanager
    def waiting_slot(self, caller_id: str) -> Iterator[None]:
        """Hold a place among those who wait for a slot or have one; taken before reading.

        Raises:
            ServiceBusy: there is none, or the caller holds as many as one may.
        """
        with self._counting:
            if self._held.total() >= self._most or self._held[caller_id] >= MAX_IMPORTS_OF_ONE:
                raise ServiceBusy(IMPORT_PATIENCE_SECONDS)
            self._held[caller_id] += 1
        try:
            yield
        finally:
            with self._counting:
                self._held[caller_id] -= 1
                if not self._held[caller_id]:
                    del self._held[caller_id]

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Wait for a slot and hold it.

        Raises:
            ServiceBusy: no turn came in time.
        """
        if not self._free.acquire(timeout=IMPORT_PATIENCE_SECONDS):
            raise ServiceBusy(IMPORT_PATIENCE_SECONDS)
        try:
            yield
        finally:
            self._free.release()

    def call(self, function: Callable[..., T], *arguments: object, gone: threading.Event | None = None) -> T:
        """Call a function that reads a file in a child process, once there is a slot.

        `gone`: set once the client has left.

        Raises:
            ServiceBusy: no turn came in time.
            InputError: as the function, and `call_in_child`.
            ClientGone: the client has left.
        """
        try:
            with self.slot():
                return call_in_child(function, *arguments, gone=gone)
        except CallAbandoned:
            raise ClientGone from None


async def get_import_limiter(request: Request) -> ImportLimiter:
    """Return the import limiter of the app that answers this request."""
    turns: ImportLimiter = request.app.state.reading_turns
    return turns


ImportLimiterDep = Annotated[ImportLimiter, Depends(get_import_limiter)]


MAX_THREADS = 160
"""Requests answered at once in a process; a waiting one costs a stack, no processor."""


def set_thread_limit() -> None:
    """Set the number of threads of the running event loop."""
    anyio.to_thread.current_default_thread_limiter().total_tokens = MAX_THREADS
