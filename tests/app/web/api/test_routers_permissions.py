"""Every route of the service, and what one must be allowed to do for it: literal, so that none is forgotten.

A new route needs a row here: its method and path, and the permission (None: whoever is known). What is sent is
the first example of the route's description; `body`: for one without examples. `query`: what it needs besides.
`thing`: makes what the path names, in another locality, so that it is asked for from outside;
`THINGS` has it for most.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from cocau.app.db.engine import Store
from cocau.app.permissions import ROLE_PERMISSIONS, Permission, UserRole
from cocau.app.web.api.examples import build_commune
from cocau.app.web.field_selection import PART_TYPE
from tests.app.auth import resources
from tests.app.auth.callers import bearer, in_production, list_declared_permissions, list_role_cases, served
from tests.app.auth.resources import Thing, find_thing, list_hidden_marks, read_all_texts
from tests.app.web.statements import known_caller, list_differences, recorded_statements, replace_ids
from tests.databases import migrated

HERE, ELSEWHERE = "ha-tinh", "quang-binh"
LEAST_TELLING = 5
"""Routes that tell an administrator of people: fewer, and nothing was planted where it is looked for."""
MANY_FIELDS = 300
"""Fields of answers to a viewer: fewer, and little was there to be cut."""


@dataclass(frozen=True)
class Row:
    """What a route asks for."""

    may: Permission | None
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

THINGS = {
    "key_id": resources.key,
    "webhook_id": resources.webhook,
    "user_id": resources.user,
    "proposal_id": resources.proposal,
    "structure_plan_id": resources.structure,
    "programme_id": resources.programme,
    "sweep_id": resources.sweep,
    "study_id": resources.study,
    "estimate_id": resources.estimate,
    "council_id": resources.council,
    "scenario_id": resources.scenario,
    "table_id": resources.offers,
    "pool_id": resources.pool,
    "rulebook_id": resources.rulebook,
    "explanation_id": resources.explanation,
}
"""What the last id of a path names, where its row says nothing else."""

_ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/v1/me"): Row(None),
    ("PUT", "/v1/me/password"): Row(None),
    ("POST", "/v1/keys"): Row(None),
    ("GET", "/v1/keys"): Row(None),
    ("DELETE", "/v1/keys/{key_id}"): Row(None),
    ("POST", "/v1/webhooks"): Row(Permission.ADMINISTER, {"url": "https://nhan.example/cocau"}),
    ("GET", "/v1/webhooks"): Row(Permission.ADMINISTER),
    ("GET", "/v1/webhooks/{webhook_id}"): Row(Permission.ADMINISTER),
    ("PATCH", "/v1/webhooks/{webhook_id}"): Row(Permission.ADMINISTER, {"label": "x"}),
    ("DELETE", "/v1/webhooks/{webhook_id}"): Row(Permission.ADMINISTER),
    ("POST", "/v1/webhooks/{webhook_id}/secret"): Row(Permission.ADMINISTER),
    ("POST", "/v1/users"): Row(Permission.ADMINISTER, {"name": "moi", "role": "viewer", "scope": HERE}),
    ("GET", "/v1/users"): Row(Permission.ADMINISTER),
    ("GET", "/v1/users/{user_id}"): Row(Permission.ADMINISTER),
    ("PATCH", "/v1/users/{user_id}"): Row(Permission.ADMINISTER, {"closed": True}),
    ("DELETE", "/v1/users/{user_id}/second-factor"): Row(Permission.ADMINISTER),
    ("PUT", "/v1/users/{user_id}/password"): Row(Permission.ADMINISTER, {"password": "hoa mai trắng"}),
    ("POST", "/v1/proposals"): Row(Permission.ASK),
    ("GET", "/v1/proposals"): Row(Permission.READ),
    ("POST", "/v1/proposals/check"): Row(Permission.ASK),
    ("GET", "/v1/proposals/{proposal_id}"): Row(Permission.READ),
    ("DELETE", "/v1/proposals/{proposal_id}"): Row(Permission.ERASE),
    ("GET", "/v1/proposals/{proposal_id}/proposal"): Row(Permission.READ),
    ("GET", "/v1/proposals/{proposal_id}/best"): Row(Permission.SEE_PEOPLE),
    ("GET", "/v1/proposals/{proposal_id}/aggregate"): Row(Permission.READ),
    ("POST", "/v1/proposals/{proposal_id}/cancel"): Row(Permission.ASK),
    ("GET", "/v1/proposals/{proposal_id}/annex"): Row(Permission.SEE_PEOPLE),
    ("GET", "/v1/structure-plans/{structure_plan_id}/paper"): Row(Permission.SEE_PEOPLE),
    ("GET", "/v1/office"): Row(Permission.READ, query=f"?locality={HERE}"),
    ("PUT", "/v1/office"): Row(Permission.EDIT, query=f"?locality={HERE}"),
    ("GET", "/v1/office/templates/{layout}"): Row(Permission.READ, query=f"?locality={HERE}"),
    ("PUT", "/v1/office/templates/{layout}"): Row(Permission.EDIT, query=f"?locality={HERE}"),
    ("DELETE", "/v1/office/templates/{layout}"): Row(Permission.ERASE, query=f"?locality={HERE}"),
    ("POST", "/v1/office/templates/{layout}/check"): Row(Permission.ASK),
    ("GET", "/v1/directive-report"): Row(Permission.READ, query="?format=json"),
    ("GET", "/v1/proposals/{proposal_id}/papers"): Row(Permission.SEE_PEOPLE),
    ("GET", "/v1/proposals/{proposal_id}/papers/{kind}"): Row(Permission.SEE_PEOPLE, query="?format=json"),
    ("POST", "/v1/proposals/{proposal_id}/derived"): Row(Permission.ASK),
    ("GET", "/v1/proposals/{proposal_id}/lineage"): Row(Permission.READ),
    ("PATCH", "/v1/proposals/{proposal_id}"): Row(Permission.ASK, {"starred": True}),
    ("GET", "/v1/proposals/{proposal_id}/news"): Row(Permission.READ),
    ("POST", "/v1/proposals/{proposal_id}/adjusted"): Row(Permission.ASK, {"label": "x"}),
    ("POST", "/v1/proposals/{proposal_id}/slate-checks"): Row(Permission.ASK, {"steps": []}),
    ("GET", "/v1/proposals/{proposal_id}/edit"): Row(Permission.ASK),
    ("DELETE", "/v1/proposals/{proposal_id}/edit"): Row(Permission.ASK),
    ("POST", "/v1/proposals/{proposal_id}/edit/steps"): Row(
        Permission.ASK, {"expected": 0, "step": {"act": "out"}}
    ),
    ("POST", "/v1/proposals/{proposal_id}/edit/undo"): Row(Permission.ASK, {"expected": 0}),
    ("POST", "/v1/proposals/{proposal_id}/edit/redo"): Row(Permission.ASK, {"expected": 0}),
    ("POST", "/v1/proposals/{proposal_id}/edit/completion"): Row(Permission.ASK, {"expected": 0}),
    ("POST", "/v1/proposals/{proposal_id}/edit/proposal"): Row(Permission.ASK, {"expected": 0}),
    ("POST", "/v1/proposals/{proposal_id}/keep"): Row(Permission.ASK),
    ("POST", "/v1/proposals/{proposal_id}/drop"): Row(Permission.ASK),
    ("GET", "/v1/proposals/{proposal_id}/events"): Row(Permission.READ),
    ("POST", "/v1/proposals/{proposal_id}/approvals"): Row(
        Permission.APPROVE, {"decision": "approved", "digest": "0" * 64, "document": "1"}
    ),
    ("GET", "/v1/proposals/{proposal_id}/approvals"): Row(Permission.READ),
    ("POST", "/v1/programmes"): Row(Permission.ASK),
    ("POST", "/v1/programmes/folders"): Row(Permission.ASK),
    ("GET", "/v1/programmes"): Row(Permission.READ),
    ("GET", "/v1/programmes/{programme_id}"): Row(Permission.READ),
    ("DELETE", "/v1/programmes/{programme_id}"): Row(Permission.ERASE),
    ("GET", "/v1/programmes/{programme_id}/results"): Row(Permission.SEE_PEOPLE),
    ("GET", "/v1/programmes/{programme_id}/joint"): Row(Permission.SEE_PEOPLE),
    ("POST", "/v1/programmes/{programme_id}/cancel"): Row(Permission.ASK),
    ("POST", "/v1/programmes/{programme_id}/withdrawals"): Row(Permission.ASK),
    ("GET", "/v1/programmes/{programme_id}/withdrawal"): Row(
        Permission.SEE_PEOPLE, thing=resources.replanned
    ),
    ("POST", "/v1/sweeps"): Row(Permission.ASK),
    ("GET", "/v1/sweeps"): Row(Permission.READ),
    ("GET", "/v1/sweeps/{sweep_id}"): Row(Permission.READ),
    ("DELETE", "/v1/sweeps/{sweep_id}"): Row(Permission.ERASE),
    ("GET", "/v1/sweeps/{sweep_id}/results"): Row(Permission.SEE_PEOPLE),
    ("POST", "/v1/sweeps/{sweep_id}/cancel"): Row(Permission.ASK),
    ("POST", "/v1/studies"): Row(Permission.ASK),
    ("POST", "/v1/studies/folders"): Row(Permission.ASK),
    ("GET", "/v1/studies"): Row(Permission.READ),
    ("GET", "/v1/studies/{study_id}"): Row(Permission.READ),
    ("DELETE", "/v1/studies/{study_id}"): Row(Permission.ERASE),
    ("GET", "/v1/studies/{study_id}/results"): Row(Permission.SEE_PEOPLE),
    ("GET", "/v1/studies/{study_id}/summary"): Row(Permission.SEE_PEOPLE),
    ("GET", "/v1/studies/{study_id}/export.{form}"): Row(Permission.SEE_PEOPLE),
    ("POST", "/v1/studies/{study_id}/cancel"): Row(Permission.ASK),
    ("POST", "/v1/estimates"): Row(Permission.ASK),
    ("GET", "/v1/estimates"): Row(Permission.READ),
    ("GET", "/v1/estimates/{estimate_id}"): Row(Permission.READ),
    ("DELETE", "/v1/estimates/{estimate_id}"): Row(Permission.ERASE),
    ("GET", "/v1/estimates/{estimate_id}/results"): Row(Permission.READ),
    ("POST", "/v1/estimates/{estimate_id}/study"): Row(Permission.ASK),
    ("POST", "/v1/estimates/{estimate_id}/cancel"): Row(Permission.ASK),
    ("POST", "/v1/audits"): Row(Permission.ASK),
    ("GET", "/v1/councils"): Row(Permission.READ),
    ("POST", "/v1/councils"): Row(Permission.EDIT),
    ("GET", "/v1/councils/{council_id}"): Row(Permission.READ),
    ("PUT", "/v1/councils/{council_id}"): Row(Permission.EDIT),
    ("DELETE", "/v1/councils/{council_id}"): Row(Permission.ERASE),
    ("GET", "/v1/councils/{council_id}/versions"): Row(Permission.READ),
    ("GET", "/v1/councils/{council_id}/dossier"): Row(Permission.SEE_PEOPLE),
    ("PUT", "/v1/councils/{council_id}/dossier"): Row(Permission.EDIT),
    ("GET", "/v1/councils/{council_id}/dossier/versions"): Row(Permission.SEE_PEOPLE),
    ("POST", "/v1/councils/{council_id}/dossier/records"): Row(Permission.EDIT),
    ("GET", "/v1/councils/{council_id}/gates"): Row(Permission.READ),
    ("GET", "/v1/councils/{council_id}/calendar"): Row(Permission.READ),
    ("GET", "/v1/councils/{council_id}/calendar.ics"): Row(Permission.READ),
    ("GET", "/v1/councils/{council_id}/results"): Row(
        Permission.SEE_PEOPLE, thing=resources.council_with_results
    ),
    ("PUT", "/v1/councils/{council_id}/results"): Row(Permission.EDIT, thing=resources.council_with_results),
    ("GET", "/v1/councils/{council_id}/results/versions"): Row(Permission.SEE_PEOPLE),
    ("POST", "/v1/councils/{council_id}/results/file"): Row(
        Permission.EDIT, query=f"?proposal=prp_{'0' * 26}"
    ),
    ("GET", "/v1/councils/{council_id}/term"): Row(Permission.SEE_PEOPLE),
    ("PUT", "/v1/councils/{council_id}/term"): Row(Permission.EDIT, thing=resources.council_with_results),
    ("GET", "/v1/councils/{council_id}/term/versions"): Row(Permission.SEE_PEOPLE),
    ("GET", "/v1/scenarios"): Row(Permission.READ),
    ("POST", "/v1/scenarios"): Row(Permission.ASK),
    ("GET", "/v1/scenarios/{scenario_id}"): Row(Permission.SEE_PEOPLE),
    ("PUT", "/v1/scenarios/{scenario_id}"): Row(Permission.ASK),
    ("DELETE", "/v1/scenarios/{scenario_id}"): Row(Permission.ASK),
    ("GET", "/v1/scenarios/{scenario_id}/versions"): Row(Permission.READ),
    ("GET", "/v1/tables"): Row(Permission.READ),
    ("POST", "/v1/tables"): Row(Permission.EDIT),
    ("POST", "/v1/tables/audits"): Row(Permission.ASK),
    ("GET", "/v1/tables/{table_id}"): Row(Permission.SEE_PEOPLE),
    ("PUT", "/v1/tables/{table_id}"): Row(Permission.EDIT),
    ("DELETE", "/v1/tables/{table_id}"): Row(Permission.ERASE),
    ("GET", "/v1/tables/{table_id}/versions"): Row(Permission.READ),
    ("GET", "/v1/pools"): Row(Permission.READ),
    ("POST", "/v1/pools"): Row(Permission.EDIT),
    ("POST", "/v1/pools/check"): Row(Permission.ASK),
    ("GET", "/v1/pools/template.{form}"): Row(Permission.READ),
    ("GET", "/v1/pools/{pool_id}"): Row(Permission.READ),
    ("DELETE", "/v1/pools/{pool_id}"): Row(Permission.ERASE),
    ("GET", "/v1/pools/{pool_id}/export.{form}"): Row(Permission.SEE_PEOPLE),
    ("POST", "/v1/pools/{pool_id}/versions"): Row(Permission.EDIT, {"pool": build_commune()["pool"]}),
    ("GET", "/v1/pools/{pool_id}/versions"): Row(Permission.READ),
    ("PATCH", "/v1/pools/{pool_id}/people"): Row(Permission.EDIT, {"withdrawn": ["p001"]}),
    ("GET", "/v1/pools/{pool_id}/differences"): Row(Permission.SEE_PEOPLE, query="?from=1&to=1"),
    ("GET", "/v1/rulebooks"): Row(Permission.READ),
    ("POST", "/v1/rulebooks"): Row(Permission.EDIT),
    ("GET", "/v1/rulebooks/own"): Row(Permission.READ),
    ("GET", "/v1/rulebooks/{rulebook_id}"): Row(Permission.READ, thing=resources.rulebook),
    ("GET", "/v1/rulebooks/{rulebook_id}/text"): Row(Permission.READ),
    ("PUT", "/v1/rulebooks/{rulebook_id}"): Row(Permission.EDIT),
    ("DELETE", "/v1/rulebooks/{rulebook_id}"): Row(Permission.ERASE),
    ("GET", "/v1/rulebooks/{rulebook_id}/versions"): Row(Permission.READ),
    ("POST", "/v1/proposals/{proposal_id}/audit"): Row(Permission.SEE_PEOPLE),
    ("POST", "/v1/proposals/{proposal_id}/explanations"): Row(Permission.ASK),
    ("GET", "/v1/proposals/{proposal_id}/explanations"): Row(Permission.READ),
    ("GET", "/v1/proposals/{proposal_id}/explanations/{explanation_id}"): Row(Permission.READ),
    ("GET", "/v1/proposals/{proposal_id}/explanations/{explanation_id}/answer"): Row(Permission.SEE_PEOPLE),
    ("POST", "/v1/proposals/{proposal_id}/explanations/{explanation_id}/cancel"): Row(Permission.ASK),
    ("POST", "/v1/proposals/{proposal_id}/explanations/{explanation_id}/proof"): Row(Permission.ASK),
    ("GET", "/v1/proposals/{proposal_id}/explanations/{explanation_id}/proof"): Row(Permission.SEE_PEOPLE),
    ("GET", "/v1/proposals/{proposal_id}/explanations/{explanation_id}/proof/answer"): Row(
        Permission.SEE_PEOPLE
    ),
    ("GET", "/v1/proposals/{proposal_id}/explanations/{explanation_id}/proof/files"): Row(
        Permission.SEE_PEOPLE
    ),
    ("POST", "/v1/proposals/{proposal_id}/proof"): Row(Permission.ASK),
    ("GET", "/v1/proposals/{proposal_id}/proof"): Row(Permission.SEE_PEOPLE),
    ("GET", "/v1/proposals/{proposal_id}/proof/proposal"): Row(Permission.SEE_PEOPLE),
    ("GET", "/v1/proposals/{proposal_id}/proof/files"): Row(Permission.SEE_PEOPLE),
    ("POST", "/v1/rulebooks/{rulebook_id}/tests"): Row(Permission.ASK, thing=resources.rulebook),
    ("POST", "/v1/seats"): Row(Permission.ASK),
    ("POST", "/v1/seats/drafts"): Row(Permission.ASK),
    ("POST", "/v1/tables/{table_id}/plans"): Row(Permission.ASK),
    ("GET", "/v1/structure-plans"): Row(Permission.READ),
    ("GET", "/v1/structure-plans/{structure_plan_id}"): Row(Permission.READ),
    ("GET", "/v1/structure-plans/{structure_plan_id}/plan"): Row(Permission.SEE_PEOPLE),
    ("POST", "/v1/structure-plans/{structure_plan_id}/cancel"): Row(Permission.ASK),
    ("GET", "/v1/demo"): Row(None),
    ("GET", "/v1/demo/{name}"): Row(None),
    ("GET", "/v1/problems"): Row(None),
    ("GET", "/v1/problems/{code}"): Row(None),
    ("GET", "/v1/trail"): Row(Permission.ADMINISTER),
    ("GET", "/v1/trail/head"): Row(Permission.ADMINISTER),
}
ROUTES = {
    place: replace(row, thing=row.thing or find_thing(place[1], THINGS)) for place, row in _ROWS.items()
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
def callers(store: Store) -> dict[UserRole, dict[str, str]]:
    return {role: bearer(store, role, HERE) for role in UserRole}


@pytest.fixture(scope="module")
def everywhere(store: Store) -> dict[str, str]:
    """An administrator of every locality."""
    return bearer(store, UserRole.ADMIN)


def _of(app: FastAPI) -> set[tuple[str, str]]:
    return {(m.upper(), path) for path, methods in app.openapi()["paths"].items() for m in methods}


_PREFIXES = {
    "rulebooks": "rbk",
    "councils": "cnc",
    "tables": "tbl",
    "proposals": "prp",
    "programmes": "prg",
    "webhooks": "whk",
}


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
    return ask(client, method, path, headers, thing=thing, sent=sent).status_code


def ask(
    client: TestClient,
    method: str,
    path: str,
    headers: dict[str, str],
    *,
    thing: str = "",
    sent: bool = True,
    more: str = "",
) -> Response:
    row = ROUTES[method, path]
    query = row.query + (more and ("&" if row.query else "?") + more)
    body = (row.body or _example(client, method, path)) if sent else None
    first, _, second = (thing or _none_of(path)).partition(" ")
    given = {
        "form": "csv",
        "kind": "composition",
        "layout": "van-ban",
        "explanation_id": second or first,
        "code": "no-such-code",
    }
    filled = re.sub(r"\{(\w+)\}", lambda m: given.get(m[1], first), path)
    return client.request(method, filled + query, json=body, headers=FIRST | headers)


def test_every_route_has_a_row(client: TestClient) -> None:
    app = client.app
    assert isinstance(app, FastAPI)
    hidden = {("GET", "/docs"), ("GET", "/redoc"), ("GET", "/openapi.json")}
    assert _of(app) | hidden == set(ROUTES) | ANYBODY


def test_what_a_route_declares_is_what_its_row_says(client: TestClient) -> None:
    app = client.app
    assert isinstance(app, FastAPI)
    declared = {place: may for place, may in list_declared_permissions(app).items() if place in ROUTES}
    assert len(declared) > 3
    assert declared == {place: ROUTES[place].may for place in declared}


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_whoever_is_not_known_is_told_so(client: TestClient, method: str, path: str) -> None:
    wrong = {"Authorization": f"Bearer cck_{'0' * 12}_{'a' * 43}"}
    assert _asked(client, method, path, {}, sent=False) == 401
    assert _asked(client, method, path, wrong, sent=False) == 401


@pytest.mark.parametrize(
    ("method", "path", "role"), list_role_cases({place: row.may for place, row in ROUTES.items()})
)
def test_a_role_comes_as_far_as_its_permissions(
    client: TestClient, callers: dict[UserRole, dict[str, str]], method: str, path: str, role: UserRole
) -> None:
    row = ROUTES[method, path]
    allowed = row.may is None or row.may in ROLE_PERMISSIONS[role]
    status = _asked(client, method, path, callers[role], sent=not allowed)
    assert (status == 403) is not allowed, f"{status}; 422 for a forbidden role: give the row a body"
    assert status not in {401, 500}


@pytest.mark.parametrize(("method", "path"), [place for place, row in ROUTES.items() if row.thing])
def test_what_lies_elsewhere_is_as_if_not_there(
    client: TestClient,
    store: Store,
    callers: dict[UserRole, dict[str, str]],
    everywhere: dict[str, str],
    method: str,
    path: str,
) -> None:
    row = ROUTES[method, path]
    assert row.thing is not None
    thing = row.thing(store, ELSEWHERE)
    assert _asked(client, method, path, callers[UserRole.ADMIN], thing=thing) == 404
    assert _asked(client, method, path, everywhere, thing=thing) not in {401, 403, 404, 500}


def test_what_lies_elsewhere_takes_the_road_of_what_is_absent(client: TestClient, store: Store) -> None:
    """The same answer after the same statements: neither words nor time tell that it is there."""
    made: dict[Thing, str] = {}
    roads: dict[str, list[tuple[str, list[str]]]] = {}
    for (method, path), row in ROUTES.items():
        if method == "GET" and row.thing is not None:
            thing = made[row.thing] = made.get(row.thing) or row.thing(store, ELSEWHERE)
            for one in (thing, replace_ids(thing)):
                with known_caller(client, HERE), recorded_statements(store) as statements:
                    answer = ask(client, method, path, {}, thing=one, sent=False)
                assert answer.status_code == 404, path
                roads.setdefault(path, []).append((replace_ids(answer.text), [*statements]))
    assert list_differences(roads) == {}
    assert all(statements for road in roads.values() for _, statements in road)


def test_every_path_with_an_id_is_asked_for_from_elsewhere() -> None:
    no_thing = {
        ("GET", "/v1/pools/template.{form}"),
        ("GET", "/v1/demo/{name}"),
        ("GET", "/v1/problems/{code}"),
        *((method, "/v1/office/templates/{layout}") for method in ("GET", "PUT", "DELETE")),
        ("POST", "/v1/office/templates/{layout}/check"),
    }
    assert {place for place, row in ROUTES.items() if "{" in place[1] and row.thing is None} == no_thing


@pytest.mark.parametrize(("method", "path"), sorted(ANYBODY))
def test_anybody_may_ask_for_the_rest(client: TestClient, method: str, path: str) -> None:
    body = {"name": "x", "password": "x"} if method == "POST" else None
    status = client.request(method, path, json=body).status_code
    assert status == (401 if method == "POST" else 204 if method == "DELETE" else 200)


WHOLE = {
    resources.proposal: (resources.planned, resources.in_conflict),
    resources.explanation: (resources.ways_out, resources.way_found),
    resources.structure: (resources.structure_found,),
    resources.council: (
        resources.council_with_results,
        resources.council_with_pool,
        resources.council_with_dossier,
    ),
    resources.province: (resources.council_with_dossier,),
    resources.pool: (resources.pool_of_council,),
}
"""What is asked for in place of a thing that has nobody in it."""


def test_no_route_tells_a_viewer_what_is_hidden_of_people(
    client: TestClient, store: Store, callers: dict[UserRole, dict[str, str]]
) -> None:
    """Of made-up people whose words stand nowhere else; an administrator is told them by many routes."""
    told: dict[UserRole, dict[str, set[str]]] = {UserRole.VIEWER: {}, UserRole.ADMIN: {}}
    for path, thing in _list_readable(store):
        for role, found in told.items():
            answer = ask(client, "GET", path, callers[role], thing=thing, sent=False)
            assert answer.status_code != 500, path
            found.setdefault(path, set()).update(list_hidden_marks(read_all_texts(answer.content)))
    assert {path: marks for path, marks in told[UserRole.VIEWER].items() if marks} == {}
    assert sum(map(bool, told[UserRole.ADMIN].values())) > LEAST_TELLING


def _list_readable(store: Store) -> Iterator[tuple[str, str]]:
    """Every path that can be read, and what it is about: things with people in them."""
    for (method, path), row in ROUTES.items():
        if method == "GET":
            yield from ((path, thing) for thing in list_wholes(store, row))


_MADE: WeakKeyDictionary[Store, dict[Thing, str]] = WeakKeyDictionary()


def list_wholes(store: Store, row: Row) -> list[str]:
    """What a route is asked about: things with people in them, each made once."""
    made = _MADE.setdefault(store, {})
    for thing in (wholes := WHOLE.get(row.thing, (row.thing,)) if row.thing else ()):
        made[thing] = made.get(thing) or thing(store, HERE)
    return [made[thing] for thing in wholes] or [""]


def test_fields_show_of_every_answer_what_is_named_and_nothing_that_is_hidden(
    client: TestClient, store: Store, callers: dict[UserRole, dict[str, str]]
) -> None:
    """Every field of every route, in halves: to a viewer, whose answers are not those that are stored."""
    viewer = callers[UserRole.VIEWER]
    app: Any = client.app
    shown = 0
    for path, thing in _list_readable(store):
        described = app.openapi()["paths"][path]["get"].get("parameters", ())
        names = [n for p in described if p["name"] == "fields" for n in p["schema"]["items"]["enum"]]
        whole = ask(client, "GET", path, viewer, thing=thing, sent=False)
        if names and whole.status_code == 200:
            for half in filter(None, (names[::2], names[1::2])):
                more = f"fields={','.join(half)}"
                part = ask(client, "GET", path, viewer, thing=thing, sent=False, more=more)
                assert part.headers["content-type"] == PART_TYPE
                assert _list_rows(part.json()) == [
                    {k: v for k, v in row.items() if k in half} for row in _list_rows(whole.json())
                ], path
                shown += sum(map(len, _list_rows(part.json())[:1]))
            wrong = ask(client, "GET", path, viewer, thing=thing, sent=False, more="fields=id,no-such,x")
            assert (wrong.status_code, len(wrong.json()["problems"])) == (422, 2 + ("id" not in names)), path
            assert all(name in wrong.json()["problems"][0]["en"] for name in names), path
    assert shown > MANY_FIELDS


def _list_rows(answer: Any) -> list[dict[str, Any]]:
    """What fields are of: each row of a list or of a page, or the answer itself."""
    if isinstance(answer, dict) and answer.keys() == {"items", "next"}:
        return list(answer["items"])
    return answer if isinstance(answer, list) else [answer]
