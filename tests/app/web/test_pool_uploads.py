"""Uploads over HTTP: whatever is sent, the answer is a problem in both languages or a pool; never a failure."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from cocau.app.main import create_app
from cocau.app.settings import Settings
from tests.app.client import LocalClient
from tests.app.files.support.hostile_files import CSV, GOOD, GOOD_CSV, HOSTILE, XLSX
from tests.app.files.support.small_files import AN
from tests.app.web.api.problems import codes, problem
from tests.databases import create_state

WHERE = {"label": "Danh sách", "locality": "ha-tinh"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(
        state=create_state(tmp_path_factory.mktemp("service") / "state"),
        max_people=1_000,
        max_upload=2_000_000,
    )
    settings = replace(settings, max_body=100_000)
    with LocalClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


def _kept(client: TestClient) -> int:
    items: list[Any] = client.get("/v1/pools?limit=200").json()["items"]
    return len(items)


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_and_nothing_of_it_kept(client: TestClient, case: str) -> None:
    name, content, code = HOSTILE[case]
    before = _kept(client)
    answer = client.post("/v1/pools", files={"file": (name, content, XLSX)}, data=WHERE)
    if not code:
        assert answer.status_code == 201
        return
    body = problem(answer, 422, "bad-input")
    assert codes(body)[0] == code
    assert _kept(client) == before


def test_a_file_may_be_sent_as_it_is(client: TestClient) -> None:
    for kind, content in ((XLSX, GOOD), (CSV, GOOD_CSV)):
        answer = client.post("/v1/pools", params=WHERE, content=content, headers={"Content-Type": kind})
        assert (answer.status_code, answer.json()["people"]) == (201, 2)
    named = {**WHERE, "name": "ds.csv"}
    answer = client.post(
        "/v1/pools", params=named, content=GOOD_CSV, headers={"Content-Type": "application/octet-stream"}
    )
    assert answer.status_code == 201


def test_a_body_may_be_longer_here_than_elsewhere_but_not_without_end(client: TestClient) -> None:
    long = GOOD_CSV + (b"," * 100 + b"\n") * 10_000
    kind = {"Content-Type": CSV}
    assert client.post("/v1/pools", params=WHERE, content=long, headers=kind).status_code == 201
    problem(client.post("/v1/audits", content=long), 413, "too-large")
    longer = b"x" * 2_000_001
    problem(client.post("/v1/pools", params=WHERE, content=longer, headers=kind), 413, "too-large")
    problem(client.post("/v1/pools", files={"file": ("p.csv", longer, CSV)}, data=WHERE), 413, "too-large")


def test_reading_stops_where_a_body_turns_out_too_long(client: TestClient) -> None:
    sent = 0

    def without_end() -> Iterator[bytes]:
        nonlocal sent
        while sent < 2_500_000:
            sent += 100_000
            yield b"x" * 100_000

    answer = client.post("/v1/pools", params=WHERE, content=without_end(), headers={"Content-Type": CSV})
    problem(answer, 413, "too-large")


@pytest.mark.parametrize(
    "request_of",
    [
        {"files": [("file", ("a.csv", GOOD_CSV)), ("file", ("b.csv", GOOD_CSV))]},
        {"files": [("file", ("a.csv", GOOD_CSV)), ("other", ("b.csv", GOOD_CSV))]},
        {"files": [("other", ("a.csv", GOOD_CSV))]},
        {"files": [("file", (None, GOOD_CSV.decode()))]},
        {"files": [("file", ("a.csv", GOOD_CSV))], "data": {"label": ["một", "hai"]}},
        {"files": [("file", ("a.csv", GOOD_CSV))], "data": {f"f{n}": "x" for n in range(20)}},
        {"files": [("file", ("a.csv", GOOD_CSV))], "data": {"label": "x" * 5_000}},
        {"content": b"no form", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
        {"content": b"no form", "headers": {"Content-Type": "multipart/form-data"}},
        {"content": b"", "headers": {"Content-Type": "multipart/form-data; boundary="}},
        {
            "content": b"--x\r\n\r\nno name\r\n--x--",
            "headers": {"Content-Type": "multipart/form-data; boundary=x"},
        },
        {"content": b"[1]", "headers": {"Content-Type": "application/json"}},
        {"content": b"{", "headers": {"Content-Type": "application/json"}},
        {"content": b'{"label": "a", "label": "b"}', "headers": {"Content-Type": "application/json"}},
        {"content": b'{"label": "\xff"}', "headers": {"Content-Type": "application/json"}},
        {"content": b""},
    ],
)
def test_a_request_that_is_none_is_malformed(client: TestClient, request_of: dict[str, Any]) -> None:
    assert problem(client.post("/v1/pools", **request_of), 400, "malformed")["problems"]


@pytest.mark.parametrize("kind", ["text/html", "image/png", "application/zip", "x", "text/\u1ea1".encode()])
def test_another_media_type_is_refused(client: TestClient, kind: str | bytes) -> None:
    problem(
        client.post("/v1/pools", content=b"x", headers={"Content-Type": kind}), 415, "unsupported-media-type"
    )


@pytest.mark.parametrize(
    ("name", "status"),
    [("../../ds.csv", 201), ("ds\r\nX: y.csv", 201), ('"ds".csv', 201), ("ds.csv\x00.exe", 422), ("", 400)],
)
def test_a_file_may_be_called_anything(client: TestClient, name: str, status: int) -> None:
    answer = client.post("/v1/pools", files={"file": (name, GOOD_CSV, CSV)}, data=WHERE)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"locality": "ha-tinh"}, "label"),
        ({"label": "x"}, "locality"),
        ({"label": "x", "locality": "Hà Tĩnh"}, "locality"),
        ({**WHERE, "kept_until": "mai"}, "kept_until"),
        ({**WHERE, "other": "x"}, "other"),
        ({**WHERE, "label": f"Danh sách của {AN[0].upper()}"}, "label"),
        ({**WHERE, "note": f"thêm {AN[0]}"}, "note"),
        ({**WHERE, "label": "x\u202e"}, "label"),
    ],
)
def test_what_is_said_of_a_pool_is_checked_too(client: TestClient, said: dict[str, str], where: str) -> None:
    body = problem(
        client.post("/v1/pools", files={"file": ("p.csv", GOOD_CSV, CSV)}, data=said), 422, "bad-input"
    )
    assert [p["where"] for p in body["problems"]] == [where]


def test_what_is_wrong_with_file_and_fields_is_told_at_once(client: TestClient) -> None:
    answer = client.post(
        "/v1/pools", files={"file": ("p.csv", b"Ngay sinh\nx", CSV)}, data={"label": "x" * 301}
    )
    found = {p["where"].partition(":")[0] for p in problem(answer, 422, "bad-input")["problems"]}
    assert found == {"label", "p.csv"}


def test_a_check_keeps_nothing(client: TestClient) -> None:
    before = _kept(client)
    answer = client.post("/v1/pools/check", files={"file": ("p.xlsx", GOOD, XLSX)})
    assert (answer.status_code, answer.json()["counts"]["people"]) == (200, 2)
    problem(client.post("/v1/pools/check", files={"file": ("p.pdf", b"%PDF", XLSX)}), 422, "bad-input")
    assert _kept(client) == before


def test_nothing_of_people_is_logged_or_put_into_a_temporary_file(
    client: TestClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file")

    monkeypatch.setattr("tempfile._TemporaryFileWrapper.__init__", refuse)
    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    caplog.set_level("DEBUG")
    wrong = GOOD_CSV.replace(b"Nam", b"Nan")
    long = GOOD_CSV + (b"," * 100 + b"\n") * 15_000
    statuses = []
    for content in (GOOD_CSV, wrong, long):
        answer = client.post("/v1/pools", files={"file": ("p.csv", content, CSV)}, data=WHERE)
        statuses.append(answer.status_code)
    which = client.get("/v1/pools").json()["items"][0]["id"]
    person = client.get(f"/v1/pools/{which}").json()["pool"]["people"][0]["id"]
    edits = {"changed": {person: {"sex": "x"}}}
    refused = client.patch(f"/v1/pools/{which}/people", json=edits, headers={"If-Match": '"1"'})
    assert ([*statuses, refused.status_code], AN[0] in caplog.text) == ([201, 422, 201, 422], False)
    assert person not in caplog.text
