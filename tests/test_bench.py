"""What the bench says of its figures; the figures themselves are nobody's to assert."""

from pathlib import Path

import pytest
from against import SUMMARY, Compared, add_to_summary, tell_slower

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
