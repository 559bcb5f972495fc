import json
import re
from collections.abc import Callable
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from cocau.app.jobs.queue import JobQueue
from cocau.app.jobs.results import FailureCause, RunFailed, RunRefused
from cocau.app.main import create_app
from cocau.app.settings import Settings, read_settings
from cocau.app.web.api.examples import build_audit_examples, build_commune, build_plan_examples
from cocau.constraints.errors import AuditDisagreesError, Problem
from cocau.constraints.library import list_titles, load_rulebook
from cocau.fixtures.run import SHIPPED
from cocau.solver.proposal import Proposal
from tests.app.client import LocalClient
from tests.app.web.api.problems import codes, problem
from tests.databases import create_state

COUNCIL = SHIPPED / "councils" / "xa-mau.yaml"
POOL = SHIPPED / "pools" / "xa-mau.yaml"
TOO_FEW = SHIPPED / "pools" / "xa-mau-thieu-nguoi.yaml"
Run = Callable[..., Any]

WAIT = {"Prefer": "wait=60"}
PROBLEM = {"type", "title", "status", "detail", "instance", "problems"}


def _is_problem(response: Response, status: int, slug: str) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert set(body) == PROBLEM
    assert body["status"] == status
    assert body["type"] == f"urn:cocau:problem:{slug}"
    assert all(set(p) == {"code", "where", "vi", "en"} for p in body["problems"])
    return body


def _body(proposal: Proposal) -> dict[str, Any]:
    council, pool = proposal.request.council, proposal.request.pool
    return {"council": council.model_dump(mode="json"), "pool": pool.model_dump(mode="json")}


def test_the_service_and_the_command_line_answer_the_same_bytes(
    client: TestClient, run: Run, proposal: Proposal
) -> None:
    response = client.post("/v1/proposals", json=_body(proposal), headers=WAIT)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.content == run("plan", COUNCIL, POOL, "--format", "json").out.encode()


def test_a_conflict_is_an_answer_and_the_same_bytes_too(
    client: TestClient, run: Run, conflict: Proposal
) -> None:
    response = client.post("/v1/proposals", json=_body(conflict), headers=WAIT)
    assert response.status_code == 200
    assert response.json()["outcome"] == "conflict"
    assert response.content == run("plan", COUNCIL, TOO_FEW, "--format", "json").out.encode()


def test_out_of_time_is_an_answer(client: TestClient, proposal: Proposal) -> None:
    response = client.post("/v1/proposals", json=_body(proposal) | {"seconds": 0.001}, headers=WAIT)
    assert response.status_code == 200
    assert response.json()["outcome"] == "out_of_time"


def test_seconds_are_capped_by_the_operator(tmp_path: Path, proposal: Proposal) -> None:
    with LocalClient(create_app(Settings(state=create_state(tmp_path / "state"), max_seconds=7))) as client:
        answer = client.post("/v1/proposals", json=_body(proposal) | {"seconds": 3000}, headers=WAIT).json()
    assert answer["request"]["seconds"] == 7


def test_an_audit_answers_findings(client: TestClient, proposal: Proposal) -> None:
    assert proposal.slate is not None
    body = _body(proposal) | {"slate": proposal.slate.model_dump(mode="json")}
    answer = client.post("/v1/audits", json=body).json()
    assert answer["kept"] is True
    assert answer["findings"] == [json.loads(f.model_dump_json()) for f in proposal.findings]


def test_a_broken_must_is_an_answer_of_an_audit(client: TestClient) -> None:
    answer = client.post("/v1/audits", json=build_audit_examples()["empty"]["value"])
    assert answer.status_code == 200
    assert answer.json()["kept"] is False


def test_a_what_if_of_an_audit_is_a_departure(client: TestClient) -> None:
    body = build_audit_examples()["empty"]["value"] | {
        "overrides": {"women-35-percent": {"at_least_percent": 20}}
    }
    assert client.post("/v1/audits", json=body).json()["departures"][0]["now"] == 20


def test_the_examples_of_the_description_can_be_sent(client: TestClient) -> None:
    for example in build_plan_examples().values():
        assert client.post("/v1/proposals", json=example["value"], headers=WAIT).json()["outcome"] == "solved"


def test_rulebooks_are_listed_and_read(client: TestClient) -> None:
    assert [b["name"] for b in client.get("/v1/rulebooks").json()] == list(list_titles())
    whole = client.get("/v1/rulebooks/ha-tinh-2021").json()
    assert len(whole["rules"]) == len(load_rulebook("ha-tinh-2021").rules)
    before = client.get("/v1/rulebooks/ha-tinh-2021", params={"on": "2016-05-22"}).json()
    assert 0 < len(before["rules"]) < len(whole["rules"])


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"


