"""The client by which tests ask a service, from this machine unless they say otherwise."""

import re
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from cocau.app.auth.authentication import authenticate
from cocau.app.auth.caller import Caller

_BLOCKS = (
    r"</?(?:address|article|aside|body|caption|col|colgroup|dd|details|div|dl|dt|fieldset|figcaption|figure|footer"
    r"|form|g|h[1-6]|head|header|hr|html|legend|li|link|main|meta|nav|ol|optgroup|option|p|path|circle|rect|script"
    r"|section|select|summary|svg|table|tbody|td|tfoot|th|thead|title|tr|ul)\b[^<>]*>"
)
_AFTER, _BEFORE = re.compile(rf"({_BLOCKS})\s+"), re.compile(rf"\s+(?={_BLOCKS})")
_VERBATIM = re.compile(r"(<(?:pre|textarea)\b.*?</(?:pre|textarea)>)", re.DOTALL)
_SPACE, _CLOSING = re.compile(r"\s\s+|[^\S ]"), re.compile(r"\s+>")


def normalise_html(html: str) -> str:
    """Drop the white space that a browser does not show: within tags and beside blocks."""
    parts = _VERBATIM.split(html)
    parts[::2] = [_SPACE.sub(" ", part) for part in parts[::2]]
    return _BEFORE.sub("", _AFTER.sub(r"\1", _CLOSING.sub(_close, "".join(parts))))


def _close(found: re.Match[str]) -> str:
    before, text = found.start(), found.string
    return ">" if text.rfind("<", 0, before) > text.rfind(">", 0, before) else found[0]


class LocalClient(TestClient):
    """A client of this machine: a development service answers no other, and only under its own names."""

    def __init__(self, app: FastAPI, **options: Any) -> None:
        super().__init__(app, **{"base_url": "http://localhost", "client": ("127.0.0.1", 50_000)} | options)

    def request(self, *args: Any, **options: Any) -> Any:
        """Pages come as a browser shows them, whatever the lay-out of the templates."""
        response = super().request(*args, **options)
        if response.headers.get("content-type", "").startswith("text/html"):
            response._content = normalise_html(response.text).encode()
            response.__dict__.pop("_text", None)
        return response

    def become(self, caller: Caller | None) -> None:
        """Let every further request be this caller's; None: of whoever it is."""
        self.app.state.authenticate = authenticate if caller is None else lambda *_: caller  # type: ignore[attr-defined]
