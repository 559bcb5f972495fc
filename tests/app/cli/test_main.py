import json
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer

from cocau.app.cli.commands import METAVARS, list_help_texts
from cocau.app.cli.files import SCHEMA_NAMES
from cocau.app.cli.main import build_command, cocau, main
from cocau.app.cli.rules import ReportFormat
from cocau.app.i18n.languages import Lang, get_requested_language
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.council import CouncilLevel
from cocau.constraints.version import VERSION
from cocau.fixtures.report import FORMATS

Run = Callable[..., Any]

ROOT = Path(__file__).parents[3]


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['cocau', '--help']\nfrom cocau.app.cli.main import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({'pydantic', 'yaml', 'ortools', 'highspy', 'fastapi', 'numpy'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert ran.stdout.splitlines()[-1] == "[]"


def test_what_a_command_imports_is_not_searched_for_garbage_and_what_it_does_is() -> None:
    code = (
        "import gc, sys; sys.argv = ['cocau', 'schema']\nfrom cocau.app.cli import main\n"
        "from cocau.app.cli import files\ninside = []\n"
        "files.print_lines = lambda lines: inside.append((gc.isenabled(), gc.get_freeze_count() > 0))\n"
        "try: main.main()\nexcept SystemExit: pass\n"
        "print(inside, gc.isenabled())"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert ran.stdout == "[(True, True)] True\n"


def test_the_epilog_of_help_lists_the_exit_codes() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "cocau", "--help", "--lang", "en"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert "Plan the composition" in ran.stdout
    assert all(f"\n {code}  " in ran.stdout for code in range(6))


def test_every_help_text_has_its_english() -> None:
    vietnamese = list_help_texts(typer.main.get_command(cocau))
    english = list_help_texts(build_command(Lang.EN))
    same = {vi for vi, en in zip(vietnamese, english, strict=True) if vi == en}
    assert same == {", ".join(SCHEMA_NAMES)}
    assert METAVARS.keys() <= set(vietnamese)


@pytest.mark.parametrize(
    ("arguments", "environment", "lang"),
    [
        ([], {}, Lang.VI),
        (["--lang", "en"], {}, Lang.EN),
        (["plan", "--lang=en"], {}, Lang.EN),
        ([], {"COCAU_LANG": "en"}, Lang.EN),
        (["--lang", "vi"], {"COCAU_LANG": "en"}, Lang.VI),
        ([], {"COCAU_LANG": "fr"}, Lang.VI),
    ],
)
def test_the_language_of_help(arguments: list[str], environment: dict[str, str], lang: Lang) -> None:
    assert get_requested_language(arguments, environment) is lang


def test_the_entry_point_takes_the_arguments_of_the_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["cocau", "schema"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 0
    assert "proposal" in capsys.readouterr().out


def test_version(run: Run) -> None:
    assert run("--version").out == f"cocau {VERSION}\n"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_rules_are_listed_with_clauses_and_what_is_left_to_people(run: Run, lang: str) -> None:
    result = run("rules", "--lang", lang)
    assert result.code == 0
    book = load_rulebook()
    assert all(rule.id in result.out for rule in book.rules)
    assert (
        "Đã đọc, do cấp có thẩm quyền xem xét" if lang == "vi" else "Read, and left to people"
    ) in result.out


def test_rules_of_a_day_and_of_a_level(run: Run) -> None:
    asked = json.loads(run("rules", "--on", "2016-05-22", "--level", "district", "--format", "json").out)
    expected = [
        r.id for r in load_rulebook().for_day(date(2016, 5, 22)).rules if CouncilLevel.DISTRICT in r.levels
    ]
    assert [r["id"] for r in asked["rules"]] == expected


def test_formats_are_those_of_the_packages_below() -> None:
    assert list(ReportFormat) == list(FORMATS)


def test_a_day_that_is_none_exits_2(run: Run) -> None:
    assert run("rules", "--on", "yesterday").code == 2


def test_without_a_name_schemas_are_listed(run: Run) -> None:
    assert run("schema").out.split() == list(SCHEMA_NAMES)


@pytest.mark.parametrize("name", SCHEMA_NAMES)
def test_a_schema_is_json(run: Run, name: str) -> None:
    body = json.loads(run("schema", name).out)
    assert body["$schema"].endswith("2020-12/schema")
    assert body["type"] == "object"


def test_an_unknown_schema_exits_2(run: Run) -> None:
    assert run("schema", "plan").code == 2


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_template_is_written(run: Run, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"pool{suffix}"
    assert run("template", path).code == 0
    assert path.stat().st_size > 0


def test_a_failed_case_exits_2_and_a_missing_file_1(run: Run, tmp_path: Path) -> None:
    case = tmp_path / "wrong.yaml"
    case.write_text(
        "plans:\n"
        "  - name: a commune of made-up people is in conflict\n"
        f"    council: {ROOT}/fixtures/councils/xa-mau.yaml\n"
        f"    pool: {ROOT}/fixtures/pools/xa-mau.yaml\n"
        "    expect: {outcome: conflict}\n",
        encoding="utf-8",
    )
    result = run("test", case)
    assert result.code == 2, result.out
    assert "wrong.yaml:2" in result.out
    assert run("test", tmp_path / "none.yaml").code == 1


@pytest.mark.parametrize("form", list(ReportFormat))
def test_reports_in_every_format(run: Run, tmp_path: Path, form: ReportFormat) -> None:
    assert run("test", tmp_path / "none.yaml", "--format", form).out


def test_a_template_does_not_replace_a_file_unless_forced(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "pool.csv"
    path.write_text("filled in", encoding="utf-8")
    assert run("template", path).code == 2
    assert path.read_text(encoding="utf-8") == "filled in"
    assert run("template", path, "--force").code == 0
    assert path.read_text(encoding="utf-8") != "filled in"


@pytest.mark.parametrize(("lang", "words"), [("vi", "Cổng đang được dùng"), ("en", "The port is busy")])
def test_a_busy_port_exits_1_with_a_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lang: str, words: str
) -> None:
    monkeypatch.setenv("COCAU_STATE", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = run("serve", "--port", taken.getsockname()[1], "--lang", lang)
    assert result.code == 1
    assert result.err.startswith(words)
    assert len(result.err.splitlines()) == 1


def test_a_server_that_fails_exits_1(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COCAU_STATE", str(tmp_path))
    monkeypatch.setattr("cocau.app.web.server.run_server", lambda *_: False)
    assert run("serve", "--port", "0").code == 1
