from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from cocau.app.db.clock import today
from cocau.app.main import create_app
from cocau.app.settings import Settings
from cocau.app.web.api.examples import build_commune
from cocau.app.web.http_headers import format_tag
from cocau.constraints.model.people import Pool
from cocau.solver.request import PlanRequest
from tests.app.client import LocalClient
from tests.app.files.support.hostile_files import CSV, XLSX
from tests.app.web.api.acting import ANALYST, DISTRICT, OTHER, PLANNER, PROVINCE, VIEWER, Acting
from tests.app.web.api.problems import codes, problem

HOME = "ha-tinh/can-loc"


@pytest.fixture
def pool(request_of_commune: PlanRequest) -> Pool:
    return request_of_commune.pool


def _sent(pool: Pool, **said: object) -> dict[str, Any]:
    return {"pool": pool.model_dump(mode="json", exclude_defaults=True), **said}


def _made(client: TestClient, pool: Pool, locality: str = HOME) -> str:
    answer = client.post("/v1/pools", json=_sent(pool, label="Danh sách", locality=locality))
    assert answer.status_code == 201
    assert (answer.headers["etag"], answer.headers["location"]) == ('"1"', f"/v1/pools/{answer.json()['id']}")
    which: str = answer.json()["id"]
    return which


def _of(version: int) -> dict[str, str]:
    return {"If-Match": format_tag(version)}


def _mended(client: TestClient, which: str, version: int, **edits: object) -> Response:
    return client.patch(f"/v1/pools/{which}/people", json=edits, headers=_of(version))


def test_a_pool_is_kept_as_it_was_sent(acting: Acting, pool: Pool) -> None:
    client = acting(PLANNER)
    which = _made(client, pool)
    read = client.get(f"/v1/pools/{which}")
    assert Pool.model_validate(read.json()["pool"]) == pool
    assert read.json()["counts"]["people"] == read.json()["people"] == len(pool.people)
    assert client.get(f"/v1/pools/{which}", headers={"If-None-Match": '"1"'}).status_code == 304
    listed = client.get("/v1/pools").json()["items"]
    assert [(p["id"], p["label"], p["version"]) for p in listed] == [(which, "Danh sách", 1)]
    problem(client.get(f"/v1/pools/{which}?version=2"), 404, "not-found")


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_is_exported_and_sent_again_is_the_same(
    acting_on_sqlite: Acting, pool: Pool, form: str, lang: str
) -> None:
    client = acting_on_sqlite(PLANNER)
    which = _made(client, pool.replace_unvalidated(note="ghi chú"))
    file = client.get(f"/v1/pools/{which}/export.{form}?lang={lang}")
    assert file.headers["content-disposition"] == f'attachment; filename="{which}-1.{form}"'
    sent = {"file": (f"ds.{form}", file.content, {"xlsx": XLSX, "csv": CSV}[form])}
    answer = client.post(f"/v1/pools/{which}/versions", files=sent, headers=_of(1))
    assert (answer.status_code, answer.json()["version"]) == (201, 2)
    first, second = (v["digest"] for v in client.get(f"/v1/pools/{which}/versions").json())
    assert first == second
    again = client.get(f"/v1/pools/{which}/export.{form}?lang={lang}&version=2")
    assert again.content == file.content
    found = client.get(f"/v1/pools/{which}/differences").json()
    assert (found["came"], found["went"], found["changed"]) == ([], [], [])


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_template_holds_nobody_and_may_be_sent_back(shared_service: Acting, form: str) -> None:
    client = shared_service(VIEWER)
    file = client.get(f"/v1/pools/template.{form}?lang=en")
    assert file.headers["content-disposition"] == f'attachment; filename="cocau-en.{form}"'
    client = shared_service(PLANNER)
    sent = client.post("/v1/pools/check", files={"file": (f"t.{form}", file.content)})
    assert sent.json()["counts"]["people"] == 0
    problem(client.get("/v1/pools/template.pdf"), 422, "bad-input")


