"""`cocau rules` and `cocau test`: what rulebooks demand by which clause; their test cases."""

# ruff: noqa: PT028  # a command called `test` is not a test

import json
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cocau.app.cli.options import AnswerFormat, FormatOption, LangOption, RulebookOption
from cocau.app.cli.output import (
    format_blocks,
    handle_errors,
    print_lines,
    print_note,
    print_text,
    print_written,
    save,
)
from cocau.app.i18n.languages import Lang, say, say_help
from cocau.app.present.law.coverage import ClauseCoverage, dump_coverage, render_coverage
from cocau.app.present.law.pages import GENERATED_MARK, render_pages
from cocau.app.present.law.rulebook import render_rulebook
from cocau.app.present.wording import Wording
from cocau.constraints.clauses import load_registers
from cocau.constraints.errors import GivenValue, InputError, Problem
from cocau.constraints.library import DEFAULT_RULEBOOK, list_fitting_rulebooks, load_all_layers, load_rulebook
from cocau.constraints.model.council import CouncilLevel
from cocau.constraints.model.people import Pool
from cocau.constraints.rulebook import Rulebook
from cocau.fixtures.proofs import count_cases
from cocau.fixtures.report import get_exit_code, render_report
from cocau.fixtures.run import CaseSettings, run_paths

OnOption = Annotated[
    datetime | None,
    typer.Option(
        "--on",
        formats=["%Y-%m-%d"],
        metavar="NGÀY",
        help=say_help("Chỉ quy định có hiệu lực vào ngày này.", "Only rules in force on this day."),
    ),
]
LevelOption = Annotated[
    CouncilLevel | None,
    typer.Option("--level", help=say_help("Chỉ quy định của cấp này.", "Only rules of this level.")),
]
CoverageOption = Annotated[  # typer makes a flag of it
    bool,
    typer.Option(
        "--coverage",
        help=say_help(
            "Từng ý của chỉ thị, cái trả lời ý đó và trường hợp chứng minh.",
            "Each clause of the directive, what answers it and the cases that prove it.",
        ),
    ),
]
PagesOption = Annotated[
    Path | None,
    typer.Option(
        "--pages",
        metavar="THƯ-MỤC",
        help=say_help(
            "Viết mỗi văn bản một trang Markdown vào thư mục này.",
            "Write a Markdown page for each document into this folder.",
        ),
    ),
]


def rules(  # noqa: PLR0913, PLR0917  # an option each
    on: OnOption = None,
    rulebook: RulebookOption = None,
    level: LevelOption = None,
    coverage: CoverageOption = False,
    pages: PagesOption = None,
    form: FormatOption = AnswerFormat.TEXT,
    lang: LangOption = Lang.VI,
) -> None:
    """List rules with their clauses, or what answers each clause."""
    with handle_errors(lang, as_json=form is AnswerFormat.JSON):
        if pages is not None and (coverage or form is AnswerFormat.JSON):
            raise InputError([_PAGES_ALONE])
        day = None if on is None else on.date()
        _note_other_term(rulebook, day, lang, of_all=coverage or pages is not None)
        if pages is not None:
            _write_pages(select_rules(rulebook, day, level, of_all=True), pages, lang)
        elif coverage:
            _print_coverage(select_rules(rulebook, day, level, of_all=True), form, lang)
        elif form is AnswerFormat.JSON:
            print_lines([select_rules(rulebook, day, level).model_dump_json(indent=1)])
        else:
            _print_rules(select_rules(rulebook, day, level), lang)


_PAGES_ALONE = Problem(
    "pages_alone",
    ("--pages",),
    "--pages viết các trang Markdown; không dùng cùng --coverage hoặc --format json.",
    "--pages writes Markdown pages; it does not go with --coverage or --format json.",
)


def _note_other_term(name: str | None, on: date | None, lang: Lang, *, of_all: bool) -> None:
    """Print a remark if a rulebook does not fit the election day, with those that do."""
    if on is None or (of_all and name is None):
        return
    book, fit = load_rulebook(name or DEFAULT_RULEBOOK), ", ".join(list_fitting_rulebooks(on))
    term = book.term
    if term is not None and not term.first <= on <= term.last:
        vi = f"'{book.name}' dùng cho các cuộc bầu cử từ {term.first} đến {term.last}, không có ngày {on}."
        en = f"'{book.name}' is for elections between {term.first} and {term.last}, not on {on}."
        vi += f" Bộ quy định dùng được cho ngày đó: {fit or 'chưa có'}."
        en += f" Rulebooks for that day: {fit or 'none'}."
        print_note(f"--on: {say(lang, vi, en)}")


def select_rules(
    name: str | None, on: date | None, level: CouncilLevel | None, *, of_all: bool = False
) -> Rulebook:
    """Return a rulebook, or its part in force on a day and for a level.

    Without a name it is the default one, or everything that is shipped.
    """
    book = load_all_layers() if of_all and name is None else load_rulebook(name or DEFAULT_RULEBOOK)
    book = book if on is None else book.for_day(on)
    if level is None:
        return book
    return book.replace_unvalidated(
        rules=tuple(r for r in book.rules if level in r.levels),
        steps=tuple(s for s in book.steps if level in s.levels),
    )


def _print_rules(book: Rulebook, lang: Lang) -> None:
    print_text(format_blocks(render_rulebook(Wording(book, lang))))


def _print_coverage(book: Rulebook, form: AnswerFormat, lang: Lang) -> None:

    covered = _list_coverages(book, lang)
    if form is AnswerFormat.JSON:
        print_lines([json.dumps([dump_coverage(one) for one in covered], ensure_ascii=False, indent=1)])
        return
    for one in covered:
        print_text(format_blocks(render_coverage(one)))


