"""The API's description for programs (OpenAPI), and the file of it that is kept in docs/openapi.json.

A change of that file is a change of the API, and so a decision: a test compares it with what the code says.
``./run openapi`` writes it again.
"""

import json
import sys
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from app.errors import SCHEMA, responses
from app.problems import Fault

TAGS: dict[str, str] = {
    "proposals": "Asked for, followed, derived from one another, erased.",
    "explanations": "Why, what else, what it costs: questions about a proposal.",
    "approvals": "What approvers decided about the very bytes of a proposal.",
    "audits": "Any slate judged by every rule, whoever made it.",
    "councils": "Councils in versions.",
    "pools": "Lists of people in versions; sensitive, and sealed.",
    "rulebooks": "Shipped rulebooks, and own ones in versions.",
    "scenarios": "Named what-ifs about a council.",
    "sweeps": "Thousands of what-ifs over one request.",
    "seats": "From population to seats and constituencies.",
    "gates": "Where a council's procedure stands.",
    "tables": "Published tables, audited.",
    "access": "Signing in, users, keys.",
    "trail": "Who did what to which version.",
    "problems": "Every kind of error and every code.",
    "demo": "Requests to try.",
    "health": "For whatever watches the service.",
}
_OF_THE_FRAMEWORK = ("HTTPValidationError", "ValidationError")
_VALIDATION = {"application/json": {"schema": {"$ref": f"#/components/schemas/{_OF_THE_FRAMEWORK[0]}"}}}
_METHODS = {"get", "put", "post", "delete", "patch"}


def operation_id(route: APIRoute) -> str:
    """The name of an operation for client generators, where a route gives none: that of its function."""
    first, *rest = route.name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def written(app: FastAPI) -> str:
    """The description as it is kept: one line for each thing, so that a change can be read."""
    return json.dumps(app.openapi(), ensure_ascii=False, indent=1) + "\n"


def described(app: FastAPI, known: frozenset[str], cookie: str) -> dict[str, Any]:
    """The description of an app. `known`: paths that only the known may ask; `cookie`: that of sessions."""
    found = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    used = {tag for path in found["paths"].values() for each in path.values() for tag in each.get("tags", ())}
    found["tags"] = [{"name": name, "description": about} for name, about in TAGS.items() if name in used]
    schemes = _schemes(cookie)
    found["components"]["securitySchemes"] = schemes
    schemas = found["components"]["schemas"]
    schemas["Problem"] = SCHEMA
    for unused in _OF_THE_FRAMEWORK:
        schemas.pop(unused, None)
    examples: dict[str, Any] = {}
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            if path in known and method in _METHODS:
                operation["security"] = [{name: []} for name in schemes]
            _in_one_shape(operation)
            _share_examples(operation, examples)
    found["components"]["examples"] = examples
    return found


def _schemes(cookie: str) -> dict[str, Any]:
    return {
        "key": {
            "type": "http",
            "scheme": "bearer",
            "description": "an API key: `Authorization: Bearer cck_…`",
        },
        "session": {"type": "apiKey", "in": "cookie", "name": cookie, "description": "from POST /v1/session"},
    }


def _in_one_shape(operation: dict[str, Any]) -> None:
    """What the framework says of errors of its own, as all our errors are told."""
    for answer in operation["responses"].values():
        if answer.get("content") == _VALIDATION:
            answer.update(responses(Fault.BAD_INPUT)[Fault.BAD_INPUT.status])


def _share_examples(operation: dict[str, Any], shared: dict[str, Any]) -> None:
    """Examples of bodies stand once: a whole commune is long."""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        for name, example in content.get("examples", {}).items():
            key = next((k for k, v in shared.items() if v == example), None)
            if key is None:
                key = name if name not in shared else f"{name}-{operation['operationId']}"
                shared[key] = example
            content["examples"][name] = {"$ref": f"#/components/examples/{key}"}


def main(file: Path) -> None:
    """Write the description of this version to a file."""
    from app.main import create_app
    from app.settings import Settings

    file.write_text(written(create_app(Settings())), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
