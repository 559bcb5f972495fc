"""Counted results over HTTP: versions, verdict, faults in place, and who may come to them."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from cocau.app.db.engine import Store
from cocau.app.files.results import build_blank_results, list_blank_rows
from cocau.app.services.erasures import erase_pool
from cocau.app.settings import Settings
from cocau.constraints.results.counts import ElectionResults
from cocau.solver.proposal import Proposal
from tests.app.auth import resources
from tests.app.web.api.acting import PLANNER, PROVINCE, VIEWER, Acting, serve
from tests.counted import build_results
from tests.databases import migrated


@pytest.fixture
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with migrated(tmp_path_factory.mktemp("store")) as store:
        yield store


@pytest.fixture
def service(tmp_path_factory: pytest.TempPathFactory, store: Store) -> Iterator[Acting]:
    with serve(Settings(state=tmp_path_factory.mktemp("state")), store) as acting:
        yield acting


def _plan(client: TestClient, store: Store) -> tuple[str, str, ElectionResults, Proposal]:
    """Plan a council: the address of its results, the proposal, and counts of it."""
    which = resources.planned(store, "ha-tinh")
    whole = Proposal.model_validate_json(client.get(f"/v1/proposals/{which}/proposal").text)
    return (
        f"/v1/councils/{resources.get_council_of(store, which)}/results",
        which,
        build_results(whole, which),
        whole,
    )


def test_results_are_kept_in_versions_and_judged(service: Acting, store: Store) -> None:
    client = service(PLANNER)
    path, _, results, _ = _plan(client, store)
    assert client.get(path).status_code == 404
    body = {"results": results.model_dump(mode="json")}
    made = client.put(path, json=body, headers={"If-Match": '"0"'})
    assert (made.status_code, made.json()["version"]) == (201, 1)
    verdict = made.json()["verdict"]["constituencies"]
    assert all(len(one["elected"]) == one["seats"] and one["next"] == "nothing" for one in verdict)
    assert client.put(path, json=body, headers={"If-Match": '"0"'}).status_code == 412
    less = {"results": results.model_dump(mode="json") | {"counts": []}, "note": "nhập lại"}
    assert client.put(path, json=less, headers={"If-Match": '"1"'}).json()["version"] == 2
    assert client.get(path, params={"version": 1}).json()["results"]["counts"]
    assert [row["number"] for row in client.get(f"{path}/versions").json()] == [2, 1]
    assert service(VIEWER).get(path).status_code == 403


def test_faults_are_told_in_place_and_nothing_is_stored(service: Acting, store: Store) -> None:
    client = service(PLANNER)
    path, _, results, _ = _plan(client, store)
    tree = results.model_dump(mode="json")
    tree["counts"][0]["took_part"] = 9_000
    tree["counts"][1]["votes"][0]["person"] = "ai-do"
    answer = client.put(path, json={"results": tree}, headers={"If-Match": '"0"'})
    assert answer.status_code == 422
    where = {problem["where"] for problem in answer.json()["problems"]}
    assert {"results.counts[0].took_part", "results.counts[1].votes[0].person"} <= where
    other = {"results": results.model_dump(mode="json") | {"proposal": "prp_" + "0" * 26}}
    refused = client.put(path, json=other, headers={"If-Match": '"0"'})
    assert (refused.status_code, refused.json()["problems"][0]["where"]) == (422, "results.proposal")
    assert client.get(path).status_code == 404


def test_a_table_is_imported(service: Acting, store: Store) -> None:
    client = service(PLANNER)
    path, which, _, whole = _plan(client, store)
    assert whole.slate is not None
    request = whole.request
    rows = list_blank_rows(request.council, request.pool, whole.slate.candidates, "vi")
    sent = {"content": build_blank_results(rows, ".csv"), "params": {"proposal": which}}
    answer = client.post(f"{path}/file", headers={"If-Match": '"0"', "Content-Type": "text/csv"}, **sent)
    assert (answer.status_code, "whole_number" in answer.text) == (422, True)


def test_with_its_people_the_results_go(service: Acting, store: Store) -> None:
    client = service(PROVINCE)
    path, which, results, _ = _plan(client, store)
    body = {"results": results.model_dump(mode="json")}
    assert client.put(path, json=body, headers={"If-Match": '"0"'}).status_code == 201
    erase_pool(store, PROVINCE, resources.get_pool_of(store, which), expected=1)
    assert client.get(path).status_code == 404
    assert client.get(f"{path}/versions").json() == []
