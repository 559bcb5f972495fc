"""Headers that every answer carries, and the one question that is asked of every request: its Host."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cocau.app.access.here import NAMES, named_so
from cocau.app.access.limits import Left
from cocau.app.errors import answered
from cocau.app.problems import Fault
from cocau.app.settings import Settings

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""Data are no page: were one shown as a page, it could load, run and send nothing."""
OWN = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""The pages of the description start themselves by a script in the page. They hold no data of anybody."""
PAGES = ("/docs", "/redoc")
HSTS = "max-age=31536000; includeSubDomains"


class AnswerHeaders:
    """Adds them; in development it answers to names of this machine only (against DNS rebinding)."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._development = app, settings.development

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), scope)
            await send(message)

        if self._development and not named_so(Headers(scope=scope)):
            await answered(Request(scope), _misdirected())(scope, receive, sent)
            return
        await self._app(scope, receive, sent)

    def _add(self, headers: MutableHeaders, scope: Scope) -> None:
        path = scope["path"]
        for name, value in ALWAYS.items():
            headers.setdefault(name, value)
        headers.setdefault("Content-Security-Policy", OWN if path in PAGES else NOTHING)
        if path.startswith("/v1"):
            headers["Cache-Control"] = "no-store"
        headers.setdefault("Cache-Control", "no-store")
        if not self._development:
            headers.setdefault("Strict-Transport-Security", HSTS)
        rate: Left | None = scope["state"].get("rate")
        for name, value in (rate.headers if rate is not None else {}).items():
            headers[name] = value


def _misdirected() -> HTTPException:
    names = ", ".join(sorted(NAMES))
    return HTTPException(Fault.MISDIRECTED.status, f"In development only these hosts are answered: {names}.")
