"""The desk put onto the service: its files, its pages, and its own word for what is not there."""

from fastapi import Depends, FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from cocau.app.api.asking import caller_of
from cocau.app.errors import answered
from cocau.app.pages import assets
from cocau.app.pages.refusal import refusal
from cocau.app.pages.routers import KNOWN, OPEN


def install(app: FastAPI) -> None:
    """Add everything that a browser is shown; after `errors.install`, for a word of its own."""
    assets.install(app)
    for router in KNOWN:
        app.include_router(router, dependencies=[Depends(caller_of)])
    for router in OPEN:
        app.include_router(router)
    app.add_exception_handler(HTTPException, _not_routed)  # type: ignore[arg-type]  # of this exception only


async def _not_routed(request: Request, refused: HTTPException) -> Response:
    """What no route has, or not by this method: a page for a browser, a document for a program."""
    if request.url.path.startswith("/v1/") or "text/html" not in request.headers.get("accept", ""):
        return answered(request, refused)
    return await run_in_threadpool(refusal, request, refused)
