"""Councils over HTTP: versions, stale edits, whose they are, and every body that cannot be kept."""

import threading
from typing import Any

import pytest
from fastapi.testclient import TestClient

from cocau.app.web.api.examples import build_new_council, build_next_council
from tests.app.web.api.acting import ANALYST, DISTRICT, OTHER, PLANNER, PROVINCE, VIEWER, Acting
from tests.app.web.api.problems import codes, problem

COUNCIL: dict[str, Any] = build_new_council()["commune"]["value"]["council"]
CAN_LOC = "ha-tinh/can-loc"


def _new(locality: str = f"{CAN_LOC}/xa-mau", **changes: object) -> dict[str, Any]:
    return {"locality": locality, "label": "Xã Mẫu", "council": COUNCIL | changes}


def _made(client: TestClient, locality: str = f"{CAN_LOC}/xa-mau") -> str:
    answer = client.post("/v1/councils", json=_new(locality))
    assert answer.status_code == 201, answer.text
    which: str = answer.json()["id"]
    return which


def _ids(client: TestClient, query: str = "") -> list[str]:
    return [row["id"] for row in client.get(f"/v1/councils{query}").json()["items"]]


def test_a_viewer_is_told_no_reason_and_no_name(acting: Acting) -> None:
    sent = _new(secretary_not_chairing="sắp nghỉ hưu", officers={"chair": ["Lê Văn Mẫu"]})
    at = acting(DISTRICT).post("/v1/councils", json=sent).headers["Location"]
    told = acting(ANALYST).get(at).text
    assert ("sắp nghỉ hưu" in told, "Lê Văn Mẫu" in told) == (True, True)
    seen = acting(VIEWER).get(at)
    assert ("sắp nghỉ hưu" in seen.text, "Lê Văn Mẫu" in seen.text) == (False, False)
    facts = acting(VIEWER).get(at.removeprefix("/v1") + "/facts", headers={"Accept": "text/html"})
    assert (facts.status_code, "Lê Văn Mẫu" in facts.text) == (200, False)
    assert (seen.status_code, seen.json()["digest"]) == (200, None)  # little text can be guessed from it


@pytest.mark.parametrize(
    ("changes", "code", "article"),
    [
        ({"kind": "townlet"}, "kinds-of-unit", "Art. 1(1)"),
        ({"kind": "urban_district"}, "kinds-of-unit", "Art. 51(3)"),
        ({"kind": "province"}, "merger-stated", None),
        ({"kind": "special_zone", "population": 999}, "special-zone-of-1000", "Art. 28(1)"),
    ],
)
def test_a_unit_without_a_council_is_not_kept(
    shared_service: Acting, changes: dict[str, Any], code: str, article: str | None
) -> None:
    client = shared_service(DISTRICT)
    sent = _new(**changes, election_day="2026-03-15")
    said = {
        lang: client.post("/v1/councils", json=sent, headers={"Accept-Language": lang})
        for lang in ("vi", "en")
    }
    for answer in said.values():
        body = problem(answer, 422, "bad-input")
        assert code in codes(body)
    cited = "nq-106-2025" if article is None else f"luat-tccqdp-2025 {article}"
    assert f"[{cited}]" in said["en"].text
    assert f"[{cited.partition(' Art.')[0]}" in said["vi"].text
    assert _ids(client) == []


def test_a_council_is_kept_in_versions(acting: Acting) -> None:
    client = acting(DISTRICT)
    made = client.post("/v1/councils", json=_new())
    at = made.headers["Location"]
    assert made.status_code == 201
    assert made.headers["ETag"] == '"1"'
    assert client.get(at).json() == made.json()
    edited = client.put(
        at,
        json={"council": COUNCIL | {"note": "hai"}, "note": "quyết định 2", "label": "Xã Mẫu (sửa)"},
        headers={"If-Match": '"1"'},
    )
    assert (edited.status_code, edited.headers["ETag"]) == (200, '"2"')
    assert client.get(at).json()["council"]["note"] == "hai"
    assert client.get(f"{at}?version=1").json()["council"]["note"] == made.json()["council"]["note"]
    versions = client.get(f"{at}/versions").json()
    assert [(v["number"], v["note"], v["made_by"]) for v in versions] == [
        (2, "quyết định 2", DISTRICT.id),
        (1, "", DISTRICT.id),
    ]
    assert [row["label"] for row in client.get("/v1/councils").json()["items"]] == ["Xã Mẫu (sửa)"]


