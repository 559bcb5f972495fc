"""Every route of the service, and what one must be allowed to do for it: literal, so that none is forgotten.

A new route needs a row here: its method and path, and the permission (None: whoever is known). `body`: what a
route reads that would otherwise tell 422 before it tells 403. `thing`: makes what the path names, in another
locality, so that it is asked for from outside.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.access.caller import DEVELOPER
from app.access.roles import ROLES, May, Role
from app.main import create_app
from app.office import keys
from app.settings import Settings
from app.store import Store
from app.store.migrating import migrate
from app.store.sealed import Ring, new_key
from tests.app.access.callers import bearer, in_production, made, served

HERE, ELSEWHERE = "ha-tinh", "quang-binh"


def _user(store: Store) -> str:
    return made(store, Role.VIEWER, ELSEWHERE)


def _key(store: Store) -> str:
    return keys.make(store, DEVELOPER, _user(store), "", 1).key.id


@dataclass(frozen=True)
class Row:
    """What a route asks for."""

    may: May | None
    body: dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    thing: Callable[[Store], str] | None = None


ANYBODY = {
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("POST", "/v1/session"),
    ("DELETE", "/v1/session"),
    ("GET", "/docs"),
    ("GET", "/redoc"),
    ("GET", "/openapi.json"),
}
FIRST = {"If-Match": '"1"'}

ROUTES: dict[tuple[str, str], Row] = {
    ("GET", "/v1/me"): Row(None),
    ("PUT", "/v1/me/password"): Row(None),
    ("POST", "/v1/keys"): Row(None),
    ("GET", "/v1/keys"): Row(None),
    ("DELETE", "/v1/keys/{which}"): Row(None, thing=_key),
    ("POST", "/v1/users"): Row(May.ADMINISTER, {"name": "moi", "role": "viewer", "scope": HERE}),
    ("GET", "/v1/users"): Row(May.ADMINISTER),
    ("GET", "/v1/users/{which}"): Row(May.ADMINISTER, thing=_user),
    ("PATCH", "/v1/users/{which}"): Row(May.ADMINISTER, {"closed": True}, FIRST, _user),
    ("PUT", "/v1/users/{which}/password"): Row(May.ADMINISTER, {"password": "hoa mai trắng"}, thing=_user),
    ("GET", "/v1/trail"): Row(May.ADMINISTER),
    ("GET", "/v1/trail/head"): Row(May.ADMINISTER),
    ("GET", "/v1/rulebooks"): Row(May.READ),
    ("GET", "/v1/rulebooks/{name}"): Row(May.READ),
    ("POST", "/v1/audits"): Row(May.ASK),
    ("POST", "/v1/proposals"): Row(May.ASK),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('routes') / 'test.db'}", Ring([new_key()]))
    migrate(store.engine)
    yield store
    store.close()


@pytest.fixture(scope="module")
def client(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with served(store, in_production(tmp_path_factory.mktemp("state"))) as client:
        yield client


@pytest.fixture(scope="module")
def callers(store: Store) -> dict[Role, dict[str, str]]:
    return {role: bearer(store, role, HERE) for role in Role}


def _of(app: FastAPI) -> set[tuple[str, str]]:
    return {(m.upper(), path) for path, methods in app.openapi()["paths"].items() for m in methods}


def _asked(client: TestClient, method: str, path: str, row: Row, headers: dict[str, str], thing: str) -> int:
    for name in ("which", "name", "number"):
        path = path.replace(f"{{{name}}}", thing)
    return client.request(method, path, json=row.body, headers=row.headers | headers).status_code


def test_every_route_has_a_row(tmp_path: Path) -> None:
    app = create_app(Settings(state=tmp_path))
    hidden = {("GET", "/docs"), ("GET", "/redoc"), ("GET", "/openapi.json")}
    assert _of(app) | hidden == set(ROUTES) | ANYBODY


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_whoever_is_not_known_is_told_so(client: TestClient, method: str, path: str) -> None:
    row = ROUTES[method, path]
    wrong = {"Authorization": f"Bearer cck_{'0' * 12}_{'a' * 43}"}
    assert _asked(client, method, path, row, {}, "nope") == 401
    assert _asked(client, method, path, row, wrong, "nope") == 401


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_role_comes_as_far_as_its_permissions(
    client: TestClient, callers: dict[Role, dict[str, str]], method: str, path: str, role: Role
) -> None:
    row = ROUTES[method, path]
    status = _asked(client, method, path, row, callers[role], "nope")
    allowed = row.may is None or row.may in ROLES[role]
    assert (status == 403) is not allowed, f"{status}; 422 for a forbidden role: give the row a body"
    assert status not in {401, 500}


@pytest.mark.parametrize(("method", "path"), [place for place, row in ROUTES.items() if row.thing])
def test_what_lies_elsewhere_is_as_if_not_there(
    client: TestClient, store: Store, callers: dict[Role, dict[str, str]], method: str, path: str
) -> None:
    row = ROUTES[method, path]
    assert row.thing is not None
    assert _asked(client, method, path, row, callers[Role.ADMIN], row.thing(store)) == 404
    everywhere = bearer(store, Role.ADMIN)
    assert _asked(client, method, path, row, everywhere, row.thing(store)) < 300


def test_every_path_with_an_id_is_asked_for_from_elsewhere() -> None:
    shipped = {("GET", "/v1/rulebooks/{name}")}
    assert {place for place, row in ROUTES.items() if "{" in place[1] and row.thing is None} == shipped


@pytest.mark.parametrize(("method", "path"), sorted(ANYBODY))
def test_anybody_may_ask_for_the_rest(client: TestClient, method: str, path: str) -> None:
    body = {"name": "x", "password": "x"} if method == "POST" else None
    status = client.request(method, path, json=body).status_code
    assert status == (401 if method == "POST" else 204 if method == "DELETE" else 200)
