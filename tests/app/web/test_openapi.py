"""The description of the API is kept: a change of it is a decision, and stands in the same commit."""

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema_rs import Draft202012Validator

from cocau.app.main import create_app
from cocau.app.problems import MEDIA_TYPE, ErrorType
from cocau.app.settings import Settings
from cocau.app.web.openapi import ANSWERS, dump_openapi
from tests.app.client import LocalClient
from tests.app.web.api import answers

KEPT = Path(__file__).parents[3] / "docs" / "openapi.json"
METHODS = {"get", "put", "post", "delete", "patch"}


@pytest.fixture(scope="module")
def text() -> str:
    return dump_openapi(create_app(Settings()))


@pytest.fixture(scope="module")
def described(text: str) -> dict[str, Any]:
    described: dict[str, Any] = json.loads(text)
    return described


def _operations(described: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    }


def test_what_is_kept_is_what_the_code_says(text: str) -> None:
    assert KEPT.read_text(encoding="utf-8") == text, "the API has changed: ./run openapi, and say so"


def test_every_operation_has_a_name_of_its_own_for_client_generators(described: dict[str, Any]) -> None:
    names = [operation["operationId"] for operation in _operations(described).values()]
    assert [name for name in names if not re.fullmatch("[a-z][A-Za-z]+", name)] == []
    assert len(set(names)) == len(names)


def test_schemas_have_names_that_generators_can_take(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    assert [name for name in schemas if not re.fullmatch("[A-Z][A-Za-z]+(_[A-Za-z]+_)?", name)] == []
    assert [name for name, schema in schemas.items() if schema["title"] != name] == []
    told = set(re.findall('"#/components/schemas/([^"]+)"', json.dumps(described)))
    assert told <= set(schemas)


def test_nothing_of_a_later_openapi_is_in_it(described: dict[str, Any], text: str) -> None:
    assert described["openapi"].startswith("3.1.")
    assert "itemSchema" not in text


def test_every_operation_is_told_of_and_belongs_to_a_described_tag(described: dict[str, Any]) -> None:
    tags = {tag["name"] for tag in described["tags"]}
    for place, operation in _operations(described).items():
        assert operation.get("description") or operation.get("summary"), place
        assert set(operation["tags"]) <= tags, place


def test_only_what_anybody_may_ask_needs_no_key(described: dict[str, Any]) -> None:
    schemes = set(described["components"]["securitySchemes"])
    assert schemes == {"key", "session"}
    for place, operation in _operations(described).items():
        named = {name for each in operation.get("security", []) for name in each}
        if place.split()[1].startswith("/v1/") and not place.endswith(" /v1/session"):
            assert named == schemes, place
            assert "401" in operation["responses"], place


def test_every_error_that_is_described_is_in_one_shape(described: dict[str, Any]) -> None:
    statuses = {str(fault.status) for fault in ErrorType}
    for place, operation in _operations(described).items():
        for status, answer in operation["responses"].items():
            if status >= "400" and place.split()[1].startswith("/v1/"):
                assert status in statuses, place
                assert MEDIA_TYPE in answer["content"], (place, status)


def test_headers_that_matter_are_described(described: dict[str, Any]) -> None:
    propose = described["paths"]["/v1/proposals"]["post"]
    asked = {p["name"] for p in propose["parameters"] if p["in"] == "header"}
    assert {"Prefer", "Idempotency-Key"} <= asked
    assert {"Location", "Preference-Applied", "ETag"} <= set(propose["responses"]["200"]["headers"])
    assert {"Location", "Retry-After"} <= set(propose["responses"]["202"]["headers"])
    edited = described["paths"]["/v1/councils/{council_id}"]["put"]["parameters"]
    assert "If-Match" in {p["name"] for p in edited if p["in"] == "header"}


def test_every_reference_leads_somewhere(text: str, described: dict[str, Any]) -> None:
    for ref in set(re.findall(r'"\$ref": "#/([^"]+)"', text)):
        found: Any = described
        for step in ref.split("/"):
            found = found[step.replace("~1", "/").replace("~0", "~")]


def test_no_two_paths_differ_in_the_name_of_a_parameter_alone(described: dict[str, Any]) -> None:
    shapes = [re.sub(r"{[^}]*}", "{}", path) for path in described["paths"]]
    assert [shape for shape in shapes if shapes.count(shape) > 1] == []


def _list_nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for one in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _list_nodes(one)


def test_generators_find_what_they_warn_of(described: dict[str, Any]) -> None:
    """Tuples have items, tags of unions are required, constants of answers too, and there is a server."""
    assert [
        n for n in _list_nodes(described["components"]["schemas"]) if "prefixItems" in n and "items" not in n
    ] == []
    assert [server["url"] for server in described["servers"]] == ["/"]
    schemas = described["components"]["schemas"]
    assert "format" in schemas["WhyAnswers"]["required"]
    for node in _list_nodes(described):
        union = node.get("discriminator", {})
        for reference in union.get("mapping", {}).values():
            name = reference.rpartition("/")[2]
            assert union["propertyName"] in schemas[name]["required"], name


def test_every_answer_and_error_has_an_example(described: dict[str, Any]) -> None:
    bare = {
        operation["operationId"]
        for operation in _operations(described).values()
        for answer in operation["responses"].values()
        for media_type, content in answer.get("content", {}).items()
        if media_type in {"application/json", MEDIA_TYPE}
        and "schema" in content
        and "examples" not in content
    }
    assert bare == set(), "./run answers"
    problems = json.loads(ANSWERS.read_text(encoding="utf-8"))["problems"]
    assert problems.keys() == {fault.slug for fault in ErrorType}


def test_examples_of_answers_fit_their_schemas(described: dict[str, Any]) -> None:
    components = described["components"]
    schemas, values = {}, {}
    for place, operation in _operations(described).items():
        for status, answer in operation["responses"].items():
            for content in answer.get("content", {}).values():
                for name, example in content.get("examples", {}).items():
                    shown = f"{place} {status} {name}"
                    schemas[shown] = content["schema"]
                    values[shown] = components["examples"][example["$ref"].rpartition("/")[2]]["value"]
    # One schema of them all: each would compile all the components anew.
    whole = {"properties": schemas, "components": {"schemas": components["schemas"]}}
    wrong = [
        (error.instance_path, error.message) for error in Draft202012Validator(whole).iter_errors(values)
    ]
    assert len(values) > 100
    assert wrong == []


@pytest.mark.long  # everything is asked
def test_examples_are_what_the_service_answers() -> None:
    kept = json.loads(ANSWERS.read_text(encoding="utf-8"))
    assert answers.collect() == kept, "the answers have changed: ./run answers, ./run openapi"


def test_the_configuration_for_a_generator_names_every_type_of_body(described: dict[str, Any]) -> None:
    config = yaml.safe_load(KEPT.with_name("openapi-python-client.yaml").read_text(encoding="utf-8"))
    bodies = [operation.get("requestBody", {}) for operation in _operations(described).values()]
    types = {name for body in bodies for name in body.get("content", {})}
    known = {"application/json", "application/merge-patch+json", "application/octet-stream"}
    known |= {"multipart/form-data"}
    assert types - known <= config["content_type_overrides"].keys()


def test_the_description_is_made_beside_other_requests(settings: Settings) -> None:
    app = create_app(settings)
    app.openapi = lambda: {"made in": threading.current_thread().name}  # type: ignore[method-assign]
    with LocalClient(app) as client:
        made_in = client.get("/openapi.json").json()["made in"]
    assert made_in.startswith("AnyIO worker thread")  # not in the loop, where all the others would wait
