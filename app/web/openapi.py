"""The API's description for programs (OpenAPI), and the pages that show it.

It is kept in docs/openapi.json. A change of that file is a change of the API, and so a decision: a test
compares it with what the code says. ``./run openapi`` writes it again. The pages /docs and /redoc come from
files of an installed wheel: nothing is fetched from another host.
"""

import json
import re
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.routing import APIRoute
from starlette.staticfiles import StaticFiles

from cocau.app.problems import MEDIA_TYPE, ErrorType
from cocau.app.web.errors import PROBLEM_SCHEMA, describe_errors
from cocau.app.web.field_selection import describe_answer_fields

TAGS: dict[str, str] = {
    "proposals": "Asked for, followed, derived from one another, erased.",
    "explanations": "Why, what else, what it costs: questions about a proposal.",
    "papers": "Documents that an office signs, and what it says of itself for them.",
    "approvals": "What approvers decided about the very bytes of a proposal.",
    "audits": "Any slate judged by every rule, whoever made it.",
    "councils": "Councils in versions.",
    "pools": "Lists of people in versions; sensitive, and sealed.",
    "rulebooks": "Shipped rulebooks, and own ones in versions.",
    "scenarios": "Named what-ifs about a council.",
    "programmes": "The councils of a province planned together; drills for the country.",
    "sweeps": "Thousands of what-ifs over one request.",
    "studies": "Many councils, each under many scenarios; what one would take.",
    "seats": "From population to seats and constituencies.",
    "gates": "Where a council's procedure stands.",
    "results": "Counted results of an election, who is elected by law, and the term after it.",
    "tables": "Published tables, audited.",
    "access": "Signing in, users, keys.",
    "webhooks": "Addresses that are told of ended jobs.",
    "trail": "Who did what to which version.",
    "problems": "Every kind of error and every code.",
    "demo": "Requests to try.",
    "health": "For whatever watches the service.",
}
_FRAMEWORK_SCHEMAS = ("HTTPValidationError", "ValidationError")
_VALIDATION = {"application/json": {"schema": {"$ref": f"#/components/schemas/{_FRAMEWORK_SCHEMAS[0]}"}}}
_METHODS = {"get", "put", "post", "delete", "patch"}


def build_operation_id(route: APIRoute) -> str:
    """Build the operationId of a route that gives none, from its function's name."""
    first, *rest = route.name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def dump_openapi(app: FastAPI) -> str:
    """Dump the description as it is kept, one line for each thing: changes can be read."""
    return json.dumps(app.openapi(), ensure_ascii=False, indent=1) + "\n"


def build_openapi(app: FastAPI, known: frozenset[str], cookie: str) -> dict[str, Any]:
    """Build the description of an app; `known`: paths for authenticated callers only."""
    found = _title_schemas(
        get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            webhooks=app.webhooks.routes,
        )
    )
    used = {tag for path in found["paths"].values() for each in path.values() for tag in each.get("tags", ())}
    found["tags"] = [{"name": name, "description": about} for name, about in TAGS.items() if name in used]
    schemes = _build_security_schemes(cookie)
    found["components"]["securitySchemes"] = schemes
    schemas = found["components"]["schemas"]
    schemas["Problem"] = PROBLEM_SCHEMA
    for unused in _FRAMEWORK_SCHEMAS:
        schemas.pop(unused, None)
    found["info"]["license"] = {"name": "Apache License 2.0", "identifier": "Apache-2.0"}
    found["servers"] = [{"url": "/", "description": "the host that this description comes from"}]
    answered = schemas.keys() - _list_sent_schemas(found)
    for name, schema in schemas.items():
        _require_constants(schema, always=name in answered)
        _fill_tuples(schema)
    for path, methods in found["paths"].items():
        if path in known and "get" in methods:
            _describe_fields(methods["get"], schemas)
    examples: dict[str, Any] = {}
    for path, methods in (found["paths"] | found["webhooks"]).items():
        for method, operation in methods.items():
            if method in _METHODS:
                operation["security"] = [{name: []} for name in schemes if path in known]
            _replace_validation_errors(operation)
            _downgrade_to_3_1(operation)
            _share_examples(operation, examples)
    _inline_message_schemas(found)
    _show_answers(found["paths"], examples)
    found["components"]["examples"] = examples
    return found


