"""The HTTP service: routers, error handlers, middleware. `cocau serve` runs it."""

import gc

_COLLECTED = gc.isenabled()
gc.disable()  # until all is imported, a fifth of which collections would take: nothing of that is garbage

import multiprocessing
import os
import signal
import threading
from asyncio import to_thread
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute
from fastapi.telemetry import TelemetryConfig
from starlette.middleware import Middleware
from starlette.middleware.errors import ServerErrorMiddleware

from cocau.app.auth.authentication import authenticate
from cocau.app.auth.rate_limits import RateLimiter
from cocau.app.db.engine import Store
from cocau.app.db.opening import open_store
from cocau.app.jobs.queue import JobQueue
from cocau.app.problems import ErrorType
from cocau.app.services.completion import build_completion, build_follow_ups
from cocau.app.services.operations.witness import list_beats
from cocau.app.settings import Settings, read_settings
from cocau.app.telemetry import logging
from cocau.app.web import errors
from cocau.app.web.api import pools, webhooks
from cocau.app.web.api.batches import programmes, studies
from cocau.app.web.api.proposals.events import EventStreams
from cocau.app.web.api.routers import AUTHENTICATED, PUBLIC
from cocau.app.web.deps import get_caller
from cocau.app.web.desk.pools.routes import UPLOAD_PREFIX
from cocau.app.web.desk.procedure.scans import SCANS_PREFIX
from cocau.app.web.desk.routers import include_desk, install_error_pages, refuse_request
from cocau.app.web.limits import ImportLimiter, set_thread_limit
from cocau.app.web.middleware import (
    BodyLimitMiddleware,
    RequestContextMiddleware,
    ResponseHeadersMiddleware,
    ShutdownSignal,
    follow_signals,
)
from cocau.app.web.openapi import build_openapi, build_operation_id, include_docs
from cocau.constraints.version import VERSION

DESCRIPTION = """\
Plans the composition of People's Councils under dated, cited rules; explains what it could not do.

Errors are `application/problem+json` (RFC 9457); `problems` lists all that is wrong with an input, in
Vietnamese and in English."""

_REFUSALS = errors.describe_errors(ErrorType.UNAUTHENTICATED, ErrorType.FORBIDDEN, ErrorType.TOO_FAST)

_OPENAPI_LOCK = threading.Lock()
_OPENAPI: dict[str, dict[str, Any]] = {}
"""The description by the cookie's name: the services of a process differ in nothing else."""

NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
"""The framework's spans hold queries and errors' words; ours: `app.telemetry.tracing`."""


def _build_router() -> APIRouter:
    """Put all routes together, in the order in which they are looked through."""
    router = APIRouter(
        generate_unique_id_function=build_operation_id,
        strict_content_type=False,  # a body without a Content-Type is read as JSON
    )
    for authenticated in AUTHENTICATED:
        router.include_router(authenticated, dependencies=[Depends(get_caller)], responses=_REFUSALS)
    for public in PUBLIC:
        router.include_router(public)
    include_docs(router)
    include_desk(router)
    return router


ROUTER = _build_router()
"""The routes of every service of this process: stateless, and slow to prepare."""

if _COLLECTED:
    gc.freeze()  # what has been imported stays
    gc.enable()


def _list_middleware(settings: Settings, stopping: ShutdownSignal) -> list[Middleware]:
    """List all middleware, the outermost first: failures have an id and the headers too."""
    return [
        Middleware(RequestContextMiddleware, stopping),
        Middleware(ResponseHeadersMiddleware, settings),
        Middleware(ServerErrorMiddleware, handler=errors.respond_to_error),
        Middleware(
            BodyLimitMiddleware,
            most=settings.max_body,
            uploads=settings.max_upload,
            places=(pools.PREFIX, UPLOAD_PREFIX, SCANS_PREFIX, programmes.PREFIX, *studies.PREFIXES),
            refuse=refuse_request,
        ),
    ]


class Service(FastAPI):
    """The FastAPI app, with a description of its own."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI description, built once in a process; that takes a second or more."""
        cookie = self.state.settings.cookie_name
        with _OPENAPI_LOCK:
            if cookie not in _OPENAPI:
                known = frozenset(
                    route.path
                    for router in AUTHENTICATED
                    for route in router.routes
                    if isinstance(route, APIRoute)
                )
                _OPENAPI[cookie] = build_openapi(self, known, cookie)
            return _OPENAPI[cookie]


@asynccontextmanager
async def _run_background(app: FastAPI, settings: Settings, *, warm: bool) -> AsyncIterator[None]:
    """Run the queue and the periodic work of a service until it ends."""
    set_thread_limit()
    follow_ups = build_follow_ups(app.state.store, settings)
    completion = build_completion(settings)
    app.state.queue = JobQueue(app.state.store, settings, completion=completion, follow_ups=follow_ups)
    follow_signals(app)
    await to_thread(app.state.queue.start, warm=warm)
    beats = list_beats(app.state.store, settings)
    for beat in beats:
        beat.start()
    yield
    for beat in beats:
        await to_thread(beat.end)
    await to_thread(app.state.queue.close, settings.grace)


def create_app(settings: Settings, store: Store | None = None, *, warm: bool = False) -> FastAPI:
    """Create the service; open its store when it starts, unless one is given.

    `warm`: everything is loaded before the first request is answered.
    """

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        app.state.store = store or open_store(settings)
        async with _run_background(app, settings, warm=warm):
            yield
        if store is None:
            app.state.store.close()

    stopping = ShutdownSignal()
    app = Service(
        title="cocau",
        version=VERSION,
        description=DESCRIPTION,
        openapi_url=None,  # the framework's own would keep every other request waiting
        docs_url=None,
        redoc_url=None,
        lifespan=life,
        telemetry=NO_TELEMETRY,
        redirect_slashes=False,  # a path with a slash too much is not there; a redirect is no answer of ours
        routes=ROUTER.routes,
        webhooks=webhooks.message_router,
        middleware=_list_middleware(settings, stopping),
    )
    app.state.settings = settings
    app.state.stopping = stopping
    app.state.authenticate = authenticate
    app.state.streams = EventStreams()
    app.state.reading_turns = ImportLimiter(settings)
    app.state.limits = RateLimiter(settings)
    errors.install_error_handlers(app)
    install_error_pages(app)
    return app


def _end_with_parent() -> None:
    """End this server process, which holds the port, when its parent was killed."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def follow() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=follow, name="cocau-parent", daemon=True).start()


def create_app_from_environment() -> FastAPI:
    """Create the service under the environment's settings; each server process calls this."""
    _end_with_parent()
    settings = read_settings(os.environ)
    logging.configure_logging(production=not settings.development)
    app = create_app(settings, warm=True)
    gc.freeze()  # what is here stays: a collection amid a long list need not look at it
    return app
