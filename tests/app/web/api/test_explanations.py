import json
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter

from cocau.app.auth.caller import Caller
from cocau.app.jobs.tasks.questions import QUESTION_KINDS
from cocau.app.permissions import UserRole
from cocau.app.web.api.explanations import QUESTION_EXAMPLES, ExplanationAnswer
from tests.app.client import LocalClient

Run = Callable[..., Any]
WAIT = {"Prefer": "wait=60"}


@pytest.fixture(scope="module")
def made(service: TestClient) -> str:
    body = service.get("/v1/demo/xa-mau").json()
    response = service.post("/v1/proposals", json=body, headers=WAIT)
    assert response.status_code == 200
    return str(response.headers["location"])


@pytest.mark.parametrize("question", ["why", "outcomes", "prices"])
def test_an_answer_is_the_same_bytes_as_on_the_command_line(
    service: TestClient, made: str, run: Run, question: str, tmp_path: Any
) -> None:
    stored = tmp_path / "p.json"
    stored.write_bytes(service.get(f"{made}/proposal").content)
    response = service.post(f"{made}/explanations", json=QUESTION_EXAMPLES[question]["value"], headers=WAIT)
    assert response.status_code == 200
    options = {"why": ["--person", "p001"], "prices": ["--rule", "women-35-percent"], "outcomes": []}[
        question
    ]
    told = run(question, stored, *options, "--format", "json").out
    assert response.content.decode().strip() == told.strip()
    assert service.get(f"{response.headers['location']}/answer").content == response.content


def test_somebody_has_left_and_the_rest_stays_near(service: TestClient, made: str) -> None:
    listed = service.get(f"{made}/best").json()["slate"]["candidates"]
    gone = next(iter(listed.values()))[0]
    body = {"question": "replan", "withdrawn": [gone]}
    response = service.post(f"{made}/explanations", json=body, headers=WAIT)
    again = response.json()
    assert again["outcome"] == "solved"
    assert gone not in {i for ids in again["slate"]["candidates"].values() for i in ids}
    status = service.get(response.headers["location"]).json()
    assert status["asked"]["withdrawn"] == [gone]
    assert status["state"] == "optimal"


def test_what_cannot_be_asked_is_told_at_its_field(service: TestClient, made: str) -> None:
    body = {"question": "why", "people": ["nobody-here"]}
    response = service.post(f"{made}/explanations", json=body, headers=WAIT)
    assert response.status_code == 422
    (problem,) = response.json()["problems"]
    assert (problem["code"], problem["where"]) == ("unknown_person", "question.people: nobody-here")


@pytest.mark.parametrize(
    "body",
    [{}, {"question": "when"}, {"question": "why"}, {"question": "why", "people": ["a"], "x": 1}, []],
)
def test_a_question_that_is_none_is_refused_at_once(service: TestClient, made: str, body: Any) -> None:
    response = service.post(f"{made}/explanations", json=body)
    assert response.status_code == 422
    assert response.json()["type"] == "urn:cocau:problem:bad-input"


def test_explanations_are_listed_and_one_key_is_one_question(service: TestClient, made: str) -> None:
    headers = WAIT | {"Idempotency-Key": "why"}
    body = QUESTION_EXAMPLES["outcomes"]["value"]
    first = service.post(f"{made}/explanations", json=body, headers=headers)
    again = service.post(f"{made}/explanations", json=body, headers=headers)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]
    newest = service.get(f"{made}/explanations", params={"limit": 1}).json()
    assert newest["items"][0]["id"] == first.headers["location"].rpartition("/")[2]
    assert newest["next"]
    assert service.post(f"{first.headers['location']}/cancel").json()["state"] == "done"


def test_answers_are_for_whoever_may_see_people(service: LocalClient, made: str) -> None:
    body = QUESTION_EXAMPLES["why"]["value"]
    place = service.post(f"{made}/explanations", json=body, headers=WAIT).headers["location"]
    try:
        service.become(Caller("usr_v", "v", UserRole.VIEWER))
        assert "p001" not in service.get(place).text
        assert service.get(f"{place}/answer").status_code == 403
        service.become(Caller("usr_e", "e", UserRole.ADMIN, "quang-binh"))
        for path in ("", "/answer"):
            assert service.get(place + path).status_code == 404
        assert service.get(f"{made}/explanations").status_code == 404
        assert service.post(f"{made}/explanations", json=body).status_code == 404
    finally:
        service.become(None)


def test_an_audit_of_the_stored_bytes_finds_what_the_command_finds(
    service: TestClient, made: str, run: Run, tmp_path: Any
) -> None:
    stored = tmp_path / "p.json"
    stored.write_bytes(service.get(f"{made}/proposal").content)
    again = service.post(f"{made}/audit").json()
    told = json.loads(run("audit", stored, "--format", "json").out)
    assert (again["same"], again["kept"]) == (True, True)
    assert {k: again[k] for k in ("findings", "differences")} == told


def test_demo_requests_can_be_posted_as_they_are(service: TestClient) -> None:
    names = [demo["name"] for demo in service.get("/v1/demo").json()]
    assert {"xa-mau", "ha-tinh"} <= set(names)
    for name in names:
        checked = service.post("/v1/proposals/check", content=service.get(f"/v1/demo/{name}").content)
        assert checked.status_code == 200
    assert service.get("/v1/demo/nope").status_code == 404


def test_each_question_has_an_answer_of_a_type(service: TestClient, made: str) -> None:
    described = service.get("/openapi.json").json()
    schema = described["paths"]["/v1/proposals/{proposal_id}/explanations/{explanation_id}/answer"]["get"][
        "responses"
    ]["200"]["content"]["application/json"]["schema"]
    told, listed, *without_format = schema["anyOf"]
    assert without_format == [], "an answer has a `format` of its own"
    formats = set(told["discriminator"]["mapping"]) - {"cocau/answer-proof/1"}
    assert formats >= {"cocau/proposal/1", "cocau/why/1"}
    assert len(formats) == len(QUESTION_KINDS) - 1, (
        "repaired and replan are both proposals; replacements is none"
    )
    assert listed["$ref"].endswith("/ReplacementsAnswer")
    typed: TypeAdapter[Any] = TypeAdapter(ExplanationAnswer)
    for question in ("why", "outcomes", "replacements"):
        body = QUESTION_EXAMPLES.get(question, {"value": {"question": question, "people": ["p001"]}})["value"]
        answered = service.post(f"{made}/explanations", json=body, headers=WAIT)
        assert typed.validate_json(answered.content).to_json() == answered.text
