"""The HTTP service: routers, errors and limits put together. `cocau serve` runs it."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig

from app import errors, logs, watching
from app.api import audits, docs, health, proposals, rulebooks, trail
from app.api.turns import Turns
from app.body_limit import BodyLimit
from app.settings import Settings, from_environment
from app.store import Store
from app.store.opening import opened
from constraints.version import VERSION

ABOUT = """Plans the composition of People's Councils under dated, cited rules; explains what it could not do.

Errors are `application/problem+json` (RFC 9457); `problems` lists all that is wrong with an input, in
Vietnamese and in English."""


NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
"""The framework's own spans have the query and the words of errors in them; see `app.tracing` for ours."""


def create_app(settings: Settings, store: Store | None = None) -> FastAPI:
    """The service under given settings. Its store is opened when it starts, unless one is given."""

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        app.state.store = store or opened(settings)
        yield
        if store is None:
            app.state.store.close()

    app = FastAPI(
        title="cocau",
        version=VERSION,
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        lifespan=life,
        telemetry=NO_TELEMETRY,
        strict_content_type=False,  # a body without a Content-Type is read as JSON
    )
    app.state.settings = settings
    app.state.turns = Turns(settings)
    for part in (proposals, audits, rulebooks, trail, health):
        app.include_router(part.router)
    docs.install(app)
    errors.install(app)
    app.add_middleware(BodyLimit, most=settings.max_body)
    watching.install(app)
    return app


def from_environ() -> FastAPI:
    """The service under the settings in the environment: what a server calls in each of its processes."""
    settings = from_environment(os.environ)
    logs.configure(production=not settings.development)
    return create_app(settings)
