import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cocau.app.files.readers import read_pool
from cocau.app.files.writers import write_pool
from cocau.app.present.proposal.document import render_text
from cocau.constraints.model.people import Pool
from cocau.fixtures.run import SHIPPED
from cocau.solver.proposal import Proposal, ProposalOutcome

POOL = SHIPPED / "pools" / "xa-mau.yaml"
Run = Callable[..., Any]


def _candidate(proposal: Proposal) -> str:
    """Somebody listed who is neither meant for the council nor for a post."""
    slate = proposal.slate
    assert slate is not None
    return next(i for i in slate.listed if i not in slate.deputies)


def _chair(proposal: Proposal) -> str:
    assert proposal.slate is not None
    return proposal.slate.posts["chair"][0]


def test_a_withdrawal_is_told_person_by_person_with_the_reason(
    run: Run, stored: Path, proposal: Proposal
) -> None:
    out = _candidate(proposal)
    result = run("replan", stored, "--withdraw", out)
    assert result.code == 0, result.err
    told = result.out.partition("Thay đổi so với phương án trước")[2].partition("Dự kiến nhân sự")[0]
    assert "1 người được đưa vào, đưa ra hoặc đổi vị trí" in told
    assert proposal.request.pool.by_id[out].name in told
    assert "đã rút hoặc không còn được giới thiệu" in told
    assert "thay vào chỗ trống" in told
    assert "Theo bộ giải: không thể ít hơn" in told


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "With as few changes as below no plan can do better."),
        ("vi", "không có phương án nào đạt hơn với ít thay đổi như dưới đây"),
    ],
)
def test_a_slate_that_stays_near_another_is_the_best_of_the_nearest_only(
    run: Run, stored: Path, lang: str, words: str
) -> None:
    assert words in " ".join(run("replan", stored, "--lang", lang).out.split())
    council = SHIPPED / "councils" / "xa-mau.yaml"
    assert words not in " ".join(run("plan", council, POOL, "--lang", lang).out.split())


def test_nothing_changed_is_said_in_so_many_words(run: Run, stored: Path) -> None:
    assert "Nobody's part is another one." in run("replan", stored, "--lang", "en").out


def test_a_replanned_proposal_can_be_audited_and_replanned_again(
    run: Run, stored: Path, proposal: Proposal, tmp_path: Path
) -> None:
    again, third = tmp_path / "again.json", tmp_path / "third.json"
    assert run("replan", stored, "--confidence", f"{_candidate(proposal)}=44", "-o", again).code == 0
    assert run("audit", again).code == 0
    assert run("replan", again, "--unmet", f"{_chair(proposal)}=sức khỏe", "-o", third).code in {0, 3}
    assert Proposal.model_validate_json(again.read_text()).differences[0].standards == ("voters-confidence",)


def test_a_tampered_difference_is_noticed_by_the_audit(
    run: Run, stored: Path, proposal: Proposal, tmp_path: Path
) -> None:
    again = tmp_path / "again.json"
    run("replan", stored, "--withdraw", _candidate(proposal), "-o", again)
    body = json.loads(again.read_text())
    body["differences"][0]["why"] = "left_out"
    again.write_text(json.dumps(body))
    result = run("audit", again)
    assert result.code == 5
    assert "differences" in result.out


def test_a_tampered_clash_is_noticed_by_the_audit(run: Run, stored: Path) -> None:
    body = json.loads(stored.read_text())
    assert [(c["goal"], c["cap"]) for c in body["clashes"]] == [(2, 1)]
    body["clashes"][0]["goal"] = 3
    stored.write_text(json.dumps(body))
    result = run("audit", stored)
    assert result.code == 5
    assert "clashes" in result.out


def test_the_clash_of_two_clauses_is_told_with_both_numbers(run: Run, stored: Path) -> None:
    told = run("audit", stored, "--lang", "en").out.partition("Clauses that clash")[2]
    assert "S2.17" in told
    assert "at least 2 people (previous term 1); the second allows 1 at most" in " ".join(told.split())


