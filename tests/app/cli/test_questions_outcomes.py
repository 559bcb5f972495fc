"""`cocau outcomes`: what the voters may still decide, told and written."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cocau.app.cli.output import ExitCode
from cocau.solver.explain.elections.outcomes import ElectionOutcomes
from cocau.solver.proposal import Proposal

Run = Callable[..., Any]


def test_the_gist_comes_first_then_groups_rules_and_posts(run: Run, stored: Path) -> None:
    result = run("outcomes", stored, "--lang", "en")
    assert result.code == ExitCode.DONE
    lines = result.out.splitlines()
    assert lines[1].startswith("43 candidates, 25 seats. With all seats filled: 0 rules")
    assert lines[3].startswith("6 of 6 holders of posts may fail to be elected; for 1 nobody listed could")
    heads = [line.partition(" ─")[0] for line in lines if line.endswith("──") and line[0] not in " ─"]
    assert heads == [
        "How many of each group may be elected",
        "Rules over deputies, judged on who is elected",
        "Posts, if the holder is not elected",
        "Verification and doubts",
    ]
    assert "nothing is said of who wins, or how likely anybody is" in result.out
    assert "if everybody on a list were equally likely, which nobody claims" in result.out
    assert "Law 85/2015/QH13 Art. 78(2), Art. 78(3), Art. 79(2), Art. 79(3), Art. 89(2)" in result.out
    assert "may lawfully stay empty (derived)" in result.out.replace("\n    ", " ")


def test_it_speaks_vietnamese_unless_asked(run: Run, stored: Path) -> None:
    result = run("outcomes", stored, "--by-constituency")
    assert result.code == ExitCode.DONE
    assert "43 người ứng cử, 25 ghế. Khi bầu đủ:" in result.out
    assert "không ai khẳng định là như vậy" in result.out
    assert "Từng đơn vị bầu cử, khi bầu đủ" in result.out
    assert "✗ không ai trong danh sách" in result.out
    assert "dv01" in result.out


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_nothing_is_wider_than_the_screen(
    run: Run, stored: Path, width: int, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    result = run("outcomes", stored, "--lang", lang, "--by-constituency")
    assert max(map(len, result.out.splitlines())) <= width
    head = next(line for line in result.out.splitlines() if "0───" in line)
    assert "…" not in head


def test_json_holds_every_figure_exactly(run: Run, stored: Path, proposal: Proposal, tmp_path: Path) -> None:
    printed = run("outcomes", stored, "--format", "json")
    answer = ElectionOutcomes.model_validate_json(printed.out)
    assert answer.of == proposal.provenance
    raw = json.loads(printed.out)
    assert raw["format"] == "cocau/outcomes/1"
    women = next(g for g in raw["groups"] if g["group"] == "women")
    parts = women["by_constituency"]
    assert women["filled"]["least"] == sum(part["filled"]["least"] for part in parts)
    assert isinstance(women["expected"], str)
    path = tmp_path / "o.json"
    assert run("outcomes", stored, "-o", path).code == ExitCode.DONE
    assert path.read_text(encoding="utf-8") == printed.out


def test_only_the_groups_asked_for(run: Run, stored: Path) -> None:
    result = run("outcomes", stored, "--group", "women", "--group", "under_40", "--lang", "en")
    assert "Women" in result.out
    assert "Under 40" in result.out
    assert "Armed forces" not in result.out
    assert "women-30-percent-deputies" in result.out
    assert "fewer-administration-deputies" not in result.out


def test_unknown_groups_are_told_together_with_the_nearest_first(run: Run, stored: Path) -> None:
    result = run("outcomes", stored, "--group", "womens", "--group", "expert_s", "--lang", "en")
    assert result.code == ExitCode.BAD_INPUT
    assert "--group womens: There is no such group; groups, the nearest first: women," in result.err
    assert "--group expert_s" in result.err
    assert "2 " in result.err


def test_a_proposal_without_a_slate_has_no_outcomes(run: Run, conflict: Proposal, tmp_path: Path) -> None:
    path = tmp_path / "conflict.json"
    path.write_text(conflict.to_json(), encoding="utf-8")
    result = run("outcomes", path, "--lang", "en")
    assert result.code == ExitCode.BAD_INPUT
    assert "This proposal has no slate." in result.err


def test_what_time_did_not_allow_is_said_and_has_its_exit_code(run: Run, stored: Path) -> None:
    result = run("outcomes", stored, "--seconds", "0.000001", "--lang", "en")
    assert result.code == ExitCode.STOPPED
    assert "Out of time or stopped" in result.out
    assert "Not judged in time: " in result.out
    assert "Not looked at in time: " in result.out
    assert run("outcomes", stored, "--seconds", "0.000001", "--format", "json").code == ExitCode.STOPPED
