"""The proof of a proposal as a resource: found after the answer, once, carried by the file, erased with it."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from cocau.app.audits.proposals import reaudit
from cocau.app.files.readers import read_proof, read_proposal
from cocau.constraints.errors import Problem
from cocau.solver.proofs.check import check_proof
from cocau.solver.proofs.proof import ProposalProof
from cocau.solver.proposal import Proposal
from tests.app.web.api.test_explanations import WAIT


@pytest.fixture(scope="module")
def made(service: TestClient) -> str:
    response = service.post("/v1/proposals", json=service.get("/v1/demo/xa-mau").json(), headers=WAIT)
    assert response.status_code == 200
    return str(response.headers["location"])


def test_a_proof_is_found_once_and_stays_beside_the_proposal(
    service: TestClient, made: str, tmp_path: Path
) -> None:
    before = service.get(f"{made}/proposal")
    early = service.get(f"{made}/proof")
    assert early.status_code == 409
    found = service.post(f"{made}/proof", headers=WAIT)
    assert found.status_code == 200
    proposal = Proposal.model_validate_json(before.text)
    assert check_proof(proposal, ProposalProof.model_validate_json(found.text)) == []
    again = service.post(f"{made}/proof", headers=WAIT)
    assert again.headers["location"] == found.headers["location"]
    assert service.get(f"{made}/proof").content == again.content == found.content
    after = service.get(f"{made}/proposal")
    assert (after.content, after.headers["etag"]) == (before.content, before.headers["etag"])

    carried = tmp_path / "carried.json"
    carried.write_bytes(service.get(f"{made}/proof/proposal").content)
    assert len(carried.read_bytes()) < 1.05 * len(before.content)
    proof = read_proof(carried)
    assert read_proposal(carried, Problem("none", (), "", "")) == proposal
    assert reaudit(proposal, proof).differences == ()


def test_whoever_takes_the_files_checks_them_without_cocau(
    service: TestClient, made: str, tmp_path: Path
) -> None:
    assert service.post(f"{made}/proof", headers=WAIT).status_code == 200
    taken = service.get(f"{made}/proof/files")
    assert taken.content == service.get(f"{made}/proof/files").content
    with zipfile.ZipFile(io.BytesIO(taken.content)) as archive:
        archive.extractall(tmp_path)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", "."],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_a_proof_is_erased_with_its_proposal(service: TestClient, made: str) -> None:
    assert service.post(f"{made}/proof", headers=WAIT).status_code == 200
    assert service.delete(made).status_code == 200
    assert service.get(f"{made}/proof").status_code == 410
    assert service.post(f"{made}/proof").status_code == 410
