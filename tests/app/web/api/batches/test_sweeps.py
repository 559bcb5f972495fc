"""/v1/sweeps from end to end: asked for, computed in batches, read by pages, stopped, refused."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from cocau.app.services.batches.parts import get_batch_size
from cocau.app.web.api.examples import build_commune
from tests.patience import wait_until

RULE = "women-35-percent"


def _body(count: int, **more: object) -> dict[str, Any]:
    changes = [
        {"name": f"{n}%", "patch": {"overrides": {RULE: {"at_least_percent": 35 + n}}}} for n in range(count)
    ]
    return {"base": build_commune(), "changes": changes, "label": "nữ"} | more


def _until(client: TestClient, where: str, over: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    return wait_until(lambda: client.get(where).json(), over)


def test_a_sweep_from_end_to_end(client: TestClient) -> None:
    body = _body(6)
    body["changes"][3]["patch"] = {"overrides": {"no-such-rule": {"at_least_percent": 3}}}
    body["changes"][4]["patch"] = {"overrides": {RULE: {"at_least_percent": 100}}}
    asked = client.post("/v1/sweeps", json=body, headers={"Idempotency-Key": "k"})
    assert asked.status_code == 202, asked.text
    where = asked.headers["Location"]
    assert client.post("/v1/sweeps", json=body, headers={"Idempotency-Key": "k"}).headers["Location"] == where
    now = _until(client, where, lambda now: now["stage"] == "done")
    assert (now["total"], now["done"]) == (6, 6)
    assert now["outcomes"]["refused"] == 1
    assert now["outcomes"]["conflict"] >= 1
    assert sum(now["outcomes"].values()) == 6
    assert now["per_second"] > 0
    first = client.get(f"{where}/results", params={"limit": 4}).json()
    last = client.get(f"{where}/results", params={"limit": 4, "after": first["next"]}).json()
    assert last["next"] is None
    rows = first["items"] + last["items"]
    assert [row["number"] for row in rows] == list(range(6))
    assert [row["name"] for row in rows] == [f"{n}%" for n in range(6)]
    assert rows[3]["problems"] == ["unknown_rule"]
    assert RULE in rows[4]["conflict"]
    assert rows[0]["slate_digest"]
    one = client.post("/v1/proposals", json=build_commune(), headers={"Prefer": "wait=60"}).json()
    assert rows[0]["slate_digest"] == one["provenance"]["slate_digest"]
    assert [listed["id"] for listed in client.get("/v1/sweeps").json()["items"]] == [now["id"]]


def test_over_a_proposal_and_stopped(client: TestClient) -> None:
    made = client.post("/v1/proposals", json=build_commune())
    base = {"proposal": made.json()["id"]}
    asked = client.post("/v1/sweeps", json=_body(60) | {"base": base})
    assert asked.status_code == 202, asked.text
    where = asked.headers["Location"]
    _until(client, where, lambda now: now["done"] > 0)
    client.post(f"{where}/cancel")
    now = _until(client, where, lambda now: now["ended"] is not None)
    assert now["stage"] == "stopped"
    assert now["outcomes"]["stopped"] > 0
    assert sum(now["outcomes"].values()) == 60
    rows = client.get(f"{where}/results").json()["items"]
    assert len(rows) == 60 - now["outcomes"]["stopped"]


def test_all_that_is_wrong_at_once(client: TestClient) -> None:
    changes = [
        {"name": "a", "patch": {"pool": {}}},
        {"name": "a", "patch": {"seconds": -1}},
        {"name": "b", "patch": {"raised": None}},
    ]
    answer = client.post("/v1/sweeps", json={"base": build_commune(), "changes": changes})
    assert answer.status_code == 422
    assert [p["where"] for p in answer.json()["problems"]] == [
        "changes.0.patch: pool",
        "changes.1.name",
        "changes.1.patch: seconds",
    ]


@pytest.mark.parametrize(("total", "each"), [(1, 5), (100, 7), (1600, 100), (10_000, 100)])
def test_how_a_sweep_is_cut(total: int, each: int) -> None:
    assert get_batch_size(total) == each
