"""/v1/proposals/{proposal_id}/events: a proposal followed to its end, in events."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Depends, Header, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.problems import ErrorType
from cocau.app.services.computations import StatusProgress
from cocau.app.services.planning.proposal_status import (
    ProposalSnapshot,
    get_snapshot,
)
from cocau.app.web.api.proposals.routes import PROPOSAL_ERRORS
from cocau.app.web.deps import CallerDep, ResourceId, StoreDep
from cocau.app.web.errors import TooManyStreams, describe_errors
from cocau.app.web.field_selection import SelectingRoute
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record

router = APIRouter(prefix="/v1/proposals/{proposal_id}", tags=["proposals"], route_class=SelectingRoute)

POLL_SECONDS = 0.2
"""Seconds between two looks at a proposal."""

MAX_STREAMS, MAX_STREAMS_OF_CALLER = 200, 20
"""Streams that are open at once in this process: of all callers, and of one."""


class EventStreams:
    """The event streams that are open in this process. Threads may share it."""

    def __init__(self) -> None:
        self._open: dict[str, int] = {}
        self._lock = Lock()

    @contextmanager
    def open_stream(self, caller: Caller) -> Iterator[None]:
        """Count one more open stream inside this context.

        Raises:
            TooManyStreams: there are too many.
        """
        with self._lock:
            mine = self._open.get(caller.id, 0)
            if mine >= MAX_STREAMS_OF_CALLER or sum(self._open.values()) >= MAX_STREAMS:
                raise TooManyStreams
            self._open[caller.id] = mine + 1
        try:
            yield
        finally:
            with self._lock:
                self._open[caller.id] -= 1
                if not self._open[caller.id]:
                    del self._open[caller.id]


class ProgressEvent(Record):
    """Data of a `standing` event; `slate`: the best so far, for callers who may see people."""

    progress: StatusProgress
    slate: Slate | None


async def open_follower(
    request: Request,
    proposal_id: ResourceId,
    store: StoreDep,
    caller: CallerDep,
    last: Annotated[
        str | None, Header(alias="Last-Event-ID", description="the last event that was received")
    ] = None,
) -> AsyncIterator["ProposalFollower"]:
    """Open a follower of a proposal before the answer begins, so that its errors are told."""
    streams: EventStreams = request.app.state.streams
    with streams.open_stream(caller):
        first = await anyio.to_thread.run_sync(get_snapshot, store, caller, proposal_id)
        yield ProposalFollower(
            store, caller, proposal_id, first, int(last) if last and last.isdecimal() else 0
        )


class ProposalFollower:
    """Polls a proposal until it has come to its end."""

    def __init__(
        self, store: Store, caller: Caller, proposal_id: str, first: ProposalSnapshot, last: int
    ) -> None:
        self._store, self._caller, self._which = store, caller, proposal_id
        self._seen, self._last = first, last

    async def follow_events(self) -> AsyncIterator[ServerSentEvent]:
        """Yield a `standing` event for every change, and one `end`."""
        while True:
            progress = self._seen.status.progress
            if progress is not None and progress.number > self._last:
                self._last = progress.number
                told = ProgressEvent(progress=progress, slate=self._seen.slate)
                yield ServerSentEvent(event="standing", id=str(progress.number), data=told)
            if self._seen.status.state.final:
                yield ServerSentEvent(event="end", data=self._seen.status)
                return
            await anyio.sleep(POLL_SECONDS)
            self._seen = await anyio.to_thread.run_sync(get_snapshot, self._store, self._caller, self._which)


@router.get(
    "/events",
    operation_id="followProposal",
    response_class=EventSourceResponse,
    responses=describe_errors(*PROPOSAL_ERRORS, ErrorType.TOO_MANY_STREAMS),
)
async def follow(
    follower: Annotated[ProposalFollower, Depends(open_follower)],
) -> AsyncIterator[ServerSentEvent]:
    """Follow a proposal: `standing` events with the best so far, at last one `end`.

    It works in front of any process. After a break, `Last-Event-ID` goes on where it was; one that is over
    sends its end at once.
    """
    async for event in follower.follow_events():
        yield event
