"""`cocau table`, `results` and `term`: published tables, counted results, the term after."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from cocau.app.audits.elections import JudgedElection, read_election
from cocau.app.audits.tables import AuditedTables, audit_tables
from cocau.app.cli.options import (
    JSON_FILES,
    AnswerFormat,
    AsOfOption,
    FileFormatOption,
    LangOption,
    OutputOption,
    ProposalArgument,
    RulebookOption,
    choose_format,
    get_day,
)
from cocau.app.cli.output import (
    ExitCode,
    check_output_path,
    deliver,
    format_blocks,
    handle_errors,
)
from cocau.app.files.input_files import input_files
from cocau.app.files.locations import relocate_problems
from cocau.app.files.notices.reader import parse_readings, read_notices
from cocau.app.files.problems import attempt
from cocau.app.files.readers import read_proposal, read_term
from cocau.app.i18n.languages import Lang, say_help
from cocau.app.present.published_tables import render_report
from cocau.app.present.results.council_term import TermView, render_term
from cocau.app.present.results.election import ElectionView, render_election
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.results.term import ByElectionNeed, CouncilTerm, check_term, judge_vacancies

FilesArgument = Annotated[
    list[Path],
    typer.Argument(
        metavar="TỆP",
        help=say_help(
            "Bảng cơ cấu đã công bố: YAML, CSV hoặc XLSX.",
            "Published composition tables: YAML, CSV or XLSX.",
        ),
    ),
]
BeforeOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--before",
        metavar="TỆP",
        help=say_help(
            "Bảng của nhiệm kỳ trước, chỉ để so sánh.",
            "Tables of the previous term, only to compare with.",
        ),
    ),
]
BlocOption = Annotated[
    list[str] | None,
    typer.Option(
        "--bloc",
        metavar="TÊN=KHỐI",
        help=say_help("Tên khối in trong bảng nghĩa là khối nào.", "What a printed bloc stands for."),
    ),
]


def table(  # noqa: PLR0913, PLR0917  # one for each option
    files: FilesArgument,
    before: BeforeOption = None,
    bloc: BlocOption = None,
    rulebook: RulebookOption = None,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Audit published composition tables."""
    with handle_errors(lang, as_json=form is AnswerFormat.JSON), input_files("TỆP", *files, *(before or ())):
        chosen = choose_format(form, output, JSON_FILES, AnswerFormat.TEXT)
        check_output_path(output, (*files, *(before or ())))
        audited = _audit_files(files, before or [], bloc or [], rulebook)
        _print_report(audited, chosen, lang, output)
        raise typer.Exit(ExitCode.DONE if audited.report.sound else ExitCode.CONFLICT)


def _audit_files(
    files: list[Path], before: list[Path], bloc: list[str], rulebook: str | None
) -> AuditedTables:
    problems: list[Problem] = []
    told = attempt(lambda: parse_readings(bloc), problems)
    read = attempt(lambda: read_notices(files, before, told or {}), problems)
    if problems or read is None:
        raise InputError(problems)
    notices, past = read
    return audit_tables(notices, past, rulebook)


def _print_report(audited: AuditedTables, form: AnswerFormat, lang: Lang, output: Path | None) -> None:
    as_json = form is AnswerFormat.JSON
    content = audited.report.to_json() if as_json else format_blocks(render_report(audited, lang), output)
    deliver(content, output, lang)


CountsArgument = Annotated[
    Path,
    typer.Argument(
        metavar="TỆP",
        help=say_help(
            "Kết quả kiểm phiếu: CSV, XLSX, YAML hoặc JSON.", "Counted results: CSV, XLSX, YAML or JSON."
        ),
    ),
]


def results(
    proposal: ProposalArgument,
    counts: CountsArgument,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Judge counted results by the law, beside the proposal on whose lists people stood."""
    with (
        handle_errors(lang, as_json=form is AnswerFormat.JSON),
        input_files("PHƯƠNG-ÁN-JSON TỆP", proposal, counts),
    ):
        chosen = choose_format(form, output, JSON_FILES, AnswerFormat.TEXT)
        check_output_path(output, (proposal, counts))
        election = read_election(counts, read_proposal(proposal, _NO_PROPOSAL))
        if chosen is AnswerFormat.JSON:
            content = election.verdict.model_dump_json(indent=1) + "\n"
        else:
            content = format_blocks(render_election(ElectionView.of(election, lang)), output)
        deliver(content, output, lang)
        raise typer.Exit(ExitCode.CONFLICT if election.verdict.open else ExitCode.DONE)


def term(  # noqa: PLR0913, PLR0917  # options of a command
    proposal: ProposalArgument,
    counts: CountsArgument,
    record: Annotated[
        Path,
        typer.Argument(
            metavar="HỒ-SƠ",
            help=say_help("Hồ sơ nhiệm kỳ: YAML hoặc JSON.", "The record of the term: YAML or JSON."),
        ),
    ],
    on: AsOfOption = None,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Print who holds which post, vacancies, by-elections and votes of confidence on a day."""
    with (
        handle_errors(lang, as_json=form is AnswerFormat.JSON),
        input_files("PHƯƠNG-ÁN-JSON TỆP HỒ-SƠ", proposal, counts, record),
    ):
        chosen = choose_format(form, output, JSON_FILES, AnswerFormat.TEXT)
        check_output_path(output, (proposal, counts, record))
        election = read_election(counts, read_proposal(proposal, _NO_PROPOSAL))
        day = get_day(on)
        known = _read_term(record, election, day)
        vacancies = judge_vacancies(election.lists.council, len(election.verdict.elected), known, day)
        if chosen is AnswerFormat.JSON:
            content = vacancies.model_dump_json(indent=1) + "\n"
        else:
            content = format_blocks(render_term(TermView.of(election, known, day, lang), vacancies), output)
        deliver(content, output, lang)
        raise typer.Exit(ExitCode.CONFLICT if vacancies.need is ByElectionNeed.MAY_BE_HELD else ExitCode.DONE)


def _read_term(record: Path, election: JudgedElection, day: date) -> CouncilTerm:
    """Read the record of a term and check it against those elected.

    Raises:
        InputError: everything wrong with it.
    """
    known = read_term(record)
    with relocate_problems(term=record):
        if problems := check_term(election.lists.council, election.verdict.elected, known, day):
            raise InputError(problems)
    return known


_NO_PROPOSAL = Problem(
    "no_proposal",
    ("PHƯƠNG-ÁN-JSON",),
    "Cần phương án đã lưu mà người ứng cử có tên trong đó.",
    "The stored proposal is needed on whose lists people stood.",
)
