"""Seats counted and rulebooks tested over HTTP: what the commands answer, and nothing read that is not shipped."""

import json
from typing import Any

import pytest

from cocau.app.web.api.examples import (
    build_draft_examples,
    build_new_rulebook,
    build_rulebook_cases,
    build_seats_examples,
)
from cocau.fixtures.run import SHIPPED
from cocau.fixtures.uploaded_cases import MOST_CASES
from tests.app.conftest import Run
from tests.app.web.api.acting import ANALYST, DISTRICT, OTHER, VIEWER, Acting
from tests.app.web.api.problems import codes, problem

ASKED: dict[str, Any] = build_seats_examples()["province"]["value"]
DRAFT: dict[str, Any] = build_draft_examples()["commune"]["value"]
CASE: str = build_rulebook_cases()["gate"]["value"]["yaml"]
TESTS = "/v1/rulebooks/ha-tinh-2021/tests"


def test_seats_are_those_of_the_command_line(shared_service: Acting, run: Run) -> None:
    client = shared_service(ANALYST)
    answer = client.post("/v1/seats", json=ASKED)
    told = run(
        *("seats", "--kind", "province", "--population", "1296000", "--constituencies", "14"),
        *("--on", "2021-05-23", "--format", "json"),
    )
    assert answer.json() == {"plan": json.loads(told.out), "council": None}
    drafted = client.post("/v1/seats/drafts", json=DRAFT)
    told = run("seats", SHIPPED / "drafts" / "xa-mau.yaml", "--format", "json")
    assert drafted.json()["plan"] == json.loads(told.out)
    assert sum(u["seats"] for u in drafted.json()["council"]["constituencies"]) == 25
    problem(shared_service(VIEWER).post("/v1/seats", json=ASKED), 403, "forbidden")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("seats", {"day": "2021-05-23"}, 422),
        ("seats", ASKED | {"constituencies": 1}, 422),
        ("seats", ASKED | {"population": 0}, 422),
        ("seats", ASKED | {"day": "1900-01-01"}, 422),
        ("seats?rulebook=nope", ASKED, 404),
        ("seats", ASKED | {"day": "2026-03-15", "kind": "town"}, 422),
        ("seats/drafts", DRAFT | {"election_day": "2026-03-15", "kind": "townlet"}, 422),
        ("seats/drafts", DRAFT | {"population": 1}, 422),
        ("seats/drafts", DRAFT | {"places": []}, 422),
        ("seats/drafts", {}, 422),
    ],
)
def test_seats_that_cannot_be_counted(
    shared_service: Acting, path: str, body: dict[str, Any], status: int
) -> None:
    slug = "bad-input" if status == 422 else "unknown-rulebook"
    assert problem(shared_service(ANALYST).post(f"/v1/{path}", json=body), status, slug)["problems"]


def test_a_rulebook_is_tested(acting: Acting) -> None:
    own = (
        acting(DISTRICT)
        .post(
            "/v1/rulebooks",
            json=build_new_rulebook()["thresholds"]["value"] | {"locality": "ha-tinh/can-loc"},
        )
        .json()["id"]
    )
    case = """audits:
  - name: an empty slate has no leader of low confidence
    council: xa-mau
    pool: xa-mau
    rules: [no-leader-of-low-confidence]
    slate: {candidates: {}, deputies: []}
    expect: {}
  - name: this is not so
    council: xa-mau
    pool: xa-mau
    rules: [no-leader-of-low-confidence]
    slate: {candidates: {}, deputies: []}
    expect: {broken: [no-leader-of-low-confidence]}
"""
    answer = acting(ANALYST).post(f"/v1/rulebooks/ha-tinh-2021+{own}/tests", json={"yaml": case})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["rulebook"], found["passed"]) == (f"ha-tinh-2021+{own}@1", False)
    assert [(r["status"], r["line"]) for r in found["results"]] == [("pass", 2), ("fail", 8)]
    assert found["results"][1]["messages"][0]["vi"].startswith("broken: cần")
    problem(acting(OTHER).post(f"/v1/rulebooks/{own}/tests", json={"yaml": case}), 404, "unknown-rulebook")
    problem(acting(VIEWER).post(TESTS, json={"yaml": case}), 403, "forbidden")


def test_the_example_passes_as_json_and_as_yaml(shared_service: Acting) -> None:
    client = shared_service(ANALYST)
    assert client.post(TESTS, json={"yaml": CASE}).json()["passed"] is True
    headers = {"Content-Type": "application/yaml"}
    assert client.post(TESTS, content=CASE.encode(), headers=headers).json()["passed"] is True


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (CASE.replace("council: xa-mau", "council: /etc/passwd"), "unknown_file"),
        (CASE.replace("council: xa-mau", "council: ../councils/xa-mau.yaml"), "unknown_file"),
        (CASE.replace("council: xa-mau", "council: ha-tinh.yaml"), "unknown_file"),
        ("audits: []\n", "cases"),
        ("gates:\n" + CASE.removeprefix("gates:\n") * (MOST_CASES + 1), "cases"),
        (
            "plans: [{name: x, council: xa-mau, pool: xa-mau, expect: {outcome: planned}}]\n",
            "plans_not_here",
        ),
        ("gates: &a [*a]\n", "reference"),
        ("gates: [{}]\n", "missing"),
        ("gates: 1\n", "tuple_type"),
    ],
)
def test_cases_that_are_not_run(shared_service: Acting, text: str, code: str) -> None:
    body = problem(shared_service(ANALYST).post(TESTS, json={"yaml": text}), 422, "bad-input")
    assert code in codes(body)
