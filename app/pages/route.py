"""Routes of pages: what goes wrong on them is told as a page, in the words of the service's errors."""

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from cocau.app.access.errors import CrossSite, Unauthenticated
from cocau.app.access.same_site import must_be_ours
from cocau.app.errors import KNOWN
from cocau.app.pages.refusal import refusal
from cocau.app.pages.signing import signing_in

log = logging.getLogger("cocau")


class Page(APIRoute):
    """A route that answers with a page, whatever happens."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler; whoever is not signed in, or not any more, is asked to sign in and loses nothing."""
        handle = super().get_route_handler()

        async def shown(request: Request) -> Response:
            try:
                return await handle(request)
            except Unauthenticated:
                return await _asked_in(request)
            except KNOWN as error:
                return await run_in_threadpool(refusal, request, error)
            except Exception as error:
                log.error("failure", exc_info=error)  # noqa: TRY400  # as all failures are logged
                return await run_in_threadpool(refusal, request, error)

        return shown


async def _asked_in(request: Request) -> Response:
    """Ask to sign in. What another site sent is refused: waiting here, it would need one click to be ours."""
    try:
        must_be_ours(request, proven=True)
    except CrossSite as error:
        return await run_in_threadpool(refusal, request, error)
    return await signing_in(request)
