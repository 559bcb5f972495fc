"""JSON bodies: few values are read here, many by a child, and the answers are the same; none takes the service."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from fastapi.testclient import TestClient

from cocau.app.files.problems import MOST_PROBLEMS
from cocau.app.jobs.calls import CallAbandoned, CallFailed, call_in_child
from cocau.app.main import create_app
from cocau.app.settings import Settings
from cocau.app.web import limits
from cocau.app.web.api.examples import build_commune
from cocau.app.web.bodies import requests
from cocau.app.web.bodies.json_bodies import MOST_OBJECTS_HERE, MOST_VALUES, MOST_VALUES_HERE, count_values
from cocau.constraints.model.people import Person
from tests.app.client import LocalClient
from tests.app.web.api.problems import codes, problem
from tests.patience import PATIENCE

CHECK = "/v1/proposals/check"
JSON = {"Content-Type": "application/json"}
MEGABYTES = 10


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(
        state=tmp_path_factory.mktemp("state"), solves=0, max_body=(MEGABYTES + 1) * 1_000_000
    )
    with LocalClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


def _change(**changes: Any) -> bytes:
    return json.dumps(build_commune() | changes).encode()


def _fill(head: bytes, part: bytes, end: bytes) -> bytes:
    """Repeat a part up to 10 MB, or as often as so many values allow."""
    values = count_values(part) - 1
    times = min(
        MEGABYTES * 1_000_000 // len(part), (MOST_VALUES - count_values(head + end) - 9) // max(1, values)
    )
    return head + part * times + end


SAME: dict[str, bytes] = {
    "a request": _change(),
    "nothing in it": b"{}",
    "a list": b"[]",
    "null": b"null",
    "cut off": b'{"council": ',
    "a key given twice": b'{"council": {"name": "a", "name": "b"}, "pool": {}}',
    "no UTF-8": b'{"label": "\xff"}',
    "half a character": b'{"label": "\\ud800"}',
    "nested": b"[" * 100_000,
    "a huge number": _change(seconds=0)[:-1] + b',"near":' + b"9" * 5_000 + b"}",
    "fields that are wrong": _change(
        seconds="1", overrides=[], label="a\nb", nobody=1, council={"seats": True}
    ),
    "a reference beside fields": _change(council={"ref": "x", "seats": 3}),
    "a damaged text": _change(pool={"people": [{"id": "a", "name": "a\x00b"}]}),
    "more faults than are told": _change(pool={"people": [{}] * MOST_PROBLEMS}),
}


@pytest.mark.parametrize("body", SAME)
def test_a_child_answers_as_the_web_process_does(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    here = client.post(CHECK, content=SAME[body], headers=JSON)
    called: list[object] = []

    def call(function: Callable[..., object], *arguments: object, gone: object) -> object:
        called.append(gone)
        return function(*arguments)

    monkeypatch.setattr(limits, "call_in_child", call)
    monkeypatch.setattr(requests, "MOST_VALUES_HERE", 0)
    there = client.post(CHECK, content=SAME[body], headers=JSON)
    assert called
    assert (there.status_code, there.json()) == (here.status_code, here.json())


_REQUIRED = sum(field.is_required() for field in Person.model_fields.values())


def test_of_very_many_faults_the_first_are_told_and_how_many_more(client: TestClient) -> None:
    answer = client.post(CHECK, content=SAME["more faults than are told"], headers=JSON)
    told = problem(answer, 422, "bad-input")["problems"]
    assert len(told) == MOST_PROBLEMS + 1
    assert (told[0]["where"], told[-1]["code"]) == ("pool.people[0].id", "more")
    assert f"And {(_REQUIRED - 1) * MOST_PROBLEMS} more" in told[-1]["en"]


def test_a_large_request_is_taken_over_from_a_child(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = client.post(CHECK, content=SAME["a request"], headers=JSON)
    monkeypatch.setattr(requests, "MOST_VALUES_HERE", 0)
    large = client.post(CHECK, content=SAME["a request"], headers=JSON)
    assert (large.status_code, large.json()) == (200, small.json())


def test_many_small_things_are_read_in_a_child_too(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def note(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        read.append(function.__name__)
        return call_in_child(function, *arguments, **options)

    monkeypatch.setattr(limits, "call_in_child", note)
    for count in (MOST_OBJECTS_HERE - 2, MOST_OBJECTS_HERE):
        body = b'{"pool":{"people":[' + b"{}," * (count - 1) + b"{}]}}"
        problem(client.post(CHECK, content=body, headers=JSON), 422, "bad-input")
    assert read == ["read_large_body"]


def test_more_values_than_any_request_has_are_not_read(client: TestClient) -> None:
    body = b'{"raised":[' + b"1," * MOST_VALUES + b"1]}"
    answer = client.post(CHECK, content=body, headers=JSON)
    assert f"At most {MOST_VALUES} values" in problem(answer, 413, "too-large")["detail"]


def test_where_a_body_is_no_record_fewer_values_are_read(client: TestClient) -> None:
    path = "/v1/proposals/prp_01k0000000000000000000000a/derived"
    body = b'{"raised":[' + b"1," * MOST_VALUES_HERE + b"1]}"
    answer = client.post(path, content=body, headers={"Content-Type": "application/merge-patch+json"})
    assert f"At most {MOST_VALUES_HERE} values" in problem(answer, 413, "too-large")["detail"]


LARGE = b'{"raised":[' + b"1," * MOST_VALUES_HERE + b"1]}"


def test_others_are_served_while_a_body_is_read(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, over = threading.Event(), threading.Event()

    def wait(*_: object, **__: object) -> None:
        inside.set()
        over.wait(PATIENCE)
        raise CallAbandoned

    monkeypatch.setattr(limits, "call_in_child", wait)
    with ThreadPoolExecutor(1) as sender:
        sent = sender.submit(client.post, CHECK, content=LARGE, headers=JSON)
        assert inside.wait(PATIENCE)
        assert client.get("/v1/pools").status_code == 200
        over.set()
        problem(sent.result(PATIENCE), 400, "malformed")


def test_a_large_body_of_nobody_is_not_read(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "call_in_child", pytest.fail)
    stranger = TestClient(client.app, base_url="http://localhost", client=("192.0.2.1", 50_000))
    problem(stranger.post(CHECK, content=LARGE, headers=JSON), 401, "unauthenticated")


def test_an_error_of_ours_in_the_child_is_no_fault_of_the_body(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise CallFailed("KeyError")

    monkeypatch.setattr(limits, "call_in_child", fail)
    problem(client.post(CHECK, content=LARGE, headers=JSON), 500, "failure")


HOSTILE: dict[str, tuple[Callable[[], bytes], int, str]] = {
    "nested lists": (partial(_fill, b'{"raised":', b"[" * 400, b"}"), 400, "malformed"),
    "small objects": (partial(_fill, b'{"council":[', b'{"x":1},', b"1]}"), 422, "model_type"),
    "people without anything": (partial(_fill, b'{"pool":{"people":[', b"{},", b"1]}}"), 422, "too_big"),
    "a key given twice at the end": (
        partial(_fill, b'{"raised":[', b'"a",', b'{"a":1,"a":1}]}'),
        400,
        "malformed",
    ),
    "huge numbers": (partial(_fill, b'{"raised":[', b"9" * 4_999 + b",", b"1]}"), 400, "malformed"),
    "large numbers": (partial(_fill, b'{"raised":[', b"9" * 99 + b",", b"1]}"), 422, "string_type"),
    "bytes that are no UTF-8": (partial(_fill, b'{"raised":[', b'"\xff",', b"1]}"), 400, "malformed"),
    "one long text": (lambda: b'{"label":"' + b"x" * MEGABYTES * 1_000_000 + b'"}', 422, "string_too_long"),
}


@pytest.mark.long
@pytest.mark.parametrize("attack", HOSTILE)
def test_eight_clients_with_ten_megabytes_each_are_refused_in_words(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, attack: str
) -> None:
    monkeypatch.setattr(limits, "MAX_IMPORTS_OF_ONE", 8)
    monkeypatch.setattr(limits, "IMPORT_PATIENCE_SECONDS", PATIENCE)
    build, status, code = HOSTILE[attack]
    body = build()
    with ThreadPoolExecutor(8) as clients:
        answers = [
            one.result()
            for one in [clients.submit(client.post, CHECK, content=body, headers=JSON) for _ in range(8)]
        ]
    for answer in answers:
        told = problem(answer, status, "malformed" if code == "malformed" else "bad-input")
        assert code in codes(told) or code == "malformed"
        assert len(told["problems"]) <= MOST_PROBLEMS + 1
