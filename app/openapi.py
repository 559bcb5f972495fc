"""`python -m cocau.app.openapi FOLDER`: write OpenAPI and the table of endpoints."""

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from cocau.app.main import create_app
from cocau.app.settings import Settings
from cocau.app.web.openapi import dump_openapi

HEAD = """<!-- Written by ./run openapi from the description of the API. -->

# Endpoints of the HTTP service

How they are used is told in [http.md](http.md); [openapi.json](openapi.json) has every field. Asked with:
parameters of the address (`?name`), a condition, fields of the body, required ones with \\*.
"""

MOST_FIELDS = 8
"""A body of more fields is named by its schema."""

Node = dict[str, Any]


def render_endpoints(description: Node) -> str:
    """Render an OpenAPI description in Markdown: a table for each tag."""
    rows: dict[str, list[str]] = defaultdict(list)
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            what = operation["description"].split("\n\n")[0].replace("\n", " ").replace("|", "\\|")
            asked = ", ".join([*_list_parameters(operation), *_list_body(description, operation)])
            rows[operation["tags"][0]].append(f"| `{method.upper()} {path}` | {asked} | {what} |")
    tables = (
        f"\n## {tag}\n\n| method and path | asked with | |\n|---|---|---|\n" + "\n".join(rows[tag])
        for tag in rows
    )
    return HEAD + "\n".join(tables) + "\n"


def _list_parameters(operation: Node) -> list[str]:
    """List the query parameters of an operation, then its headers of a condition."""
    parameters = operation.get("parameters", ())
    queries = [f"`?{one['name']}`" for one in parameters if one["in"] == "query"]
    return queries + [f"`{one['name']}`" for one in parameters if one["name"].lower() == "if-match"]


def _list_body(description: Node, operation: Node) -> list[str]:
    """List the fields of a body, or what it is: a schema or a media type."""
    named = []
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        schema = content.get("schema", {})
        name = schema.get("$ref", "").rsplit("/", 1)[-1]
        fields = description["components"]["schemas"][name].get("properties", {}) if name else {}
        required = description["components"]["schemas"][name].get("required", ()) if name else ()
        if 0 < len(fields) <= MOST_FIELDS:
            named += [f"`{field}`" + "\\*" * (field in required) for field in fields]
        else:
            named.append(f"`{name or media_type}`")
    return list(dict.fromkeys(named))


if __name__ == "__main__":
    folder, text = Path(sys.argv[1]), dump_openapi(create_app(Settings()))
    (folder / "openapi.json").write_text(text, encoding="utf-8")
    (folder / "endpoints.md").write_text(render_endpoints(json.loads(text)), encoding="utf-8")