def test_a_new_pool_brings_people_in(run: Run, stored: Path, proposal: Proposal, tmp_path: Path) -> None:
    out, file = _candidate(proposal), tmp_path / "pool.csv"
    write_pool(Pool(people=tuple(p for p in read_pool(POOL).people if p.id != out)), file)
    result = run("replan", stored, "--pool", file, "--format", "json")
    assert result.code == 0, result.err
    moves = json.loads(result.out)["differences"]
    assert [m["person"] for m in moves if m["why"] == "gone"] == [out]


def test_every_wrong_option_is_told_at_once_and_nothing_is_written(
    run: Run, stored: Path, tmp_path: Path
) -> None:
    file = tmp_path / "again.json"
    wrong = ("--confidence", "p001", "--confidence", "p002=x", "--set", "a.b=c", "--unmet", "p003")
    result = run("replan", stored, *wrong, "-o", file)
    assert result.code == 2
    assert len(result.err.splitlines()) == 5
    assert not file.exists()
    assert run("replan", stored, "--withdraw", "nobody").code == 2
    assert run("replan", stored, "--seconds", "0").code == 2


def test_an_answer_is_never_written_over_its_proposal(run: Run, stored: Path) -> None:
    before = stored.read_bytes()
    assert run("replan", stored, "-o", stored).code == 2
    assert stored.read_bytes() == before


def test_too_many_withdrawals_are_refused_with_the_clause(run: Run, stored: Path, proposal: Proposal) -> None:
    assert proposal.slate is not None
    gone = [word for i in proposal.slate.listed[:20] for word in ("--withdraw", i)]
    result = run("replan", stored, *gone)
    assert result.code == 2
    assert "luat-bau-cu-2015 Điều 58 khoản 3" in result.err
    assert "luat-bau-cu-2015 Art. 58(3)" in run("replan", stored, *gone, "--lang", "en").err


def test_replacements_of_one_person_are_those_who_take_the_very_same_part(
    run: Run, stored: Path, proposal: Proposal
) -> None:
    person = _candidate(proposal)
    found = json.loads(run("replacements", stored, "--person", person, "--format", "json").out)
    (only,) = found["replacements"]
    assert only["person"] == person
    result = run("replacements", stored, "--person", person)
    assert result.code == 0
    names = proposal.request.pool.by_id
    for i in only["keeping"]:
        assert names[i].name in " ".join(result.out.split())
    assert only["keeping"] or only["costly"]


def test_the_chair_can_be_replaced_by_nobody_off_the_lists(
    run: Run, stored: Path, proposal: Proposal
) -> None:
    found = json.loads(run("replacements", stored, "--person", _chair(proposal), "--format", "json").out)
    assert found["replacements"][0]["keeping"] == []


def test_all_listed_people_are_answered_for_where_nobody_is_named(
    run: Run, stored: Path, proposal: Proposal
) -> None:
    assert proposal.slate is not None
    found = json.loads(run("replacements", stored, "--format", "json").out)["replacements"]
    assert [each["person"] for each in found] == list(proposal.slate.listed)


def test_somebody_on_no_list_is_refused(run: Run, stored: Path) -> None:
    result = run("replacements", stored, "--person", "nobody", "--lang", "en")
    assert result.code == 2
    assert "nobody: This person is on no list." in result.err


