"""A limit on the size of a request; the framework's own is told in plain text, this one as all errors are."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cocau.app.errors import answered
from cocau.app.problems import Fault


class BodyLimit:
    """Refuses at once what says that it is too long, and stops reading what turns out to be.

    `uploads`: how many bytes are read where files are sent, under one of `places`.
    """

    def __init__(self, app: ASGIApp, most: int, uploads: int = 0, places: tuple[str, ...] = ()) -> None:
        self._app, self._most, self._uploads, self._places = app, most, uploads, places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._most_at(scope["path"])
        length = Headers(scope=scope).get("content-length", "0")
        if length.isdecimal() and (len(length) > _LONGEST or int(length) > most):
            await answered(Request(scope), _refused(most))(scope, receive, send)
            return
        await self._app(scope, _counting(receive, most), send)

    def _most_at(self, path: str) -> int:
        files = any(path == place or path.startswith(f"{place}/") for place in self._places)
        return max(self._most, self._uploads) if files else self._most


_LONGEST = 18  # digits: Python refuses to read numbers of some thousand


def _counting(receive: Receive, most: int) -> Receive:
    read = 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > most:
            raise _refused(most)
        return message

    return counted


def _refused(most: int) -> HTTPException:
    return HTTPException(Fault.TOO_LARGE.status, f"At most {most} bytes are read.")
