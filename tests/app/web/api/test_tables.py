"""Tables over HTTP: offers in versions, and published tables audited as the command line does."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from cocau.app.services.allocation_tables import MAX_TABLES
from cocau.app.web.api.examples import (
    build_commune,
    build_new_table,
    build_next_table,
    build_published_tables,
)
from cocau.app.web.api.tables import MAX_TABLE_BYTES
from cocau.fixtures.run import SHIPPED
from tests.app.conftest import Run
from tests.app.web.api.acting import ANALYST, DISTRICT, OTHER, PLANNER, PROVINCE, VIEWER, Acting
from tests.app.web.api.problems import codes, problem

FIRST = {"If-Match": '"1"'}
OFFERS: dict[str, Any] = build_new_table()["commune"]["value"]["offers"]
CSV = SHIPPED / "tables" / "structures.csv"
AUDITS = "/v1/tables/audits"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _council(client: TestClient) -> str:
    body = {"locality": "ha-tinh/can-loc/xa-mau", "label": "Xã Mẫu", "council": build_commune()["council"]}
    which: str = client.post("/v1/councils", json=body).json()["id"]
    return which


def _new(council: str, **changes: object) -> dict[str, Any]:
    return {"council": council, "label": "Khả năng", "offers": OFFERS | changes}


def test_offers_are_kept_in_versions(acting: Acting) -> None:
    client = acting(DISTRICT)
    council = _council(client)
    made = client.post("/v1/tables", json=build_new_table(council)["commune"]["value"])
    at = made.headers["Location"]
    assert (made.status_code, made.headers["ETag"], made.json()["about"]) == (201, '"1"', council)
    edited = client.put(at, json=build_next_table()["commune"]["value"], headers=FIRST)
    assert (edited.status_code, edited.json()["offers"]["total"]) == (200, OFFERS["total"] + 1)
    assert client.get(f"{at}?version=1").json() == made.json()
    assert [v["size"] for v in client.get(f"{at}/versions").json()] == [len(OFFERS["organisations"])] * 2
    problem(client.put(at, json=build_next_table()["commune"]["value"], headers=FIRST), 412, "stale")
    again = client.get(at, headers={"If-None-Match": '"2"'})
    assert (again.status_code, again.content) == (304, b"")
    assert [row["id"] for row in client.get(f"/v1/tables?council={council}").json()["items"]] == [
        made.json()["id"]
    ]


def test_whose_they_are_and_who_may(acting: Acting) -> None:
    council = _council(acting(DISTRICT))
    which = acting(DISTRICT).post("/v1/tables", json=_new(council)).json()["id"]
    at = f"/v1/tables/{which}"
    client = acting(OTHER)
    assert client.get("/v1/tables").json()["items"] == []
    problem(client.get(at), 404, "not-found")
    problem(client.post("/v1/tables", json=_new(council)), 404, "not-found")
    for caller in (VIEWER, ANALYST):
        client = acting(caller)
        if caller is VIEWER:  # a profile of one is a person
            problem(client.get(at), 403, "forbidden")
        else:
            assert client.get(at).status_code == 200
        problem(client.post("/v1/tables", json=_new(council)), 403, "forbidden")
        problem(client.put(at, json={"offers": OFFERS}, headers=FIRST), 403, "forbidden")
    problem(acting(PLANNER).delete(at, headers=FIRST), 403, "forbidden")
    assert acting(PROVINCE).delete(at, headers=FIRST).status_code == 204
    problem(acting(PROVINCE).get(at), 410, "erased")


@pytest.mark.parametrize(
    ("changes", "code", "where"),
    [
        ({"total": 10_000}, "total_out_of_reach", "offers.total"),
        ({"total": 20}, "total_too_small", "offers.total"),
        ({"total": "x"}, "int_type", "offers.total"),
        ({"organisations": []}, "too_short", "offers.organisations"),
        ({"organisations": [OFFERS["organisations"][0]] * 2}, "duplicate", None),
        ({"people": []}, "extra_forbidden", "offers.people"),
    ],
)
def test_offers_that_cannot_be(
    shared_service: Acting, changes: dict[str, Any], code: str, where: str | None
) -> None:
    client = shared_service(PROVINCE)
    body = problem(client.post("/v1/tables", json=_new(_council(client), **changes)), 422, "bad-input")
    found = {(p["code"], p["where"]) for p in body["problems"]}
    assert (code, where) in found or (where is None and code in codes(body))


def test_a_published_table_is_audited_as_on_the_command_line(shared_service: Acting, run: Run) -> None:
    client = shared_service(ANALYST)
    told = run("table", CSV, "--format", "json").out.encode()
    sent = CSV.read_bytes()
    bare = client.post(f"{AUDITS}?name={CSV.name}", content=sent, headers={"Content-Type": "text/csv"})
    form = client.post(AUDITS, files={"file": (CSV.name, sent, "text/csv")})
    assert (bare.status_code, bare.content) == (200, told)
    assert form.content == told


def test_tables_are_sent_as_json_too(shared_service: Acting) -> None:
    body = build_published_tables()["commune"]["value"]
    answer = shared_service(ANALYST).post(AUDITS, json=body)
    assert (answer.status_code, answer.json()["sound"]) == (200, False)
    blocs = [{"name": "Đảng", "count": 12}, {"name": "Mặt trận", "count": 18}]
    right = {"notices": [body["notices"][0] | {"blocs": blocs}]}
    assert shared_service(ANALYST).post(AUDITS, json=right).json()["sound"] is True
    named = shared_service(ANALYST).post(AUDITS, json=body | {"rulebook": "national-2021"}).json()
    assert named["tables"][0]["rulebook"] == "national-2021"


def test_printed_blocs_can_be_explained(shared_service: Acting) -> None:
    client = shared_service(ANALYST)
    notice = build_published_tables()["commune"]["value"]["notices"][0]
    body = {"notices": [notice | {"blocs": [{"name": "Khu lạ lùng", "count": 30}]}]}
    alone = client.post(AUDITS, json=body).json()["tables"][0]
    assert alone["notice"]["blocs"][0]["blocs"] == []
    assert "Khu lạ lùng" in json.dumps(alone["remarks"], ensure_ascii=False)
    told = body | {"blocs": {"Khu lạ lùng": "administration+economic"}}
    found = client.post(AUDITS, json=told).json()["tables"][0]["notice"]["blocs"][0]["blocs"]
    assert found == ["administration", "economic"]
    csv = "locality,level,term,stage,base_total,bloc,count\nXã Mẫu,commune,2021-2026,elected,30,Khu lạ lùng,30\n"
    headers = {"Content-Type": "text/csv"}
    assert client.post(AUDITS, content=csv.encode(), headers=headers).status_code == 200
    query = "?blocs=Khu%20l%E1%BA%A1%20l%C3%B9ng%3Deconomic"
    assert client.post(AUDITS + query, content=csv.encode(), headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("content", "kind", "status", "slug"),
    [
        (b"PK\x03\x04junk", XLSX, 422, "bad-input"),
        (b"\x00\x01\x02", "text/csv", 422, "bad-input"),
        (b"", "text/csv", 422, "bad-input"),
        (b"x" * (MAX_TABLE_BYTES + 1), "text/csv", 422, "bad-input"),
        (b"x,y\n1,2\n", "text/csv", 422, "bad-input"),
        (b"{", "application/json", 400, "malformed"),
        (b"[]", "application/json", 400, "malformed"),
        (b"{}", "application/json", 422, "bad-input"),
        (b'{"notices": [1]}', "application/json", 422, "bad-input"),
        (b'{"notices": [{}], "notices": []}', "application/json", 400, "malformed"),
        (b'{"notices": [{"locality": "\\ud800"}]}', "application/json", 422, "bad-input"),
        (b'{"notices": [{}], "rulebook": "/etc/passwd"}', "application/json", 422, "bad-input"),
        (b"a: &a [*a]", "application/yaml", 422, "bad-input"),
        (b"<x/>", "application/xml", 415, "unsupported-media-type"),
    ],
)
def test_tables_that_are_none(
    shared_service: Acting, content: bytes, kind: str, status: int, slug: str
) -> None:
    answer = shared_service(ANALYST).post(AUDITS, content=content, headers={"Content-Type": kind})
    problem(answer, status, slug)


def test_no_more_tables_are_compared_than_can_be(shared_service: Acting) -> None:
    head = "locality,level,term,stage,base_total,seats,women,women_pct\n"
    rows = "".join(f"Xã {i},commune,2021-2026,elected,30,30,12,40.0\n" for i in range(MAX_TABLES + 1))
    headers = {"Content-Type": "text/csv"}
    answer = shared_service(ANALYST).post(AUDITS, content=(head + rows).encode(), headers=headers)
    assert codes(problem(answer, 422, "bad-input")) == ["too_many_tables"]


def test_an_audit_never_reads_a_file_of_the_machine(shared_service: Acting) -> None:
    client = shared_service(ANALYST)
    body = build_published_tables()["commune"]["value"]
    for name in ("pyproject.toml", "/etc/passwd", str(SHIPPED / "layers" / "phieu-va-xep-loai.yaml")):
        problem(client.post(AUDITS, json=body | {"rulebook": name}), 404, "unknown-rulebook")
    problem(shared_service(VIEWER).post(AUDITS, json=body), 403, "forbidden")
