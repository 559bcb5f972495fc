"""A pool that was sent, with what was said of it: told apart by the media type, and described for clients."""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import ValidationError

from cocau.app.api.uploads import ANY, FILE, FORM, JSON, Sent
from cocau.app.imports.tree import by_path, cleaned_or_refused
from cocau.app.imports.uploads import MEDIA_TYPES, Uploaded
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.record import Record

D = TypeVar("D", bound=Record)
T = TypeVar("T")


def head_and_pool(sent: Sent, described: type[D], most: int) -> tuple[D, Uploaded]:
    """What is said of a pool, and its people.

    Raises:
        Malformed: no JSON object.
        InputError: everything that is wrong with either.
    """
    tree = sent.tree()
    said = sent.fields if tree is None else {k: v for k, v in tree.items() if k != "pool"}
    problems: list[Problem] = []
    head = _attempt(lambda: _head({k: v for k, v in said.items() if v != ""}, described), problems)
    uploaded = _attempt(lambda: sent.pool(tree, most), problems)
    if head is None or uploaded is None:
        raise InputError(problems)
    return head, uploaded


def _attempt(read: Callable[[], T], problems: list[Problem]) -> T | None:
    """What `read` answers, or None with its problems added to the list."""
    try:
        return read()
    except InputError as error:
        problems += error.problems
        return None


def _head(said: dict[str, Any], described: type[D]) -> D:
    tree, refused = cleaned_or_refused(said, "")
    problems = {path: reason.at(str(path[0])) for path, reason in refused.items()}
    try:
        head = described.model_validate(tree)
    except ValidationError as error:
        problems = by_path(error, described) | problems
    else:
        if not problems:
            return head
    raise InputError(list(problems.values()))


_POOL = {"$ref": "#/components/schemas/Pool"}
_TEXT = {"type": "string"}
_BYTES = {"type": "string", "format": "binary"}
_OF_POOL: dict[str, Any] = {
    "label": {**_TEXT, "minLength": 1, "maxLength": 300},
    "locality": {**_TEXT, "maxLength": 200, "description": "such as ha-tinh/can-loc"},
    "about": {**_TEXT, "maxLength": 40, "description": "the id of its council"},
    "kept_until": {**_TEXT, "format": "date", "description": "the day from which it is erased"},
    "note": {**_TEXT, "maxLength": 500},
}
_OF_VERSION = {field: _OF_POOL[field] for field in ("label", "note")}


def _described(fields: dict[str, Any], required: list[str]) -> dict[str, Any]:
    """What a route's description says of its body; beside a bare file, the fields stand in the query."""

    def schema(rest: dict[str, Any], needed: str) -> dict[str, Any]:
        properties = fields | rest
        return {
            "type": "object",
            "properties": properties,
            "required": [*required, needed],
            "additionalProperties": False,
        }

    content: dict[str, Any] = {
        JSON: {"schema": schema({"pool": _POOL}, "pool")},
        FORM: {"schema": schema({FILE: _BYTES}, FILE)},
    }
    content |= {kind: {"schema": _BYTES} for kind in (*MEDIA_TYPES, ANY) if kind != JSON}
    beside = {"name": {**_TEXT, "maxLength": 255, "description": "what the file is called"}} | fields
    query = [{"name": field, "in": "query", "required": False, "schema": s} for field, s in beside.items()]
    return {"parameters": query, "requestBody": {"required": True, "content": content}}


SENT = _described(_OF_POOL, ["label"])
"""The body of a new pool."""

SENT_VERSION = _described(_OF_VERSION, [])
"""The body of a new version."""
