"""Every route of the desk, and what one must be allowed to do for it: literal, so that none is forgotten.

A new route needs a row here: its method and path, and the permission (None: whoever is known). `form`: what is
sent, where a value may be made of a locality (as a `Thing`). `thing`: makes what the path names, one id for each
of its parameters in their order; `GIVEN` has the rest. `query`: what it needs besides. `refused`: what a role is
told that does not come in; 404 where it may not even know of the thing.
`file`: the field of a file, where one must be sent.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from cocau.app.access.roles import ROLES, May, Role
from cocau.app.access.sessions import cookie_name
from cocau.app.pages.route import Page
from cocau.app.store import Store
from tests.app.access import things
from tests.app.access.callers import PASSWORD, bearer, in_production, made, served
from tests.app.access.things import Thing
from tests.databases import migrated

HERE, INSIDE, ELSEWHERE = "ha-tinh", "ha-tinh/thach-ha", "quang-binh"
SAME = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
GIVEN = {"number": "1", "form": "json", "version": "1", "row": "1", "act": "withdrawn"}
FILE = ("x.csv", "Họ và tên,Ngày sinh,Giới tính,Khối\n".encode(), "text/csv")
GIVEN = {"number": "1", "form": "json", "version": "1", "row": "1", "act": "confidence"}


@dataclass(frozen=True)
class Row:
    """What a route asks for."""

    may: May | None
    thing: Thing | None = None
    form: dict[str, str | Thing] = field(default_factory=dict)
    query: str = ""
    refused: int = 403
    file: str = ""


ANYBODY = {
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("POST", "/sign-out"),
    ("POST", "/language"),
}

ROUTES: dict[tuple[str, str], Row] = {
    ("GET", "/"): Row(May.READ),
    ("GET", "/councils/{which}"): Row(May.READ, things.council),
    ("GET", "/councils/{which}/proposals"): Row(May.READ, things.council),
    ("POST", "/councils/{which}/proposals"): Row(May.ASK, things.council, {"pool": things.pool}),
    ("GET", "/councils/{which}/gates"): Row(May.READ, things.council, query="?on=2021-03-01"),
    ("GET", "/councils/{which}/calendar"): Row(May.READ, things.council),
    ("GET", "/councils/{which}/gates/record"): Row(May.EDIT, things.council, query="?step=structure-plan"),
    ("POST", "/councils/{which}/gates/record"): Row(
        May.EDIT,
        things.council,
        {"step": "structure-plan", "on": "2021-01-20", "by": "Thường trực", "content": "Dự kiến"},
    ),
    ("GET", "/councils/{which}/people"): Row(May.SEE_PEOPLE, things.council_with_pool),
    ("POST", "/pools/upload"): Row(May.EDIT, form={"about": things.council}, file="file"),
    ("POST", "/pools/upload/{which}"): Row(
        May.EDIT, things.pool_of_council, query="?expected=1", file="file"
    ),
    ("GET", "/pools/{which}"): Row(May.SEE_PEOPLE, things.pool_of_council),
    ("POST", "/pools/{which}/find"): Row(May.SEE_PEOPLE, things.pool_of_council, {"q": "Nguyễn"}),
    ("GET", "/pools/{which}/versions"): Row(May.SEE_PEOPLE, things.pool_of_council),
    ("GET", "/pools/{which}/new"): Row(May.EDIT, things.pool_of_council),
    ("POST", "/pools/{which}/new"): Row(May.EDIT, things.pool_of_council, {"name": "Nguyễn Văn Mới"}),
    ("GET", "/pools/{which}/{version}/{row}"): Row(May.SEE_PEOPLE, things.pool_of_council),
    ("POST", "/pools/{which}/{version}/{row}"): Row(May.EDIT, things.pool_of_council, {"note": "x"}),
    ("POST", "/pools/{which}/{version}/{row}/{act}"): Row(
        May.EDIT, things.pool_of_council, {"withdrawn": "yes"}
    ),
    ("POST", "/pools/{which}/erase"): Row(May.ERASE, things.pool_to_erase, {"expected": "1"}),
    ("GET", "/councils/{which}/rules"): Row(May.READ, things.council),
    ("GET", "/councils/{which}/compare"): Row(May.SEE_PEOPLE, things.council),
    ("GET", "/programmes"): Row(May.READ),
    ("POST", "/programmes"): Row(May.ASK, file="file"),
    ("GET", "/programmes/{which}"): Row(May.READ, things.programme),
    ("GET", "/programmes/{which}/progress"): Row(May.READ, things.programme),
    ("POST", "/programmes/{which}/stop"): Row(May.ASK, things.programme),
    ("POST", "/programmes/{which}/erase"): Row(May.ERASE, things.programme),
    ("GET", "/programmes/{which}/people"): Row(May.ASK, things.programme),
    ("POST", "/programmes/{which}/people"): Row(May.ASK, things.programme, {"words": "Nguyễn"}),
    ("POST", "/programmes/{which}/withdrawals"): Row(May.ASK, things.programme, {"withdrawn": "x"}),
    ("GET", "/councils/{which}/scenarios"): Row(May.SEE_PEOPLE, things.council),
    ("POST", "/councils/{which}/scenarios"): Row(May.ASK, things.council, {"name": "Nhiều nữ hơn"}),
    ("GET", "/scenarios/{which}"): Row(May.SEE_PEOPLE, things.scenario),
    ("POST", "/scenarios/{which}"): Row(May.ASK, things.scenario, {"name": "x", "version": "1"}),
    ("POST", "/scenarios/{which}/preview"): Row(May.SEE_PEOPLE, things.scenario, {"name": "x"}),
    ("POST", "/scenarios/{which}/people"): Row(May.SEE_PEOPLE, things.scenario, {"look": "Nguyễn"}),
    ("GET", "/scenarios/{which}/ranges"): Row(May.SEE_PEOPLE, things.scenario),
    ("POST", "/scenarios/{which}/ranges"): Row(May.ASK, things.scenario),
    ("POST", "/scenarios/{which}/erase"): Row(May.ERASE, things.scenario_to_erase, {"version": "1"}),
    ("GET", "/proposals/{which}"): Row(May.READ, things.planned),
    ("GET", "/proposals/{which}/progress"): Row(May.READ, things.planned),
    ("POST", "/proposals/{which}/stop"): Row(May.ASK, things.planned),
    ("GET", "/proposals/{which}/conflict"): Row(May.SEE_PEOPLE, things.in_conflict),
    ("POST", "/proposals/{which}/conflict/ways"): Row(May.ASK, things.in_conflict),
    ("GET", "/proposals/{which}/conflict/ways/{one}"): Row(May.SEE_PEOPLE, things.ways_out),
    ("POST", "/proposals/{which}/conflict/ways/{one}/take"): Row(May.ASK, things.ways_out, {"number": "2"}),
    ("POST", "/proposals/{which}/conflict/ways/{one}/show"): Row(May.ASK, things.ways_out, {"number": "1"}),
    ("GET", "/proposals/{which}/conflict/shown/{one}"): Row(May.SEE_PEOPLE, things.way_shown),
    ("POST", "/proposals/{which}/conflict/others"): Row(May.ASK, things.in_conflict),
    ("GET", "/proposals/{which}/conflict/others/{one}"): Row(May.SEE_PEOPLE, things.conflicts_asked),
    ("POST", "/proposals/{which}/conflict/reason"): Row(May.EDIT, things.in_conflict, {"reason": "x"}),
    ("GET", "/councils/{which}/structure"): Row(May.READ, things.council),
    ("POST", "/councils/{which}/structure"): Row(May.EDIT, things.council),
    ("POST", "/councils/{which}/structure/audit"): Row(May.ASK, things.council),
    ("GET", "/tables/{which}"): Row(May.READ, things.offers),
    ("POST", "/tables/{which}"): Row(May.EDIT, things.offers),
    ("POST", "/tables/{which}/organisations"): Row(May.EDIT, things.offers),
    ("POST", "/tables/{which}/profiles"): Row(May.EDIT, things.offers),
    ("POST", "/tables/{which}/remove"): Row(May.EDIT, things.offers),
    ("POST", "/tables/{which}/plans"): Row(May.ASK, things.offers),
    ("GET", "/tables/{which}/plans/{one}"): Row(May.READ, things.structure_of_table),
    ("GET", "/tables/{which}/plans/{one}/workbook"): Row(May.READ, things.structure_of_table),
    ("GET", "/proposals/{which}/chamber"): Row(May.SEE_PEOPLE, things.planned),
    ("GET", "/proposals/{which}/rules"): Row(May.SEE_PEOPLE, things.planned),
    ("GET", "/proposals/{which}/annex.{form}"): Row(May.SEE_PEOPLE, things.planned),
    ("GET", "/proposals/{which}/people"): Row(May.SEE_PEOPLE, things.planned),
    ("POST", "/proposals/{which}/people"): Row(May.SEE_PEOPLE, things.planned, {"words": "Nguyễn"}),
    ("GET", "/proposals/{which}/people/{number}"): Row(May.SEE_PEOPLE, things.planned),
    ("POST", "/proposals/{which}/answers"): Row(May.ASK, things.planned, {"asked": "outcomes"}),
    ("GET", "/proposals/{which}/answers/{one}"): Row(May.SEE_PEOPLE, things.explanation),
    ("POST", "/proposals/{which}/answers/{one}/stop"): Row(May.ASK, things.explanation),
    ("GET", "/proposals/{which}/approval"): Row(May.READ, things.planned),
    ("POST", "/proposals/{which}/approval"): Row(
        May.APPROVE, things.planned, {"decision": "returned", "digest": "0" * 64}
    ),
    ("GET", "/account"): Row(None),
    ("POST", "/account/password"): Row(None, form={"old": "x", "new": PASSWORD, "again": PASSWORD}),
    ("POST", "/account/keys"): Row(None, form={"label": "máy chủ"}),
    ("POST", "/account/keys/{which}/revoke"): Row(May.ADMINISTER, things.key, refused=404),
    ("GET", "/users"): Row(May.ADMINISTER),
    ("POST", "/users"): Row(May.ADMINISTER, form={"name": "nguoi-moi", "role": "viewer", "scope": HERE}),
    ("GET", "/users/{which}"): Row(May.ADMINISTER, things.user),
    ("POST", "/users/{which}"): Row(May.ADMINISTER, things.user, {"role": "viewer", "scope": INSIDE}),
    ("POST", "/users/{which}/closed"): Row(May.ADMINISTER, things.user, {"closed": "true", "expected": "1"}),
    ("POST", "/users/{which}/password"): Row(May.ADMINISTER, things.user, {"password": PASSWORD}),
    ("POST", "/users/{which}/keys/{key}/revoke"): Row(May.ADMINISTER, things.user_with_key),
    ("GET", "/trail"): Row(May.ADMINISTER, query="?check=true"),
}
WITH_A_THING = [place for place, row in ROUTES.items() if row.thing]
FORMS = [place for place in ROUTES if place[0] == "POST"]


@dataclass(frozen=True)
class Desk:
    """The service in production, and what its callers send to be known."""

    client: TestClient
    store: Store
    callers: dict[Role, dict[str, str]]
    everywhere: dict[str, str]
    made: dict[tuple[Thing, str], str] = field(default_factory=dict)

    def one(self, thing: Thing, locality: str) -> str:
        """What is named, made once in each locality."""
        if (thing, locality) not in self.made:
            self.made[thing, locality] = thing(self.store, locality)
        return self.made[thing, locality]

    def ask(self, method: str, path: str, headers: dict[str, str], locality: str = INSIDE) -> tuple[int, str]:
        """Status and text of the answer."""
        row = ROUTES[method, path]
        ids = iter([] if row.thing is None else self.one(row.thing, locality).split())
        filled = re.sub(r"\{(\w+)\}", lambda m: GIVEN.get(m[1]) or next(ids), path)
        sent = {k: v if isinstance(v, str) else self.one(v, locality) for k, v in row.form.items()}
        given: dict[str, Any] = {"data": sent} if method == "POST" else {}
        if row.file:
            given["files"] = {row.file: ("nguồn.csv", b"id\n")}
        answer = self.client.request(
            method, filled + row.query, headers=SAME | headers, follow_redirects=False, **given
        )
        return answer.status_code, answer.text


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    settings = in_production(tmp_path_factory.mktemp("state"))
    with (
        migrated(tmp_path_factory.mktemp("pages")) as store,
        served(store, settings) as client,
    ):
        client.app.state.line.submit = lambda _: None  # type: ignore[attr-defined]  # what is asked for stays so
        yield Desk(
            client, store, {role: bearer(store, role, HERE) for role in Role}, bearer(store, Role.ADMIN)
        )


@pytest.fixture(scope="module")
def signed_in(desk: Desk) -> dict[str, str]:
    """The cookie of an administrator who signed in on the desk."""
    made(desk.store, Role.ADMIN, HERE, name="quan-tri", password=PASSWORD)
    form = {"name": "quan-tri", "password": PASSWORD}
    answer = desk.client.post("/sign-in", data=form, headers=SAME, follow_redirects=False)
    name = cookie_name(_app(desk).state.settings)
    cookie = answer.cookies[name]
    desk.client.cookies.clear()  # whoever sends no cookie is not signed in
    return {"Cookie": f"{name}={cookie}"}


def _app(desk: Desk) -> FastAPI:
    app = desk.client.app
    assert isinstance(app, FastAPI)
    return app


def test_every_page_has_a_row(desk: Desk) -> None:
    pages = {
        (method, context.path)
        for context in iter_route_contexts(_app(desk).routes)
        if isinstance(context.original_route, Page)
        for method in context.methods or ()
    }
    assert pages == set(ROUTES) | ANYBODY
    named = {place for place in ROUTES if "{" in place[1]}
    assert named == set(WITH_A_THING), "what a path names is asked for from elsewhere too"


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_whoever_is_not_known_is_asked_to_sign_in(desk: Desk, method: str, path: str) -> None:
    wrong = {"Authorization": f"Bearer cck_{'0' * 12}_{'a' * 43}"}
    for headers in ({}, wrong):
        status, text = desk.ask(method, path, headers)
        assert status == 401
        assert '<form method="post" action="/sign-in"' in text


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_role_comes_as_far_as_its_permissions(desk: Desk, method: str, path: str, role: Role) -> None:
    row = ROUTES[method, path]
    allowed = row.may is None or row.may in ROLES[role]
    status, text = desk.ask(method, path, desk.callers[role])
    assert (status == row.refused) is not allowed, f"{status}; 422 for a forbidden role: give the row a form"
    assert allowed is (status not in {401, 403, 404}), text
    assert status < 500, text


@pytest.mark.parametrize(("method", "path"), WITH_A_THING)
def test_what_lies_elsewhere_is_as_if_not_there(desk: Desk, method: str, path: str) -> None:
    assert desk.ask(method, path, desk.callers[Role.ADMIN], ELSEWHERE)[0] == 404
    assert desk.ask(method, path, desk.everywhere, ELSEWHERE)[0] not in {401, 403, 404, 500}


@pytest.mark.parametrize(("method", "path"), FORMS)
def test_a_form_of_another_site_is_refused(
    desk: Desk, signed_in: dict[str, str], method: str, path: str
) -> None:
    for headers in (signed_in, {}):
        status, text = desk.ask(method, path, headers | {"Sec-Fetch-Site": "cross-site"})
        assert status == 403, text
        assert "<form" not in text.partition("<main")[2], "what another site sent does not wait for a click"
