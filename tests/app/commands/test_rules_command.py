"""`cocau rules --coverage` and `--pages`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.commands.rules import selected
from constraints.clauses import registers
from constraints.shelf import shelf

Run = Callable[..., Any]

DIRECTIVE = "chi-thi-ha-tinh-2018"


def test_coverage_answers_every_clause_of_the_directive_in_order(run: Run) -> None:
    found = json.loads(run("rules", "--coverage", "--format", "json").out)
    assert [one["source"] for one in found] == [DIRECTIVE]
    numbers = [clause["id"] for clause in found[0]["clauses"]]
    assert numbers == [clause.id for clause in registers()[DIRECTIVE].clauses]
    text = run("rules", "--coverage").out
    assert all(f"\n{number} · " in text for number in numbers)


def test_coverage_reaches_rules_of_a_term_that_is_over(run: Run) -> None:
    text = run("rules", "--coverage", "--lang", "en").out
    assert "rule: no-vice-chairs-added [must]: " in text
    assert "not in this selection" not in text


def test_coverage_of_one_rulebook_says_which_rules_it_does_not_hold(run: Run) -> None:
    result = run("rules", "--coverage", "--rulebook", "ha-tinh-2021", "--lang", "en")
    assert "rule: no-vice-chairs-added [not in this selection]: " in result.out
    assert "rule: chair-is-secretary [must]: " in result.out


def test_coverage_of_a_book_without_a_registered_document_exits_2(run: Run) -> None:
    result = run("rules", "--coverage", "--rulebook", "nq-1187-2021", "--lang", "en")
    assert result.code == 2
    assert result.err.startswith("--coverage: This rulebook cites no document whose clauses are registered.")


@pytest.mark.parametrize(("lang", "words"), [("vi", "Đã ghi: "), ("en", "Written: ")])
def test_pages_are_written_into_a_folder(run: Run, tmp_path: Path, lang: str, words: str) -> None:
    result = run("rules", "--pages", tmp_path, "--lang", lang)
    assert result.code == 0
    written = sorted(path.name for path in tmp_path.iterdir())
    assert result.out.startswith(f"{words}{len(written)} ")
    assert {"README.md", f"{DIRECTIVE}.vi.md", f"{DIRECTIVE}.en.md", "cocau.vi.md"} <= set(written)


def test_pages_of_one_rulebook_are_of_its_documents_only(run: Run, tmp_path: Path) -> None:
    assert run("rules", "--pages", tmp_path, "--rulebook", "nq-1187-2021").code == 0
    assert not (tmp_path / f"{DIRECTIVE}.vi.md").exists()
    assert (tmp_path / "nq-1187-2021.vi.md").exists()


def test_a_folder_that_is_not_there_exits_2_and_is_not_made(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "none"
    result = run("rules", "--pages", folder, "--lang", "en")
    assert result.code == 2
    assert result.err.startswith(f"--pages {folder}: There is no such folder; make it first.")
    assert not folder.exists()


def test_a_level_leaves_rules_and_steps_of_that_level_only() -> None:
    book = selected(None, None, "commune", of_all=True)
    assert book.rules
    assert book.steps
    assert all("commune" in one.levels for one in (*book.rules, *book.steps))
    assert len(book.steps) < len(shelf().steps)


@pytest.mark.parametrize(
    ("lang", "words"), [("vi", "Bộ quy định dùng được"), ("en", "Rulebooks for that day")]
)
@pytest.mark.parametrize(
    ("day", "fit"),
    [
        ("2019-06-02", ["ha-tinh-2016, national-2016."] * 2),
        ("2026-03-15", ["national-2026."] * 2),
        ("2025-04-01", ["chưa có.", "none."]),
    ],
)
def test_a_day_outside_the_term_of_the_book_is_told_with_those_that_fit(
    run: Run, lang: str, words: str, day: str, fit: list[str]
) -> None:
    result = run("rules", "--on", day, "--format", "json", "--lang", lang)
    assert result.code == 0
    assert json.loads(result.out)["name"] == "ha-tinh-2021"
    assert result.err.startswith("--on: ")
    assert words in result.err
    assert result.err.rstrip().endswith(fit[lang == "en"])


def test_a_day_within_the_term_needs_no_notice(run: Run) -> None:
    assert run("rules", "--on", "2021-05-23").err == ""
    assert run("rules", "--on", "2019-06-02", "--rulebook", "ha-tinh-2016").err == ""
    assert run("rules", "--on", "2019-06-02", "--coverage").err == ""