@pytest.mark.parametrize("seconds", ["0.001", "0.05"])
def test_out_of_time_tells_the_tier_of_moves_at_which_it_stopped(
    seconds: str, run: Run, stored: Path, proposal: Proposal
) -> None:
    result = run("replan", stored, "--withdraw", _candidate(proposal), "--seconds", seconds)
    assert result.code in {0, 4}, result.err
    assert "cocau gặp lỗi" not in result.err
    stopped = proposal.replace_unvalidated(outcome=ProposalOutcome.OUT_OF_TIME, open_tier=("moves:people",))
    said = " ".join(line.strip() for line in render_text(stopped, "vi"))
    assert "Dừng ở: thay ít người nhất so với phương án trước" in said


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("value", 0, "moves stored"),
        ("bound", 0, "cannot be for the outcome stored"),
        ("bound", 9, "cannot be for the outcome stored"),
    ],
)
def test_a_tampered_number_of_moves_is_noticed(
    field: str, value: int, told: str, run: Run, stored: Path, proposal: Proposal, tmp_path: Path
) -> None:
    again = tmp_path / "again.json"
    run("replan", stored, "--withdraw", _candidate(proposal), "-o", again)
    body = json.loads(again.read_text())
    assert body["moved"][0] == {"what": "moves:people", "value": 1, "bound": 1}
    body["moved"][0][field] = value
    again.write_text(json.dumps(body))
    result = run("audit", again, "--lang", "en")
    assert result.code == 5
    assert told in " ".join(result.out.split())


def test_a_conflict_that_is_judged_again_still_tells_the_clash(
    run: Run, conflict: Proposal, tmp_path: Path
) -> None:
    path = tmp_path / "conflict.json"
    path.write_text(conflict.to_json(), encoding="utf-8")
    told = run("audit", path, "--lang", "en").out
    assert "This proposal holds no slate to judge." in told
    assert "at least 2 people (previous term 1); the second allows 1 at most" in " ".join(told.split())


def test_a_proposal_from_before_there_were_moves_and_clashes_is_not_called_altered(
    run: Run, stored: Path
) -> None:
    body = json.loads(stored.read_text())
    for field in ("moved", "differences", "clashes"):
        del body[field]
    del body["provenance"]["digest"]
    stored.write_text(json.dumps(body))
    assert run("audit", stored).code == 0


def test_one_confidence_for_each_person_and_no_empty_reason(
    run: Run, stored: Path, proposal: Proposal
) -> None:
    i = _candidate(proposal)
    result = run("replan", stored, "--confidence", f"{i}=44", "--confidence", f"{i}=60", "--lang", "en")
    assert result.code == 2
    assert f"--confidence {i}: Given 2 times; give the lowest of the meetings only." in result.err
    assert run("replan", stored, "--secretary-not-chairing", " ").code == 2


def test_the_way_out_that_the_directive_gives_is_named_when_the_secretary_leaves(
    run: Run, stored: Path, proposal: Proposal
) -> None:
    silent = run("replan", stored, "--withdraw", _chair(proposal))
    assert silent.code == 3
    assert "--secretary-not-chairing" in silent.err
    told = run("replan", stored, "--withdraw", _chair(proposal), "--secretary-not-chairing", "nghỉ chế độ")
    assert told.code == 0
    assert "nghỉ chế độ" in told.out


def test_pins_that_are_let_go_are_told(run: Run, tmp_path: Path, proposal: Proposal) -> None:
    i, pinned = _candidate(proposal), tmp_path / "pinned.json"
    council = SHIPPED / "councils" / "xa-mau.yaml"
    assert run("plan", council, POOL, "--in", i, "-o", pinned).code == 0
    result = run("replan", pinned, "--withdraw", i, "--lang", "en")
    assert f"Pins let go, since these people may not stand any more: {i}." in result.err
    assert "Pins let go" not in run("replan", pinned, "--lang", "en").err


@pytest.mark.parametrize("command", ["replan", "replacements"])
def test_what_is_built_on_an_altered_proposal_is_remarked_on(command: str, run: Run, stored: Path) -> None:
    assert "cocau audit" not in run(command, stored).err
    body = json.loads(stored.read_text())
    body["clashes"] = []
    stored.write_text(json.dumps(body))
    assert "see `cocau audit`" in run(command, stored, "--lang", "en").err