def _list_coverages(book: Rulebook, lang: Lang) -> list[ClauseCoverage]:
    """List the coverage of each cited document that has a register of clauses.

    Raises:
        InputError: there is none.
    """
    known = [register for source, register in load_registers().items() if source in book.sources]
    if not known:
        vi = "Bộ quy định này không dẫn văn bản nào có sổ ghi từng ý."
        en = "This rulebook cites no document whose clauses are registered."
        raise InputError([Problem("no_register", ("--coverage",), vi, en)])
    by_subject = count_cases()
    return [ClauseCoverage(Wording(book, lang), register, by_subject) for register in known]


def _is_generated(page: Path) -> bool:
    """Return whether a page was written by an earlier run."""
    return page.is_file() and page.read_bytes().rstrip().endswith(GENERATED_MARK.encode())


def _build_not_generated(page: Path) -> Problem:
    return Problem(
        "not_generated",
        ("--pages", GivenValue(page)),
        "Tệp này không do lệnh này viết ra nên không ghi đè; hãy chọn thư mục khác, hoặc chuyển tệp đi.",
        "This file was not written by this command and is not replaced; take another folder, or move it.",
    )


def _write_pages(book: Rulebook, folder: Path, lang: Lang) -> None:
    """Save a page for each document of the book; remove pages of an earlier run.

    Raises:
        InputError: no such folder, a file there that is somebody's own, or one that cannot be written.
    """
    if not folder.is_dir():
        vi, en = "Không có thư mục này; hãy tạo trước.", "There is no such folder; make it first."
        raise InputError([Problem("no_folder", ("--pages", GivenValue(folder)), vi, en)])
    known = {source: register for source, register in load_registers().items() if source in book.sources}
    written = render_pages(book, known)
    ours = {path.name for path in folder.glob("*.md") if _is_generated(path)}
    if own := sorted(name for name in written if name not in ours and (folder / name).exists()):
        raise InputError([_build_not_generated(folder / name) for name in own])
    for name in sorted(ours - written.keys()):
        (folder / name).unlink()
    for name, text in written.items():
        save(text, folder / name, f"--pages {folder / name}")
    count = len(written)
    print_written(say(lang, f"{count} trang vào {folder}", f"{count} pages in {folder}"), lang)


class ReportFormat(StrEnum):
    """The format of a test report; those of `fixtures.report` (a test holds the two together)."""

    PRETTY = "pretty"
    JSON = "json"
    GITHUB = "github"
    JUNIT = "junit"
    SARIF = "sarif"
    MARKDOWN = "markdown"


_REPORT_ENDINGS = {
    ".xml": ReportFormat.JUNIT,
    ".sarif": ReportFormat.SARIF,
    ".md": ReportFormat.MARKDOWN,
    ".json": ReportFormat.JSON,
}


CasePathsArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[ĐƯỜNG-DẪN]...",
        help=say_help("Tệp hoặc thư mục; để trống: bộ có sẵn.", "Files or folders; none: the shipped cases."),
    ),
]
ReportFormatOption = Annotated[
    ReportFormat, typer.Option("--format", help=say_help("Dạng báo cáo.", "Format of the report."))
]
RulebooksOption = Annotated[
    str | None,
    typer.Option(
        "--rulebooks",
        metavar="TÊN",
        help=say_help(
            "Dùng bộ quy định này thay cho bộ ghi trong tệp.",
            "Use this rulebook instead of the one the files name.",
        ),
    ),
]
LayersOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--layers",
        metavar="THƯ-MỤC",
        help=say_help(
            "Thư mục các lớp quy định mà trường hợp gọi tên (đọc hết các lớp); nhiều lần được.",
            "A folder of layers that cases name; may be repeated. Every layer in it is read.",
        ),
    ),
]
ReportsOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--report",
        metavar="TỆP",
        help=say_help(
            "Ghi thêm báo cáo: .xml (JUnit), .sarif, .md hoặc .json; nhiều lần được.",
            "Also write a report: .xml (JUnit), .sarif, .md or .json; may be repeated.",
        ),
    ),
]


def test(
    paths: CasePathsArgument = None,
    form: ReportFormatOption = ReportFormat.PRETTY,
    rulebooks: RulebooksOption = None,
    layers: LayersOption = None,
    reports: ReportsOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Run the test cases of rules."""
    with handle_errors(lang, as_json=form is ReportFormat.JSON):
        forms = {path: _choose_report_format(path) for path in reports or []}
        settings = CaseSettings(rulebooks, tuple(layers or ()), _read_table)
        results = run_paths(paths or [], settings, processes=None)
        for path, of_file in forms.items():
            save("\n".join((*render_report(results, of_file, lang), "")), path, f"--report {path}")
        print_lines(render_report(results, form, lang))
        raise typer.Exit(get_exit_code(results))


def _choose_report_format(path: Path) -> ReportFormat:
    """Return the format that a file's ending stands for.

    Raises:
        InputError: it stands for none, or the file cannot be written.
    """
    form = _REPORT_ENDINGS.get(path.suffix.lower())
    if form is None:
        known = ", ".join(_REPORT_ENDINGS)
        vi, en = f"Đuôi tệp phải là một trong: {known}.", f"The name must end in one of: {known}."
        raise InputError([Problem("suffix", ("--report", GivenValue(path)), vi, en)])
    return form


def _read_table(path: Path) -> Pool:
    from cocau.app.files.readers import read_pool  # most cases need no table

    return read_pool(path)
