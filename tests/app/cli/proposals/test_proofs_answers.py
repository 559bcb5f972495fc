"""`cocau proof --answer`: an answer is proven, carries its proof, and is refused once altered."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cocau
from cocau.solver.explain.ranges import GroupRanges
from cocau.solver.proposal import Proposal

Run = Callable[..., Any]


@pytest.fixture
def answer(run: Run, stored: Path, tmp_path: Path) -> Path:
    path = tmp_path / "ranges.json"
    told = run("ranges", stored, "--group", "women", "-o", path)
    assert told.code == 0, told.err
    return path


def test_an_answer_is_proven_carries_its_proof_and_is_refused_once_altered(
    run: Run, stored: Path, answer: Path, tmp_path: Path
) -> None:
    carried = tmp_path / "carried.json"
    told = run("proof", stored, "--answer", answer, "-o", carried, "--lang", "en")
    assert told.code == 0, told.err
    assert "by engines: 0." in told.out
    assert "at most" in told.out
    again = run("proof", stored, "--answer", carried)
    assert again.code == 0, again.err
    assert "chính xác" in again.out
    found = json.loads(carried.read_text("utf-8"))
    assert GroupRanges.model_validate(
        {name: value for name, value in found.items() if name != "proof"}
    ) == GroupRanges.model_validate_json(answer.read_text("utf-8"))
    found["groups"][0]["at_optimum"]["most"] -= 1
    carried.write_text(json.dumps(found), encoding="utf-8")
    altered = run("proof", stored, "--answer", carried, "--lang", "en")
    assert altered.code != 0
    assert "another answer" in altered.err


def test_what_is_no_answer_or_no_file_for_one_is_refused(
    run: Run, stored: Path, answer: Path, tmp_path: Path
) -> None:
    told = run("proof", stored, "--answer", stored, "--lang", "en")
    assert (told.code, "no answer about a proposal" in told.err) == (2, True)
    told = run("proof", stored, "--answer", answer, "-o", answer, "--lang", "en")
    assert told.code == 2


def test_an_answer_in_a_notebook_is_proven(proposal: Proposal) -> None:
    women = cocau.proof(cocau.ranges(proposal, "women", progress=False), progress=False)
    assert women.exact == women.said > 0
    assert "chính xác" in women.to_text()
    assert cocau.proof(proposal, progress=False).exact > 0
