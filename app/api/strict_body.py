"""Bodies read as strictly as files: a key that is given twice is refused, not silently dropped."""

import json
import re
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute

_MAYBE_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


class StrictBody(APIRoute):
    """A route whose JSON body may not give a key twice, nor hold half a character."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, given a request that reads strictly."""
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            return await handle(StrictRequest(request.scope, request.receive))

        return strictly


class StrictRequest(Request):
    """A request whose JSON is read strictly."""

    async def json(self) -> Any:  # noqa: ANN401  # whatever the body holds
        """The values in the body.

        Raises:
            HTTPException: 400, not UTF-8, a key given twice, or half of a surrogate pair.
            json.JSONDecodeError: not JSON.
        """
        body = await self.body()
        value = json.loads(utf8(body), object_pairs_hook=_once)
        if _MAYBE_HALF.search(body):
            _refuse_halves(value)
        return value


def utf8(body: bytes) -> str:
    """The text of a body.

    Raises:
        HTTPException: 400, it is not UTF-8.
    """
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"The body is not UTF-8 (byte {error.start}).") from None


def _refuse_halves(value: object) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise HTTPException(400, "A text holds half of a surrogate pair, which is no character.") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise HTTPException(400, f"The key {twice[:60]!r} is given twice in one object.")
    return found
