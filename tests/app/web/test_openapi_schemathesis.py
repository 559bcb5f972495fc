"""The service against its own description: whatever is sent, no 5xx and no answer that is not described."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import Phase, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import DataObject, SearchStrategy, data, integers
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from cocau.app.main import create_app
from cocau.app.settings import Settings
from tests.app.client import LocalClient
from tests.examples import SHORT

FEW, MANY = 1, 10
"""Requests of each sort to one operation, in a short run and with `--all`; a drawn one finds more than the simplest."""

WITHOUT_INVALID = {"DELETE /v1/session", "GET /healthz", "GET /metrics", "GET /readyz"}
"""They ask for nothing, so nothing invalid can be sent to them."""

CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def open_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service that puts jobs in line and computes none: what is asked here is not about answers."""
    asked = Settings(state=tmp_path_factory.mktemp("state"), solves=0, rate="100000/minute")
    with LocalClient(create_app(asked), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def api(open_service: TestClient) -> Any:
    """Its description."""
    app: Any = open_service.app
    return schemathesis.openapi.from_dict(app.openapi())


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_whatever_is_sent_the_answer_is_described(
    open_service: TestClient, api: Any, mode: schemathesis.GenerationMode
) -> None:
    """Valid and invalid requests to every operation. All that is wrong is told at once, by operation."""
    wrong: dict[str, str] = {}
    unsent = set()
    operations = [found.ok() for found in api.get_all_operations()]
    assert len(operations) > 60
    for operation in operations:
        if mode is schemathesis.GenerationMode.NEGATIVE and not _takes_something(operation):
            unsent.add(operation.label)  # hypothesis would look for something five hundred times
            continue
        try:
            if not _send(open_service, operation.as_strategy(generation_mode=mode)):
                unsent.add(operation.label)
        except Exception as error:  # noqa: BLE001  # the next operation is looked at too
            wrong[operation.label] = f"{type(error).__name__}: {error}"
    assert wrong == {}, "\n\n".join(f"{label}\n{said}" for label, said in wrong.items())
    assert unsent == (WITHOUT_INVALID if mode is schemathesis.GenerationMode.NEGATIVE else set())


def _takes_something(operation: Any) -> bool:
    """Return whether anything can be sent to an operation, and so something invalid."""
    return bool(list(operation.iter_parameters()) or operation.body)


def _send(client: TestClient, cases: SearchStrategy[schemathesis.Case[Any]]) -> int:
    """Send requests and check the answers; return how many were sent."""
    short = settings.get_current_profile_name() == SHORT
    sent = 0

    @settings(
        max_examples=1 + (FEW if short else MANY),  # hypothesis begins with the simplest
        database=None,
        derandomize=True,
        phases=[Phase.generate],
    )
    @given(drawn=data())
    def send(drawn: DataObject) -> None:
        nonlocal sent
        if short and drawn.draw(integers(0, 1_000_000)) == 0:
            return
        case = drawn.draw(cases)
        sent += 1
        asked = case.as_transport_kwargs(base_url=str(client.base_url))
        asked.pop("cookies", None)  # a session's, made up; httpx2 warns of cookies of one request
        if isinstance(asked.get("data"), bytes | str):
            asked["content"] = asked.pop("data")
        if asked.get("files"):
            asked["files"] = [(name, _written(part)) for name, part in dict(asked["files"]).items()]
        response = client.request(**asked)
        response.request.read()  # what goes wrong is told with what was sent
        case.validate_response(response, checks=CHECKS)

    with suppress(Unsatisfiable):
        send()
    return sent


def _written(part: Any) -> Any:
    """A part of a form as it can be sent: a number made up for a file has to be written first."""
    if isinstance(part, tuple):
        return tuple(_written(each) for each in part)
    return part if part is None or isinstance(part, str | bytes) else str(part)
