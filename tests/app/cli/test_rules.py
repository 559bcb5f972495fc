"""`cocau rules --coverage` and `--pages`; `cocau test` with layers and reports."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cocau.app.cli.rules import select_rules
from cocau.constraints.clauses import load_registers
from cocau.constraints.library import load_all_layers, load_rulebook

Run = Callable[..., Any]

DIRECTIVE = "chi-thi-ha-tinh-2018"


def test_coverage_answers_every_clause_of_the_directive_in_order(run: Run) -> None:
    found = json.loads(run("rules", "--coverage", "--format", "json").out)
    assert [one["source"] for one in found] == [DIRECTIVE]
    numbers = [clause["id"] for clause in found[0]["clauses"]]
    assert numbers == [clause.id for clause in load_registers()[DIRECTIVE].clauses]
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
    assert result.err.startswith(f"{words}{len(written)} ")
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
    book = select_rules(None, None, "commune", of_all=True)
    assert book.rules
    assert book.steps
    assert all("commune" in one.levels for one in (*book.rules, *book.steps))
    assert len(book.steps) < len(load_all_layers().steps)


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


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "vi",
            "· Tỉnh: đến 1.000.000 dân 50 đại biểu; trên đó cứ thêm 70.000 dân thì thêm 1; tối đa 85",
        ),
        (
            "en",
            "· Province: up to 1,000,000 people 50 seats; above, one more for every 70,000 people; at most 85",
        ),
    ],
)
def test_the_seat_formulas_stand_under_their_rule(run: Run, lang: str, words: str) -> None:
    out = " ".join(run("rules", "--on", "2021-05-23", "--lang", lang).out.split())
    assert words in out.partition("seats-by-population [")[2].partition(" [")[0]
    district = {"vi": "Quận: đến 100.000 dân 30", "en": "Urban district: up to 100,000 people 30"}[lang]
    assert {"vi": "tối đa 35. Có từ 30", "en": "at most 35. With 30"}[lang] in out.partition(district)[2]
    assert {"vi": "chưa kiểm chứng", "en": "unverified"}[lang] not in out.partition(district)[2][:200]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("vi", "campaign-ends [chậm nhất 07:00 của ngày trước ngày bầu cử]"),
        ("en", "campaign-ends [at the latest 07:00 on the day before election day]"),
        ("vi", "candidate-dossiers [chậm nhất 17:00 của ngày thứ 70 trước ngày bầu cử]"),
    ],
)
def test_an_hour_is_told_with_the_day_it_belongs_to(run: Run, lang: str, words: str) -> None:
    assert words in " ".join(run("rules", "--on", "2021-05-23", "--lang", lang).out.split())


@pytest.mark.parametrize(
    ("lang", "until", "on"),
    [
        (
            "vi",
            "S2.3; phương án lập từ 2018-07-09 đến trước 2021-05-23;",
            "S2.22; phương án lập từ 2018-07-09;",
        ),
        (
            "en",
            "S2.3; plans made from 2018-07-09 on and before 2021-05-23;",
            "S2.22; plans made from 2018-07-09 on;",
        ),
    ],
)
def test_what_goes_by_the_day_of_the_plan_says_so(run: Run, lang: str, until: str, on: str) -> None:
    told = " ".join(run("rules", "--rulebook", "ha-tinh-2016", "--lang", lang).out.split())
    assert until in told
    assert on in told


def test_joined_rulebooks_are_told_by_all_their_titles(run: Run) -> None:
    told = " ".join(run("rules", "--rulebook", "nqlt-09-2021+nq-106-2025", "--lang", "en").out.split())
    for name in ("nqlt-09-2021", "nq-106-2025"):
        assert load_rulebook(name).title.en in told


def test_pages_of_an_earlier_run_go_and_whatever_else_is_there_stays(run: Run, tmp_path: Path) -> None:
    assert run("rules", "--pages", tmp_path).code == 0
    (tmp_path / "notes.md").write_text("ours", encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"x")
    assert run("rules", "--pages", tmp_path, "--rulebook", "nq-1187-2021").code == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert {"notes.md", "picture.png", "README.md", "nq-1187-2021.vi.md"} <= names
    assert f"{DIRECTIVE}.vi.md" not in names


@pytest.mark.parametrize(("lang", "words"), [("vi", "không ghi đè"), ("en", "is not replaced")])
def test_a_readme_of_somebodys_own_is_not_replaced_and_nothing_is_written(
    run: Run, tmp_path: Path, lang: str, words: str
) -> None:
    (tmp_path / "README.md").write_text("ours", encoding="utf-8")
    result = run("rules", "--pages", tmp_path, "--lang", lang)
    assert result.code == 2
    assert result.err.startswith(f"--pages {tmp_path / 'README.md'}: ")
    assert words in result.err
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "ours"


@pytest.mark.parametrize("other", [("--format", "json"), ("--coverage",)])
def test_pages_go_with_no_other_answer(run: Run, tmp_path: Path, other: tuple[str, ...]) -> None:
    result = run("rules", "--pages", tmp_path, *other)
    assert result.code == 2
    assert "--pages" in result.err
    assert list(tmp_path.iterdir()) == []


def test_coverage_says_what_is_not_in_force_on_the_day_or_at_the_level(run: Run) -> None:
    for option in (("--on", "2026-03-15"), ("--level", "commune")):
        assert "[not in this selection]" in run("rules", "--coverage", *option, "--lang", "en").out


CASES = """rulebook: ha-tinh-2021+ours
audits:
  - name: one chair keeps the rule
    council: xa-nho
    pool: xa-nho
    rules: [one-chair]
    slate: {candidates: {dv1: [an]}, deputies: [an], posts: {chair: [an]}}
    expect: {facts: {one-chair: {holders: 2}}}
"""


def test_cases_are_tested_with_layers_of_a_folder_and_every_report_is_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rules").mkdir()
    Path("rules/ours.yaml").write_text("title: {vi: của ta, en: ours}\n", encoding="utf-8")
    Path("cases.yaml").write_text(CASES, encoding="utf-8")
    endings = [".xml", ".sarif", ".md", ".json"]
    reports = [part for ending in endings for part in ("--report", f"out{ending}")]
    result = run("test", "cases.yaml", "--layers", "rules", *reports, "--format", "github", "--lang", "en")
    assert result.code == 2
    assert result.out.startswith("::error file=cases.yaml,line=3,title=one chair keeps the rule::one-chair: ")
    for ending, sign in zip(endings, ["<testsuites ", '"2.1.0"', "### cocau: 1 case", '"fail"'], strict=True):
        assert sign in Path(f"out{ending}").read_text(encoding="utf-8")


def test_a_folder_given_as_a_rulebook_is_told_what_takes_folders(run: Run, tmp_path: Path) -> None:
    result = run("test", "--rulebooks", tmp_path, tmp_path, "--lang", "en")
    assert result.code == 1
    assert f"for a folder of layers: --layers {tmp_path}" in result.out


def test_a_report_whose_name_promises_no_format_is_refused_before_anything_runs(run: Run) -> None:
    result = run("test", "--report", "out.txt", "--lang", "en")
    assert (result.code, result.out) == (2, "")
    assert "--report out.txt: The name must end in one of: .xml, .sarif, .md, .json." in result.err
