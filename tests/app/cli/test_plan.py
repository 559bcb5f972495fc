import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cocau.fixtures.run import SHIPPED
from cocau.solver.plan import plan
from cocau.solver.proposal import Proposal
from cocau.solver.request import PlanRequest

COUNCIL = SHIPPED / "councils" / "xa-mau.yaml"
POOL = SHIPPED / "pools" / "xa-mau.yaml"
TOO_FEW = SHIPPED / "pools" / "xa-mau-thieu-nguoi.yaml"
Run = Callable[..., Any]


def test_a_plan_that_keeps_every_must_exits_0_and_prints_the_leadership(run: Run) -> None:
    result = run("plan", COUNCIL, POOL)
    assert result.code == 0, result.err
    assert "ĐÃ LẬP" in result.out
    assert "Chủ tịch HĐND" in result.out
    assert result.err == ""


def test_the_same_in_english(run: Run) -> None:
    result = run("plan", COUNCIL, POOL, "--lang", "en")
    assert "SOLVED" in result.out
    assert "Compliance, rule by rule" in result.out


def test_the_language_may_stand_before_the_command_or_in_the_environment(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "SOLVED" in run("--lang", "en", "plan", COUNCIL, POOL).out
    monkeypatch.setenv("COCAU_LANG", "en")
    assert "SOLVED" in run("plan", COUNCIL, POOL).out


def test_a_conflict_exits_3_and_names_the_rules_in_words(run: Run) -> None:
    result = run("plan", COUNCIL, TOO_FEW)
    assert result.code == 3
    assert (
        "không đáp ứng được quy định dưới đây" in result.out
    )  # one rule alone: nothing conflicts with anything
    assert "đồng thời" not in result.out
    assert "Mức độ kiểm chứng" in result.out
    assert "phép tính chính xác" in result.out
    assert "danh sách có 40 người, cần ít nhất 43" in result.out
    assert "50 người trong danh sách giới thiệu; 10 không đủ tiêu chuẩn" in result.out
    assert "`cocau conflicts TỆP.json`" in " ".join(result.out.split())


def test_too_little_time_exits_4(run: Run) -> None:
    assert run("plan", COUNCIL, POOL, "--seconds", "0.001").code == 4


def test_json_is_the_canonical_json_of_the_proposal(run: Run, proposal: Proposal) -> None:
    assert run("plan", COUNCIL, POOL, "--format", "json").out == proposal.to_json()


def test_departures_come_before_the_outcome(run: Run) -> None:
    out = run("plan", COUNCIL, POOL, "--set", "women-35-percent.at_least_percent=40").out
    assert out.index("ĐIỀU CHỈNH SO VỚI QUY ĐỊNH") < out.index("ĐÃ LẬP")
    assert "at_least_percent 35 → 40" in out


def test_pins_of_all_sorts_are_kept(run: Run, proposal: Proposal) -> None:
    assert proposal.slate is not None
    unit, ids = next(iter(proposal.slate.candidates.items()))
    people = [p.id for p in proposal.request.pool.people]
    out = next(i for i in people if i not in proposal.slate.listed)
    pinned = [
        "--in",
        ids[0],
        "--deputy",
        proposal.slate.deputies[0],
        "--out",
        out,
        "--at",
        f"{ids[1]}={unit}",
        "--post",
        f"chair={proposal.slate.get_holders('chair')[0]}",
    ]
    result = run("plan", COUNCIL, POOL, "--format", "json", *pinned)
    assert result.code == 0, result.err
    slate = json.loads(result.out)["slate"]
    assert ids[1] in slate["candidates"][unit]
    assert all(out not in listed for listed in slate["candidates"].values())


def test_a_raised_aim_is_a_departure(run: Run) -> None:
    out = run("plan", COUNCIL, POOL, "--raise", "women-30-percent-deputies").out
    assert "nâng thành bắt buộc" in out


def test_every_wrong_option_and_file_is_told_at_once(run: Run, tmp_path: Path) -> None:
    result = run(
        "plan",
        tmp_path / "no.yaml",
        tmp_path / "none.csv",
        "--set",
        "x",
        "--set",
        "a.b=much",
        "--set",
        "a.c=1",
        "--set",
        "a.c=2",
        "--post",
        "chair",
    )
    assert result.code == 2
    assert result.out == ""
    lines = result.err.splitlines()
    assert len(lines) == 7
    assert lines[-1] == "6 lỗi trong dữ liệu vào."


def test_errors_of_the_rules_are_told_in_the_language_asked_for(run: Run) -> None:
    result = run("plan", COUNCIL, POOL, "--set", "age-21.years=18", "--lang", "en")
    assert result.code == 2
    assert result.err.startswith("age-21.years: This is a standard")
    assert result.err.endswith("1 problem(s).\n")


def test_seconds_out_of_range_are_bad_input(run: Run) -> None:
    result = run("plan", COUNCIL, POOL, "--seconds", "0")
    assert result.code == 2
    assert "seconds" in result.err


def test_an_unknown_option_exits_2(run: Run) -> None:
    assert run("plan", COUNCIL, POOL, "--wish", "x").code == 2


def test_with_json_errors_are_a_problem_document_on_stderr(run: Run) -> None:
    result = run("plan", COUNCIL, POOL, "--rulebook", "nowhere", "--format", "json")
    assert (result.code, result.out) == (2, "")
    body = json.loads(result.err)
    assert body["type"] == "urn:cocau:problem:unknown-rulebook"
    assert set(body["problems"][0]) == {"code", "where", "vi", "en"}


def _fails(*_: object, **__: object) -> Proposal:
    raise RuntimeError("it broke\nin the middle")


@pytest.mark.parametrize("form", ["text", "json"])
def test_our_own_failure_is_one_line_and_exits_1(
    run: Run, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr("cocau.solver.plan.plan", _fails)
    result = run("plan", COUNCIL, POOL, "--format", form)
    assert result.code == 1
    assert "RuntimeError: it broke" in result.err
    assert "Traceback" not in result.err
    if form == "json":
        assert json.loads(result.err)["status"] == 500
    else:
        assert "COCAU_DEBUG=1" in result.err


def test_output_is_written_whole_and_in_the_form_its_name_asks_for(
    run: Run, tmp_path: Path, proposal: Proposal
) -> None:
    path = tmp_path / "plan.json"
    result = run("plan", COUNCIL, POOL, "-o", path)
    assert (result.code, result.out) == (0, "")
    assert path.read_text(encoding="utf-8") == proposal.to_json()
    assert [p.name for p in tmp_path.iterdir()] == ["plan.json"]


def test_nothing_is_written_on_an_error(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("as it was", encoding="utf-8")
    assert run("plan", COUNCIL, POOL, "--set", "nope.x=1", "-o", path).code == 2
    assert path.read_text(encoding="utf-8") == "as it was"
    assert [p.name for p in tmp_path.iterdir()] == ["plan.txt"]


def test_a_write_that_breaks_leaves_the_old_file_and_no_rubbish(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("as it was", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    result = run("plan", COUNCIL, POOL, "-o", path)
    assert result.code == 2
    assert "Không ghi được: ổ đĩa đã đầy" in result.err
    assert path.read_text(encoding="utf-8") == "as it was"
    assert [p.name for p in tmp_path.iterdir()] == ["plan.txt"]


def test_output_into_a_folder_that_is_not_there_is_bad_input(run: Run, tmp_path: Path) -> None:
    assert run("plan", COUNCIL, POOL, "-o", tmp_path / "no" / "plan.txt").code == 2


def test_asking_twice_gives_the_same_bytes(request_of_commune: PlanRequest, proposal: Proposal) -> None:
    assert plan(request_of_commune).to_json() == proposal.to_json()


def test_the_traceback_is_there_for_whoever_asks(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cocau.solver.plan.plan", _fails)
    monkeypatch.setattr("os.environ", os.environ | {"COCAU_DEBUG": "1"})
    assert run("plan", COUNCIL, POOL).code == 1


def test_a_bound_may_be_taken_away(run: Run) -> None:
    result = run("plan", COUNCIL, POOL, "--set", "stay-near-reference.at_least=none")
    assert result.code == 2
    assert "at_least" in result.err


def test_the_width_is_that_of_the_screen_where_columns_says_so(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert max(map(len, run("plan", COUNCIL, POOL).out.splitlines())) <= 80


def test_a_must_without_figures_is_not_said_to_be_kept(run: Run) -> None:
    out = run("plan", COUNCIL, POOL, "--lang", "en").out
    headline = next(line for line in out.splitlines() if "SOLVED" in line)
    undecided = [line for line in out.splitlines() if line.strip().startswith("? ") and line.endswith("]")]
    assert "no mandatory rule is broken" in headline
    assert undecided


def test_nobody_is_placed_twice(run: Run) -> None:
    result = run("plan", COUNCIL, POOL, "--at", "an=dv1", "--at", "an=dv2", "--lang", "en")
    assert result.code == 2
    assert "--at an=dv2: This person is given a constituency twice." in result.err


@pytest.mark.parametrize("which", [0, 1])
def test_an_answer_is_never_written_over_an_input(run: Run, tmp_path: Path, which: int) -> None:
    inputs = [tmp_path / "c.yaml", tmp_path / "p.yaml"]
    inputs[0].write_bytes(COUNCIL.read_bytes())
    inputs[1].write_bytes(POOL.read_bytes())
    before = inputs[which].read_bytes()
    assert run("plan", *inputs, "-o", inputs[which]).code == 2
    assert inputs[which].read_bytes() == before


def test_errors_are_sentences_unless_json_is_asked_for_in_words(run: Run, tmp_path: Path) -> None:
    result = run("plan", COUNCIL, POOL, "--rulebook", "nowhere", "-o", tmp_path / "p.json")
    assert result.code == 2
    assert result.err.endswith("1 lỗi trong dữ liệu vào.\n")
