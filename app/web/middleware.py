"""Middleware around requests: id, log line, metrics, span, size limit, headers.

A request is also ended in good order when the service stops, and in development refused when its Host is
not a name of this machine.
"""

import asyncio
import logging
import re
import signal
import threading
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import partial
from types import FrameType
from typing import Any

import structlog
from fastapi import FastAPI
from opentelemetry.trace import Span
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cocau.app.auth.authentication import LOCAL_HOSTS, has_local_host
from cocau.app.auth.rate_limits import RateLimitState
from cocau.app.problems import ErrorType
from cocau.app.settings import Settings
from cocau.app.telemetry import metrics, tracing
from cocau.app.web.errors import respond_to_error

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""Data are no page: were one shown as a page, it could load, run and send nothing."""
DOCS_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""The API description's pages need an inline script; they show nobody's data."""
DOCS_PATHS = ("/docs", "/redoc")
HSTS = "max-age=31536000; includeSubDomains"


class ResponseHeadersMiddleware:
    """Middleware that adds security headers; in development it also checks the Host."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._development = app, settings.development
        defaults = SECURITY_HEADERS | {"Content-Security-Policy": DATA_POLICY, "Cache-Control": "no-store"}
        if not self._development:
            defaults["Strict-Transport-Security"] = HSTS
        self._defaults = Headers(defaults).raw

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), scope)
            await send(message)

        if self._development and not has_local_host(Headers(scope=scope)):
            await respond_to_error(Request(scope), _build_misdirected_error())(scope, receive, sent)
            return
        await self._app(scope, receive, sent)

    def _add(self, headers: MutableHeaders, scope: Scope) -> None:
        path = scope["path"]
        if path in DOCS_PATHS:
            headers.setdefault("Content-Security-Policy", DOCS_POLICY)
        if path.startswith("/v1"):
            headers["Cache-Control"] = "no-store"
        given = {name for name, _ in headers.raw}
        headers.raw.extend(header for header in self._defaults if header[0] not in given)
        rate: RateLimitState | None = scope["state"].get("rate")
        for name, value in (rate.headers if rate is not None else {}).items():
            headers[name] = value
        for name, value in _list_deprecation_headers(scope).items():
            headers[name] = value


def _list_deprecation_headers(scope: Scope) -> dict[str, str]:
    """List the headers of a deprecated route (RFC 9745, RFC 8594).

    A route says it by `deprecated=True` and `x-deprecated` in its `openapi_extra`: days `since` and `until`,
    and the address to `use`.
    """
    extra = getattr(scope.get("route"), "openapi_extra", None) or {}
    told = extra.get("x-deprecated")
    if told is None:
        return {}
    since, until = (datetime.fromisoformat(told[key]).replace(tzinfo=UTC) for key in ("since", "until"))
    return {
        "Deprecation": f"@{int(since.timestamp())}",
        "Sunset": format_datetime(until, usegmt=True),
        "Link": f'<{told["use"]}>; rel="successor-version"',
    }


def _build_misdirected_error() -> HTTPException:
    names = ", ".join(sorted(LOCAL_HOSTS))
    return HTTPException(
        ErrorType.MISDIRECTED.status, f"In development only these hosts are answered: {names}."
    )


BodyRefuser = Callable[[Request, HTTPException], Awaitable[Response]]


async def _refuse_body(request: Request, refused: HTTPException) -> Response:
    return respond_to_error(request, refused)


class BodyLimitMiddleware:
    """Middleware that refuses bodies announced as too long, and stops reading others.

    `uploads`: how many bytes are read where files are sent, under one of `places`; `refuse`: what answers.
    """

    def __init__(
        self,
        app: ASGIApp,
        most: int,
        uploads: int = 0,
        places: tuple[str, ...] = (),
        *,
        refuse: BodyRefuser = _refuse_body,
    ) -> None:
        self._app, self._most, self._uploads, self._places = app, most, uploads, places
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._most_at(scope["path"])
        length = Headers(scope=scope).get("content-length", "0")
        if length.isdecimal() and (len(length) > _MAX_LENGTH_DIGITS or int(length) > most):
            answer = await self._refuse(Request(scope), _build_too_large_error(most))
            await answer(scope, receive, send)
            return
        await self._app(scope, _count_bytes(_receive_in_time(receive), most), send)

    def _most_at(self, path: str) -> int:
        files = any(path == place or path.startswith(f"{place}/") for place in self._places)
        return max(self._most, self._uploads) if files else self._most


_MAX_LENGTH_DIGITS = 18  # digits: Python refuses to read numbers of some thousand


def _count_bytes(receive: Receive, most: int) -> Receive:
    read = 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > most:
            raise _build_too_large_error(most)
        return message

    return counted


BODY_SECONDS = 30.0
"""Seconds in which a body begins and ends, and more for a long one at `LEAST_RATE`."""

LEAST_RATE = 50_000
"""Bytes a second at which a long body must come."""


def _receive_in_time(receive: Receive) -> Receive:
    """Wrap `receive`, so that a body which comes too slowly holds nothing for long."""
    began: float | None = None
    read, complete = 0, False

    async def received() -> Message:
        nonlocal began, read, complete
        if complete:  # what follows a body is the end of the connection: it may come late
            return await receive()
        began = time.monotonic() if began is None else began
        try:
            async with asyncio.timeout(began + BODY_SECONDS + read / LEAST_RATE - time.monotonic()):
                message = await receive()
        except TimeoutError:
            raise HTTPException(ErrorType.TOO_SLOW.status, "The body came too slowly.") from None
        read += len(message.get("body", b""))
        complete = not message.get("more_body", False)
        return message

    return received


def _build_too_large_error(most: int) -> HTTPException:
    return HTTPException(ErrorType.TOO_LARGE.status, f"At most {most} bytes are read.")


REQUEST_ID_HEADER = "X-Request-Id"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
_UNMATCHED = "-"
"""The route of what no route serves: its path is neither logged nor counted."""

log = logging.getLogger("cocau.requests")


class ShutdownSignal:
    """Signal that the service is about to stop; `begin` is safe in threads and signals."""

    def __init__(self) -> None:
        self.begun = False
        self._waiting: set[asyncio.Event] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    def begin(self) -> None:
        """Begin to stop: let every open stream of events end."""
        self.begun = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._notify)

    async def wait(self) -> None:
        """Wait until the service begins to stop."""
        self._loop = asyncio.get_running_loop()
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            if not self.begun:
                await event.wait()
        finally:
            self._waiting.discard(event)

    def _notify(self) -> None:
        for event in self._waiting:
            event.set()


def follow_signals(app: FastAPI) -> None:
    """Begin to stop as soon as a signal comes, before the server waits for open responses.

    To be called when the app starts: the server's own handlers are in place by then, and are called after. A
    second signal hurries the searches too.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        then = signal.getsignal(number)
        if callable(then):
            signal.signal(number, partial(_handle_signal, app, then))


