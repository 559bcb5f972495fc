"""A limit on the size of a request; the framework's own is told in plain text, this one as all errors are."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import answered
from app.problems import Fault


class BodyLimit:
    """Refuses at once what says that it is too long, and stops reading what turns out to be."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app, self._most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "0")
        if length.isdecimal() and int(length) > self._most:
            await answered(Request(scope), self._refused())(scope, receive, send)
            return
        await self._app(scope, self._counting(receive), send)

    def _counting(self, receive: Receive) -> Receive:
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._most:
                raise self._refused()
            return message

        return counted

    def _refused(self) -> HTTPException:
        return HTTPException(Fault.TOO_LARGE.status, f"At most {self._most} bytes are read.")
