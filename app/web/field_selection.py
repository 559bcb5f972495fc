"""`?fields=`: answers to GET with the named fields alone, of one thing or of each row.

What a caller may not see is not in the answer that is cut, so it is not in what is left of it.
"""

import json
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from cocau.constraints.errors import InputError, Problem

PARAMETER = "fields"
PART_TYPE = "application/vnd.cocau.part+json"
"""The media type of an answer without all of its fields: its schema requires none."""
_JSON_TYPE = "application/json"

Schema = dict[str, Any]


@dataclass(frozen=True)
class AnswerFields:
    """The fields that may be named; `is_page`: they are those of the rows of a page."""

    names: tuple[str, ...]
    is_page: bool = False


def find_answer_fields(schema: Schema, definitions: Mapping[str, Schema]) -> AnswerFields:
    """Find the fields that may be named of answers of a schema; none: it has no fields."""
    shapes = list(_list_shapes(schema, definitions))
    rows = [row for shape in shapes if _is_page(shape, definitions) for row in _list_rows(shape, definitions)]
    names = [name for shape in rows or shapes for name in shape.get("properties", ())]
    return AnswerFields(tuple(dict.fromkeys(names)), is_page=bool(rows))


def _list_shapes(schema: Schema, definitions: Mapping[str, Schema]) -> Iterator[Schema]:
    """List the objects that answers may be, or that the rows of a list may be."""
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]]
    if "properties" in schema:
        yield schema
        return
    rows = (schema["items"],) if "items" in schema else ()
    for part in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *rows):
        yield from _list_shapes(part, definitions)


def _is_page(shape: Schema, definitions: Mapping[str, Schema]) -> bool:
    """Return whether a shape is a page: rows in `items`, and the `next` page."""
    return shape["properties"].keys() == {"items", "next"} and bool(list(_list_rows(shape, definitions)))


def _list_rows(page: Schema, definitions: Mapping[str, Schema]) -> Iterator[Schema]:
    return _list_shapes(page["properties"]["items"], definitions)


class SelectingRoute(APIRoute):
    """A route whose answers to GET may be had with some of their fields alone."""

    @cached_property
    def answer_fields(self) -> AnswerFields:
        """The fields that a request may name; none for what is no JSON of a known shape."""
        if self.response_model is None:
            return AnswerFields(())
        schema = TypeAdapter(self.response_model).json_schema(mode="serialization")
        return find_answer_fields(schema, schema.get("$defs", {}))

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, which cuts an answer to GET down to the fields that are named."""
        handle = super().get_route_handler()
        if "GET" not in (self.methods or ()):
            return handle

        async def select(request: Request) -> Response:
            response = await handle(request)
            if PARAMETER not in request.query_params or not self.answer_fields.names:
                return response
            named = check_fields(request.query_params.getlist(PARAMETER), self.answer_fields)
            return cut_response(response, named, self.answer_fields)

        return select


def check_fields(given: list[str], fields: AnswerFields) -> frozenset[str]:
    """Return the fields that are named, with commas between them.

    Raises:
        InputError: names of no field, each with those that there are.
    """
    named = list(dict.fromkeys(name.strip() for text in given for name in text.split(",")))
    unknown = [name for name in named if name not in fields.names]
    if unknown:
        known = ", ".join(fields.names)
        raise InputError(
            [
                Problem(
                    "no_such_field",
                    (PARAMETER,),
                    f"Câu trả lời không có trường '{name}'; có: {known}.",
                    f"The answer has no field '{name}'; it has: {known}.",
                )
                for name in unknown
            ]
        )
    return frozenset(named)


def cut_response(response: Response, named: frozenset[str], fields: AnswerFields) -> Response:
    """Cut an answer in JSON down to the named fields; leave every other one as it is."""
    if response.status_code != 200 or response.headers.get("content-type") != _JSON_TYPE:  # noqa: PLR2004
        return response
    found = json.loads(bytes(response.body))
    if fields.is_page:
        found["items"] = _cut(found["items"], named)
    else:
        found = _cut(found, named)
    kept = {k: v for k, v in response.headers.items() if k not in {"content-length", "content-type"}}
    body = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    return Response(body, media_type=PART_TYPE, headers=kept)


def _cut(found: Any, named: frozenset[str]) -> Any:  # noqa: ANN401  # a part of a JSON document
    if isinstance(found, list):
        return [_cut(one, named) for one in found]
    return {name: value for name, value in found.items() if name in named}


# --- in the description of the API ---


def describe_answer_fields(operation: dict[str, Any], schemas: dict[str, Schema]) -> bool:
    """Describe in an operation of GET the fields that it takes; False: it takes none."""
    content = operation["responses"].get("200", {}).get("content", {})
    schema = content.get(_JSON_TYPE, {}).get("schema", {})
    fields = find_answer_fields(schema, schemas)
    if not fields.names:
        return False
    about = "the fields of each row" if fields.is_page or schema.get("type") == "array" else "the fields"
    operation.setdefault("parameters", []).append(
        {
            "name": PARAMETER,
            "in": "query",
            "required": False,
            "style": "form",
            "explode": False,
            "description": f"{about} that are wanted, and no others",
            "schema": {
                "type": "array",
                "items": {"type": "string", "enum": list(fields.names)},
                "minItems": 1,
                "uniqueItems": True,
            },
        }
    )
    content[PART_TYPE] = {"schema": _build_part(schema, schemas)}
    return True


def _build_part(schema: Schema, schemas: dict[str, Schema]) -> Schema:
    """Build the schema of an answer without all of its fields; add what it refers to."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if _is_page_name(schemas[name], schemas):
            page = schemas[name]
            items = page["properties"]["items"]
            return page | {
                "title": f"{_get_row_name(items)}PartPage",
                "properties": page["properties"] | {"items": _build_part(items, schemas)},
            }
        part = {key: value for key, value in schemas[name].items() if key != "required"}
        schemas[f"{name}Part"] = part | {"title": f"{name}Part"}
        return {"$ref": f"#/components/schemas/{name}Part"}
    if "items" in schema:
        return {key: schema[key] for key in ("type", "title") if key in schema} | {
            "items": _build_part(schema["items"], schemas)
        }
    unions = ("anyOf", "oneOf")
    return {"anyOf": [_build_part(part, schemas) for key in unions for part in schema.get(key, ())]}


def _is_page_name(schema: Schema, schemas: dict[str, Schema]) -> bool:
    return "properties" in schema and _is_page(schema, schemas)


def _get_row_name(items: Schema) -> str:
    return str(items["items"]["$ref"].rpartition("/")[2])