def _build_security_schemes(cookie: str) -> dict[str, Any]:
    return {
        "key": {
            "type": "http",
            "scheme": "bearer",
            "description": "an API key: `Authorization: Bearer cck_…`",
        },
        "session": {"type": "apiKey", "in": "cookie", "name": cookie, "description": "from POST /v1/session"},
    }


def _title_schemas(found: dict[str, Any]) -> dict[str, Any]:
    """Make each schema's name its title too: generators use either."""
    for name, schema in found["components"]["schemas"].items():
        schema["title"] = name
    return found


_REF = re.compile(r'"#/components/schemas/([^"]+)"')


def _list_sent_schemas(found: dict[str, Any]) -> set[str]:
    """List the schemas that the body of some request is made of."""
    bodies = [each.get("requestBody") for path in found["paths"].values() for each in path.values()]
    return _find_reached_schemas(bodies, found["components"]["schemas"])


def _find_reached_schemas(node: Any, schemas: dict[str, Any]) -> set[str]:  # noqa: ANN401  # JSON
    """Find the schemas that a part of the description refers to, directly or by others."""
    left, reached = set(_REF.findall(json.dumps(node))), set[str]()
    while left:
        reached |= left
        below = json.dumps([schemas.get(name) for name in left])
        left = set(_REF.findall(below)) - reached
    return reached


def _inline_message_schemas(found: dict[str, Any]) -> None:
    """Put the schemas of messages to webhooks in place: generators take them for unused."""
    schemas = found["components"]["schemas"]
    text = json.dumps(found["webhooks"])
    while names := set(_REF.findall(text)):
        for name in names:
            reference = json.dumps({"$ref": f"#/components/schemas/{name}"})
            text = text.replace(reference, json.dumps(schemas[name]))
    found["webhooks"] = json.loads(text)
    for unused in schemas.keys() - _find_reached_schemas(found["paths"], schemas):
        del schemas[unused]


_TAGS_OF_UNIONS = {"question", "what"}
"""Constants by which one of several schemas is told: without them a body is refused."""


def _require_constants(schema: dict[str, Any], *, always: bool) -> None:
    """Say that constants are required where an answer always has them or a union needs them."""
    fields = [name for name, field in schema.get("properties", {}).items() if "const" in field]
    added = [name for name in fields if always or name in _TAGS_OF_UNIONS]
    if added:
        schema["required"] = list(dict.fromkeys((*added, *schema.get("required", ()))))


def _fill_tuples(node: Any) -> None:  # noqa: ANN401  # a part of a JSON document
    """Give arrays of `prefixItems` their `items` too, which some generators ask for."""
    if isinstance(node, list):
        for one in node:
            _fill_tuples(one)
    elif isinstance(node, dict):
        if isinstance(first := node.get("prefixItems"), list) and "items" not in node:
            kinds = [one for n, one in enumerate(first) if one not in first[:n]]
            node["items"] = kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
        for value in node.values():
            _fill_tuples(value)