def _handle_signal(
    app: FastAPI, then: Callable[[int, FrameType | None], Any], number: int, frame: FrameType | None
) -> None:
    stopping: ShutdownSignal = app.state.stopping
    if stopping.begun:
        app.state.queue.hurry()
    stopping.begin()
    then(number, frame)


@dataclass
class ResponseState:
    """State of the response to one request."""

    status: int = 0
    streams: bool = False
    complete: bool = False
    started: float = field(default_factory=time.perf_counter)


class RequestContextMiddleware:
    """Middleware that gives each request its id, log line, metrics, span and orderly end."""

    def __init__(self, app: ASGIApp, stopping: ShutdownSignal) -> None:
        self._app, self._stopping = app, stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = _get_request_id(headers)
        answer = ResponseState()
        with (
            structlog.contextvars.bound_contextvars(request_id=request_id),
            tracing.request_span(scope["method"], headers) as span,
        ):
            try:
                await self._app(
                    scope,
                    self._receive_until_shutdown(receive, answer),
                    _record_response(send, answer, request_id),
                )
                await self._close_stream(send, answer)
            finally:
                _log_request(scope, answer, span, request_id)

    def _receive_until_shutdown(self, receive: Receive, answer: ResponseState) -> Receive:
        """Wrap `receive`, so that a stream of events ends when the service stops."""

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

    async def _close_stream(self, send: Send, answer: ResponseState) -> None:
        """Close a stream that was ended because the service stops."""
        if self._stopping.begun and answer.streams and not answer.complete:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def _record_response(
    send: Send, answer: ResponseState, request_id: str
) -> Callable[[Message], Awaitable[None]]:
    async def noted(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers[REQUEST_ID_HEADER] = request_id
            answer.status = message["status"]
            answer.streams = headers.get("content-type", "").startswith("text/event-stream")
        elif message["type"] == "http.response.body":
            answer.complete = not message.get("more_body", False)
        await send(message)

    return noted


def _get_request_id(headers: Headers) -> str:
    given = headers.get(REQUEST_ID_HEADER, "")
    return given if _WELL_FORMED.fullmatch(given) else uuid.uuid4().hex


def _log_request(scope: Scope, answer: ResponseState, span: Span, request_id: str) -> None:
    seconds = time.perf_counter() - answer.started
    route = getattr(scope.get("route"), "path", None) or _UNMATCHED
    method = scope["method"] if scope["method"] in _METHODS else "OTHER"
    metrics.REQUESTS.labels(method, route, str(answer.status)).inc()
    metrics.LATENCY.labels(method, route).observe(seconds)
    tracing.record_response(span, method, route, answer.status, request_id)
    caller = scope.get("state", {}).get("caller")
    facts = {"method": method, "route": route, "status": answer.status, "caller": caller}
    log.info("request", extra=facts | {"milliseconds": round(seconds * 1000, 1)})


_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
