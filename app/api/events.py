"""/v1/proposals/{id}/events: a proposal followed as server-sent events."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Depends, Header, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from cocau.app.access.caller import Caller
from cocau.app.api.asking import CallerDep, StoreDep
from cocau.app.api.errors import TooManyStreams
from cocau.app.api.proposal import ONE
from cocau.app.api.which import Which
from cocau.app.errors import responses
from cocau.app.office.best import Look, look
from cocau.app.office.status import Progress
from cocau.app.problems import Fault
from cocau.app.store import Store
from cocau.constraints.record import Record
from cocau.constraints.slate import Slate

router = APIRouter(prefix="/v1/proposals/{which}", tags=["proposals"])

PAUSE = 0.2
"""Seconds between two looks at a proposal."""

IN_ALL, OF_ONE = 200, 20
"""Streams that are open at once in this process: of all callers, and of one."""


class Streams:
    """The streams that are open in this process. Threads may share it."""

    def __init__(self) -> None:
        self._open: dict[str, int] = {}
        self._lock = Lock()

    @contextmanager
    def opened(self, caller: Caller) -> Iterator[None]:
        """Inside, one more is open.

        Raises:
            TooManyStreams: there are too many.
        """
        with self._lock:
            mine = self._open.get(caller.id, 0)
            if mine >= OF_ONE or sum(self._open.values()) >= IN_ALL:
                raise TooManyStreams
            self._open[caller.id] = mine + 1
        try:
            yield
        finally:
            with self._lock:
                self._open[caller.id] -= 1
                if not self._open[caller.id]:
                    del self._open[caller.id]


class Told(Record):
    """What a `standing` event tells; `slate`: the best so far, for whoever may see people."""

    progress: Progress
    slate: Slate | None


async def following(
    request: Request,
    which: Which,
    store: StoreDep,
    caller: CallerDep,
    last: Annotated[
        str | None, Header(alias="Last-Event-ID", description="the last event that was received")
    ] = None,
) -> AsyncIterator["Follower"]:
    """Whatever follows a proposal, opened before the answer begins so that its errors are told as such."""
    streams: Streams = request.app.state.streams
    with streams.opened(caller):
        first = await anyio.to_thread.run_sync(look, store, caller, which)
        yield Follower(store, caller, which, first, int(last) if last and last.isdecimal() else 0)


class Follower:
    """Looks at a proposal again and again until it has come to its end."""

    def __init__(self, store: Store, caller: Caller, which: str, first: Look, last: int) -> None:
        self._store, self._caller, self._which = store, caller, which
        self._seen, self._last = first, last

    async def events(self) -> AsyncIterator[ServerSentEvent]:
        """A `standing` for every change that is seen, and one `end`."""
        while True:
            progress = self._seen.status.progress
            if progress is not None and progress.number > self._last:
                self._last = progress.number
                told = Told(progress=progress, slate=self._seen.slate)
                yield ServerSentEvent(event="standing", id=str(progress.number), data=told)
            if self._seen.status.state.final:
                yield ServerSentEvent(event="end", data=self._seen.status)
                return
            await anyio.sleep(PAUSE)
            self._seen = await anyio.to_thread.run_sync(look, self._store, self._caller, self._which)


@router.get(
    "/events",
    operation_id="followProposal",
    response_class=EventSourceResponse,
    responses=responses(*ONE, Fault.TOO_MANY_STREAMS),
)
async def follow(follower: Annotated[Follower, Depends(following)]) -> AsyncIterator[ServerSentEvent]:
    """Follow it: `standing` with the best slate so far, value, bound and elapsed time; at last one `end`.

    It works in front of any process. After a break, `Last-Event-ID` goes on where it was; one that is over
    sends its end at once.
    """
    async for event in follower.events():
        yield event
