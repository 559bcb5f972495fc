"""Around every request: its id, its line in the log, its count, its span, its end when we stop."""

import asyncio
import logging
import re
import signal
import threading
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from types import FrameType
from typing import Any

import structlog
from fastapi import FastAPI
from opentelemetry.trace import Span
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cocau.app import metrics, tracing

ID = "X-Request-Id"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
_UNMATCHED = "-"
"""The route of what is served by no route: a path may hold anything, and is neither logged nor counted."""

log = logging.getLogger("cocau.requests")


class Stopping:
    """Whether the service is about to stop. `begin` may be called from any thread, or by a signal."""

    def __init__(self) -> None:
        self.begun = False
        self._waiting: set[asyncio.Event] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    def begin(self) -> None:
        """Let every open stream of events end."""
        self.begun = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._tell)

    async def wait(self) -> None:
        """Wait until it is."""
        self._loop = asyncio.get_running_loop()
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            if not self.begun:
                await event.wait()
        finally:
            self._waiting.discard(event)

    def _tell(self) -> None:
        for event in self._waiting:
            event.set()


def follow_signals(app: FastAPI) -> None:
    """Begin to stop as soon as the process is asked to, before its server waits for open answers.

    To be called when the app starts: the server's own handlers are in place by then, and are called after. A
    second signal hurries the searches too.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        then = signal.getsignal(number)
        if callable(then):
            signal.signal(number, partial(_asked, app, then))


def _asked(
    app: FastAPI, then: Callable[[int, FrameType | None], Any], number: int, frame: FrameType | None
) -> None:
    stopping: Stopping = app.state.stopping
    if stopping.begun:
        app.state.line.hurry()
    stopping.begin()
    then(number, frame)


def install(app: FastAPI) -> None:
    """Watch every request of an app: outside of all its middleware, so that failures have an id too."""
    app.state.stopping = Stopping()
    inner = app.build_middleware_stack
    app.build_middleware_stack = lambda: Watched(inner(), app.state.stopping)  # type: ignore[method-assign]


@dataclass
class Answer:
    """How far the answer to one request is."""

    status: int = 0
    streams: bool = False
    complete: bool = False
    started: float = field(default_factory=time.perf_counter)


class Watched:
    """An app whose requests are watched."""

    def __init__(self, app: ASGIApp, stopping: Stopping) -> None:
        self._app, self._stopping = app, stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = _request_id(headers)
        answer = Answer()
        with (
            structlog.contextvars.bound_contextvars(request_id=request_id),
            tracing.request_span(scope["method"], headers) as span,
        ):
            try:
                await self._app(scope, self._ending(receive, answer), _noting(send, answer, request_id))
                await self._closed(send, answer)
            finally:
                _told(scope, answer, span, request_id)

    def _ending(self, receive: Receive, answer: Answer) -> Receive:
        """What is received; a stream of events is told that its reader left when the service stops."""

        async def received() -> Message:
            message = asyncio.ensure_future(receive())
            stop = asyncio.ensure_future(self._stopping.wait())
            try:
                await asyncio.wait((message, stop), return_when=asyncio.FIRST_COMPLETED)
                if not message.done() and answer.streams:
                    return {"type": "http.disconnect"}
                return await message
            finally:
                message.cancel()
                stop.cancel()

        return received

    async def _closed(self, send: Send, answer: Answer) -> None:
        """A stream that was ended by us is ended in good order."""
        if self._stopping.begun and answer.streams and not answer.complete:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def _noting(send: Send, answer: Answer, request_id: str) -> Callable[[Message], Awaitable[None]]:
    async def noted(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers[ID] = request_id
            answer.status = message["status"]
            answer.streams = headers.get("content-type", "").startswith("text/event-stream")
        elif message["type"] == "http.response.body":
            answer.complete = not message.get("more_body", False)
        await send(message)

    return noted


def _request_id(headers: Headers) -> str:
    given = headers.get(ID, "")
    return given if _WELL_FORMED.fullmatch(given) else uuid.uuid4().hex


def _told(scope: Scope, answer: Answer, span: Span, request_id: str) -> None:
    seconds = time.perf_counter() - answer.started
    route = getattr(scope.get("route"), "path", None) or _UNMATCHED
    method = scope["method"] if scope["method"] in _METHODS else "OTHER"
    metrics.observed(method, route, answer.status, seconds)
    tracing.answered(span, method, route, answer.status, request_id)
    caller = scope.get("state", {}).get("caller")
    facts = {"method": method, "route": route, "status": answer.status, "caller": caller}
    log.info("request", extra=facts | {"milliseconds": round(seconds * 1000, 1)})


_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
