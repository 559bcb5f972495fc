import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cocau.app.present.explanations.prices import render_prices
from cocau.app.present.explanations.ranges import draw_scale, render_ranges
from cocau.app.present.names import Names
from cocau.app.present.terminal import render_lines
from cocau.constraints.model.selectors import GROUPS
from cocau.solver.explain.price_report import RulePrices
from cocau.solver.explain.prices import compute_prices
from cocau.solver.explain.ranges import GroupRanges, compute_ranges
from cocau.solver.proposal import Proposal, ProposalOutcome
from cocau.solver.time_budget import TimeBudget

Run = Callable[..., Any]


def test_the_answer_is_the_first_line_and_every_set_has_its_table(run: Run, stored: Path) -> None:
    result = run("ranges", stored, "--lang", "en")
    assert result.code == 0, result.err
    first = result.out.splitlines()[1]
    assert first.startswith("Of 53 groups, ")
    assert "the rules settle" in first
    for heading in ("Official list of candidates", "Intended deputies", "Vice-chairs"):
        assert heading in result.out


def test_a_group_is_drawn_beside_its_bound_and_the_plan_and_told_in_numbers(run: Run, stored: Path) -> None:
    result = run("ranges", stored, "--group", "women", "--among", "candidates", "--lang", "en")
    found = GroupRanges.model_validate_json(
        run("ranges", stored, "--group", "women", "--among", "candidates", "--format", "json").out
    )
    (one,) = found.groups
    (bound,) = (b for b in one.bounds if b.rule == "women-35-percent")
    row = next(line for line in result.out.splitlines() if line.strip().startswith("Women "))
    assert one.at_optimum is not None
    assert f" {one.possible.least}–{one.possible.most} " in row
    assert f" {one.at_optimum.least}–{one.at_optimum.most} " in row
    assert f" {one.plan} " in row
    assert f" ≥{bound.at_least} " in row
    assert "●" in row
    assert "Law 85/2015/QH13 Art. 9" in result.out
    assert "[must, women-35-percent]" in result.out


def test_the_range_under_the_rules_comes_before_that_at_the_optimum(run: Run, stored: Path) -> None:
    asked = ("ranges", stored, "--group", "re_elected", "--among", "deputies")
    (one,) = GroupRanges.model_validate_json(run(*asked, "--format", "json").out).groups
    assert one.at_optimum is not None
    assert one.at_optimum != one.possible
    spans = [f"{ends.least}–{ends.most}" for ends in (one.possible, one.at_optimum)]
    row = next(line for line in run(*asked).out.splitlines() if line.strip().startswith("Tái cử "))
    assert row.split()[2:5] == [*spans, str(one.plan)]


def test_it_speaks_vietnamese_by_default(run: Run, stored: Path) -> None:
    out = run("ranges", stored, "--group", "women").out
    assert "Phụ nữ" in out
    assert "Có thể (─): theo tiêu chuẩn, quy định bắt buộc và yêu cầu." in " ".join(out.split())
    assert "Đại biểu dự kiến" in out


@pytest.fixture(scope="module")
def answers(proposal: Proposal) -> tuple[GroupRanges, RulePrices]:
    return compute_ranges(proposal, TimeBudget(60)), compute_prices(proposal, TimeBudget(60))


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_line_is_wider_than_the_screen_and_no_word_of_a_heading_is_lost(
    proposal: Proposal, answers: tuple[GroupRanges, RulePrices], width: int, lang: str
) -> None:
    sheet = Names(proposal.rulebook, lang, proposal.request.council, proposal.request.pool)
    for blocks in (render_ranges(sheet, proposal, answers[0]), render_prices(sheet, proposal, answers[1])):
        drawn = list(render_lines(blocks, width))
        assert max(map(len, drawn)) <= width
        assert not any("…" in line for line in drawn if line.startswith((" Group", " Nhóm")))


