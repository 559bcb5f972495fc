"""`cocau proof`, and `cocau audit` of a proposal that carries its proof."""

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from cocau.app.audits.proof_files import embed_proof
from cocau.app.files.proofs import verify
from cocau.app.files.readers import read_proof, read_proposal
from cocau.app.jobs.process import run_task
from cocau.app.jobs.results import RunFailed
from cocau.app.jobs.tasks.questions import build_question_task
from cocau.constraints.errors import Problem
from cocau.constraints.kinds.share import ShareRule
from cocau.constraints.rules.rule import Finding, Verdict
from cocau.solver.proofs.find import find_proof
from cocau.solver.proofs.proof import ProposalProof
from cocau.solver.proofs.question import ProofQuestion
from cocau.solver.proposal import Proposal, compute_proposal_digest
from cocau.solver.time_budget import TimeBudget
from tests.app.conftest import COUNCIL, POOL
from tests.solver.support.lying_engine import inventing_a_conflict, overstating_tiers

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def found(proposal: Proposal) -> ProposalProof:
    return find_proof(proposal, TimeBudget(60))


@pytest.fixture
def carried(proposal: Proposal, found: ProposalProof, tmp_path: Path) -> Path:
    path = tmp_path / "carried.json"
    path.write_text(embed_proof(proposal.to_json(), found), encoding="utf-8")
    return path


