"""The HTTP service: routers, errors and limits put together. `cocau serve` runs it."""

import os
from asyncio import to_thread
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Lock
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from fastapi.telemetry import TelemetryConfig
from starlette.types import ASGIApp

from cocau.app import errors, logs, watching
from cocau.app.access.headers import AnswerHeaders
from cocau.app.access.limits import Limits
from cocau.app.access.sessions import cookie_name
from cocau.app.api import docs, pools, programmes
from cocau.app.api.asking import caller_of
from cocau.app.api.description import described, operation_id
from cocau.app.api.events import Streams
from cocau.app.api.reading_turns import ReadingTurns
from cocau.app.api.routers import KNOWN, OPEN
from cocau.app.api.threads import enough_threads
from cocau.app.body_limit import BodyLimit
from cocau.app.jobs.line import Line
from cocau.app.office import endings  # noqa: F401  # what hangs on the end of a job
from cocau.app.office.retention import each_hour
from cocau.app.pages import pool_uploads
from cocau.app.pages.install import install as install_pages
from cocau.app.problems import Fault
from cocau.app.settings import Settings, from_environment
from cocau.app.store import Store
from cocau.app.store.opening import opened
from cocau.constraints.version import VERSION

ABOUT = """Plans the composition of People's Councils under dated, cited rules; explains what it could not do.

Errors are `application/problem+json` (RFC 9457); `problems` lists all that is wrong with an input, in
Vietnamese and in English."""

_REFUSALS = errors.responses(Fault.UNAUTHENTICATED, Fault.FORBIDDEN, Fault.TOO_FAST)

_DESCRIBING = Lock()

NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
"""The framework's own spans have the query and the words of errors in them; see `app.tracing` for ours."""


class Service(FastAPI):
    """The app; what it answers carries the headers of `AnswerHeaders`, failures too."""

    def build_middleware_stack(self) -> ASGIApp:
        """Every middleware, and the headers around them: a failure is answered outside all that are added."""
        return AnswerHeaders(super().build_middleware_stack(), self.state.settings)

    def openapi(self) -> dict[str, Any]:
        """The description for programs, made once; that takes a second or more."""
        with _DESCRIBING:
            if self.openapi_schema is None:
                known = frozenset(
                    route.path for router in KNOWN for route in router.routes if isinstance(route, APIRoute)
                )
                self.openapi_schema = described(self, known, cookie_name(self.state.settings))
            return self.openapi_schema


def create_app(settings: Settings, store: Store | None = None, *, warm: bool = False) -> FastAPI:
    """The service under given settings. Its store is opened when it starts, unless one is given.

    `warm`: everything is loaded before the first request is answered.
    """

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        enough_threads()
        app.state.store = store or opened(settings)
        app.state.line = Line(app.state.store, settings)
        watching.follow_signals(app)
        await to_thread(app.state.line.start, warm=warm)
        retention = each_hour(app.state.store)
        retention.start()
        yield
        await to_thread(retention.end)
        await to_thread(app.state.line.close, settings.grace)
        if store is None:
            app.state.store.close()

    app = Service(
        title="cocau",
        version=VERSION,
        description=ABOUT,
        openapi_url=None,  # the framework's own would keep every other request waiting
        docs_url=None,
        redoc_url=None,
        lifespan=life,
        telemetry=NO_TELEMETRY,
        generate_unique_id_function=operation_id,
        redirect_slashes=False,  # a path with a slash too much is not there; a redirect is no answer of ours
        strict_content_type=False,  # a body without a Content-Type is read as JSON
    )
    app.state.settings = settings
    app.state.streams = Streams()
    app.state.reading_turns = ReadingTurns(settings)
    app.state.limits = Limits(settings)
    for router in KNOWN:
        app.include_router(router, dependencies=[Depends(caller_of)], responses=_REFUSALS)
    for router in OPEN:
        app.include_router(router)
    docs.install(app)
    errors.install(app)
    install_pages(app)
    app.add_middleware(
        BodyLimit,
        most=settings.max_body,
        uploads=settings.max_upload,
        places=(pools.PREFIX, pool_uploads.PREFIX, programmes.PREFIX),
    )
    watching.install(app)
    return app


def from_environ() -> FastAPI:
    """The service under the settings in the environment: what a server calls in each of its processes."""
    settings = from_environment(os.environ)
    logs.configure(production=not settings.development)
    return create_app(settings, warm=True)