def test_what_is_known_is_not_sent_again(acting: Acting) -> None:
    client = acting(DISTRICT)
    at = f"/v1/councils/{_made(client)}"
    tag = client.get(at).headers["ETag"]
    again = client.get(at, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)


@pytest.mark.parametrize(
    ("header", "status", "slug"),
    [
        (None, 428, "no-condition"),
        ("*", 428, "no-condition"),
        ("1", 400, "malformed"),
        ('W/"1"', 412, "stale"),
        ('"2"', 412, "stale"),
    ],
)
def test_an_edit_says_what_it_is_of(acting: Acting, header: str | None, status: int, slug: str) -> None:
    client = acting(PROVINCE)
    at = f"/v1/councils/{_made(client)}"
    headers = {} if header is None else {"If-Match": header}
    answer = client.put(at, json={"council": COUNCIL}, headers=headers)
    problem(answer, status, slug)
    problem(client.delete(at, headers=headers), status, slug)
    assert [v["number"] for v in client.get(f"{at}/versions").json()] == [1]
    if status == 412:
        assert answer.headers["ETag"] == '"1"'


def test_of_two_editors_at_once_one_is_told(acting: Acting) -> None:
    client = acting(DISTRICT)
    at = f"/v1/councils/{_made(client)}"
    statuses: list[int] = []

    def one(note: str) -> None:
        body = {"council": COUNCIL | {"note": note}}
        statuses.append(client.put(at, json=body, headers={"If-Match": '"1"'}).status_code)

    threads = [threading.Thread(target=one, args=(f"{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 412, 412, 412]
    assert client.get(at).json()["version"] == 2


def test_a_district_sees_its_own_councils_and_the_province_all(acting: Acting) -> None:
    client = acting(PROVINCE)
    ours, theirs = _made(client), _made(client, "ha-tinh/thach-ha")
    province = _made(client, "ha-tinh")
    assert _ids(client) == [province, theirs, ours]
    assert _ids(client, f"?locality={CAN_LOC}") == [ours]
    acting(DISTRICT)
    assert _ids(client) == [ours]
    assert _ids(client, "?locality=ha-tinh/thach-ha") == []
    for which in (theirs, province):
        problem(client.get(f"/v1/councils/{which}"), 404, "not-found")
        problem(client.get(f"/v1/councils/{which}/versions"), 404, "not-found")
        edit = client.put(f"/v1/councils/{which}", json={"council": COUNCIL}, headers={"If-Match": '"1"'})
        problem(edit, 404, "not-found")
    problem(client.post("/v1/councils", json=_new("ha-tinh/thach-ha")), 404, "not-found")
    acting(OTHER)
    assert _ids(client) == [theirs]


def test_roles_bind(acting: Acting) -> None:
    which = _made(acting(PROVINCE))
    at, condition = f"/v1/councils/{which}", {"If-Match": '"1"'}
    for caller in (VIEWER, ANALYST):
        client = acting(caller)
        assert client.get(at).status_code == 200
        problem(client.post("/v1/councils", json=_new()), 403, "forbidden")
        problem(client.put(at, json={"council": COUNCIL}, headers=condition), 403, "forbidden")
        problem(client.delete(at, headers=condition), 403, "forbidden")
    problem(acting(PLANNER).delete(at, headers=condition), 403, "forbidden")


def test_erased_is_gone_but_its_record_stays(acting: Acting) -> None:
    client = acting(PROVINCE)
    at = f"/v1/councils/{_made(client)}"
    assert client.delete(at, headers={"If-Match": '"1"'}).status_code == 204
    problem(client.get(at), 410, "erased")
    problem(client.put(at, json={"council": COUNCIL}, headers={"If-Match": '"1"'}), 410, "erased")
    problem(client.delete(at, headers={"If-Match": '"1"'}), 410, "erased")
    assert [(v["number"], v["erased"]) for v in client.get(f"{at}/versions").json()] == [(1, True)]
    assert client.get("/v1/councils").json()["items"] == []


def test_pages_stay_whole_while_councils_are_added(acting: Acting) -> None:
    client = acting(PROVINCE)
    made = [_made(client) for _ in range(5)]
    url, seen = "/v1/councils?limit=2", []
    while url:
        answer = client.get(url)
        seen += [row["id"] for row in answer.json()["items"]]
        url = answer.links["next"]["url"] if "next" in answer.links else ""
        _made(client)
    assert seen == sorted(made, reverse=True)


def test_a_council_is_held_to_the_law_of_its_day(acting: Acting) -> None:
    client = acting(PROVINCE)
    units = [unit | {"seats": 6} for unit in COUNCIL["constituencies"]]
    body = problem(client.post("/v1/councils", json=_new(constituencies=units)), 422, "bad-input")
    assert "seats_sum" in codes(body)
    assert [p["where"] for p in body["problems"] if p["where"].endswith(".seats")]
    assert any("at most 5 [" in p["en"] for p in body["problems"])
    body = problem(client.post("/v1/councils?rulebook=nope", json=_new()), 404, "unknown-rulebook")
    assert codes(body) == ["unknown_rulebook"]
    body = problem(client.post("/v1/councils?rulebook=national-2026", json=_new()), 422, "bad-input")
    assert "outside_term" in codes(body)


def test_a_council_of_a_day_without_rules_must_still_agree_with_itself(acting: Acting) -> None:
    client = acting(PROVINCE)
    assert client.post("/v1/councils", json=_new(election_day="1999-11-14")).status_code == 201
    refused = client.post("/v1/councils", json=_new(election_day="1999-11-14", seats=3))
    assert codes(problem(refused, 422, "bad-input")) == ["seats_sum"]


@pytest.mark.parametrize(
    ("content", "status", "slug"),
    [
        (b"", 422, "bad-input"),
        (b"{", 400, "malformed"),
        (b"[]", 422, "bad-input"),
        (b"null", 422, "bad-input"),
        (b'{"locality": "a", "locality": "b"}', 400, "malformed"),
        (b'{"label": "\\ud800"}', 400, "malformed"),
        (b'{"label": "\xff"}', 400, "malformed"),
        (b'{"label": "\xed\xa0\x80"}', 400, "malformed"),
        (b"[" * 100_000, 400, "malformed"),
        (b'{"label": ' + b"9" * 5000 + b"}", 400, "malformed"),
    ],
)
def test_bodies_that_are_none(shared_service: Acting, content: bytes, status: int, slug: str) -> None:
    headers = {"Content-Type": "application/json"}
    problem(shared_service(PROVINCE).post("/v1/councils", content=content, headers=headers), status, slug)


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({"unknown": 1}, "extra_forbidden", "unknown"),
        ({"locality": "Hà Tĩnh"}, "string_pattern_mismatch", "locality"),
        ({"locality": "a/b/c/d"}, "string_pattern_mismatch", "locality"),
        ({"locality": "../a"}, "string_pattern_mismatch", "locality"),
        ({"label": ""}, "string_too_short", "label"),
        ({"label": "x" * 301}, "string_too_long", "label"),
        ({"label": "a\x00b"}, "bad_character", "label"),
        ({"note": "\x1b[2J"}, "bad_character", "note"),
        ({"council": []}, "model_type", "council"),
        ({"council": {}}, "missing", "council.id"),
        ({"council": COUNCIL | {"seat": 3}}, "extra_forbidden", "council.seat"),
        ({"council": COUNCIL | {"seats": True}}, "int_type", "council.seats"),
        ({"council": COUNCIL | {"seats": "15"}}, "int_type", "council.seats"),
        ({"council": COUNCIL | {"election_day": "2021-02-30"}}, None, "council.election_day"),
    ],
)
def test_fields_that_cannot_be_meant(
    shared_service: Acting, change: dict[str, Any], code: str | None, where: str
) -> None:
    client = shared_service(PROVINCE)
    body = problem(client.post("/v1/councils", json=_new() | change), 422, "bad-input")
    found = {p["where"]: p["code"] for p in body["problems"]}
    assert where in found
    assert code in {None, found[where]}
    assert client.get("/v1/councils").json()["items"] == []


def test_an_id_of_another_kind_or_of_nothing_is_not_there(acting: Acting) -> None:
    client = acting(PROVINCE)
    for which in ("x", "%00", "cnc_0", "pol_" + "0" * 26, "..%2f..", "cnc_" + "0" * 26 + "%00"):
        problem(client.get(f"/v1/councils/{which}"), 404, "not-found")
    made = _made(client)
    problem(client.get(f"/v1/councils/{made}?version=2"), 404, "not-found")
    for version in ("0", "x", "99999999999999999999"):
        problem(client.get(f"/v1/councils/{made}?version={version}"), 422, "bad-input")


def test_the_examples_can_be_posted_as_they_are(client: TestClient) -> None:
    made = client.post("/v1/councils", json=build_new_council()["commune"]["value"])
    assert made.status_code == 201
    at = made.headers["Location"]
    edited = client.put(at, json=build_next_council()["commune"]["value"], headers={"If-Match": '"1"'})
    assert edited.status_code == 200
