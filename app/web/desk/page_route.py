"""Routes of pages: an error is answered with a page, in the words of the service's errors."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse

from cocau.app.auth.authentication import check_same_site
from cocau.app.permissions import CrossSiteRequest, Unauthenticated
from cocau.app.web.desk.context import render_page
from cocau.app.web.desk.login import render_sign_in_prompt
from cocau.app.web.errors import build_problem_response


def render_error(request: Request, error: Exception) -> HTMLResponse:
    """Render an error as a page, or as the part of a page that htmx asked for."""
    of = build_problem_response(error, request.url.path)
    template = "part/refusal.html" if "hx-request" in request.headers else "refusal.html"
    slug = of.body["type"].rpartition(":")[2]
    answer = render_page(request, template, code=of.body["status"], slug=slug, problems=of.body["problems"])
    for name in ("Allow", "Retry-After", "RateLimit", "RateLimit-Policy"):
        if name in of.headers:
            answer.headers[name] = of.headers[name]
    return answer


class PageRoute(APIRoute):
    """A route that answers every error with a page."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return a handler that asks a caller without a session to sign in, and keeps the form."""
        handle = super().get_route_handler()

        async def shown(request: Request) -> Response:
            try:
                return await handle(request)
            except Unauthenticated:
                return await _prompt_sign_in(request)
            except Exception as error:  # noqa: BLE001  # what is no error of the caller's is logged
                return await run_in_threadpool(render_error, request, error)

        return shown


async def _prompt_sign_in(request: Request) -> Response:
    """Ask to sign in, unless another site sent the form.

    Waiting here, a form of another site would need one click to be ours.
    """
    try:
        check_same_site(request, by_cookie=True)
    except CrossSiteRequest as error:
        return await run_in_threadpool(render_error, request, error)
    return await render_sign_in_prompt(request)
