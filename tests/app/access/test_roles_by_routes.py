"""Every route of the service, and what one must be allowed to do for it: literal, so that none is forgotten.

A new route needs a row here: its method and path, and the permission (None: whoever is known). What is sent is
the first example of the route's description; `body`: for one without examples. `query`: what it needs besides.
`thing`: makes what the path names, in another locality, so that it is asked for from outside.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from cocau.app.access.roles import ROLES, May, Role
from cocau.app.api.examples import commune
from cocau.app.store import Store
from tests.app.access import things
from tests.app.access.callers import bearer, in_production, served
from tests.app.access.things import Thing
from tests.databases import migrated

HERE, ELSEWHERE = "ha-tinh", "quang-binh"


@dataclass(frozen=True)
class Row:
    """What a route asks for."""

    may: May | None
    body: dict[str, Any] | None = None
    thing: Thing | None = None
    query: str = ""


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
    ("DELETE", "/v1/keys/{which}"): Row(None, thing=things.key),
    ("POST", "/v1/users"): Row(May.ADMINISTER, {"name": "moi", "role": "viewer", "scope": HERE}),
    ("GET", "/v1/users"): Row(May.ADMINISTER),
    ("GET", "/v1/users/{which}"): Row(May.ADMINISTER, thing=things.user),
    ("PATCH", "/v1/users/{which}"): Row(May.ADMINISTER, {"closed": True}, things.user),
    ("PUT", "/v1/users/{which}/password"): Row(May.ADMINISTER, {"password": "hoa mai trắng"}, things.user),
    ("POST", "/v1/proposals"): Row(May.ASK),
    ("GET", "/v1/proposals"): Row(May.READ),
    ("POST", "/v1/proposals/check"): Row(May.ASK),
    ("GET", "/v1/proposals/{which}"): Row(May.READ, thing=things.proposal),
    ("DELETE", "/v1/proposals/{which}"): Row(May.ERASE, thing=things.proposal),
    ("GET", "/v1/proposals/{which}/proposal"): Row(May.READ, thing=things.proposal),
    ("GET", "/v1/proposals/{which}/best"): Row(May.SEE_PEOPLE, thing=things.proposal),
    ("GET", "/v1/proposals/{which}/aggregate"): Row(May.READ, thing=things.proposal),
    ("POST", "/v1/proposals/{which}/cancel"): Row(May.ASK, thing=things.proposal),
    ("GET", "/v1/proposals/{which}/annex"): Row(May.SEE_PEOPLE, thing=things.proposal),
    ("POST", "/v1/proposals/{which}/derived"): Row(May.ASK, thing=things.proposal),
    ("GET", "/v1/proposals/{which}/lineage"): Row(May.READ, thing=things.proposal),
    ("GET", "/v1/proposals/{which}/events"): Row(May.READ, thing=things.proposal),
    ("POST", "/v1/proposals/{which}/approvals"): Row(
        May.APPROVE, {"decision": "approved", "digest": "0" * 64, "document": "1"}, things.proposal
    ),
    ("GET", "/v1/proposals/{which}/approvals"): Row(May.READ, thing=things.proposal),
    ("POST", "/v1/programmes"): Row(May.ASK),
    ("POST", "/v1/programmes/folders"): Row(May.ASK),
    ("GET", "/v1/programmes"): Row(May.READ),
    ("GET", "/v1/programmes/{which}"): Row(May.READ, thing=things.programme),
    ("DELETE", "/v1/programmes/{which}"): Row(May.ERASE, thing=things.programme),
    ("GET", "/v1/programmes/{which}/results"): Row(May.SEE_PEOPLE, thing=things.programme),
    ("GET", "/v1/programmes/{which}/joint"): Row(May.SEE_PEOPLE, thing=things.programme),
    ("POST", "/v1/programmes/{which}/cancel"): Row(May.ASK, thing=things.programme),
    ("POST", "/v1/programmes/{which}/withdrawals"): Row(May.ASK, thing=things.programme),
    ("GET", "/v1/programmes/{which}/withdrawal"): Row(May.SEE_PEOPLE, thing=things.replanned),
    ("POST", "/v1/sweeps"): Row(May.ASK),
    ("GET", "/v1/sweeps"): Row(May.READ),
    ("GET", "/v1/sweeps/{which}"): Row(May.READ, thing=things.sweep),
    ("DELETE", "/v1/sweeps/{which}"): Row(May.ERASE, thing=things.sweep),
    ("GET", "/v1/sweeps/{which}/results"): Row(May.SEE_PEOPLE, thing=things.sweep),
    ("POST", "/v1/sweeps/{which}/cancel"): Row(May.ASK, thing=things.sweep),
    ("POST", "/v1/audits"): Row(May.ASK),
    ("GET", "/v1/councils"): Row(May.READ),
    ("POST", "/v1/councils"): Row(May.EDIT),
    ("GET", "/v1/councils/{which}"): Row(May.READ, thing=things.council),
    ("PUT", "/v1/councils/{which}"): Row(May.EDIT, thing=things.council),
    ("DELETE", "/v1/councils/{which}"): Row(May.ERASE, thing=things.council),
    ("GET", "/v1/councils/{which}/versions"): Row(May.READ, thing=things.council),
    ("GET", "/v1/councils/{which}/dossier"): Row(May.SEE_PEOPLE, thing=things.council),
    ("PUT", "/v1/councils/{which}/dossier"): Row(May.EDIT, thing=things.council),
    ("GET", "/v1/councils/{which}/dossier/versions"): Row(May.SEE_PEOPLE, thing=things.council),
    ("POST", "/v1/councils/{which}/dossier/records"): Row(May.EDIT, thing=things.council),
    ("GET", "/v1/councils/{which}/gates"): Row(May.READ, thing=things.council),
    ("GET", "/v1/councils/{which}/calendar"): Row(May.READ, thing=things.council),
    ("GET", "/v1/councils/{which}/calendar.ics"): Row(May.READ, thing=things.council),
    ("GET", "/v1/scenarios"): Row(May.READ),
    ("POST", "/v1/scenarios"): Row(May.ASK),
    ("GET", "/v1/scenarios/{which}"): Row(May.SEE_PEOPLE, thing=things.scenario),
    ("PUT", "/v1/scenarios/{which}"): Row(May.ASK, thing=things.scenario),
    ("DELETE", "/v1/scenarios/{which}"): Row(May.ASK, thing=things.scenario),
    ("GET", "/v1/scenarios/{which}/versions"): Row(May.READ, thing=things.scenario),
    ("GET", "/v1/tables"): Row(May.READ),
    ("POST", "/v1/tables"): Row(May.EDIT),
    ("POST", "/v1/tables/audits"): Row(May.ASK),
    ("GET", "/v1/tables/{which}"): Row(May.READ, thing=things.offers),
    ("PUT", "/v1/tables/{which}"): Row(May.EDIT, thing=things.offers),
    ("DELETE", "/v1/tables/{which}"): Row(May.ERASE, thing=things.offers),
    ("GET", "/v1/tables/{which}/versions"): Row(May.READ, thing=things.offers),
    ("GET", "/v1/pools"): Row(May.READ),
    ("POST", "/v1/pools"): Row(May.EDIT),
    ("POST", "/v1/pools/check"): Row(May.ASK),
    ("GET", "/v1/pools/template.{form}"): Row(May.READ),
    ("GET", "/v1/pools/{pool}"): Row(May.READ, thing=things.pool),
    ("DELETE", "/v1/pools/{pool}"): Row(May.ERASE, thing=things.pool),
    ("GET", "/v1/pools/{pool}/export.{form}"): Row(May.SEE_PEOPLE, thing=things.pool),
    ("POST", "/v1/pools/{pool}/versions"): Row(May.EDIT, {"pool": commune()["pool"]}, things.pool),
    ("GET", "/v1/pools/{pool}/versions"): Row(May.READ, thing=things.pool),
    ("PATCH", "/v1/pools/{pool}/people"): Row(May.EDIT, {"withdrawn": ["p001"]}, things.pool),
    ("GET", "/v1/pools/{pool}/differences"): Row(May.SEE_PEOPLE, thing=things.pool, query="?from=1&to=1"),
    ("GET", "/v1/rulebooks"): Row(May.READ),
    ("POST", "/v1/rulebooks"): Row(May.EDIT),
    ("GET", "/v1/rulebooks/own"): Row(May.READ),
    ("GET", "/v1/rulebooks/{name}"): Row(May.READ, thing=things.rulebook),
    ("GET", "/v1/rulebooks/{which}/text"): Row(May.READ, thing=things.rulebook),
    ("PUT", "/v1/rulebooks/{which}"): Row(May.EDIT, thing=things.rulebook),
    ("DELETE", "/v1/rulebooks/{which}"): Row(May.ERASE, thing=things.rulebook),
    ("GET", "/v1/rulebooks/{which}/versions"): Row(May.READ, thing=things.rulebook),
    ("POST", "/v1/proposals/{which}/audit"): Row(May.SEE_PEOPLE, thing=things.proposal),
    ("POST", "/v1/proposals/{which}/explanations"): Row(May.ASK, thing=things.proposal),
    ("GET", "/v1/proposals/{which}/explanations"): Row(May.READ, thing=things.proposal),
    ("GET", "/v1/proposals/{which}/explanations/{one}"): Row(May.READ, thing=things.explanation),
    ("GET", "/v1/proposals/{which}/explanations/{one}/answer"): Row(May.SEE_PEOPLE, thing=things.explanation),
    ("POST", "/v1/proposals/{which}/explanations/{one}/cancel"): Row(May.ASK, thing=things.explanation),
    ("POST", "/v1/rulebooks/{name}/tests"): Row(May.ASK, thing=things.rulebook),
    ("POST", "/v1/seats"): Row(May.ASK),
    ("POST", "/v1/seats/drafts"): Row(May.ASK),
    ("POST", "/v1/tables/{which}/plans"): Row(May.ASK, thing=things.offers),
    ("GET", "/v1/structure-plans"): Row(May.READ),
    ("GET", "/v1/structure-plans/{which}"): Row(May.READ, thing=things.structure),
    ("GET", "/v1/structure-plans/{which}/plan"): Row(May.READ, thing=things.structure),
    ("POST", "/v1/structure-plans/{which}/cancel"): Row(May.ASK, thing=things.structure),
    ("GET", "/v1/demo"): Row(None),
    ("GET", "/v1/demo/{name}"): Row(None),
    ("GET", "/v1/problems"): Row(None),
    ("GET", "/v1/problems/{code}"): Row(None),
    ("GET", "/v1/trail"): Row(May.ADMINISTER),
    ("GET", "/v1/trail/head"): Row(May.ADMINISTER),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with migrated(tmp_path_factory.mktemp("routes")) as store:
        yield store


@pytest.fixture(scope="module")
def client(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with served(store, in_production(tmp_path_factory.mktemp("state"))) as client:
        yield client


@pytest.fixture(scope="module")
def callers(store: Store) -> dict[Role, dict[str, str]]:
    return {role: bearer(store, role, HERE) for role in Role}


def _of(app: FastAPI) -> set[tuple[str, str]]:
    return {(m.upper(), path) for path, methods in app.openapi()["paths"].items() for m in methods}


_PREFIXES = {"rulebooks": "rbk", "councils": "cnc", "tables": "tbl", "proposals": "prp", "programmes": "prg"}


def _none_of(path: str) -> str:
    """An id of the right shape that is nobody's."""
    noun = path.split("/")[2]
    return f"{_PREFIXES.get(noun, noun[:3])}_{'0' * 26}"