# --- errors, all of one shape ---


@pytest.mark.parametrize("path", ["/v1/proposals", "/v1/audits"])
def test_missing_fields_are_422_with_a_place_each(client: TestClient, path: str) -> None:
    problems = _is_problem(client.post(path, json={}), 422, "bad-input")["problems"]
    assert {"council", "pool"} <= {p["where"] for p in problems}
    assert problems[0]["vi"] == "thiếu mục bắt buộc."


def test_an_unknown_field_is_422_with_its_path(client: TestClient) -> None:
    council = build_commune()["council"] | {"mayor": 1}
    problems = _is_problem(
        client.post("/v1/proposals", json=build_commune() | {"council": council}), 422, "bad-input"
    )
    assert problems["problems"][0]["where"] == "council.mayor"


def test_a_number_to_introduce_below_none_is_told_to_be_at_least_none(client: TestClient) -> None:
    body = build_commune() | {"introducing": {"at_least": {"UBND xã": -9}}}
    (problem,) = _is_problem(client.post("/v1/proposals", json=body), 422, "bad-input")["problems"]
    assert (problem["where"], problem["vi"], problem["en"]) == (
        "introducing.at_least.UBND xã",
        "phải từ 0 trở lên (-9).",
        "must be 0 or more (-9).",
    )


def test_what_no_rule_could_judge_is_422(client: TestClient) -> None:
    body = build_commune() | {"pool": {"people": []}}
    assert _is_problem(client.post("/v1/proposals", json=body), 422, "bad-input")["problems"]


def test_a_body_that_is_no_object_is_422(client: TestClient) -> None:
    _is_problem(client.post("/v1/proposals", json=[]), 422, "bad-input")


@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
def test_a_body_that_is_no_json_is_400(client: TestClient, kind: str) -> None:
    response = client.post("/v1/proposals", content=b'{"council": ', headers={"content-type": kind})
    _is_problem(response, 400, "malformed")


@pytest.mark.parametrize("path", ["/v1/proposals", "/v1/audits"])
def test_a_key_given_twice_is_400_however_deep_it_stands(client: TestClient, path: str) -> None:
    content = '{"council": {"name": "a", "name": "b"}, "pool": {}}'
    response = client.post(path, content=content, headers={"content-type": "application/json"})
    _is_problem(response, 400, "malformed")
    assert response.json()["detail"] == "The key 'name' is given twice in one object."


def _name_person(body: dict[str, Any], name: str) -> None:
    body["pool"]["people"][3]["name"] = name


def _name_council(body: dict[str, Any], name: str) -> None:
    body["council"]["name"] = name


def _name_unit(body: dict[str, Any], name: str) -> None:
    body["council"]["constituencies"][0]["name"] = name


def _note_work_place(body: dict[str, Any], name: str) -> None:
    body["pool"]["people"][3]["work_place"] = name


@pytest.mark.parametrize("place", [_name_person, _name_council, _name_unit, _note_work_place])
@pytest.mark.parametrize("escaped", [True, False])
def test_texts_sent_inline_are_as_clean_as_in_files(
    client: TestClient, place: Callable[[dict[str, Any], str], None], *, escaped: bool
) -> None:
    for name, code in (("Lê \u202eVăn", "bad_character"), ("x" * 1_000_000, "string_too_long")):
        body = deepcopy(build_commune())
        place(body, name)
        for path in ("/v1/proposals", "/v1/proposals/check"):
            content = json.dumps(body, ensure_ascii=escaped).encode()
            answer = client.post(path, content=content, headers={"content-type": "application/json"})
            assert codes(problem(answer, 422, "bad-input")) == [code]


def test_a_body_without_a_content_type_is_read_as_json(client: TestClient) -> None:
    assert client.post("/v1/proposals/check", content=json.dumps(build_commune())).status_code == 200


@pytest.mark.parametrize("name", ["nowhere", "../../etc/passwd", "run", "sources", "ha-tinh-2021+Dockerfile"])
def test_rulebooks_that_are_not_shipped_are_404_and_no_file_is_read(client: TestClient, name: str) -> None:
    _is_problem(
        client.post("/v1/proposals", json=build_commune() | {"rulebook": name}), 404, "unknown-rulebook"
    )
    if "/" not in name:
        _is_problem(client.get(f"/v1/rulebooks/{name}"), 404, "unknown-rulebook")


