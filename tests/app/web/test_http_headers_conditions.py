"""ETag, If-Match, If-None-Match: as RFC 9110 says, and an edit always names its version."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Response
from fastapi.testclient import TestClient

from cocau.app.web import errors
from cocau.app.web.http_headers import (
    NO_VERSION,
    ExpectedVersion,
    KnownTagsDep,
    format_tag,
    respond_unless_known,
)
from tests.app.client import LocalClient


@pytest.fixture
def asking() -> Iterator[TestClient]:
    app = FastAPI()
    errors.install_error_handlers(app)

    @app.put("/thing")
    def edit(expected: ExpectedVersion) -> int:
        return expected

    @app.get("/thing")
    def read(known: KnownTagsDep) -> Response:
        return respond_unless_known(known, Response("seven"), format_tag(7))

    with LocalClient(app) as client:
        yield client


@pytest.mark.parametrize(
    ("header", "version"),
    [
        ('"3"', 3),
        ('"0"', 0),
        (' "12" ', 12),
        ('"3", "3"', 3),
        (', "3",,', 3),
        ('W/"3"', NO_VERSION),
        ('"abc"', NO_VERSION),
        ('"03"', NO_VERSION),
        ('""', NO_VERSION),
        ('"-1"', NO_VERSION),
        ('"99999999999999999999"', NO_VERSION),
    ],
)
def test_a_tag_names_a_version(asking: TestClient, header: str, version: int) -> None:
    answer = asking.put("/thing", headers={"If-Match": header})
    assert (answer.status_code, answer.json()) == (200, version)


@pytest.mark.parametrize("header", [None, "*", '"3", "4"', 'W/"3", "3"'])
def test_an_edit_names_exactly_one_version(asking: TestClient, header: str | None) -> None:
    answer = asking.put("/thing", headers={} if header is None else {"If-Match": header})
    assert answer.status_code == 428
    problem = answer.json()["problems"][0]
    assert answer.json()["type"] == "urn:cocau:problem:no-condition"
    assert "If-Match" in problem["vi"]
    assert "If-Match" in problem["en"]


def test_a_header_in_two_lines_is_one_list(asking: TestClient) -> None:
    answer = asking.put("/thing", headers=[("If-Match", '"3"'), ("If-Match", '"4"')])
    assert answer.status_code == 428


@pytest.mark.parametrize("header", ["3", '"3', "'3'", '"3" "4"', "", 'w/"3"', '*, "3"', '"a b"', ","])
def test_no_list_of_tags_is_malformed(asking: TestClient, header: str) -> None:
    for method, name in (("PUT", "If-Match"), ("GET", "If-None-Match")):
        answer = asking.request(method, "/thing", headers={name: header})
        assert answer.status_code == 400
        assert answer.json()["problems"][0]["where"] == name


@pytest.mark.parametrize(
    ("header", "status"),
    [('"7"', 304), ('W/"7"', 304), ('"6", "7"', 304), ("*", 304), ('"6"', 200), (None, 200)],
)
def test_what_is_known_is_not_sent_again(asking: TestClient, header: str | None, status: int) -> None:
    answer = asking.get("/thing", headers={} if header is None else {"If-None-Match": header})
    assert answer.status_code == status
    assert answer.headers["ETag"] == '"7"'
    assert answer.text == ("" if status == 304 else "seven")