def _example(client: TestClient, method: str, path: str) -> Any:
    """What a route is shown to read."""
    app = client.app
    assert isinstance(app, FastAPI)
    content = app.openapi()["paths"][path][method.lower()].get("requestBody", {}).get("content", {})
    shown: dict[str, Any] = next((c["examples"] for c in content.values() if "examples" in c), {})
    example: dict[str, Any] = next(iter(shown.values()), {})
    if "$ref" in example:
        example = app.openapi()["components"]["examples"][example["$ref"].rsplit("/", 1)[-1]]
    return example.get("value")


def _asked(
    client: TestClient, method: str, path: str, headers: dict[str, str], *, thing: str = "", sent: bool = True
) -> int:
    row = ROUTES[method, path]
    body = (row.body or _example(client, method, path)) if sent else None
    first, _, second = (thing or _none_of(path)).partition(" ")
    given = {"form": "csv", "one": second or first, "code": "no-such-code"}
    filled = re.sub(r"\{(\w+)\}", lambda m: given.get(m[1], first), path)
    return client.request(method, filled + row.query, json=body, headers=FIRST | headers).status_code


def test_every_route_has_a_row(client: TestClient) -> None:
    app = client.app
    assert isinstance(app, FastAPI)
    hidden = {("GET", "/docs"), ("GET", "/redoc"), ("GET", "/openapi.json")}
    assert _of(app) | hidden == set(ROUTES) | ANYBODY


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_whoever_is_not_known_is_told_so(client: TestClient, method: str, path: str) -> None:
    wrong = {"Authorization": f"Bearer cck_{'0' * 12}_{'a' * 43}"}
    assert _asked(client, method, path, {}, sent=False) == 401
    assert _asked(client, method, path, wrong, sent=False) == 401


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_role_comes_as_far_as_its_permissions(
    client: TestClient, callers: dict[Role, dict[str, str]], method: str, path: str, role: Role
) -> None:
    row = ROUTES[method, path]
    allowed = row.may is None or row.may in ROLES[role]
    status = _asked(client, method, path, callers[role], sent=not allowed)
    assert (status == 403) is not allowed, f"{status}; 422 for a forbidden role: give the row a body"
    assert status not in {401, 500}