def test_a_day_that_is_none_is_422(client: TestClient) -> None:
    _is_problem(client.get("/v1/rulebooks/ha-tinh-2021?on=someday"), 422, "bad-input")


def test_other_paths_are_404_and_other_methods_405(client: TestClient) -> None:
    _is_problem(client.get("/v2"), 404, "not-found")
    response = client.put("/v1/audits")
    _is_problem(response, 405, "method-not-allowed")
    assert response.headers["allow"] == "POST"
    assert client.patch("/v1/rulebooks/ha-tinh-2021").headers["allow"] == "GET, PUT, DELETE"


def test_a_body_too_large_is_413_told_or_found_out(tmp_path: Path) -> None:
    with LocalClient(create_app(Settings(state=create_state(tmp_path / "state"), max_body=1000))) as client:
        _is_problem(client.post("/v1/proposals", content=b" " * 1001), 413, "too-large")
        _is_problem(client.post("/v1/proposals", content=iter([b" " * 600] * 2)), 413, "too-large")


@pytest.mark.parametrize("error", [AuditDisagreesError("rule x"), RuntimeError("secret")])
def test_our_own_failures_are_500_and_tell_nothing(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fails(*_: object) -> object:
        raise error

    monkeypatch.setattr("cocau.app.web.api.proposals.routes.preview_request", fails)
    response = client.post("/v1/proposals/check", json=build_commune())
    _is_problem(response, 500, "failure")
    assert str(error) not in response.text


def test_a_computation_that_fails_is_500_and_says_where_to_look(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = RunFailed(FailureCause.MEMORY, "4000 MiB")
    monkeypatch.setattr("cocau.app.main.JobQueue", partial(JobQueue, run=lambda *_, **__: failed))
    with LocalClient(create_app(settings)) as client:
        response = client.post("/v1/proposals", json=build_commune(), headers=WAIT)
        assert "4000 MiB" in _is_problem(response, 500, "failure")["detail"]
        status = client.get(response.headers["location"]).json()
    assert (status["state"], status["failure"]["code"]) == ("failed", "failed_by_memory")


def test_what_only_the_computation_finds_wrong_is_422_all_the_same(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = RunRefused((Problem("x", ("pool",), "sai", "wrong"),))
    monkeypatch.setattr("cocau.app.main.JobQueue", partial(JobQueue, run=lambda *_, **__: refused))
    with LocalClient(create_app(settings)) as client:
        response = client.post("/v1/proposals", json=build_commune(), headers=WAIT)
    (problem,) = _is_problem(response, 422, "bad-input")["problems"]
    assert problem == {"code": "x", "where": "pool", "vi": "sai", "en": "wrong"}


def test_beyond_so_many_unfinished_jobs_a_caller_must_wait(tmp_path: Path) -> None:
    with LocalClient(create_app(Settings(state=create_state(tmp_path / "state"), queue=0))) as client:
        response = client.post("/v1/proposals", json=build_commune())
    _is_problem(response, 429, "too-many-jobs")
    assert int(response.headers["retry-after"]) > 0


# --- the description ---


@pytest.mark.parametrize("page", ["/docs", "/redoc"])
def test_the_pages_of_the_description_name_no_other_host(client: TestClient, page: str) -> None:
    html = client.get(page).text
    assert not re.findall(r"(?:https?:)?//[\w.-]+", html.replace("// ", ""))
    for asset in re.findall(r'(?:src|href)="(/static/[^"]+)"', html):
        fetched = client.get(asset)
        assert fetched.status_code == 200
        assert b"/logo-mini.svg" not in fetched.content


def test_the_description_shows_the_errors_in_their_shape(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    errors = described["paths"]["/v1/proposals"]["post"]["responses"]
    assert set(errors) == {"200", "202", *["400", "401", "403", "404", "409", "413", "422", "429", "500"]}
    assert errors["422"]["content"]["application/problem+json"]["schema"]["$ref"].endswith("/Problem")
    assert set(described["components"]["schemas"]["Problem"]["required"]) == PROBLEM


# --- settings ---


def test_settings_come_from_the_environment() -> None:
    assert read_settings({}) == Settings()
    assert read_settings({"COCAU_SOLVES": "5", "COCAU_QUEUE": "0"}) == Settings(solves=5, queue=0)


@pytest.mark.parametrize("value", ["-1", "two", ""])
def test_a_setting_that_is_no_number_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="COCAU_SOLVES"):
        read_settings({"COCAU_SOLVES": value})
