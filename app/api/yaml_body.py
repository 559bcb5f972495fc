"""Bodies that may be YAML instead of JSON: the text is not parsed here, it becomes a field of the body.

What else the body would say stands in the query then: ``?locality=…&label=…``.
"""

from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from fastapi import Request, Response
from starlette.types import Receive, Scope

from cocau.app.api.strict_body import StrictBody, StrictRequest, utf8

YAML = "application/yaml"
_CALLED = {YAML, "application/x-yaml", "text/yaml", "text/x-yaml"}


class YamlBody(StrictBody):
    """A route whose body may also be YAML, which is then its field `yaml`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, given a request that shows YAML as the JSON it stands for."""
        handle = super(StrictBody, self).get_route_handler()

        async def either(request: Request) -> Response:
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            form = _YamlRequest if kind in _CALLED else StrictRequest
            return await handle(form(request.scope, request.receive))

        return either


class _YamlRequest(StrictRequest):
    def __init__(self, scope: Scope, receive: Receive) -> None:
        others = [(name, value) for name, value in scope["headers"] if name != b"content-type"]
        headers = [*others, (b"content-type", b"application/json")]
        super().__init__({**scope, "headers": headers}, receive)

    async def json(self) -> Any:  # noqa: ANN401  # the base class's signature
        return dict(self.query_params) | {"yaml": utf8(await self.body())}


def yaml_too(fields: Iterable[str]) -> dict[str, Any]:
    """What to add to a route's description: its body may be YAML, these fields then stand in the query."""
    query = [{"name": f, "in": "query", "required": False, "schema": {"type": "string"}} for f in fields]
    for parameter in query:
        parameter["description"] = f"with a body of {YAML} only: as the field of the JSON body"
    return {
        "parameters": query,
        "requestBody": {"content": {YAML: {"schema": {"type": "string"}}}},
    }
