"""`cocau table` and `cocau results`: published tables and counted results, judged."""

from pathlib import Path
from typing import Annotated

import typer

from cocau.app.audits.elections import read_election
from cocau.app.audits.tables import AuditedTables, audit_tables
from cocau.app.cli.options import (
    JSON_FILES,
    AnswerFormat,
    FileFormatOption,
    LangOption,
    OutputOption,
    ProposalArgument,
    RulebookOption,
    choose_format,
)
from cocau.app.cli.output import (
    ExitCode,
    check_output_path,
    deliver,
    format_blocks,
    handle_errors,
)
from cocau.app.files.input_files import input_files
from cocau.app.files.notices.reader import parse_readings, read_notices
from cocau.app.files.problems import attempt
from cocau.app.files.readers import read_proposal
from cocau.app.i18n.languages import Lang, say_help
from cocau.app.present.published_tables import render_report
from cocau.app.present.results.election import ElectionView, render_election
from cocau.constraints.errors import InputError, Problem

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


def results(
    proposal: ProposalArgument,
    counts: Annotated[
        Path,
        typer.Argument(
            metavar="TỆP",
            help=say_help(
                "Kết quả kiểm phiếu: CSV, XLSX, YAML hoặc JSON.", "Counted results: CSV, XLSX, YAML or JSON."
            ),
        ),
    ],
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


_NO_PROPOSAL = Problem(
    "no_proposal",
    ("PHƯƠNG-ÁN-JSON",),
    "Cần phương án đã lưu mà người ứng cử có tên trong đó.",
    "The stored proposal is needed on whose lists people stood.",
)