@pytest.mark.parametrize(("method", "path"), [place for place, row in ROUTES.items() if row.thing])
def test_what_lies_elsewhere_is_as_if_not_there(
    client: TestClient, store: Store, callers: dict[Role, dict[str, str]], method: str, path: str
) -> None:
    row = ROUTES[method, path]
    assert row.thing is not None
    thing = row.thing(store, ELSEWHERE)
    assert _asked(client, method, path, callers[Role.ADMIN], thing=thing) == 404
    everywhere = bearer(store, Role.ADMIN)
    assert _asked(client, method, path, everywhere, thing=thing) not in {401, 403, 404, 500}


def test_every_path_with_an_id_is_asked_for_from_elsewhere() -> None:
    no_thing = {
        ("GET", "/v1/pools/template.{form}"),
        ("GET", "/v1/demo/{name}"),
        ("GET", "/v1/problems/{code}"),
    }
    assert {place for place, row in ROUTES.items() if "{" in place[1] and row.thing is None} == no_thing


@pytest.mark.parametrize(("method", "path"), sorted(ANYBODY))
def test_anybody_may_ask_for_the_rest(client: TestClient, method: str, path: str) -> None:
    body = {"name": "x", "password": "x"} if method == "POST" else None
    status = client.request(method, path, json=body).status_code
    assert status == (401 if method == "POST" else 204 if method == "DELETE" else 200)