def test_people_are_mended_one_by_one_and_the_versions_compared(acting: Acting, pool: Pool) -> None:
    client = acting(PLANNER)
    which = _made(client, pool)
    an, binh, chi = (p.id for p in pool.people[:3])
    new = {"id": "moi", "name": " Người  Mới\u200b", "born": "1980-01-01", "sex": "female", "bloc": "other"}
    answer = _mended(
        client,
        which,
        1,
        changed={an: {"work_place": "  Sở  Nội vụ ", "born": "1970-02-03"}},
        withdrawn=[binh],
        unmet={chi: [" sức  khỏe", "sức khỏe"]},
        confidence={chi: 61},
        added=[new],
        note="sau hội nghị",
    )
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    found = client.get(f"/v1/pools/{which}/differences?from=1&to=2").json()
    assert ([p["id"] for p in found["came"]], [p["id"] for p in found["went"]]) == (["moi"], [binh])
    assert client.get(f"/v1/pools/{which}").json()["pool"]["people"][-1]["name"] == "Người Mới"
    changed = {p["id"]: {f["field"]: f["after"] for f in p["fields"]} for p in found["changed"]}
    assert changed == {
        an: {"work_place": "Sở Nội vụ", "born": "1970-02-03"},
        chi: {"unmet_standards": ["sức khỏe"], "voter_confidence": 61},
    }
    assert found["changed"][0]["fields"][0]["label"]["vi"] == "Ngày sinh"
    assert (found["same"], found["reordered"], found["note"]) == (len(pool.people) - 3, False, None)
    back = client.get(f"/v1/pools/{which}/differences?from=2&to=1").json()
    assert [p["id"] for p in back["came"]] == [binh]
    assert [v["note"] for v in client.get(f"/v1/pools/{which}/versions").json()] == ["sau hội nghị", ""]


def test_all_that_is_wrong_with_edits_is_told_at_once_and_nothing_changed(acting: Acting, pool: Pool) -> None:
    client = acting(PLANNER)
    which, an = _made(client, pool), pool.people[0].id
    answer = _mended(
        client,
        which,
        1,
        changed={"ai": {"sex": "male"}, an: {"sex": "x", "name": "\u202e", "nope": 1}},
        withdrawn=["ai"],
        unmet={an: ["sức khỏe", "lý\x07lịch"]},
        confidence={an: 101},
        added=[{"id": "moi", "name": "Mới\u202e", "born": "1980-01-01", "sex": "male", "bloc": "other"}],
    )
    places = [(p["code"], p["where"]) for p in problem(answer, 422, "bad-input")["problems"]]
    assert sorted(places) == [
        ("bad_character", "added[0].name"),
        ("bad_character", f"changed: {an}.name"),
        ("bad_character", f"unmet: {an}"),
        ("enum", f"changed: {an}: sex"),
        ("extra_forbidden", f"changed: {an}: nope"),
        ("out_of_range", f"confidence: {an}"),
        ("unknown_person", "changed: ai"),
        ("unknown_person", "withdrawn: ai"),
    ]
    twice = _mended(client, which, 1, added=[pool.people[0].model_dump(mode="json")])
    assert codes(problem(twice, 422, "bad-input")) == ["duplicate_id"]
    fixed = _mended(client, which, 1, changed={an: {"id": "khac"}})
    assert codes(problem(fixed, 422, "bad-input")) == ["id_fixed"]
    assert client.get(f"/v1/pools/{which}").headers["etag"] == '"1"'


def test_an_edit_says_which_version_it_is_of(acting: Acting, pool: Pool) -> None:
    client = acting(PLANNER)
    which = _made(client, pool)
    problem(client.patch(f"/v1/pools/{which}/people", json={}), 428, "no-condition")
    problem(client.post(f"/v1/pools/{which}/versions", json=_sent(pool)), 428, "no-condition")
    assert _mended(client, which, 1).status_code == 200
    stale = problem(_mended(client, which, 1), 412, "stale")
    assert stale["problems"]
    problem(client.post(f"/v1/pools/{which}/versions", json=_sent(pool), headers=_of(1)), 412, "stale")


def test_a_viewer_is_told_how_many_people_there_are_and_no_more(acting: Acting, pool: Pool) -> None:
    which = _made(acting(PLANNER), pool)
    client = acting(VIEWER)
    answer = client.get(f"/v1/pools/{which}")
    assert (answer.status_code, answer.json()["pool"]) == (200, None)
    assert all(person.name not in answer.text and person.id not in answer.text for person in pool.people)
    assert answer.json()["digest"] is None  # a small pool can be guessed until its digest fits
    assert [(v["digest"], v["note"]) for v in client.get(f"/v1/pools/{which}/versions").json()] == [
        (None, "")
    ]
    for path in ("differences", "export.csv"):
        problem(client.get(f"/v1/pools/{which}/{path}"), 403, "forbidden")
    problem(client.post("/v1/pools", json=_sent(pool, label="x", locality=HOME)), 403, "forbidden")


def test_what_a_viewer_is_told_of_a_pool_hangs_on_nothing_that_is_hidden(acting: Acting, pool: Pool) -> None:
    """Of versions told alike no difference can be taken, whatever else is known of the council."""
    first = pool.people[0]
    which = _made(acting(PLANNER), pool)
    hidden = {"ethnicity": "Tày", "religion": "Kín"}
    assert _mended(acting(PLANNER), which, 1, changed={first.id: hidden}).status_code == 200
    told = [acting(VIEWER).get(f"/v1/pools/{which}", params={"version": n}).json() for n in (1, 2)]
    whole = [acting(ANALYST).get(f"/v1/pools/{which}", params={"version": n}).json() for n in (1, 2)]
    assert whole[0]["counts"] != whole[1]["counts"]
    assert told[0]["counts"] == told[1]["counts"]
    assert set(told[0]["counts"]["groups"].values()) == {None}
    assert {field for field in told[0] if told[0][field] != told[1][field]} <= {"version", "made_at"}