def test_a_description_of_ones_own_in_a_file(run: Run, stored: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.json"
    result = run("ranges", stored, "--group", "sex=female, age_under=35", "--group", "everybody", "-o", out)
    assert result.code == 0, result.err
    found = GroupRanges.model_validate_json(out.read_text())
    assert [(one.who.sex, one.who.age_under) for one in found.groups[:2]] == [("female", 35), (None, None)]


def test_everything_wrong_with_groups_and_sets_is_told_at_once(run: Run, stored: Path) -> None:
    wrong = ["womn", "sx=female", "sex=girl", "sex=male,sex=male"]
    options = [part for text in wrong for part in ("--group", text)]
    result = run("ranges", stored, *options, "--among", "deputys", "--among", "outgoing", "--lang", "en")
    assert result.code == 2
    told = result.err.splitlines()
    assert told[0].startswith("--group womn: There is no such group; the nearest first: women")
    assert told[1].startswith("--group sx=female: There is no field 'sx'; the nearest first: sex")
    assert told[2].startswith("--group sex=girl: sex: must be one of")
    assert "female" in told[2]
    assert told[3].startswith("--group sex=male,sex=male: The field 'sex' is given twice")
    assert told[4].startswith(
        "--among deputys: A plan has no such set to count in; the nearest first: deputies"
    )
    assert told[5].startswith("--among outgoing:")
    assert told[6] == "6 problem(s)."


def test_a_conflict_says_that_nothing_is_possible(run: Run, conflict: Proposal, tmp_path: Path) -> None:
    path = tmp_path / "conflict.json"
    path.write_text(conflict.to_json(), encoding="utf-8")
    for command, says in (("ranges", "No plan is possible"), ("prices", "There is no plan to compare")):
        result = run(command, path, "--lang", "en")
        assert result.code == 3
        assert says in result.out
        assert "`cocau conflicts`" in result.out


def test_a_plan_that_ran_out_of_time_has_no_optimum_to_range_at(
    run: Run, proposal: Proposal, tmp_path: Path
) -> None:
    path = tmp_path / "late.json"
    path.write_text(
        proposal.replace_unvalidated(outcome=ProposalOutcome.OUT_OF_TIME).to_json(), encoding="utf-8"
    )
    result = run("ranges", path, "--group", "women", "--lang", "en")
    assert result.code == 4
    assert "The plan's optimum is not proven" in result.out
    told = run("prices", path, "--lang", "en")
    assert told.code == 2
    assert "plan again with more --seconds" in told.err


def test_what_was_not_answered_in_time_is_shown_as_open(
    run: Run, stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TimeBudget, "left", lambda _: 0.0)
    ranged = run("ranges", stored, "--group", "women", "--lang", "en")
    assert ranged.code == 4
    assert "?–?" in ranged.out
    assert "4 ranges were not answered in time (?)" in ranged.out
    told = run("prices", stored, "--rule", "women-35-percent", "--lang", "en")
    assert told.code == 4
    assert "Not everything was answered in time" in told.out
    assert "looser 35 → 34): open" in told.out


def test_what_no_plan_changes_is_told_in_one_line(run: Run, stored: Path) -> None:
    out = run("ranges", stored, "--group", "everybody", "--among", "deputies", "--lang", "en").out
    assert "Whatever is planned: everybody (25)." in out


def test_the_json_is_a_record_with_every_named_group(run: Run, stored: Path) -> None:
    body = json.loads(run("ranges", stored, "--among", "deputies", "--format", "json").out)
    assert body["format"] == "cocau/ranges/1"
    assert body["complete"] is True
    assert {group["group"] for group in body["groups"]} >= set(GROUPS)


def test_a_scale_shows_the_range_the_optimum_bounds_and_the_plan() -> None:
    assert draw_scale(15, (2, 12), (4, 8), [(10, "▼"), (6, "●")]) == "··──━━●━━─▼──···"
    assert draw_scale(15, (0, 15), None, []) == "─" * 16
    assert draw_scale(0, (0, 0), (0, 0), [(0, "●")]) == "●" + "·" * 15
    assert draw_scale(15, (None, 12), (None, None), [(99, "▽")]) == "·" * 15 + "▽"
