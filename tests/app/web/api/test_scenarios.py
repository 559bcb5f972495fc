"""Scenarios over HTTP: one's own to keep and edit, held to the rules of their council."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from cocau.app.auth.caller import Caller
from cocau.app.permissions import UserRole
from cocau.app.web.api.examples import build_commune, build_new_scenario, build_next_scenario
from tests.app.web.api.acting import ANALYST, DISTRICT, OTHER, PROVINCE, VIEWER, Acting
from tests.app.web.api.problems import problem

COLLEAGUE = Caller("usr_colleague", "đồng nghiệp", UserRole.ANALYST, "ha-tinh")
FIRST = {"If-Match": '"1"'}


def _council(client: TestClient) -> str:
    body = {"locality": "ha-tinh/can-loc/xa-mau", "label": "Xã Mẫu", "council": build_commune()["council"]}
    which: str = client.post("/v1/councils", json=body).json()["id"]
    return which


def _new(council: str, **fields: object) -> dict[str, Any]:
    return {"council": council, "scenario": {"name": "Thử"} | fields}


def test_an_analyst_keeps_their_own(acting: Acting) -> None:
    council = _council(acting(DISTRICT))
    made = acting(ANALYST).post("/v1/scenarios", json=build_new_scenario(council)["women"]["value"])
    assert (made.status_code, made.headers["ETag"], made.json()["label"]) == (201, '"1"', "Phụ nữ 40%")
    assert (made.json()["about"], made.json()["locality"]) == (council, "ha-tinh/can-loc/xa-mau")
    at = made.headers["Location"]
    edited = acting(ANALYST).put(at, json=build_next_scenario()["women"]["value"], headers=FIRST)
    assert (edited.status_code, edited.json()["scenario"]["raised"]) == (200, ["more-experts"])
    assert acting(COLLEAGUE).get(at).status_code == 200
    again = acting(COLLEAGUE).put(
        at, json=build_next_scenario()["women"]["value"], headers={"If-Match": '"2"'}
    )
    problem(again, 403, "forbidden")
    problem(acting(COLLEAGUE).delete(at, headers={"If-Match": '"2"'}), 403, "forbidden")
    renamed = {"scenario": {"name": "Tên khác"}}
    assert acting(DISTRICT).put(at, json=renamed, headers={"If-Match": '"2"'}).json()["label"] == "Tên khác"
    problem(acting(ANALYST).put(at, json=renamed, headers={"If-Match": '"2"'}), 412, "stale")
    assert [v["number"] for v in acting(ANALYST).get(f"{at}/versions").json()] == [3, 2, 1]
    problem(acting(DISTRICT).delete(at, headers={"If-Match": '"3"'}), 403, "forbidden")
    assert acting(ANALYST).delete(at, headers={"If-Match": '"3"'}).status_code == 204
    problem(acting(ANALYST).get(at), 410, "erased")


def test_whose_they_are(acting: Acting) -> None:
    client = acting(DISTRICT)
    one, two = _council(client), _council(client)
    made = [client.post("/v1/scenarios", json=_new(c)).json()["id"] for c in (one, two)]
    assert [row["id"] for row in client.get("/v1/scenarios").json()["items"]] == made[::-1]
    assert [row["id"] for row in client.get(f"/v1/scenarios?council={one}").json()["items"]] == [made[0]]
    client = acting(OTHER)
    assert client.get("/v1/scenarios").json()["items"] == []
    problem(client.get(f"/v1/scenarios/{made[0]}"), 404, "not-found")
    problem(client.post("/v1/scenarios", json=_new(one)), 404, "not-found")
    problem(
        client.put(f"/v1/scenarios/{made[0]}", json={"scenario": {"name": "x"}}, headers=FIRST),
        404,
        "not-found",
    )
    client = acting(VIEWER)
    problem(client.get(f"/v1/scenarios/{made[0]}"), 403, "forbidden")
    problem(client.post("/v1/scenarios", json=_new(one)), 403, "forbidden")


@pytest.mark.parametrize(
    ("fields", "code", "where"),
    [
        ({"overrides": {"nope": {"at_least": 1}}}, "unknown_rule", "scenario.overrides: nope"),
        (
            {"overrides": {"women-35-percent": {"among": 1}}},
            "not_adjustable",
            "scenario.overrides: women-35-percent.among",
        ),
        ({"overrides": {"age-21": {"at_least": 18}}}, "standard", "scenario.overrides: age-21.at_least"),
        ({"raised": ["age-21"]}, "not_an_aim", "scenario.raised: age-21"),
        ({"raised": ["nope"]}, "unknown_rule", "scenario.raised: nope"),
        ({"pins": {"posts": {"king": ["an"]}}}, "unknown_post", "scenario.pins.posts.king"),
        (
            {"pins": {"constituencies": {"an": "dv99"}}},
            "unknown_constituency",
            "scenario.pins.constituencies.an",
        ),
        ({"pins": {"candidates": "an"}}, "tuple_type", "scenario.pins.candidates"),
        ({"pool": {"people": []}}, "pool_not_here", "scenario.pool"),
        ({"confidence": {"an": 101}}, "out_of_range", "scenario.confidence.an"),
        ({"seconds": 0}, "greater_than", "scenario.seconds"),
        ({"name": "x" * 61}, "string_too_long", "scenario.name"),
        ({"name": "a\nb"}, "one_line", "scenario.name"),
        ({"wish": 1}, "extra_forbidden", "scenario.wish"),
    ],
)
def test_what_no_what_if_may_ask(
    shared_service: Acting, fields: dict[str, Any], code: str, where: str
) -> None:
    client = shared_service(PROVINCE)
    answer = client.post("/v1/scenarios", json=_new(_council(client), **fields))
    found = {(p["code"], p["where"]) for p in problem(answer, 422, "bad-input")["problems"]}
    assert (code, where) in found


def test_a_council_must_be_there(acting: Acting) -> None:
    client = acting(PROVINCE)
    problem(client.post("/v1/scenarios", json=build_new_scenario()["women"]["value"]), 404, "not-found")
    problem(client.post("/v1/scenarios", json=_new("pol_" + "0" * 26)), 422, "bad-input")
    council = _council(client)
    assert client.post("/v1/scenarios", json=_new(council, rulebook="nope")).status_code == 404
    client.delete(f"/v1/councils/{council}", headers=FIRST)
    problem(client.post("/v1/scenarios", json=_new(council)), 410, "erased")
