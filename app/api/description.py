"""The API's description for programs (OpenAPI).

It is kept in docs/openapi.json. A change of that file is a change of the API, and so a decision: a test
compares it with what the code says. ``./run openapi`` writes it again.
"""

import json
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from cocau.app.errors import SCHEMA, responses
from cocau.app.problems import Fault

TAGS: dict[str, str] = {
    "proposals": "Asked for, followed, derived from one another, erased.",
    "explanations": "Why, what else, what it costs: questions about a proposal.",
    "approvals": "What approvers decided about the very bytes of a proposal.",
    "audits": "Any slate judged by every rule, whoever made it.",
    "councils": "Councils in versions.",
    "pools": "Lists of people in versions; sensitive, and sealed.",
    "rulebooks": "Shipped rulebooks, and own ones in versions.",
    "scenarios": "Named what-ifs about a council.",
    "programmes": "The councils of a province planned together; drills for the country.",
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


SHARED: dict[str, str] = {
    "State-Input": "JobState",
    "cocau__app__api__pool_files__Form": "PoolForm",
    "cocau__app__api__pools__Checked": "CheckedPool",
    "cocau__app__api__pools__Remark": "PoolRemark",
    "cocau__app__jobs__tasks__batches__Row": "SweepRow",
    "cocau__app__office__aggregate__Judged": "JudgedRule",
    "cocau__app__office__checking__Checked": "CheckedRequest",
    "cocau__app__office__references__Reference": "VersionReference",
    "cocau__app__office__status__Status": "ProposalStatus",
    "cocau__app__office__fan_out_progress__Stage": "FanOutStage",
    "cocau__app__office__sweeping__Asked": "SweepAsk",
    "cocau__app__render__annex__formats__Form": "AnnexForm",
    "cocau__app__store__tables__jobs__State": "JobState",
    "cocau__constraints__gates__State": "StepState",
    "cocau__constraints__kinds__reference__Reference": "ReferenceRule",
    "cocau__constraints__kinds__seats_formula__Step": "SeatsStep",
    "cocau__constraints__notice__Stage": "NoticeStage",
    "cocau__constraints__steps__Step": "ProcedureStep",
    "cocau__constraints__table_audit__Judged": "JudgedTable",
    "cocau__constraints__table_remark__Remark": "TableRemark",
    "cocau__fixtures__result__Status": "CaseStatus",
    "cocau__solver__allocation__Row": "AllocationRow",
    "cocau__solver__differences__Why": "Why",
    "cocau__solver__explain__facts__Wanted": "Wanted",
    "cocau__solver__explain__over_outcomes__Why": "OutcomeWhy",
    "cocau__solver__explain__pricing__Price": "RulePrice",
    "cocau__solver__explain__pricing__Step": "PriceStep",
    "cocau__solver__explain__repair__Moved": "MovedBound",
    "cocau__solver__explain__repair__Price": "RepairPrice",
    "cocau__solver__explain__repair__Wanted": "RepairWanted",
    "cocau__solver__proposal__Moved": "Moved",
    "cocau__solver__seat_plan__Asked": "SeatsAsked",
}
"""What classes of one name are called in the description, instead of by their modules."""


def operation_id(route: APIRoute) -> str:
    """The name of an operation for client generators, where a route gives none: that of its function."""
    first, *rest = route.name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def written(app: FastAPI) -> str:
    """The description as it is kept: one line for each thing, so that a change can be read."""
    return json.dumps(app.openapi(), ensure_ascii=False, indent=1) + "\n"


def described(app: FastAPI, known: frozenset[str], cookie: str) -> dict[str, Any]:
    """The description of an app. `known`: paths that only the known may ask; `cookie`: that of sessions."""
    found = _named(
        get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    )
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
            _as_of_3_1(operation)
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


def _named(found: dict[str, Any]) -> dict[str, Any]:
    """Each schema under one name that is its title too: generators name their classes by either."""
    text = json.dumps(found)
    for long, name in SHARED.items():
        text = text.replace(f'"#/components/schemas/{long}"', f'"#/components/schemas/{name}"')
    named: dict[str, Any] = json.loads(text)
    schemas = named["components"]["schemas"]
    named["components"]["schemas"] = {SHARED.get(name, name): each for name, each in schemas.items()}
    for name, schema in named["components"]["schemas"].items():
        schema["title"] = name
    return named


def _as_of_3_1(operation: dict[str, Any]) -> None:
    """A stream of events as text: `itemSchema`, which the framework writes, came with OpenAPI 3.2."""
    for answer in operation["responses"].values():
        for content in answer.get("content", {}).values():
            if content.pop("itemSchema", None) is not None:
                content["schema"] = {"type": "string"}


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
