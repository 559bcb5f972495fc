from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from cocau.app.db.engine import Store
from cocau.app.main import create_app
from cocau.app.permissions import UserRole
from cocau.app.settings import Settings
from cocau.app.web.middleware import HSTS, SECURITY_HEADERS, ResponseHeadersMiddleware
from tests.app.auth.callers import PASSWORD, bearer, in_production, key_of, made, served
from tests.app.client import LocalClient
from tests.databases import create_state


@pytest.fixture
def client(one_store: Store, tmp_path: Path) -> Iterator[TestClient]:
    with served(one_store, in_production(tmp_path, rate="3/hour", sign_in_rate="2/hour")) as client:
        yield client


@pytest.mark.parametrize("path", ["/v1/me", "/healthz", "/nowhere", "/docs"])
def test_every_answer_carries_them(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert {name: headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert headers["Strict-Transport-Security"] == HSTS
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "access-control-allow-origin" not in headers


def test_so_does_a_failure_of_ours(tmp_path: Path) -> None:
    app = create_app(Settings(state=create_state(tmp_path / "state")))

    @app.get("/v1/boom")
    def boom() -> None:
        raise RuntimeError

    with LocalClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/v1/boom")
    assert answer.status_code == 500
    assert {name: answer.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in answer.headers  # not where there is no TLS


def test_data_are_no_page_and_the_pages_run_only_what_is_theirs(client: TestClient) -> None:
    assert client.get("/v1/me").headers["Content-Security-Policy"].startswith("default-src 'none'; frame")
    page = client.get("/docs").headers["Content-Security-Policy"]
    assert "script-src 'self'" in page
    assert "http" not in page


def test_a_caller_is_told_what_is_left_and_when_to_come_again(client: TestClient, one_store: Store) -> None:
    one, two = bearer(one_store, UserRole.VIEWER), bearer(one_store, UserRole.VIEWER)
    answers = [client.get("/v1/me", headers=one) for _ in range(4)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429]
    assert [a.headers["RateLimit"].partition(";t=")[0] for a in answers] == [
        f'"rate";r={left}' for left in (2, 1, 0, 0)
    ]
    assert answers[-1].json()["type"] == "urn:cocau:problem:too-fast"
    assert answers[-1].headers["RateLimit-Policy"] == '"rate";q=3;w=3600'
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 3600
    assert client.get("/v1/me", headers=two).status_code == 200


def test_so_is_whoever_is_not_known(client: TestClient) -> None:
    assert [client.get("/v1/me").status_code for _ in range(4)] == [401, 401, 401, 429]


def test_names_cannot_be_guessed_at_and_a_right_password_is_no_guess(
    client: TestClient, one_store: Store
) -> None:
    made(one_store, UserRole.VIEWER, name="can-bo", password=PASSWORD)

    def tried(name: str, password: str) -> int:
        client.cookies.clear()
        return client.post("/v1/session", json={"name": name, "password": password}).status_code

    assert [tried("can-bo", PASSWORD) for _ in range(4)] == [200] * 4
    assert [tried(name, "x") for name in ("can-bo", " CAN-BO", "can-bo")] == [401, 401, 429]
    assert tried("can-bo", PASSWORD) == 429
    assert tried("ai-khac", "x") == 401


def test_nor_at_the_password_of_whoever_is_signed_in(one_store: Store, tmp_path: Path) -> None:
    user = made(one_store, UserRole.VIEWER, name="can-bo", password=PASSWORD)
    key = {"Authorization": f"Bearer {key_of(one_store, user)}"}
    with served(one_store, in_production(tmp_path, sign_in_rate="2/hour")) as client:

        def tried(old: str) -> int:
            sent = {"old": old, "new": "mưa nguồn chớp bể"}
            return client.put("/v1/me/password", json=sent, headers=key).status_code

        assert [tried("x"), tried(PASSWORD), tried("x"), tried("x"), tried("x")] == [409, 204, 409, 409, 429]


def test_a_session_asks_for_a_page_of_this_host(client: TestClient, one_store: Store) -> None:
    made(one_store, UserRole.ADMIN, name="can-bo", password=PASSWORD)
    sign_in = {"name": "can-bo", "password": PASSWORD}
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/v1/session", json=sign_in, headers=elsewhere).status_code == 403
    assert client.post("/v1/session", json=sign_in).status_code == 200
    answer = client.post("/v1/keys", json={}, headers=elsewhere)
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:cocau:problem:cross-site")
    assert client.post("/v1/keys", json={}, headers={"Origin": "https://testserver"}).status_code == 201


def test_a_developer_is_not_used_by_other_sites_either(tmp_path: Path) -> None:
    with LocalClient(create_app(Settings(state=create_state(tmp_path / "state")))) as client:
        body = {"name": "ai-do", "role": "admin", "scope": ""}
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
            assert client.post("/v1/users", json=body, headers=headers).status_code == 403
        assert client.post("/v1/users", json=body).status_code == 201


def test_a_route_that_will_go_says_since_when_until_when_and_what_to_use() -> None:
    goes = {"x-deprecated": {"since": "2027-01-01", "until": "2027-07-01", "use": "/v2/new"}}
    app = FastAPI()
    app.add_middleware(ResponseHeadersMiddleware, settings=Settings(env="production"))

    @app.get("/v1/old", deprecated=True, openapi_extra=goes)
    @app.get("/v1/new")
    def answer() -> str:
        return ""

    with LocalClient(app) as client:
        told, other = client.get("/v1/old").headers, client.get("/v1/new").headers
    assert (told["Deprecation"], told["Sunset"]) == ("@1798761600", "Thu, 01 Jul 2027 00:00:00 GMT")
    assert told["Link"] == '</v2/new>; rel="successor-version"'
    assert {"deprecation", "sunset", "link"} & {name.lower() for name in other} == set()
