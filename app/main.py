"""The HTTP service: routers, errors and limits put together. `uvicorn app.main:app` runs it."""

import os
from asyncio import to_thread
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app import errors
from app.api import (
    approvals,
    audits,
    councils,
    derived,
    docs,
    events,
    health,
    proposal,
    proposals,
    rulebooks,
)
from app.api.events import Streams
from app.body_limit import BodyLimit
from app.jobs.line import Line
from app.settings import Settings, from_environment
from app.store import Store
from app.store.opening import opened
from constraints.version import VERSION

ABOUT = """Plans the composition of People's Councils under dated, cited rules; explains what it could not do.

Errors are `application/problem+json` (RFC 9457); `problems` lists all that is wrong with an input, in
Vietnamese and in English."""

PARTS = (
    proposals,
    proposal,
    derived,
    events,
    approvals,
    audits,
    councils,
    rulebooks,
    health,
)
"""Routers, in the order in which they are described."""


def create_app(settings: Settings, store: Store | None = None, *, warm: bool = False) -> FastAPI:
    """The service under given settings. Its store is opened when it starts, unless one is given.

    `warm`: everything is loaded before the first request is answered.
    """

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        app.state.store = store or opened(settings)
        app.state.line = Line(app.state.store, settings)
        await to_thread(app.state.line.start, warm=warm)
        yield
        await to_thread(app.state.line.close, settings.grace)
        if store is None:
            app.state.store.close()

    app = FastAPI(
        title="cocau",
        version=VERSION,
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        lifespan=life,
        strict_content_type=False,  # a body without a Content-Type is read as JSON
    )
    app.state.settings = settings
    app.state.streams = Streams()
    for part in PARTS:
        app.include_router(part.router)
    docs.install(app)
    errors.install(app)
    app.add_middleware(BodyLimit, most=settings.max_body)
    return app


app = create_app(from_environment(os.environ), warm=True)
