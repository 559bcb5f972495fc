"""Errors as pages: what was wrong, where, and what would be right."""

from fastapi import Request
from starlette.responses import HTMLResponse

from cocau.app.errors import told
from cocau.app.pages.desk import page


def refusal(request: Request, error: Exception) -> HTMLResponse:
    """The page, or the part of a page, for an error."""
    of = told(error, request.url.path)
    template = "part/refusal.html" if "hx-request" in request.headers else "refusal.html"
    slug = of.body["type"].rpartition(":")[2]
    answer = page(request, template, code=of.body["status"], slug=slug, problems=of.body["problems"])
    for name in ("Allow", "Retry-After", "RateLimit", "RateLimit-Policy"):
        if name in of.headers:
            answer.headers[name] = of.headers[name]
    return answer
