"""Every route of the desk, and what one must be allowed to do for it: literal, so that none is forgotten.

A new route needs a row here: its method and path, and the permission (None: whoever is known). `form`: what is
sent, where a value may be made of a locality (as a `Thing`). `thing`: makes what the path names, one id for each
of its parameters in their order (`THINGS` for most); `GIVEN` has the rest. `query`: what it needs besides. `refused`: what a role is
told that does not come in; 404 where it may not even know of the thing.
`file`: the field of a file, where one must be sent.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from httpx2 import Response

from cocau.app.db.engine import Store
from cocau.app.permissions import ROLE_PERMISSIONS, Permission, UserRole
from cocau.app.web.desk.page_route import PageRoute
from tests.app.auth import resources
from tests.app.auth.callers import (
    PASSWORD,
    bearer,
    in_production,
    list_declared_permissions,
    list_role_cases,
    made,
    served,
)
from tests.app.auth.resources import Thing, find_thing, list_hidden_marks, read_all_texts
from tests.app.web.statements import known_caller, list_differences, recorded_statements, replace_ids
from tests.databases import migrated

HERE, INSIDE, ELSEWHERE = "ha-tinh", "ha-tinh/thach-ha", "quang-binh"
OF_A_DIRECTIVE = {"/councils/{council_id}/gates/appointments"}
"""Pages on what only the directive of HERE asks for."""
SAME = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
FILE = ("x.csv", "Họ và tên,Ngày sinh,Giới tính,Khối\n".encode(), "text/csv")
GIVEN = {
    "key": "people",
    "number": "1",
    "annex_format": "json",
    "kind": "composition",
    "paper_format": "json",
    "version": "1",
    "row": "1",
    "act": "confidence",
    "form": "csv",
}


@dataclass(frozen=True)
class Row:
    """What a route asks for."""

    may: Permission | None
    form: dict[str, str | Thing] = field(default_factory=dict)
    thing: Thing | None = None
    query: str = ""
    refused: int = 403
    file: str = ""


ANYBODY = {
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("POST", "/sign-in/code"),
    ("GET", "/sign-in/provider"),
    ("GET", "/sign-in/provider/callback"),
    ("GET", "/sign-in/provider/end"),
    ("POST", "/sign-in/second-factor"),
    ("POST", "/sign-out"),
    ("POST", "/language"),
    ("POST", "/guide"),
    ("GET", "/first-run"),
    ("POST", "/first-run"),
}

THINGS = {
    "council_id": resources.council,
    "pool_id": resources.pool_of_council,
    "programme_id": resources.programme,
    "study_id": resources.study,
    "estimate_id": resources.estimate,
    "scenario_id": resources.scenario,
    "proposal_id": resources.planned,
    "explanation_id": resources.ways_out,
    "table_id": resources.offers,
    "plan_id": resources.structure_of_table,
    "scan_id": resources.scan_of_council,
    "key_id": resources.key,
    "user_id": resources.user,
}
"""What the last id of a path names, where its row says nothing else."""

_ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/"): Row(Permission.READ),
    ("GET", "/archive"): Row(Permission.READ),
    ("GET", "/help/{key}"): Row(Permission.READ),
    ("POST", "/palette"): Row(Permission.READ, form={"council": resources.council, "q": "lich"}),
    ("GET", "/councils/new"): Row(Permission.EDIT),
    ("POST", "/councils/new"): Row(Permission.EDIT, {"act": "unit"}),
    ("GET", "/councils/{council_id}/edit"): Row(Permission.EDIT),
    ("POST", "/councils/{council_id}/edit"): Row(Permission.EDIT, {"act": "unit"}),
    ("GET", "/councils/{council_id}/facts"): Row(Permission.READ),
    ("POST", "/councils/{council_id}/archive"): Row(Permission.EDIT, {"archived": "true"}),
    ("GET", "/councils/{council_id}"): Row(Permission.READ),
    ("GET", "/councils/{council_id}/proposals"): Row(Permission.READ),
    ("POST", "/councils/{council_id}/proposals"): Row(Permission.ASK, {"pool": resources.pool}),
    ("GET", "/councils/{council_id}/gates"): Row(Permission.READ, query="?on=2021-03-01"),
    ("GET", "/councils/{council_id}/calendar"): Row(Permission.READ),
    ("GET", "/councils/{council_id}/gates/record"): Row(Permission.EDIT, query="?step=structure-plan"),
    ("POST", "/councils/{council_id}/gates/record"): Row(
        Permission.EDIT,
        {"step": "structure-plan", "on": "2021-01-20", "by": "Thường trực", "content": "Dự kiến"},
    ),
    ("GET", "/councils/{council_id}/gates/appointments"): Row(Permission.EDIT, thing=resources.province),
    ("POST", "/councils/{council_id}/gates/appointments"): Row(
        Permission.EDIT, {"0.person": "Trần Văn Ví Dụ", "0.post": "Giám đốc"}, thing=resources.province
    ),
    ("POST", "/scans/of/{council_id}"): Row(Permission.EDIT, {"step": "structure-plan"}, file="file"),
    ("GET", "/scans/{scan_id}"): Row(Permission.SEE_PEOPLE),
    ("POST", "/scans/{scan_id}/remove"): Row(Permission.ERASE),
    ("GET", "/councils/{council_id}/results"): Row(Permission.SEE_PEOPLE),
    ("GET", "/councils/{council_id}/results/edit"): Row(
        Permission.EDIT, thing=resources.council_with_results
    ),
    ("POST", "/councils/{council_id}/results/edit"): Row(
        Permission.EDIT, {"expected": "1"}, thing=resources.council_with_results
    ),
    ("GET", "/councils/{council_id}/results/blank.{form}"): Row(
        Permission.SEE_PEOPLE, thing=resources.council_with_results
    ),
    ("POST", "/councils/{council_id}/results/file"): Row(
        Permission.EDIT, {"expected": "1"}, thing=resources.council_with_results, file="file"
    ),
    ("GET", "/councils/{council_id}/term"): Row(Permission.SEE_PEOPLE),
    ("POST", "/councils/{council_id}/term"): Row(
        Permission.EDIT, {"act": "days", "expected": "0"}, thing=resources.council_with_results
    ),
    ("GET", "/councils/{council_id}/people"): Row(Permission.SEE_PEOPLE, thing=resources.council_with_pool),
    ("POST", "/pools/upload"): Row(Permission.EDIT, {"about": resources.council}, file="file"),
    ("POST", "/pools/upload/check"): Row(
        Permission.EDIT, {"about": resources.council, "text": "Họ và tên\tNgày sinh"}
    ),
    ("POST", "/pools/upload/document"): Row(Permission.EDIT, {"pool": resources.pool, "document": ""}),
    ("POST", "/pools/upload/{pool_id}"): Row(Permission.EDIT, query="?expected=1", file="file"),
    ("GET", "/pools/{pool_id}"): Row(Permission.SEE_PEOPLE),
    ("POST", "/pools/{pool_id}/find"): Row(Permission.SEE_PEOPLE, {"q": "Nguyễn"}),
    ("GET", "/pools/{pool_id}/versions"): Row(Permission.SEE_PEOPLE),
    ("GET", "/pools/{pool_id}/new"): Row(Permission.EDIT),
    ("POST", "/pools/{pool_id}/new"): Row(Permission.EDIT, {"name": "Nguyễn Văn Mới"}),
    ("POST", "/pools/{pool_id}/{version}/cells"): Row(Permission.EDIT, {"cell-1-work_place": "x"}),
    ("POST", "/pools/{pool_id}/{version}/cells/check"): Row(Permission.EDIT, {"cell-1-work_place": "x"}),
    ("POST", "/pools/{pool_id}/{version}/withdrawals"): Row(Permission.EDIT, {"rows": "1"}),
    ("GET", "/pools/{pool_id}/{version}/{row}"): Row(Permission.SEE_PEOPLE),
    ("POST", "/pools/{pool_id}/{version}/{row}"): Row(Permission.EDIT, {"note": "x"}),
    ("POST", "/pools/{pool_id}/{version}/{row}/{act}"): Row(Permission.EDIT, {"withdrawn": "yes"}),
    ("POST", "/pools/{pool_id}/erase"): Row(Permission.ERASE, {"expected": "1"}, resources.pool_to_erase),
    ("GET", "/councils/{council_id}/rules"): Row(Permission.READ),
    ("GET", "/councils/{council_id}/rules/local"): Row(Permission.EDIT),
    ("POST", "/councils/{council_id}/rules/local"): Row(
        Permission.EDIT,
        {
            "act": "save",
            "group": "women",
            "number": "1",
            "bound": "at_least",
            "issuer": "x",
            "title": "x",
            "quote": "x",
        },
    ),
    ("GET", "/councils/{council_id}/compare"): Row(Permission.SEE_PEOPLE),
    ("GET", "/report"): Row(Permission.READ),
    ("GET", "/report/report.{paper_format}"): Row(Permission.READ),
    ("GET", "/studies"): Row(Permission.READ),
    ("POST", "/studies"): Row(Permission.ASK, {"council": resources.council}),
    ("GET", "/studies/{study_id}"): Row(Permission.READ),
    ("GET", "/studies/{study_id}/progress"): Row(Permission.READ),
    ("GET", "/studies/{study_id}/export.{form}"): Row(Permission.SEE_PEOPLE),
    ("POST", "/studies/{study_id}/stop"): Row(Permission.ASK),
    ("POST", "/studies/{study_id}/erase"): Row(Permission.ERASE),
    ("GET", "/estimates/{estimate_id}"): Row(Permission.READ),
    ("GET", "/estimates/{estimate_id}/progress"): Row(Permission.READ),
    ("POST", "/estimates/{estimate_id}/start"): Row(Permission.ASK),
    ("POST", "/estimates/{estimate_id}/stop"): Row(Permission.ASK),
    ("GET", "/programmes"): Row(Permission.READ),
    ("POST", "/programmes"): Row(Permission.ASK, file="file"),
    ("POST", "/programmes/folder"): Row(Permission.ASK, file="file"),
    ("POST", "/programmes/councils"): Row(Permission.ASK, {"council": resources.council}),
    ("GET", "/programmes/{programme_id}"): Row(Permission.READ),
    ("GET", "/programmes/{programme_id}/progress"): Row(Permission.READ),
    ("POST", "/programmes/{programme_id}/stop"): Row(Permission.ASK),
    ("POST", "/programmes/{programme_id}/erase"): Row(Permission.ERASE),
    ("GET", "/programmes/{programme_id}/people"): Row(Permission.ASK),
    ("POST", "/programmes/{programme_id}/people"): Row(Permission.ASK, {"words": "Nguyễn"}),
    ("POST", "/programmes/{programme_id}/withdrawals"): Row(Permission.ASK, {"withdrawn": "x"}),
    ("GET", "/councils/{council_id}/scenarios"): Row(Permission.SEE_PEOPLE),
    ("POST", "/councils/{council_id}/scenarios"): Row(Permission.ASK, {"name": "Nhiều nữ hơn"}),
    ("GET", "/scenarios/{scenario_id}"): Row(Permission.SEE_PEOPLE),
    ("POST", "/scenarios/{scenario_id}"): Row(Permission.ASK, {"name": "x", "version": "1"}),
    ("POST", "/scenarios/{scenario_id}/preview"): Row(Permission.SEE_PEOPLE, {"name": "x"}),
    ("POST", "/scenarios/{scenario_id}/people"): Row(Permission.SEE_PEOPLE, {"look": "Nguyễn"}),
    ("GET", "/scenarios/{scenario_id}/ranges"): Row(Permission.SEE_PEOPLE),
    ("POST", "/scenarios/{scenario_id}/ranges"): Row(Permission.ASK),
    ("POST", "/scenarios/{scenario_id}/erase"): Row(
        Permission.ERASE, {"version": "1"}, resources.scenario_to_erase
    ),
    ("GET", "/proposals/{proposal_id}"): Row(Permission.READ),
    ("GET", "/proposals/{proposal_id}/progress"): Row(Permission.READ),
    ("POST", "/proposals/{proposal_id}/stop"): Row(Permission.ASK),
    ("GET", "/proposals/{proposal_id}/conflict"): Row(Permission.SEE_PEOPLE, thing=resources.in_conflict),
    ("POST", "/proposals/{proposal_id}/conflict/ways"): Row(Permission.ASK, thing=resources.in_conflict),
    ("GET", "/proposals/{proposal_id}/conflict/ways/{explanation_id}"): Row(Permission.SEE_PEOPLE),
    ("POST", "/proposals/{proposal_id}/conflict/ways/{explanation_id}/take"): Row(
        Permission.ASK, {"number": "2"}
    ),
    ("POST", "/proposals/{proposal_id}/conflict/ways/{explanation_id}/show"): Row(
        Permission.ASK, {"number": "1"}
    ),
    ("GET", "/proposals/{proposal_id}/conflict/shown/{explanation_id}"): Row(
        Permission.SEE_PEOPLE, thing=resources.way_shown
    ),
    ("POST", "/proposals/{proposal_id}/conflict/others"): Row(Permission.ASK, thing=resources.in_conflict),
    ("GET", "/proposals/{proposal_id}/conflict/others/{explanation_id}"): Row(
        Permission.SEE_PEOPLE, thing=resources.conflicts_asked
    ),
    ("POST", "/proposals/{proposal_id}/conflict/reason"): Row(
        Permission.EDIT, {"reason": "x"}, resources.in_conflict
    ),
    ("GET", "/councils/{council_id}/structure"): Row(Permission.READ),
    ("POST", "/councils/{council_id}/structure"): Row(Permission.EDIT),
    ("POST", "/councils/{council_id}/structure/audit"): Row(Permission.ASK),
    ("GET", "/tables/{table_id}"): Row(Permission.SEE_PEOPLE),
    ("POST", "/tables/{table_id}"): Row(Permission.EDIT),
    ("POST", "/tables/{table_id}/organisations"): Row(Permission.EDIT),
    ("POST", "/tables/{table_id}/profiles"): Row(Permission.EDIT),
    ("POST", "/tables/{table_id}/remove"): Row(Permission.EDIT),
    ("POST", "/tables/{table_id}/plans"): Row(Permission.ASK),
    ("GET", "/tables/{table_id}/plans/{plan_id}"): Row(Permission.SEE_PEOPLE),
    ("GET", "/tables/{table_id}/plans/{plan_id}/workbook"): Row(Permission.SEE_PEOPLE),
    ("GET", "/proposals/{proposal_id}/chamber"): Row(Permission.SEE_PEOPLE),
    ("GET", "/proposals/{proposal_id}/rules"): Row(Permission.SEE_PEOPLE),
    ("GET", "/proposals/{proposal_id}/annex.{annex_format}"): Row(Permission.SEE_PEOPLE),
    ("GET", "/tables/{table_id}/plans/{plan_id}/paper"): Row(Permission.SEE_PEOPLE),
    ("GET", "/office"): Row(Permission.READ, query=f"?locality={HERE}"),
    ("POST", "/office"): Row(Permission.EDIT, {"session": "XX"}, query=f"?locality={HERE}"),
    ("POST", "/office/templates"): Row(Permission.EDIT, {"locality": HERE, "layout": "van-ban"}, file="file"),
    ("POST", "/office/templates/drop"): Row(
        Permission.ERASE, {"locality": HERE, "layout": "van-ban", "expected": "1"}
    ),
    ("GET", "/office/templates/file"): Row(Permission.READ, query=f"?locality={HERE}&layout=van-ban"),
    ("GET", "/proposals/{proposal_id}/papers"): Row(Permission.SEE_PEOPLE),
    ("GET", "/proposals/{proposal_id}/papers/{kind}.{paper_format}"): Row(Permission.SEE_PEOPLE),
    ("GET", "/proposals/{proposal_id}/people"): Row(Permission.SEE_PEOPLE),
    ("POST", "/proposals/{proposal_id}/people"): Row(Permission.SEE_PEOPLE, {"words": "Nguyễn"}),
    ("GET", "/proposals/{proposal_id}/people/{number}"): Row(Permission.SEE_PEOPLE),
    ("POST", "/proposals/{proposal_id}/answers"): Row(Permission.ASK, {"asked": "outcomes"}),
    ("GET", "/proposals/{proposal_id}/answers/{explanation_id}"): Row(
        Permission.SEE_PEOPLE, thing=resources.explanation
    ),
    ("POST", "/proposals/{proposal_id}/answers/{explanation_id}/stop"): Row(
        Permission.ASK, thing=resources.explanation
    ),
    ("GET", "/proposals/{proposal_id}/answers/{explanation_id}/proof"): Row(
        Permission.SEE_PEOPLE, thing=resources.explanation
    ),
    ("POST", "/proposals/{proposal_id}/answers/{explanation_id}/proof"): Row(
        Permission.ASK, thing=resources.explanation
    ),
    ("POST", "/proposals/{proposal_id}/adjust"): Row(Permission.ASK),
    ("POST", "/proposals/{proposal_id}/what-if"): Row(Permission.ASK),
    ("POST", "/proposals/{proposal_id}/keep"): Row(Permission.ASK),
    ("POST", "/proposals/{proposal_id}/drop"): Row(Permission.ASK),
    ("POST", "/proposals/{proposal_id}/curation"): Row(Permission.ASK, {"starred": "yes"}),
    ("GET", "/proposals/{proposal_id}/gaps"): Row(Permission.ASK),
    ("POST", "/proposals/{proposal_id}/gaps"): Row(Permission.ASK, {"lost": "1"}),
    ("GET", "/proposals/{proposal_id}/alike"): Row(Permission.SEE_PEOPLE),
    ("GET", "/proposals/{proposal_id}/hands"): Row(Permission.ASK),
    ("POST", "/proposals/{proposal_id}/hands/tray"): Row(Permission.ASK),
    ("GET", "/proposals/{proposal_id}/hands/completion"): Row(Permission.ASK),
    ("GET", "/proposals/{proposal_id}/hands/people/{number}"): Row(Permission.ASK),
    ("POST", "/proposals/{proposal_id}/hands/steps"): Row(
        Permission.ASK, {"do": "lock", "person": "1", "expected": "0"}
    ),
    ("POST", "/proposals/{proposal_id}/hands/act"): Row(Permission.ASK, {"do": "lock", "person": "1"}),
    ("POST", "/proposals/{proposal_id}/hands/answers/{explanation_id}"): Row(
        Permission.ASK, {"pick": "1"}, resources.explanation
    ),
    ("POST", "/proposals/{proposal_id}/hands/undo"): Row(Permission.ASK, {"expected": "0"}),
    ("POST", "/proposals/{proposal_id}/hands/redo"): Row(Permission.ASK, {"expected": "0"}),
    ("POST", "/proposals/{proposal_id}/hands/complete"): Row(Permission.ASK, {"expected": "0"}),
    ("POST", "/proposals/{proposal_id}/hands/save"): Row(Permission.ASK, {"expected": "0"}),
    ("POST", "/proposals/{proposal_id}/hands/stop"): Row(Permission.ASK),
    ("POST", "/proposals/{proposal_id}/hands/discard"): Row(Permission.ASK),
    ("GET", "/proposals/{proposal_id}/approval"): Row(Permission.READ),
    ("POST", "/proposals/{proposal_id}/approval"): Row(
        Permission.APPROVE, {"decision": "returned", "digest": "0" * 64}
    ),
    ("GET", "/account"): Row(None),
    ("POST", "/account/password"): Row(None, {"old": "x", "new": PASSWORD, "again": PASSWORD}),
    ("POST", "/account/second-factor"): Row(None, {"old": "x"}),
    ("POST", "/account/second-factor/code"): Row(None, {"ticket": "x", "code": "x"}),
    ("POST", "/account/keys"): Row(None, {"label": "máy chủ"}),
    ("POST", "/account/keys/{key_id}/revoke"): Row(Permission.ADMINISTER, refused=404),
    ("GET", "/users"): Row(Permission.ADMINISTER),
    ("POST", "/users"): Row(Permission.ADMINISTER, {"name": "nguoi-moi", "role": "viewer", "scope": HERE}),
    ("GET", "/users/{user_id}"): Row(Permission.ADMINISTER),
    ("POST", "/users/{user_id}"): Row(Permission.ADMINISTER, {"role": "viewer", "scope": INSIDE}),
    ("POST", "/users/{user_id}/closed"): Row(Permission.ADMINISTER, {"closed": "true", "expected": "1"}),
    ("POST", "/users/{user_id}/password"): Row(Permission.ADMINISTER, {"password": PASSWORD}),
    ("POST", "/users/{user_id}/second-factor/reset"): Row(Permission.ADMINISTER),
    ("POST", "/users/{user_id}/keys/{key_id}/revoke"): Row(
        Permission.ADMINISTER, thing=resources.user_with_key
    ),
    ("GET", "/trail"): Row(Permission.ADMINISTER, query="?check=true"),
}
ROUTES = {
    place: replace(row, thing=row.thing or find_thing(place[1], THINGS)) for place, row in _ROWS.items()
}
WITH_A_THING = [place for place, row in ROUTES.items() if row.thing]
FORMS = [place for place in ROUTES if place[0] == "POST"]


@dataclass(frozen=True)
class Desk:
    """The service in production, and what its callers send to be known."""

    client: TestClient
    store: Store
    callers: dict[UserRole, dict[str, str]]
    everywhere: dict[str, str]
    made: dict[tuple[Thing, str], str] = field(default_factory=dict)

    def one(self, thing: Thing, locality: str) -> str:
        """What is named, made once in each locality."""
        if (thing, locality) not in self.made:
            self.made[thing, locality] = thing(self.store, locality)
        return self.made[thing, locality]

    def ask(self, method: str, path: str, headers: dict[str, str], locality: str = INSIDE) -> tuple[int, str]:
        """Status and text of the answer."""
        answer = self.send(method, path, headers, locality, ROUTES[method, path].thing)
        return answer.status_code, answer.text

    def send(
        self,
        method: str,
        path: str,
        headers: dict[str, str],
        locality: str = INSIDE,
        thing: Thing | None = None,
    ) -> Response:
        """Ask for a page of a thing."""
        row = ROUTES[method, path]
        ids = iter([] if thing is None else self.one(thing, locality).split())
        filled = re.sub(r"\{(\w+)\}", lambda m: GIVEN.get(m[1]) or next(ids), path)
        sent = {k: v if isinstance(v, str) else self.one(v, locality) for k, v in row.form.items()}
        given: dict[str, Any] = {"data": sent} if method == "POST" else {}
        if row.file:
            given["files"] = {row.file: ("nguồn.csv", b"id\n")}
        return self.client.request(
            method, filled + row.query, headers=SAME | headers, follow_redirects=False, **given
        )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    settings = in_production(tmp_path_factory.mktemp("state"), solves=0)  # what is asked for stays so
    with (
        migrated(tmp_path_factory.mktemp("pages")) as store,
        served(store, settings) as client,
    ):
        yield Desk(
            client,
            store,
            {role: bearer(store, role, HERE) for role in UserRole},
            bearer(store, UserRole.ADMIN),
        )


@pytest.fixture(scope="module")
def signed_in(desk: Desk) -> dict[str, str]:
    """The cookie of an administrator who signed in on the desk."""
    made(desk.store, UserRole.ADMIN, HERE, name="quan-tri", password=PASSWORD)
    form = {"name": "quan-tri", "password": PASSWORD}
    answer = desk.client.post("/sign-in", data=form, headers=SAME, follow_redirects=False)
    name = _app(desk).state.settings.cookie_name
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
        if isinstance(context.original_route, PageRoute)
        for method in context.methods or ()
    }
    assert pages == set(ROUTES) | ANYBODY
    everybodys = {("GET", "/report/report.{paper_format}"), ("GET", "/help/{key}")}
    named = {place for place in ROUTES if "{" in place[1]} - everybodys
    assert named == set(WITH_A_THING), "what a path names is asked for from elsewhere too"


def test_what_a_page_declares_is_what_its_row_says(desk: Desk) -> None:
    declared = {place: may for place, may in list_declared_permissions(_app(desk)).items() if place in ROUTES}
    assert len(declared) > 30
    assert declared == {place: ROUTES[place].may for place in declared}


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_whoever_is_not_known_is_asked_to_sign_in(desk: Desk, method: str, path: str) -> None:
    wrong = {"Authorization": f"Bearer cck_{'0' * 12}_{'a' * 43}"}
    for headers in ({}, wrong):
        status, text = desk.ask(method, path, headers)
        assert status == 401
        assert '<form method="post" action="/sign-in"' in text


@pytest.mark.parametrize(
    ("method", "path", "role"), list_role_cases({place: row.may for place, row in ROUTES.items()})
)
def test_a_role_comes_as_far_as_its_permissions(desk: Desk, method: str, path: str, role: UserRole) -> None:
    row = ROUTES[method, path]
    allowed = row.may is None or row.may in ROLE_PERMISSIONS[role]
    status, text = desk.ask(method, path, desk.callers[role])
    assert (status == row.refused) is not allowed, f"{status}; 422 for a forbidden role: give the row a form"
    assert allowed is (status not in {401, 403, 404}), text
    assert status < 500, text


@pytest.mark.parametrize(("method", "path"), WITH_A_THING)
def test_what_lies_elsewhere_is_as_if_not_there(desk: Desk, method: str, path: str) -> None:
    assert desk.ask(method, path, desk.callers[UserRole.ADMIN], ELSEWHERE)[0] == 404
    shown = desk.ask(method, path, desk.everywhere, ELSEWHERE)[0]
    assert shown not in {401, 403, 500}
    assert (shown == 404) is (path in OF_A_DIRECTIVE)


def test_what_lies_elsewhere_takes_the_road_of_what_is_absent(desk: Desk) -> None:
    """The same page after the same statements: neither words nor time tell that it is there."""
    roads: dict[str, list[tuple[str, list[str]]]] = {}
    for method, path in WITH_A_THING:
        thing = ROUTES[method, path].thing
        if method == "GET" and thing is not None:
            there = desk.one(thing, ELSEWHERE)
            for one in (there, replace_ids(there)):
                desk.made[thing, "absent"] = one
                with known_caller(desk.client, HERE), recorded_statements(desk.store) as statements:
                    answer = desk.send(method, path, {}, "absent", thing)
                assert answer.status_code == 404, path
                roads.setdefault(path, []).append((replace_ids(answer.text), [*statements]))
    assert list_differences(roads) == {}
    assert all(statements for road in roads.values() for _, statements in road)


@pytest.mark.parametrize(("method", "path"), FORMS)
def test_a_form_of_another_site_is_refused(
    desk: Desk, signed_in: dict[str, str], method: str, path: str
) -> None:
    for headers in (signed_in, {}):
        status, text = desk.ask(method, path, headers | {"Sec-Fetch-Site": "cross-site"})
        assert status == 403, text
        assert "<form" not in text.partition("<main")[2], "what another site sent does not wait for a click"


WHOLE = {
    resources.council: (
        resources.council_with_results,
        resources.council_with_pool,
        resources.council_with_dossier,
    ),
    resources.province: (resources.council_with_dossier,),
    resources.planned: (resources.planned, resources.in_conflict),
    resources.ways_out: (resources.ways_out, resources.way_found),
}
"""What is asked for in place of a thing that has nobody in it, or besides."""
LEAST_TELLING = 12
"""Pages that tell an administrator of people: fewer, and nothing was planted where it is looked for."""


def test_no_page_tells_a_viewer_what_is_hidden_of_people(desk: Desk) -> None:
    """Of made-up people whose words stand nowhere else; an administrator is told them by many pages."""
    told: dict[UserRole, dict[str, set[str]]] = {UserRole.VIEWER: {}, UserRole.ADMIN: {}}
    for (method, path), row in ROUTES.items():
        if method == "GET":
            thing = row.thing
            for whole in WHOLE.get(thing, (thing,)) if thing else (None,):
                for role, found in told.items():
                    answer = desk.send(method, path, desk.callers[role], thing=whole)
                    assert answer.status_code != 500, path
                    found.setdefault(path, set()).update(list_hidden_marks(read_all_texts(answer.content)))
    assert {path: marks for path, marks in told[UserRole.VIEWER].items() if marks} == {}
    assert sum(map(bool, told[UserRole.ADMIN].values())) > LEAST_TELLING
