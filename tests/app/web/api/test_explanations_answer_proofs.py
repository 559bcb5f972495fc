"""The proof of an answer as a resource beside it: found once, carried by its file, checked by strangers."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from cocau.app.files.readers import read_answer
from cocau.solver.proofs.answers.answer_proof import AnswerProof
from cocau.solver.proofs.answers.check import check_answer_proof
from cocau.solver.proposal import Proposal
from tests.app.web.api.test_explanations import WAIT

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def made(service: TestClient) -> str:
    response = service.post("/v1/proposals", json=service.get("/v1/demo/xa-mau").json(), headers=WAIT)
    assert response.status_code == 200
    return str(response.headers["location"])


def _ask(service: TestClient, made: str, body: dict[str, Any]) -> str:
    response = service.post(f"{made}/explanations", json=body, headers=WAIT)
    assert response.status_code == 200, response.text
    return str(response.headers["location"])


@pytest.fixture(scope="module")
def ranges(service: TestClient, made: str) -> str:
    return _ask(service, made, {"question": "ranges", "groups": ["women"], "among": ["deputies"]})


def test_a_proof_is_found_once_and_stays_beside_its_answer(
    service: TestClient, made: str, ranges: str, run: Run, tmp_path: Path
) -> None:
    assert service.get(f"{ranges}/proof").status_code == 409
    found = service.post(f"{ranges}/proof", headers=WAIT)
    assert found.status_code == 200
    again = service.post(f"{ranges}/proof", headers=WAIT)
    assert again.headers["location"] == found.headers["location"] != ranges
    asked = {"question": "answer_proof", "explanation": ranges.rpartition("/")[2], "seconds": 30}
    other = service.post(f"{made}/explanations", json=asked, headers=WAIT)
    assert other.json() == found.json()
    assert service.get(f"{ranges}/proof").json() == found.json()

    stored, carried = tmp_path / "p.json", tmp_path / "a.json"
    stored.write_bytes(service.get(f"{made}/proposal").content)
    carried.write_bytes(service.get(f"{ranges}/proof/answer").content)
    answer, proof = read_answer(carried)
    assert proof == AnswerProof.model_validate_json(found.text)
    assert answer.to_json().strip() == service.get(f"{ranges}/answer").text.strip()
    assert check_answer_proof(Proposal.model_validate_json(stored.read_text("utf-8")), answer, proof) == []
    told = run("proof", stored, "--answer", carried, "--lang", "en")
    assert (told.code, "by engines: 0." in told.out) == (0, True)

    with zipfile.ZipFile(io.BytesIO(service.get(f"{ranges}/proof/files").content)) as archive:
        archive.extractall(tmp_path / "files")
    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", "."],
        capture_output=True,
        text=True,
        cwd=tmp_path / "files",
        check=False,
    )
    assert done.stdout.endswith("PROVEN\n")
    entries = [entry["action"] for entry in service.get("/v1/trail?limit=20").json()["items"]]
    assert {"explain", "export"} <= {*entries}


def test_what_has_no_proof_and_what_is_of_another_proposal_is_refused(
    service: TestClient, made: str, ranges: str
) -> None:
    why = _ask(service, made, {"question": "why", "people": ["p001"]})
    refused = service.post(f"{why}/proof")
    assert refused.status_code == 422
    (problem,) = refused.json()["problems"]
    assert problem["code"] == "no_proof_of_this"
    assert problem["where"] == f"explanation: {why.rpartition('/')[2]}"
    assert service.get(f"{why}/proof").status_code == 409
    lost = ranges.rpartition("/")[0] + "/exp_0000000000000000000000000"
    assert {service.post(f"{lost}/proof").status_code, service.get(f"{lost}/proof").status_code} == {404}
    body = service.get("/v1/demo/xa-mau").json() | {"label": "khác"}
    other = service.post("/v1/proposals", json=body, headers=WAIT).headers["location"]
    moved = ranges.replace(made, other)
    assert moved != ranges
    for path in ("", "/answer", "/files"):
        assert service.get(f"{moved}/proof{path}").status_code == 404
    assert service.post(f"{moved}/proof").status_code == 404


def test_a_proof_is_erased_with_the_proposal_of_its_answer(
    service: TestClient, made: str, ranges: str
) -> None:
    assert service.post(f"{ranges}/proof", headers=WAIT).status_code == 200
    assert service.delete(made).status_code == 200
    for path in ("", "/answer", "/files"):
        assert service.get(f"{ranges}/proof{path}").status_code == 410
    assert service.post(f"{ranges}/proof").status_code == 410
