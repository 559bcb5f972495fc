"""`cocau proof --answer`: an answer is proven, carries its proof, and is refused once altered."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

import cocau
from cocau.app.audits.proof_files import embed_proof
from cocau.constraints.model.selectors import GROUPS, Among
from cocau.constraints.record import compute_digest
from cocau.solver.explain.ranges import GroupRanges, compute_ranges
from cocau.solver.proofs.answers.find import find_answer_proof
from cocau.solver.proposal import Proposal
from cocau.solver.time_budget import TimeBudget

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
    assert (told.code, "not an answer about a proposal" in told.err) == (2, True)
    told = run("proof", stored, "--answer", answer, "-o", answer, "--lang", "en")
    assert told.code == 2


def test_an_answer_in_a_notebook_is_proven(proposal: Proposal) -> None:
    women = cocau.proof(cocau.ranges(proposal, "women", progress=False), progress=False)
    assert women.exact == women.said > 0
    assert "chính xác" in women.to_text()
    assert cocau.proof(proposal, progress=False).exact > 0


@pytest.fixture(scope="module")
def proven(proposal: Proposal) -> str:
    """An answer that carries its proof."""
    effort = TimeBudget(60)
    women = compute_ranges(proposal, effort, [GROUPS["women"]], (Among.DEPUTIES,))
    return embed_proof(women.to_json(), find_answer_proof(proposal, women, effort))


Json = dict[str, Any]


def _alter_figure(answer: Json, _: Json) -> None:
    answer["groups"][0]["at_optimum"]["most"] -= 1


def _forge_figure(answer: Json, _: Json) -> None:
    """The digest of the answer is altered with it."""
    _alter_figure(answer, {})
    rest = {name: value for name, value in answer.items() if name != "proof"}
    answer["proof"]["answer"] = compute_digest(GroupRanges.model_validate(rest))


def _alter_multiplier(answer: Json, _: Json) -> None:
    rows = answer["proof"]["claims"][0]["nodes"][0]["rows"]
    rows[next(iter(rows))] *= -1


def _alter_rule(_: Json, proposal: Json) -> None:
    rule = next(one for one in proposal["rulebook"]["rules"] if one["id"] == "women-35-percent")
    rule["at_least_percent"] = 34


ALTERED: dict[str, tuple[Callable[[Json, Json], object], str, str]] = {
    "a figure": (_alter_figure, "answer: ", "of another answer"),
    "a figure, with a new digest": (_forge_figure, "claims[", "do not contradict each other"),
    "a multiplier": (_alter_multiplier, "claims[0].nodes[0].rows: ", "Not proven"),
    "a claim left out": (
        lambda a, _: a["proof"]["claims"].pop(),
        "claims: ",
        "There is no proof of: groups[0]",
    ),
    "a claim too many": (
        lambda a, _: a["proof"]["claims"][0]["places"].append(["groups", 7, "possible", "most"]),
        "claims[0].places[",
        "the answer does not say this",
    ),
    "the proposal it is of": (lambda a, _: a["proof"].update(of="0" * 64), "of: ", "of another proposal"),
    "an answer about another": (
        lambda a, _: a["of"].update(pool_digest="0" * 64),
        "of: ",
        "of another proposal",
    ),
    "a bound of a rule": (_alter_rule, "of: ", "the proposal was altered"),
    "a person": (
        lambda _, p: p["request"]["pool"]["people"][0].update(sex="male"),
        "of: ",
        "the proposal was altered",
    ),
}


@pytest.mark.parametrize("altered", ALTERED)
def test_what_was_altered_by_hand_is_refused_at_its_place(
    altered: str, run: Run, proposal: Proposal, proven: str, tmp_path: Path
) -> None:
    alter, place, said = ALTERED[altered]
    answer, of = json.loads(proven), json.loads(proposal.to_json())
    before = deepcopy((answer, of))
    alter(answer, of)
    assert (answer, of) != before
    stored, carried = tmp_path / "p.json", tmp_path / "a.json"
    stored.write_text(json.dumps(of), encoding="utf-8")
    carried.write_text(json.dumps(answer), encoding="utf-8")
    told = run("proof", stored, "--answer", carried, "--lang", "en")
    assert told.code == 2, told.out
    assert place in told.err
    assert said in " ".join(told.err.split())
