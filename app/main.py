"""The HTTP service: routers, errors and limits put together. `uvicorn app.main:app` runs it."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app import errors
from app.api import audits, councils, docs, gates, health, proposals, rulebooks, scenarios
from app.api.turns import Turns
from app.body_limit import BodyLimit
from app.settings import Settings, from_environment
from app.store import Store
from app.store.opening import opened
from constraints.version import VERSION

ABOUT = """Plans the composition of People's Councils under dated, cited rules; explains what it could not do.

Errors are `application/problem+json` (RFC 9457); `problems` lists all that is wrong with an input, in
Vietnamese and in English."""


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
        strict_content_type=False,  # a body without a Content-Type is read as JSON
    )
    app.state.settings = settings
    app.state.turns = Turns(settings)
    for part in (proposals, audits, councils, gates, rulebooks, scenarios, health):
        app.include_router(part.router)
    docs.install(app)
    errors.install(app)
    app.add_middleware(BodyLimit, most=settings.max_body)
    return app


app = create_app(from_environment(os.environ))
