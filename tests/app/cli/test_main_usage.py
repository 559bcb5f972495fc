"""Errors in the command line itself: in the language asked for, with what may stand there."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import typer

from cocau.app.cli.main import CocauGroup, build_command, build_usage_problem, is_json_requested
from cocau.app.cli.options import parse_people_count
from cocau.app.i18n.languages import Lang
from cocau.constraints.errors import InputError

Run = Callable[..., Any]

CASES = [
    (("seats", "--seats", "abc"), "--seats abc: Phải là số nguyên", "--seats abc: Must be a whole number"),
    (
        ("seats", "--seats", "3", "--on", "2021-02-30"),
        "--on 2021-02-30: Phải là ngày có thật, dạng 2021-05-23.",
        "--on 2021-02-30: Must be a real day, like 2021-05-23.",
    ),
    (("plan", "a", "b", "--seconds", "abc"), "--seconds abc: Phải là số", "--seconds abc: Must be a number"),
    (
        ("calendar", "x", "--format", "pdf"),
        "--format pdf: Phải là một trong: text, ics, json.",
        "--format pdf: Must be one of: text, ics, json.",
    ),
    (
        ("rules", "--level", "foo"),
        "--level foo: Phải là một trong: province, district, commune.",
        "--level foo: Must be one of: province, district, commune.",
    ),
    (("serve", "--port", "99999"), "--port 99999: Không được quá 65535", "--port 99999: Must be 65535"),
    (
        ("rules", "--levl", "x"),
        "--levl: Không có tùy chọn này. Có lẽ là: --help, --level. Xem: ",
        "--levl: There is no such option. Perhaps: --help, --level. See: ",
    ),
    (("rules", "--zzz"), "--zzz: Không có tùy chọn này. Xem: ", "--zzz: There is no such option. See: "),
    (("rules", "--on"), "--on: Thiếu giá trị sau tùy chọn này.", "--on: A value is missing after"),
    (("rules", "--coverage=3"), "--coverage: Tùy chọn này không có", "--coverage: This option takes no"),
    (("plan",), "HỘI-ĐỒNG: Thiếu đối số này.", "HỘI-ĐỒNG: This argument is missing."),
    (("calendar", "a", "b"), "b: Thừa đối số này.", "b: This argument is one too many."),
    (
        ("audt",),
        "audt: Không có lệnh này. Có lẽ là: audit.",
        "audt: There is no such command. Perhaps: audit.",
    ),
    (("--version=1",), "--version: Tùy chọn này không có", "--version: This option takes no"),
]


@pytest.mark.parametrize(("arguments", "vi", "en"), CASES)
def test_a_wrong_command_line_is_said_in_the_language_asked_for(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], vi: str, en: str
) -> None:
    for lang, words in (("vi", vi), ("en", en)):
        monkeypatch.setenv("COCAU_LANG", lang)
        result = run(*arguments)
        assert result.code == 2
        assert result.out == ""
        assert result.err.startswith(words)
        assert len(result.err.splitlines()) == 2


def test_a_language_that_is_none_is_refused_where_it_was_given(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("schema", "--lang", "fr").err.startswith("--lang fr: Phải là một trong: vi, en.")
    monkeypatch.setenv("COCAU_LANG", "fr")
    result = run("schema")
    assert result.code == 2
    assert result.err.startswith("COCAU_LANG fr: Phải là một trong: vi, en.")


def test_with_format_json_it_is_a_problem_document(run: Run) -> None:
    result = run("rules", "--format", "json", "--level", "foo")
    assert result.code == 2
    body = json.loads(result.err)
    assert body["problems"][0]["where"] == "--level foo"
    assert body["problems"][0]["en"].startswith("Must be one of")


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        (["--format", "json"], True),
        (["--format=json"], True),
        (["--format", "text"], False),
        (["json", "--format"], False),
    ],
)
def test_json_is_asked_for_by_format_alone(arguments: list[str], asked: bool) -> None:
    assert is_json_requested(arguments) is asked


def test_an_error_we_have_no_words_for_is_told_as_it_is() -> None:
    usage_error: Any = typer.BadParameter.__base__
    told = build_usage_problem(usage_error("something odd"))
    assert told.en == "something odd"
    assert told.vi == "Dòng lệnh sai."


@pytest.mark.parametrize(
    "text", ["1288866", "1.288.866", "1,288,866", "1 288 866", "1\u00a0288\u00a0866", " 1288866 "]
)
def test_a_number_of_people_may_be_written_as_it_is_printed(text: str) -> None:
    assert parse_people_count(text) == 1_288_866


@pytest.mark.parametrize(
    "text", ["", "1.28", "1.288,866", "1.2885", "12.5", "1..288", "abc", "1e6", "9" * 40]
)
def test_what_is_no_whole_number_of_people_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="must be a whole number, like 1288866"):
        parse_people_count(text)


def test_the_seats_of_a_grouped_population_are_those_of_the_plain_one(run: Run) -> None:
    grouped, plain = (
        run("seats", "--kind", "province", "--population", text) for text in ("1.288.866", "1288866")
    )
    assert grouped.code == 0
    assert grouped.out == plain.out


def test_a_negative_population_is_refused_under_its_option(run: Run) -> None:
    result = run("seats", "--kind", "province", "--population", "-5", "--lang", "en")
    assert result.code == 2
    assert result.err.startswith("--population: ")


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (Lang.VI, ("Tùy chọn", "HỘI-ĐỒNG", "In trợ giúp")),
        (Lang.EN, ("Options", "COUNCIL")),
        (Lang.VI, ("Cách dùng: ", "[TÙY-CHỌN]", "[bắt buộc]", "[mặc định: 60]")),
        (Lang.EN, ("Usage: ", "[OPTIONS]", "[required]", "[default: 60]")),
    ],
)
def test_help_is_of_one_language_with_what_typer_writes_itself(
    lang: Lang, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    command = build_command(lang)
    with pytest.raises(SystemExit):
        command(["plan", "--help"])
    shown = capsys.readouterr().out
    assert all(word in shown for word in words)


def test_ctrl_c_before_a_command_reads_anything_is_one_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(CocauGroup.__base__, "invoke", stopped)
    result = run("schema")
    assert result.code == 130
    assert result.err == "Đã dừng (Ctrl-C); chưa có kết quả.\n"


@pytest.mark.parametrize(
    ("lang", "words"),
    [("vi", "Đã dừng (Ctrl-C); chưa có kết quả."), ("en", "Stopped (Ctrl-C); no answer.")],
)
def test_ctrl_c_in_a_command_without_a_search_is_one_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, lang: str, words: str
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cocau.app.cli.rules.select_rules", stopped)
    result = run("rules", "--lang", lang)
    assert result.code == 130
    assert result.err == f"{words}\n"


@pytest.mark.parametrize(
    ("arguments", "name", "told"),
    [
        (
            ("structure", "c.yaml", "o.yaml"),
            "a.csv",
            "this command writes: text (.txt), json (.json), xlsx (.xlsx)",
        ),
        (("structure", "c.yaml", "o.yaml", "--format", "xlsx"), "a.json", "the answer is xlsx"),
        (("structure", "c.yaml", "o.yaml", "--format", "xlsx"), "a.txt", "the answer is xlsx"),
        (("plan", "c.yaml", "p.yaml"), "a.xlsx", "this command writes: text (.txt), json (.json)."),
        (("replan", "p.json"), "a.yaml", "this command writes: text (.txt), json (.json)."),
        (("table", "t.csv", "--format", "text"), "a.json", "the answer is text"),
        (("calendar", "c.yaml", "--format", "ics"), "a.json", "the answer is ics"),
        (("calendar", "c.yaml"), "a.PDF", "this command writes: text (.txt), ics (.ics), json (.json)."),
    ],
)
def test_a_name_that_promises_another_format_is_refused_before_anything_is_read(
    run: Run, arguments: tuple[str, ...], name: str, told: str
) -> None:
    result = run(*arguments, "-o", name, "--lang", "en")
    assert result.code == 2
    assert result.err.startswith(f"-o {name}: The name ends in '{name[name.index('.') :].lower()}'")
    assert told in result.err
    assert len(result.err.splitlines()) == 2