def test_another_district_s_pool_is_not_there(acting: Acting, pool: Pool) -> None:
    which = _made(acting(DISTRICT), pool)
    client = acting(OTHER)
    assert client.get("/v1/pools").json()["items"] == []
    for answer in (
        client.get(f"/v1/pools/{which}"),
        client.get(f"/v1/pools/{which}/export.csv"),
        client.get(f"/v1/pools/{which}/differences"),
        client.get(f"/v1/pools/{which}/versions"),
        _mended(client, which, 1),
        client.post(f"/v1/pools/{which}/versions", json=_sent(pool), headers=_of(1)),
        client.post("/v1/pools", json=_sent(pool, label="x", locality=HOME)),
        client.post("/v1/pools", json=_sent(pool, label="x", about=which)),
    ):
        problem(answer, 404, "not-found")


def test_an_erased_pool_is_gone_and_said_to_be(acting: Acting, pool: Pool) -> None:
    which = _made(acting(PLANNER), pool)
    problem(acting(PLANNER).delete(f"/v1/pools/{which}", headers=_of(1)), 403, "forbidden")
    client = acting(PROVINCE)
    problem(client.delete(f"/v1/pools/{which}"), 428, "no-condition")
    assert client.delete(f"/v1/pools/{which}", headers=_of(1)).status_code == 204
    for path in ("", "/export.csv", "/differences"):
        problem(client.get(f"/v1/pools/{which}{path}"), 410, "erased")
    problem(_mended(client, which, 1), 410, "erased")
    assert client.get("/v1/pools").json()["items"] == []
    assert [v["erased"] for v in client.get(f"/v1/pools/{which}/versions").json()] == [True]


@pytest.mark.parametrize(
    ("days", "said", "kept"), [(0, None, None), (30, None, 30), (30, 400, 400), (0, 5, 5)]
)
def test_a_pool_is_kept_until_the_day_it_says_or_else_as_long_as_all(
    settings: Settings, pool: Pool, days: int, said: int | None, kept: int | None
) -> None:
    until = None if said is None else str(today() + timedelta(days=said))
    with LocalClient(create_app(replace(settings, keep_days=days))) as client:
        answer = client.post("/v1/pools", json=_sent(pool, label="x", locality=HOME, kept_until=until))
    assert answer.json()["kept_until"] == (None if kept is None else str(today() + timedelta(days=kept)))


def test_too_many_at_once_are_told_to_come_later(acting: Acting, pool: Pool) -> None:
    client = acting(PLANNER)
    turns = client.app.state.reading_turns  # type: ignore[attr-defined]  # a FastAPI app
    taken = [turns.waiting_slot(f"usr_{n % 3}") for n in range(8)]
    for room in taken:
        room.__enter__()
    answer = client.post("/v1/pools/check", json=_sent(pool))
    problem(answer, 503, "busy")
    assert int(answer.headers["retry-after"]) > 0
    for room in taken:
        room.__exit__(None, None, None)
    assert client.post("/v1/pools/check", json=_sent(pool)).status_code == 200


def test_the_description_of_what_may_be_sent_holds_together(shared_service: Acting) -> None:
    described = shared_service(PLANNER).get("/openapi.json").json()
    sent = described["paths"]["/v1/pools"]["post"]["requestBody"]["content"]
    assert {"application/json", "multipart/form-data", XLSX, CSV} <= sent.keys()
    reference = sent["application/json"]["schema"]["properties"]["pool"]["$ref"]
    assert reference.removeprefix("#/components/schemas/") in described["components"]["schemas"]


def test_who_has_left_a_list_is_not_named_in_a_note_either(acting: Acting, pool: Pool) -> None:
    client = acting(PLANNER)
    which, gone = _made(client, pool), pool.people[0]
    sent = {"withdrawn": [gone.id], "note": f"Rút: {gone.name}"}
    body = problem(client.patch(f"/v1/pools/{which}/people", json=sent, headers=_of(1)), 422, "bad-input")
    assert codes(body) == ["name_in_label"]
    sent["note"] = "Một người rút"
    assert client.patch(f"/v1/pools/{which}/people", json=sent, headers=_of(1)).status_code == 200


@pytest.mark.parametrize("days", [0, 30])
def test_people_sent_with_a_request_are_kept_no_longer_than_a_pool(settings: Settings, days: int) -> None:
    with LocalClient(create_app(replace(settings, keep_days=days))) as client:
        asked = client.post("/v1/proposals", json=build_commune())
        until = client.get(asked.headers["Location"]).json()["kept_until"]
        assert until == (f"{today() + timedelta(days=days)}" if days else None)
