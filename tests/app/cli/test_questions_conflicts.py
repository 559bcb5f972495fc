"""`cocau conflicts`: text and JSON in both languages, aims, limits, wrong input, stopping; and what an audit of it says."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cocau.fixtures.run import SHIPPED
from cocau.solver.conflicts.enumerate import ProposalConflicts
from cocau.solver.proposal import Proposal

Run = Callable[..., Any]


@pytest.fixture
def clashing(conflict: Proposal, tmp_path: Path) -> Path:
    """A commune that lacks people, as a stored proposal in conflict."""
    path = tmp_path / "clashing.json"
    path.write_text(conflict.to_json(), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def chairs() -> Path:
    return SHIPPED / "pools" / "thach-ha-trung-lap.yaml"


def _words(text: str) -> str:
    return " ".join(text.split())


def test_all_conflicts_are_told_in_either_language(run: Run, clashing: Path) -> None:
    result = run("conflicts", clashing)
    assert result.code == 0, result.err
    assert result.out.startswith("CÓ 1 NHÓM XUNG ĐỘT; không còn nhóm nào khác.")
    said = _words(result.out)
    assert "[bắt buộc, surplus-per-constituency]" in said
    assert "Gần nhất có thể: 1 đơn vị bầu cử thiếu số dư; danh sách có 40 người, cần ít nhất 43." in said
    assert "Tất cả: 50 người trong danh sách giới thiệu; 10 không đủ tiêu chuẩn:" in said
    assert "phép tính chính xác" in said
    english = _words(run("conflicts", clashing, "--lang", "en").out)
    assert english.startswith("1 CONFLICT; there are no others.")
    assert "As near as can be: Constituencies that lack surplus candidates: 1; listed in all: 40" in english
    assert "Everybody: 50 in the pool; 10 may not stand:" in english
    assert "40 are left." in english


def test_a_post_is_told_with_the_people_it_needs_and_what_keeps_them_out(
    run: Run, tmp_path: Path, chairs: Path
) -> None:
    file = tmp_path / "p.json"
    assert run("plan", SHIPPED / "councils" / "thach-ha.yaml", chairs, "-o", file).code == 3
    said = _words(run("conflicts", file, "--lang", "en").out)
    assert "Chair: [chair-is-secretary] needs Ngô Bá Diện;" in said
    assert "[standing-committee-not-in-peoples-committee] rules this person out." in said
    vietnamese = _words(run("conflicts", file).out)
    assert "Chủ tịch HĐND: [chair-is-secretary] cần Ngô Bá Diện;" in vietnamese
    assert "loại người này." in vietnamese


def test_a_pin_is_told_in_words_above_and_shortly_beside_the_people(run: Run, tmp_path: Path) -> None:
    file, folder = tmp_path / "p.json", SHIPPED
    ha_tinh = (folder / "councils" / "ha-tinh.yaml", folder / "pools" / "ha-tinh.yaml")
    assert run("plan", *ha_tinh, "--post", "vice_chair=p020", "-o", file).code == 3
    said = _words(run("conflicts", file, "--lang", "en").out)
    assert said.startswith("2 CONFLICTS; there are no others.")
    assert "• Bạch Anh Hòa must be Vice-chair [a pin of this request]" in said
    assert "the pin above needs Bạch Anh Hòa; [vice-chairs-full-time] rules this person out." in said
    assert "yêu cầu nêu trên cần Bạch Anh Hòa;" in _words(run("conflicts", file).out)


def test_json_is_the_whole_answer(run: Run, clashing: Path, tmp_path: Path) -> None:
    file = tmp_path / "answer.json"
    assert run("conflicts", clashing, "-o", file).code == 0
    answer = ProposalConflicts.model_validate_json(file.read_text(encoding="utf-8"))
    assert [c.rules for c in answer.conflicts] == [("surplus-per-constituency",)]
    assert run("conflicts", clashing, "--format", "json").out == file.read_text(encoding="utf-8")
    assert "Đã ghi" in run("conflicts", clashing, "-o", tmp_path / "answer.txt").err


def test_what_can_be_planned_has_no_conflict_and_names_the_aims_to_ask_about(run: Run, stored: Path) -> None:
    result = run("conflicts", stored, "--lang", "en")
    assert result.code == 0
    assert result.out.startswith("NOTHING CONFLICTS: all musts and pins can hold together.")
    assert "with --aim RULE:" in result.out
    assert run("conflicts", stored).out.startswith("KHÔNG CÓ XUNG ĐỘT")


def test_an_aim_is_answered_with_its_obstacles(run: Run, stored: Path, proposal: Proposal) -> None:
    aim = next(a.rule for a in proposal.aims if a.missed)
    result = run("conflicts", stored, "--aim", aim, "--lang", "en")
    assert result.code == 0, result.err
    assert "to this aim; there are no others." in _words(result.out)
    assert f"[{aim}]" in result.out
    assert "Obstacle 1/" in result.out
    assert "CẢN TRỞ mục tiêu này; không còn nhóm nào khác" in run("conflicts", stored, "--aim", aim).out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--aim", "women-35-percent"), "--aim women-35-percent: This rule is no aim"),
        (("--aim", "nope"), "There is no such rule; missed aims, the nearest first: "),
        (("--limit", "0"), "limit"),
        (("--limit", "x"), "limit"),
        (("-o", "x.pdf"), "ends in '.pdf'"),
    ],
)
def test_wrong_input_is_told_with_what_would_be_right(
    run: Run, stored: Path, arguments: tuple[str, ...], said: str
) -> None:
    result = run("conflicts", stored, *arguments, "--lang", "en")
    assert result.code == 2
    assert said in result.err + result.out


def test_whatever_is_no_proposal_is_refused(run: Run) -> None:
    result = run("conflicts", SHIPPED / "councils" / "xa-mau.yaml", "--lang", "en")
    assert result.code == 2
    assert "proposal" in result.err


def test_too_little_time_exits_4_and_does_not_say_that_there_is_none(
    run: Run, clashing: Path, stored: Path, proposal: Proposal
) -> None:
    result = run("conflicts", clashing, "--seconds", "0", "--lang", "en")
    assert result.code == 4
    assert result.out.startswith("NO CONFLICT WAS FOUND IN TIME")
    aim = next(a.rule for a in proposal.aims if a.missed)
    blocked = run("conflicts", stored, "--seconds", "0", "--aim", aim, "--lang", "en")
    assert blocked.code == 4
    assert "was not found out in time" in _words(blocked.out).replace(
        "WHAT STANDS IN THE WAY of the aim ", ""
    )


def test_a_limit_that_was_reached_is_said_and_is_no_failure(run: Run, clashing: Path) -> None:
    result = run("conflicts", clashing, "--limit", "1", "--lang", "en")
    assert result.code == 0
    assert result.out.startswith("1 CONFLICT; as many as were asked for (--limit); there may be others")


def _spoiled(file: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    body = json.loads(file.read_text(encoding="utf-8"))
    change(body["conflict"])
    file.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
    return file


def _first_list(conflict: dict[str, Any]) -> list[str]:
    lists: dict[str, list[str]] = conflict["nearest"][0]["slate"]["candidates"]
    return next(ids for ids in lists.values() if ids)


def test_an_audit_confirms_what_is_told_of_a_conflict(run: Run, clashing: Path) -> None:
    result = run("audit", clashing, "--lang", "en")
    assert result.code == 3
    assert "agree with what is stored" in result.out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda c: c["described"][0]["left"].pop(),
            "who there is for the conflict is stored otherwise than the pool",
        ),
        (lambda c: c["described"].clear(), "who there is for the conflict is stored otherwise"),
        (lambda c: c["nearest"][0]["finding"]["facts"].update(listed=42), "listed 42, needed 43); now: "),
        (lambda c: _first_list(c).pop(), "conflict.nearest.surplus-per"),
        (lambda c: _first_list(c).append("x"), "names what is not in"),
        (lambda c: c["nearest"][0].update(rule="one-chair"), "this rule is not one of the conflict"),
        (lambda c: c.update(rules=["age-21"]), "conflict.age-21: the rulebook in the file has no such must"),
        (lambda c: c.update(rules=["nope"]), "conflict.nope: the rulebook in the file has no such must"),
        (
            lambda c: c.update(rules=["surplus-per-constituency", "one-chair"]),
            "the nearest slate breaks one-chair too",
        ),
    ],
)
def test_an_audit_notices_what_was_altered_in_a_conflict(
    run: Run, clashing: Path, change: Callable[[dict[str, Any]], object], said: str
) -> None:
    result = run("audit", _spoiled(clashing, change), "--lang", "en")
    assert result.code == 5
    assert said in _words(result.out)


def test_a_conflict_stored_before_people_were_told_is_still_read(run: Run, clashing: Path) -> None:
    body = json.loads(clashing.read_text(encoding="utf-8"))
    for field in ("nearest", "described", "wanted"):
        del body["conflict"][field]
    body["conflict"]["confirmed_by"] = ["HiGHS", "CP-SAT"]
    del body["provenance"]["digest"]
    clashing.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
    assert run("audit", clashing).code == 3
