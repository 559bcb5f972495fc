import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from cocau.app.auth import authentication, caller
from cocau.app.auth.caller import DEVELOPER, Caller
from cocau.app.auth.credentials import IDLE_LIMIT, SESSION_LIMIT
from cocau.app.db.clock import now
from cocau.app.db.engine import Store
from cocau.app.db.models import ApiKey, AuditLogEntry, SessionRow
from cocau.app.main import create_app
from cocau.app.permissions import UserRole
from cocau.app.services import users
from cocau.app.settings import Settings
from tests.app.auth.callers import PASSWORD, in_production, key_of, made, served
from tests.app.client import LocalClient

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def client(store: Store, tmp_path: Path) -> Iterator[TestClient]:
    with served(store, in_production(tmp_path)) as client:
        yield client


@pytest.fixture
def unremembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request looks its caller up."""
    monkeypatch.setattr(caller, "CACHE_SECONDS", -1.0)


def _asks(client: TestClient, key: str) -> int:
    return client.get("/v1/me", headers={"Authorization": f"Bearer {key}"}).status_code


def _signed_in(client: TestClient, store: Store) -> str:
    user = made(store, UserRole.PLANNER, "ha-tinh", name="can-bo", password=PASSWORD)
    assert client.post("/v1/session", json={"name": "Can-Bo ", "password": PASSWORD}).status_code == 200
    return user


# --- keys ---


def test_a_key_is_known_until_it_is_revoked_in_this_process_at_once(client: TestClient, store: Store) -> None:
    made_key = users.create_key(store, DEVELOPER, made(store, UserRole.VIEWER), "", 1)
    assert _asks(client, made_key.text) == 200
    users.revoke_key(store, DEVELOPER, made_key.key.id)
    assert _asks(client, made_key.text) == 401


def test_only_a_look_at_the_database_is_made_in_another_thread(client: TestClient, store: Store) -> None:
    in_the_loop = []

    def noted(*given: Any) -> Caller:
        in_the_loop.append(asyncio._get_running_loop() is not None)
        return authentication.authenticate(*given)

    client.app.state.authenticate = noted  # type: ignore[attr-defined]
    key = key_of(store, made(store, UserRole.VIEWER))
    assert [_asks(client, key), _asks(client, key), _asks(client, "no key")] == [200, 200, 401]
    assert in_the_loop == [False, True, False]


def test_a_key_of_a_closed_user_opens_nothing(client: TestClient, store: Store) -> None:
    user = made(store, UserRole.VIEWER)
    key = key_of(store, user)
    assert _asks(client, key) == 200
    users.update_user(store, DEVELOPER, user, users.UserChange(closed=True), expected=1)
    assert _asks(client, key) == 401


def test_a_key_ends_on_its_day(client: TestClient, store: Store) -> None:
    key = key_of(store, made(store, UserRole.VIEWER))
    with store.writing() as session:
        session.exec(select(ApiKey)).one().expires_at = now()
    assert _asks(client, key) == 401


def test_a_change_of_role_shows_at_once(client: TestClient, store: Store) -> None:
    user = made(store, UserRole.VIEWER)
    headers = {"Authorization": f"Bearer {key_of(store, user)}"}
    assert client.get("/v1/users", headers=headers).status_code == 403
    users.update_user(store, DEVELOPER, user, users.UserChange(role=UserRole.ADMIN), expected=1)
    assert client.get("/v1/users", headers=headers).status_code == 200


def test_a_key_with_another_secret_is_nobodys(client: TestClient, store: Store) -> None:
    key = key_of(store, made(store, UserRole.VIEWER))
    assert _asks(client, key[:-1] + ("a" if key[-1] != "a" else "b")) == 401
    assert _asks(client, key + "x") == 401
    assert _asks(client, "") == 401
    assert client.get("/v1/me", headers={"Authorization": "Basic eDp4"}).status_code == 401


def test_nothing_that_opens_is_stored(client: TestClient, store: Store) -> None:
    _signed_in(client, store)
    made_key = users.create_key(store, DEVELOPER, made(store, UserRole.VIEWER), "", 1)
    with store.reading() as session:
        rows = [*session.exec(select(ApiKey)), *session.exec(select(SessionRow))]
    told = repr([row.model_dump() for row in rows])
    _, _, secret = made_key.text.split("_", 2)  # which may have the same sign in it
    assert secret not in told
    assert client.cookies["__Host-cocau"] not in told


@pytest.mark.usefixtures("unremembered")
def test_when_a_key_was_used_is_noted_once_a_minute(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = key_of(store, made(store, UserRole.VIEWER))

    def used() -> object:
        assert _asks(client, key) == 200
        with store.reading() as session:
            return session.exec(select(ApiKey.used_at)).one()

    first = used()
    assert first is not None
    assert used() == first
    monkeypatch.setattr(authentication, "LAST_USE_PRECISION", timedelta(0))
    assert used() != first


def test_one_look_up_serves_many_requests(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = key_of(store, made(store, UserRole.VIEWER))
    assert _asks(client, key) == 200
    monkeypatch.setattr(store, "reading", None)
    assert _asks(client, key) == 200


def test_what_is_read_before_a_change_is_not_remembered_after_it() -> None:
    remembered = caller.CallerCache()
    before = remembered.changes
    remembered.forget("usr_1")
    remembered.keep("digest", DEVELOPER, before)
    assert remembered.get("digest") is None


# --- sessions ---


def test_a_session_is_known_by_its_cookie_until_it_is_ended(client: TestClient, store: Store) -> None:
    user = _signed_in(client, store)
    assert client.get("/v1/me").json()["id"] == user
    cookie = client.cookies["__Host-cocau"]
    assert client.delete("/v1/session", headers=OURS).status_code == 204
    assert client.get("/v1/me", headers={"Cookie": f"__Host-cocau={cookie}"}).status_code == 401


def test_the_cookie_is_for_this_host_and_out_of_reach_of_scripts(client: TestClient, store: Store) -> None:
    made(store, UserRole.VIEWER, name="can-bo", password=PASSWORD)
    answer = client.post("/v1/session", json={"name": "can-bo", "password": PASSWORD})
    parts = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")[1:]}
    assert {"httponly", "secure", "samesite=lax", "path=/", "max-age=86400"} == parts


def test_signing_in_again_ends_the_session_before(client: TestClient, store: Store) -> None:
    _signed_in(client, store)
    first = client.cookies["__Host-cocau"]
    assert client.get("/v1/me").status_code == 200
    client.post("/v1/session", json={"name": "can-bo", "password": PASSWORD}, headers=OURS)
    assert client.cookies["__Host-cocau"] != first
    assert client.get("/v1/me").status_code == 200
    client.cookies.clear()
    assert client.get("/v1/me", headers={"Cookie": f"__Host-cocau={first}"}).status_code == 401


@pytest.mark.usefixtures("unremembered")
@pytest.mark.parametrize(("idle", "age"), [(IDLE_LIMIT, IDLE_LIMIT), (timedelta(), SESSION_LIMIT)])
def test_a_session_ends_by_itself(client: TestClient, store: Store, idle: timedelta, age: timedelta) -> None:
    _signed_in(client, store)
    assert client.get("/v1/me").status_code == 200
    with store.writing() as session:
        row = session.exec(select(SessionRow)).one()
        row.seen_at -= idle
        row.made_at -= age
        row.expires_at -= age
    assert client.get("/v1/me").status_code == 401


@pytest.mark.usefixtures("unremembered")
def test_a_session_in_use_goes_on(client: TestClient, store: Store) -> None:
    _signed_in(client, store)
    with store.writing() as session:
        row = session.exec(select(SessionRow)).one()
        row.seen_at -= IDLE_LIMIT - timedelta(minutes=5)
        before = row.seen_at
    assert client.get("/v1/me").status_code == 200
    with store.reading() as session:
        assert session.exec(select(SessionRow)).one().seen_at > before


def test_every_session_ends_with_the_password_and_with_the_user(client: TestClient, store: Store) -> None:
    user = _signed_in(client, store)
    change = {"old": PASSWORD, "new": "hoa sen hồng nở muộn"}
    assert client.put("/v1/me/password", json=change, headers=OURS).status_code == 204
    assert client.get("/v1/me").status_code == 401
    client.cookies.clear()
    client.post("/v1/session", json={"name": "can-bo", "password": change["new"]})
    assert client.get("/v1/me").status_code == 200
    users.update_user(store, DEVELOPER, user, users.UserChange(closed=True), expected=2)
    assert client.get("/v1/me").status_code == 401
    client.cookies.clear()
    assert client.post("/v1/session", json={"name": "can-bo", "password": change["new"]}).status_code == 401


def test_sign_ins_stand_in_the_trail_without_what_was_tried(client: TestClient, store: Store) -> None:
    user = _signed_in(client, store)
    client.cookies.clear()
    client.post("/v1/session", json={"name": "can-bo", "password": "sai mật khẩu rồi"})
    client.post("/v1/session", json={"name": "mat-khau-cua-toi", "password": "x"})
    with store.reading() as session:
        trail = [(t.actor, t.action, t.subject) for t in session.exec(select(AuditLogEntry)).all()]
    assert trail[1:] == [
        (user, "sign-in", user),
        ("nobody", "sign-in-failed", user),
        ("nobody", "sign-in-failed", "unknown"),
    ]


# --- the developer ---


def test_in_development_whoever_sits_at_the_machine_is_known(tmp_path: Path) -> None:
    with LocalClient(create_app(Settings(state=tmp_path))) as client:
        assert client.get("/v1/me").json()["id"] == "development"
        wrong: list[dict[str, str]] = [
            {"Authorization": "Bearer cck_wrong"},
            {"Cookie": "cocau=wrong"},
            {"X-Forwarded-For": "203.0.113.9"},
            {"Via": "1.1 proxy"},
        ]
        assert [client.get("/v1/me", headers=h).status_code for h in wrong] == [401] * 4


def test_in_development_other_machines_are_not(tmp_path: Path) -> None:
    with LocalClient(create_app(Settings(state=tmp_path)), client=("203.0.113.9", 1)) as client:
        assert client.get("/v1/me").status_code == 401


def test_in_development_other_names_are_not_answered(tmp_path: Path) -> None:
    others = ("evil.example", "localhost.evil.example", "evil.example:80", "localhost:x", "")
    with LocalClient(create_app(Settings(state=tmp_path))) as client:
        for host in others:
            answer = client.get("/healthz", headers={"Host": host})
            assert (answer.status_code, answer.json()["type"]) == (421, "urn:cocau:problem:misdirected")
        for name in ("localhost:8000", "127.0.0.1", "[::1]:8000", "[::1]"):
            assert client.get("/healthz", headers={"Host": name}).status_code == 200


def test_in_production_nobody_is_known_for_sitting_here(client: TestClient) -> None:
    assert client.get("/v1/me", headers={"Host": "localhost"}).status_code == 401
