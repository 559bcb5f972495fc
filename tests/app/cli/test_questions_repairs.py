"""`cocau repairs`: text and JSON in both languages, a repair made into a proposal, wrong input, a stop."""

import json
from pathlib import Path

import pytest

from cocau.solver.explain.repairs.repair import Repairs, RepairsPart
from cocau.solver.proposal import Proposal, ProposalOutcome
from tests.app.conftest import COUNCIL, POOL, TOO_FEW, Run


@pytest.fixture
def stored(conflict: Proposal, tmp_path: Path) -> Path:
    file = tmp_path / "conflict.json"
    file.write_text(conflict.to_json(), encoding="utf-8")
    return file


@pytest.fixture
def tight(run: Run, tmp_path: Path) -> Path:
    """A request that nothing can keep: more women than there are, a post that is none's, and an aim raised."""
    file = tmp_path / "tight.json"
    sets = ("--set", "women-35-percent.at_least_percent=95", "--raise", "more-full-time-deputies")
    pins = ("--in", "p001", "--out", "p002", "--deputy", "p003")
    assert run("plan", COUNCIL, POOL, *sets, *pins, "-o", file).code == 3
    return file


def test_the_answer_is_the_first_line(run: Run, stored: Path) -> None:
    english = run("repairs", stored, "--lang", "en", "--slates", "1")
    assert english.code == 0
    first, *_ = english.out.splitlines()
    assert first == "2 WAYS OUT, the cheapest first. The cheapest costs: 3 more people to introduce."
    assert "Introduce 3 more people who may stand, from any bloc" in english.out
    assert "By the engines: fewer than 3 do not suffice." in english.out
    assert "To make it a proposal: --apply 1." in english.out
    assert "NOT LAWFUL" in english.out
    assert "Law 85/2015/QH13 Art. 58(3)" in english.out
    vietnamese = run("repairs", stored, "--slates", "0")
    assert vietnamese.out.startswith(
        "CÓ 2 CÁCH THÁO GỠ, ít thay đổi nhất trước. Cách ít thay đổi nhất: 3 người giới thiệu thêm."
    )
    assert "KHÔNG ĐÚNG PHÁP LUẬT" in vietnamese.out


def test_json_is_the_whole_answer(run: Run, stored: Path, tmp_path: Path) -> None:
    file = tmp_path / "repairs.json"
    assert run("repairs", stored, "-o", file).code == 0
    told = Repairs.model_validate_json(file.read_text(encoding="utf-8"))
    assert told.complete
    assert [r.planned for r in told.repairs] == [True, False]
    assert [r.price.recruits for r in told.repairs] == [3, 0]
    printed = run("repairs", stored, "--format", "json", "--slates", "0", "--limit", "1")
    assert len(json.loads(printed.out)["repairs"]) == 1
    assert not json.loads(printed.out)["complete"]


def test_demands_are_given_up_before_anything_else(run: Run, tight: Path) -> None:
    told = run("repairs", tight, "--lang", "en", "--limit", "3", "--slates", "1")
    assert told.code == 0
    assert "of the request" in told.out.splitlines()[0]
    assert "AT LEAST 3 WAYS OUT" in told.out.splitlines()[0]
    assert "was set by this request; the rulebook has 35" in told.out
    assert "Departures from the rulebook: women-35-percent.at_least_percent 35 →" in told.out


def test_a_repair_becomes_a_proposal(run: Run, stored: Path, tmp_path: Path) -> None:
    file = tmp_path / "repaired.json"
    result = run("repairs", stored, "--apply", "1", "-o", file, "--lang", "en")
    assert result.code == 0
    assert "stand-ins" in result.err
    proposal = Proposal.model_validate_json(file.read_text(encoding="utf-8"))
    assert proposal.outcome is ProposalOutcome.SOLVED
    assert run("audit", file).code == 0
    assert "NOTHING TO REPAIR" in run("repairs", file, "--lang", "en").out
    assert "SOLVED" in run("repairs", stored, "--apply", "2", "--lang", "en").out


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "There are 2 repairs."), ("vi", "Chỉ có 2 cách tháo gỡ.")]
)
def test_a_repair_that_there_is_not_is_refused(run: Run, stored: Path, lang: str, words: str) -> None:
    result = run("repairs", stored, "--apply", "7", "--lang", lang)
    assert result.code == 2
    assert words in result.err


def test_a_must_left_out_is_shown_and_not_made_into_a_proposal(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "conflict.json"
    run("plan", COUNCIL, POOL, "--post", "chair=p001", "--post", "vice_chair=p001", "-o", file)
    answered = json.loads(run("repairs", file, "--format", "json", "--slates", "0", "--limit", "30").out)
    number = next(n for n, r in enumerate(answered["repairs"], 1) if r["patch"]["dropped"])
    told = run("repairs", file, "--lang", "en", "--limit", "30", "--slates", "0").out
    assert "which is against" in told
    assert "Let go: " in told
    result = run("repairs", file, "--apply", number, "--limit", "30", "--lang", "en")
    assert result.code == 2
    assert "leaves out a must altogether" in result.err


def test_a_solved_proposal_has_nothing_to_repair(run: Run, proposal: Proposal, tmp_path: Path) -> None:
    file = tmp_path / "solved.json"
    file.write_text(proposal.to_json(), encoding="utf-8")
    assert run("repairs", file).out.startswith("KHÔNG CÓ GÌ PHẢI THÁO GỠ")
    result = run("repairs", file, "--apply", "1")
    assert result.code == 2
    assert "Không có cách tháo gỡ nào để áp dụng." in result.err


def test_no_time_claims_nothing(run: Run, stored: Path) -> None:
    result = run("repairs", stored, "--seconds", "0", "--lang", "en")
    assert result.code == 4
    assert result.out.startswith("NO WAY OUT WAS FOUND")
    assert "Time ran out" in result.out


def test_what_is_no_proposal_is_refused(run: Run) -> None:
    assert run("repairs", TOO_FEW).code == 2


@pytest.mark.parametrize(
    ("lang", "words"), [("vi", "KHÔNG CÓ XUNG ĐỘT"), ("en", "NOTHING CONFLICTS: all musts and pins can hold")]
)
def test_a_plan_that_ran_out_of_time_without_a_conflict_needs_no_way_out(
    run: Run, proposal: Proposal, tmp_path: Path, lang: str, words: str
) -> None:
    file = tmp_path / "late.json"
    late = proposal.replace_unvalidated(outcome=ProposalOutcome.OUT_OF_TIME, slate=None, findings=(), aims=())
    file.write_text(late.to_json(), encoding="utf-8")
    told = run("repairs", file, "--lang", lang)
    assert told.code == 0, told.err
    assert words in told.out
    answered = Repairs.model_validate_json(run("repairs", file, "--format", "json").out)
    assert not answered.needed
    assert answered.complete


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_more_sorts_of_recruits_than_are_told_are_no_matter_of_time(
    run: Run, stored: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    def told(proposal: Proposal, *_: object) -> Repairs:
        return Repairs(of=proposal.provenance, complete=False, open=(RepairsPart.ANSWERS,))

    monkeypatch.setattr("cocau.solver.explain.repairs.search.find_repairs", told)
    result = run("repairs", stored, "--lang", lang)
    assert result.code == 0, result.err
    assert ("more sorts of people" if lang == "en" else "những loại người khác") in result.out
