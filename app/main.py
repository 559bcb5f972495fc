"""The HTTP service: routers, errors and limits put together. `uvicorn app.main:app` runs it."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from starlette.types import ASGIApp

from app import errors
from app.access.headers import AnswerHeaders
from app.access.limits import Limits
from app.api import audits, docs, health, keys, me, proposals, rulebooks, session, users
from app.api.asking import caller_of
from app.api.turns import Turns
from app.body_limit import BodyLimit
from app.problems import Fault
from app.settings import Settings, from_environment
from app.store import Store
from app.store.opening import opened
from constraints.version import VERSION

ABOUT = """Plans the composition of People's Councils under dated, cited rules; explains what it could not do.

Errors are `application/problem+json` (RFC 9457); `problems` lists all that is wrong with an input, in
Vietnamese and in English."""


KNOWN = (audits, keys, me, proposals, rulebooks, users)
"""What only somebody who is known may ask: a router that is added here cannot forget it."""
OPEN = (health, session)
"""What anybody may ask."""

_REFUSALS = errors.responses(Fault.UNAUTHENTICATED, Fault.FORBIDDEN, Fault.TOO_FAST)


class Service(FastAPI):
    """The app; what it answers carries the headers of `AnswerHeaders`, failures too."""

    def build_middleware_stack(self) -> ASGIApp:
        """Every middleware, and the headers around them: a failure is answered outside all that are added."""
        return AnswerHeaders(super().build_middleware_stack(), self.state.settings)


def create_app(settings: Settings, store: Store | None = None) -> FastAPI:
    """The service under given settings. Its store is opened when it starts, unless one is given."""

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        app.state.store = store or opened(settings)
        yield
        if store is None:
            app.state.store.close()

    app = Service(
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
    app.state.limits = Limits(settings)
    for part in KNOWN:
        app.include_router(part.router, dependencies=[Depends(caller_of)], responses=_REFUSALS)
    for part in OPEN:
        app.include_router(part.router)
    docs.install(app)
    errors.install(app)
    app.add_middleware(BodyLimit, most=settings.max_body)
    return app


app = create_app(from_environment(os.environ))