def _describe_fields(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Describe `?fields=` where an operation takes it, and what is answered to wrong ones."""
    if describe_answer_fields(operation, schemas):
        for status, refusal in describe_errors(ErrorType.BAD_INPUT).items():
            operation["responses"].setdefault(str(status), refusal)


def _downgrade_to_3_1(operation: dict[str, Any]) -> None:
    """Replace `itemSchema` of OpenAPI 3.2 by a text, for streams of events."""
    for answer in operation["responses"].values():
        for content in answer.get("content", {}).values():
            if content.pop("itemSchema", None) is not None:
                content["schema"] = {"type": "string"}


def _replace_validation_errors(operation: dict[str, Any]) -> None:
    """Replace the framework's description of errors by ours."""
    for answer in operation["responses"].values():
        if answer.get("content") == _VALIDATION:
            answer.update(describe_errors(ErrorType.BAD_INPUT)[ErrorType.BAD_INPUT.status])


ANSWERS = Path(__file__).with_name("answers.json")
"""Real answers and errors, cut short: `tests/app/web/api/answers.py` writes them."""


def _show_answers(paths: dict[str, Any], examples: dict[str, Any]) -> None:
    """Show examples of answers, each its own or that of another of its schema, and of errors."""
    kept = json.loads(ANSWERS.read_text(encoding="utf-8"))
    answers, problems = kept["answers"], kept["problems"]
    described = {
        f"{operation['operationId']} {status}": content
        for methods in paths.values()
        for operation in methods.values()
        for status, answer in operation["responses"].items()
        for media_type, content in answer.get("content", {}).items()
        if media_type in {"application/json", MEDIA_TYPE} and "schema" in content
    }
    owners = {
        _identify_schema(each): place
        for place in sorted(answers)
        if place in described
        for each in (*described[place]["schema"].get("anyOf", ())[:1], described[place]["schema"])
    }
    for place, content in described.items():
        status = int(place.rpartition(" ")[2])
        own = place if place in answers else owners.get(_identify_schema(content["schema"]))
        if own is not None:
            content["examples"] = {"answer": _keep_example(own.replace(" ", "-"), answers[own], examples)}
        elif status >= ErrorType.MALFORMED.status:
            content["examples"] = {
                slug: _keep_example(f"problem-{slug}", problem, examples)
                for slug, problem in problems.items()
                if problem["status"] == status
            }


def _identify_schema(schema: dict[str, Any]) -> str:
    """Identify a schema by what it refers to: titles name the operation."""
    return json.dumps({key: value for key, value in schema.items() if key != "title"}, sort_keys=True)


def _keep_example(name: str, value: Any, examples: dict[str, Any]) -> dict[str, str]:  # noqa: ANN401  # JSON
    examples[name] = {"value": value}
    return {"$ref": f"#/components/examples/{name}"}


def _share_examples(operation: dict[str, Any], shared: dict[str, Any]) -> None:
    """Move examples of bodies to one place: a whole commune is long."""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        for name, example in content.get("examples", {}).items():
            key = next((k for k, v in shared.items() if v == example), None)
            if key is None:
                key = name if name not in shared else f"{name}-{operation['operationId']}"
                shared[key] = example
            content["examples"][name] = {"$ref": f"#/components/examples/{key}"}


ASSETS = "/static/docs"
TITLE = "cocau · API"
_FILES = files("fastapi_offline") / "static"
_LOGO = re.compile(r"https:[^\"']+/logo-mini\.svg")
"""A picture that /redoc's script would fetch from its makers, telling who reads here."""

router = APIRouter(include_in_schema=False)


def include_docs(parent: APIRouter) -> None:
    """Add the pages and their assets. The wheel is used for its files only, not for its code."""
    parent.include_router(router)
    parent.mount(ASSETS, StaticFiles(directory=str(_FILES)), name="docs")


@router.get("/openapi.json")
def description(request: Request) -> Response:
    """Return the description; in a thread, as building it takes time."""
    return JSONResponse(request.app.openapi())


@router.get("/docs")
def swagger() -> HTMLResponse:
    """Return the page to try the API out."""
    return get_swagger_ui_html(
        openapi_url="/openapi.json",
        title=TITLE,
        swagger_js_url=f"{ASSETS}/swagger-ui-bundle.js",
        swagger_css_url=f"{ASSETS}/swagger-ui.css",
        swagger_favicon_url=f"{ASSETS}/favicon.png",
    )


@router.get(f"{ASSETS}/redoc.js")
def redoc_script() -> Response:
    """Return the script of /redoc, without its picture from another host."""
    return Response(
        _load_redoc_script(), media_type="text/javascript", headers={"Cache-Control": "max-age=86400"}
    )


@lru_cache(maxsize=1)
def _load_redoc_script() -> bytes:
    script = (_FILES / "redoc.standalone.js").read_text(encoding="utf-8")
    return _LOGO.sub(f"{ASSETS}/favicon.png", script).encode()


@router.get("/redoc")
def redoc() -> HTMLResponse:
    """Return the page to read the description."""
    return get_redoc_html(
        openapi_url="/openapi.json",
        title=TITLE,
        redoc_js_url=f"{ASSETS}/redoc.js",
        redoc_favicon_url=f"{ASSETS}/favicon.png",
        with_google_fonts=False,
    )