def test_a_folder_for_strangers_is_proven_there_without_cocau(run: Run, stored: Path, tmp_path: Path) -> None:
    folder = tmp_path / "proof"
    told = run("proof", stored, "-o", folder, "--lang", "en")
    assert told.code == 0, told.err
    assert "exactly" in told.out
    done = subprocess.run(
        [sys.executable, "-I", "-S", folder / "verify.py", folder],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout
    assert done.stdout.endswith("PROVEN\n")
    assert {path.name for path in folder.iterdir()} >= {"program.mps", "proof.json", "README.md", "veripb"}


def test_no_name_of_a_person_is_in_the_folder(
    run: Run, stored: Path, tmp_path: Path, proposal: Proposal
) -> None:
    run("proof", stored, "-o", tmp_path / "proof")
    texts = [path.read_text(encoding="utf-8") for path in (tmp_path / "proof").rglob("*") if path.is_file()]
    assert not [p.name for p in proposal.request.pool.people for text in texts if p.name in text]


def test_a_conflict_is_proven_to_strangers_too(run: Run, conflict: Proposal, tmp_path: Path) -> None:
    stored = tmp_path / "conflict.json"
    stored.write_text(conflict.to_json(), encoding="utf-8")
    assert run("proof", stored, "-o", tmp_path / "proof").code == 0
    assert verify.main([str(tmp_path / "proof")]) == 0


def test_a_proposal_carries_its_proof_and_stays_what_it_was(
    run: Run, stored: Path, tmp_path: Path, proposal: Proposal
) -> None:
    carried = tmp_path / "carried.json"
    assert run("proof", stored, "-o", carried).code == 0
    assert read_proposal(carried, Problem("none", (), "", "")) == proposal
    proof = read_proof(carried)
    assert proof is not None
    assert proof.of == compute_proposal_digest(proposal)
    assert carried.stat().st_size < 1.05 * stored.stat().st_size
    again = run("proof", carried, "--format", "json")
    assert ProposalProof.model_validate_json(again.out) == proof


def test_an_audit_adds_up_the_proof_without_any_engine(carried: Path) -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from cocau.app.cli.main import cocau; "
        f"r = CliRunner().invoke(cocau, ['audit', {str(carried)!r}, '--lang', 'en']); "
        "print(r.exit_code, 'ortools' in sys.modules, 'highspy' in sys.modules, 'claims exact' in r.stdout)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert ran.stdout.split() == ["0", "False", "False", "True"]


def test_rows_are_held_against_the_audit_on_random_slates(run: Run, carried: Path) -> None:
    told = run("proof", carried, "--slates", "20", "--lang", "en")
    assert told.code == 0
    assert "20 random slates: rows and audit say the same" in told.err


def test_rows_that_say_otherwise_than_the_audit_are_a_defect_of_ours(
    run: Run, carried: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        ShareRule, "audit", lambda self, context: Finding(rule=self.id, verdict=Verdict.BROKEN)
    )
    told = run("proof", carried, "--slates", "20", "--lang", "en")
    assert told.code == 1
    assert "say otherwise than its audit" in told.err


def test_an_audit_says_where_no_proof_came_along(run: Run, stored: Path) -> None:
    assert "No proof" in run("audit", stored, "--lang", "en").out


def _forge(body: dict[str, Any]) -> None:
    """Let a forger tell the digest of what was altered, in the proposal and in its proof."""
    proof = body.pop("proof")
    fields = Proposal.model_validate_json(json.dumps(body))
    digest = compute_proposal_digest(fields)
    body["provenance"]["digest"] = proof["of"] = digest
    body["proof"] = proof


def _alter_tier(body: dict[str, Any]) -> None:
    for aim in body["aims"]:
        if aim["rule"] == "stay-near-reference":
            aim["tier_value"] = aim["tier_bound"] = aim["tier_value"] + 1
    _forge(body)


def _alter_multiplier(body: dict[str, Any]) -> None:
    rows = body["proof"]["claims"][0]["nodes"][0]["rows"]
    rows[next(iter(rows))] *= -1


ALTERED: dict[str, Callable[[dict[str, Any]], object]] = {
    "a tier's value, with a new digest": _alter_tier,
    "a multiplier": _alter_multiplier,
    "a claim left out": lambda body: body["proof"]["claims"].pop(0),
    "the proposal it is of": lambda body: body["proof"].update(of="0" * 64),
    "an aim that is met left out": lambda body: body["aims"].pop(0),
    "the outcome": lambda body: body.update(outcome="out_of_time"),
    "the seconds": lambda body: body["request"].update(seconds=61),
    "a version": lambda body: body["provenance"].update(cocau="9"),
    "a pin": lambda body: body["request"]["pins"].update(out=[body["request"]["pool"]["people"][-1]["id"]]),
    "a person": lambda body: body["request"]["pool"]["people"][0].update(work_place="nơi khác"),
    "a bound": lambda body: body["proof"]["claims"][0].update(bound=7),
}


@pytest.mark.parametrize("altered", ALTERED)
def test_an_audit_finds_what_was_altered(altered: str, run: Run, carried: Path) -> None:
    body = json.loads(carried.read_text(encoding="utf-8"))
    ALTERED[altered](body)
    carried.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
    told = run("audit", carried, "--lang", "en")
    assert told.code == 5, told.out
    assert "proof." in told.out
    assert "WRONG" in told.out


@pytest.mark.parametrize(
    "lying", [pytest.param(overstating_tiers, marks=pytest.mark.long), inventing_a_conflict]
)
def test_what_an_engine_lied_of_is_found_by_its_proof(
    run: Run, lying: Callable[[], AbstractContextManager[None]], found: ProposalProof, tmp_path: Path
) -> None:
    """The plan is audited and written as ever; there is no proof of it, by command or by job."""
    stored, carried = tmp_path / "lied.json", tmp_path / "carried.json"
    with lying():
        assert run("plan", COUNCIL, POOL, "-o", stored).code in {0, 3}
    assert run("audit", stored).code in {0, 3}
    told = run("proof", stored, "-o", carried, "--lang", "en")
    assert told.code == 1
    assert "a slate was found that the answer says cannot be" in told.err
    assert not carried.exists()

    text = stored.read_text(encoding="utf-8")
    failed = run_task(build_question_task(text, ProofQuestion()))
    assert isinstance(failed, RunFailed)
    assert "a slate was found" in failed.detail

    proof = found.replace_unvalidated(of=compute_proposal_digest(Proposal.model_validate_json(text)))
    stored.write_text(embed_proof(text, proof), encoding="utf-8")
    assert run("audit", stored, "--lang", "en").code == 5
