"""The proof of an answer for strangers: the shipped verifier proves each claim, and refuses what was altered."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cocau.app.audits.answer_proof_files import build_answer_files
from cocau.app.files.proofs import verify
from cocau.solver.explain.prices import compute_prices
from cocau.solver.proofs.answers.answer_proof import AnswerClaim, AnswerProof
from cocau.solver.proofs.answers.find import find_answer_proof
from cocau.solver.question import QuestionAnswer
from cocau.solver.time_budget import TimeBudget
from tests.app.files.proofs.veripb_steps import is_refuted
from tests.solver.support.shipped import shipped_plan

Proven = tuple[QuestionAnswer, AnswerProof]


@pytest.fixture(scope="module")
def prices() -> Proven:
    """Prices of a bound that is moved: rows of three models, one of them with a conflict."""
    proposal, effort = shipped_plan("xa-mau"), TimeBudget(60)
    answer = compute_prices(proposal, effort, ("full-time-cap-commune", "seats-filled"))
    return answer, find_answer_proof(proposal, answer, effort)


def _write(folder: Path, answer: QuestionAnswer, proof: AnswerProof) -> Path:
    for name, text in build_answer_files(shipped_plan("xa-mau"), answer, proof).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_each_thing_said_is_proven_by_rows_that_have_names(
    prices: Proven, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer, proof = prices
    folder = _write(tmp_path, answer, proof)
    assert verify.main([str(folder)]) == 0
    told = capsys.readouterr().out
    assert told.count("these cannot hold together") == proof.said
    assert "otherwise:prices[1].steps[0].tiers" in told
    problems = sorted((folder / "veripb").glob("*.opb"))
    assert len(problems) == proof.said
    assert is_refuted(problems[0].read_text("utf-8"), problems[0].with_suffix(".pbp").read_text("utf-8"))


def test_what_rests_on_engines_is_not_proven_to_strangers(
    prices: Proven, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer, proof = prices
    engines = AnswerClaim(places=proof.claims[0].places, confirmed_by=("HiGHS",))
    rested = proof.replace_unvalidated(claims=(engines, *proof.claims[1:]))
    assert verify.main([str(_write(tmp_path, answer, rested))]) == 1
    assert f"PROVEN BUT FOR {len(engines.places)}" in capsys.readouterr().out


Json = Any


def _alter_multiplier(proof: Json, program: str) -> str:
    rows = proof["conflicts"][0]["proof"]["rows"]
    rows[next(name for name in rows if name.startswith("otherwise"))] *= -1
    return program


def _alter_claim(proof: Json, program: str) -> str:
    """Claim more than the answer says: the row that says otherwise asks for one less."""
    name = next(name for name in proof["conflicts"][0]["proof"]["rows"] if name.startswith("otherwise"))
    side = next(line for line in program.splitlines() if line.startswith(f" RHS {name} "))
    return program.replace(side, f" RHS {name} {int(side.split()[2]) + 10**6}")


def _alter_rule(proof: Json, program: str) -> str:
    conflict = next(one for one in proof["conflicts"] if "conflict" in one["rules"][0])
    name = next(row for row in conflict["proof"]["rows"] if row.startswith("full-time-cap"))
    side = next(line for line in program.splitlines() if line.startswith(f" RHS {name} "))
    return program.replace(side, f" RHS {name} {int(side.split()[2]) + 1}")


def _swap_proofs(proof: Json, program: str) -> str:
    one, *_, other = proof["conflicts"]
    one["proof"], other["proof"] = other["proof"], one["proof"]
    return program


ALTERED: dict[str, tuple[Callable[[Json, str], str], str]] = {
    "a multiplier": (_alter_multiplier, "no such side"),
    "a bound of what is claimed": (_alter_claim, "no contradiction"),
    "a bound of a rule": (_alter_rule, "no contradiction"),
    "the proof of another claim": (_swap_proofs, "of none of its rules"),
    "a program of other rows": (lambda _, program: program.replace("ENDATA", ""), "not whole"),
}


@pytest.mark.parametrize("altered", ALTERED)
def test_files_altered_by_hand_are_refused(
    altered: str, prices: Proven, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = _write(tmp_path, *prices)
    path, (alter, said) = folder / verify.PROOF, ALTERED[altered]
    proof = json.loads(path.read_text("utf-8"))
    program = alter(proof, (folder / verify.PROGRAM).read_text("utf-8"))
    (folder / verify.PROGRAM).write_text(program, encoding="utf-8")
    proof["program"] = hashlib.sha256(program.encode()).hexdigest()
    path.write_text(json.dumps(proof), encoding="utf-8")
    assert verify.main([str(folder)]) == 2
    assert said in capsys.readouterr().out
