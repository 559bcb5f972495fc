"""What the bench says of its figures; the figures themselves are nobody's to assert."""

from pathlib import Path

import pytest
from against import SUMMARY, Compared, add_to_summary, tell_slower
from hard import BESIDE, HardRun, hard, run_council, share_proven, tell_councils
from milliseconds import MEASURED, milliseconds

STEADY = Compared("`audit`", [(1.0, 1.02), (1.0, 1.3), (1.0, 1.04)])
TORN = Compared("`why`", [(1.0, 1.4), (1.0, 1.3), (1.0, 0.9)])
SLOWER = Compared("`plan`", [(1.0, 1.2), (2.0, 2.2), (1.0, 1.3)])


def test_only_what_every_pair_calls_slower_by_a_tenth_is_told() -> None:
    assert [row.is_slower for row in (STEADY, TORN, SLOWER)] == [False, False, True]
    told = tell_slower((STEADY, TORN, SLOWER), "v1")
    assert told == "**Slower than at v1 by more than 10%:** `plan` (1.20 times, 1.10-1.30)."
    assert tell_slower((STEADY, TORN), "v1") == "Nothing is slower than at v1 by more than 10%."


def test_a_row_that_ends_otherwise_compares_different_works() -> None:
    assert Compared("`table`", [(1.0, 0.5)], (0, 2)).to_line() == (
        "| `table` | 1.000 s | 0.500 s | 0.50 | 0.50-0.50 | ends with 2, there with 0 |"
    )


def test_the_summary_of_a_step_is_added_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SUMMARY, raising=False)
    add_to_summary(["nowhere"])
    shown = tmp_path / "summary.md"
    monkeypatch.setenv(SUMMARY, str(shown))
    for line in ("one", "two"):
        add_to_summary([line])
    assert shown.read_text(encoding="utf-8").split() == ["one", "two"]


def test_only_what_is_proven_in_time_counts_for_a_share() -> None:
    runs = [
        HardRun("plan", 0.5, "slate"),
        HardRun("plan", 4.0, "none"),
        HardRun("plan", 4.0, "open", "a gap"),
    ]
    assert [share_proven(runs, seconds) for seconds in (0.1, 1, 5)] == [0, 1 / 3, 2 / 3]


def test_solvers_that_contradict_each_other_are_a_defect() -> None:
    council = {"plan": HardRun("plan", 1.0, "slate"), "SCIP alone": HardRun("SCIP alone", 1.0, "none")}
    with pytest.raises(AssertionError, match=r"contradict each other on the councils of seeds \[1\]"):
        list(tell_councils([{}, council], 5))


def test_a_plan_that_runs_out_of_time_says_how_far_it_came() -> None:
    plan = next(run_council(4, 0.01, []))
    assert (plan.found, plan.gap) == ("open", "no slate yet")


def test_hard_councils_are_run_to_the_end_and_engines_on_the_first_of_them(tmp_path: Path) -> None:
    picture = tmp_path / "hard.png"
    told = "\n".join(hard(1, count=2, beside=1, limit=1.0, picture=picture))
    assert told.startswith("2 councils of seeds 0 to 1: ")
    rows = [[cell.strip() for cell in row.split("|")[1:3]] for row in told.splitlines() if "%" in row]
    assert rows == [["plan", "2"], *([solver, "1"] for solver in ("plan", *BESIDE))]
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_plan_is_told_part_by_part_to_its_last_millisecond() -> None:
    told = "\n".join(milliseconds(1))
    assert {f"| {part} |" for part, _, _ in MEASURED} <= {
        f"{row.partition(' | ')[0]} |" for row in told.splitlines()
    }
