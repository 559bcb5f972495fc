"""`cocau calendar` and `cocau gates`: an election's deadlines, and its procedure so far."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cocau.app.cli.inputs import OWN_RULEBOOK, read_stored_proposal
from cocau.app.cli.options import (
    AnswerFormat,
    AsOfOption,
    FormatOption,
    LangOption,
    OutputOption,
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
    print_text,
)
from cocau.app.files.input_files import input_files
from cocau.app.files.locations import relocate_problems
from cocau.app.files.problems import attempt
from cocau.app.files.readers import is_stored_proposal, read_council, read_dossier
from cocau.app.i18n.languages import Lang, say_help
from cocau.app.present.procedure.calendar import render_calendar
from cocau.app.present.procedure.gates import render_gates
from cocau.app.present.procedure.wording import ProcedureWording
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.library import choose_rulebook_name, load_rulebook
from cocau.constraints.model.council import Council
from cocau.constraints.procedure.gates import list_out_of_order
from cocau.constraints.procedure.reports import ElectionCalendar, build_calendar, build_gates
from cocau.constraints.rulebook import Rulebook


class CalendarFormat(StrEnum):
    """The format of a calendar."""

    TEXT = "text"
    ICS = "ics"
    JSON = "json"


def calendar(
    council: Annotated[
        Path,
        typer.Argument(metavar="HỘI-ĐỒNG", help=say_help("Tệp YAML của hội đồng.", "The council, YAML.")),
    ],
    rulebook: RulebookOption = None,
    form: Annotated[
        CalendarFormat | None,
        typer.Option(
            "--format",
            help=say_help(
                "Dạng kết quả; mặc định text, hoặc theo đuôi TỆP: .ics, .json.",
                "Format; text, or by the ending of FILE: .ics, .json.",
            ),
        ),
    ] = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Print the calendar of a council's election."""
    with handle_errors(lang, as_json=form is CalendarFormat.JSON):
        chosen = choose_format(form, output, _ENDINGS, CalendarFormat.TEXT)
        check_output_path(output, (council, *map(Path, (rulebook or "").split("+"))))
        course, answer = _read_calendar(council, rulebook, lang)
        deliver(_render_calendar(course, answer, chosen, output), output, lang)


_ENDINGS = {".ics": CalendarFormat.ICS, ".json": CalendarFormat.JSON}


def _read_calendar(file: Path, rulebook: str | None, lang: Lang) -> tuple[ProcedureWording, ElectionCalendar]:
    council = read_council(file)
    book = load_rulebook(rulebook or choose_rulebook_name(council.election_day))
    with relocate_problems(file):
        answer = build_calendar(council, book)
    return ProcedureWording(book, lang, council), answer


def _render_calendar(
    course: ProcedureWording, answer: ElectionCalendar, form: CalendarFormat, output: Path | None
) -> str:
    if form is CalendarFormat.JSON:
        return answer.to_json()
    if form is CalendarFormat.ICS:
        from cocau.app.present.procedure.ics import render_ics  # slow to import, and rarely needed

        return render_ics(course, answer)
    return format_blocks(render_calendar(course, answer), output)


def gates(
    council: Annotated[
        Path,
        typer.Argument(
            metavar="HỘI-ĐỒNG",
            help=say_help(
                "Tệp YAML của hội đồng, hoặc phương án JSON.", "The council, YAML; or a proposal, JSON."
            ),
        ),
    ],
    dossier: Annotated[
        Path,
        typer.Argument(
            metavar="HỒ-SƠ",
            help=say_help("Hồ sơ quy trình: YAML hoặc JSON.", "The dossier of the procedure: YAML or JSON."),
        ),
    ],
    on: AsOfOption = None,
    rulebook: RulebookOption = None,
    form: FormatOption = AnswerFormat.TEXT,
    lang: LangOption = Lang.VI,
) -> None:
    """Print which steps of the procedure are done, open, waiting or late."""
    with (
        handle_errors(lang, as_json=form is AnswerFormat.JSON),
        input_files("HỘI-ĐỒNG HỒ-SƠ", council, dossier),
    ):
        raise typer.Exit(_check_gates(council, dossier, get_day(on), rulebook, form, lang))


def _check_gates(
    file: Path, dossier: Path, on: date, rulebook: str | None, form: AnswerFormat, lang: Lang
) -> ExitCode:
    problems: list[Problem] = []
    of = attempt(lambda: _read_council(file, rulebook), problems)
    records = attempt(lambda: read_dossier(dossier), problems)
    if of is None or records is None:
        raise InputError(problems)
    council, book = of
    with relocate_problems(file, dossier=dossier):
        answer = build_gates(council, book, records, on)
    if form is AnswerFormat.JSON:
        print_text(answer.to_json())
    else:
        print_text(format_blocks(render_gates(ProcedureWording(book, lang, council), answer)))
    return ExitCode.CONFLICT if list_out_of_order(answer.states) else ExitCode.DONE


def _read_council(file: Path, rulebook: str | None) -> tuple[Council, Rulebook]:
    """Read a council and a rulebook by name, or both from a stored proposal."""
    if file.suffix.lower() == ".json" and is_stored_proposal(file):
        if rulebook is not None:
            raise InputError([OWN_RULEBOOK])
        proposal = read_stored_proposal(file)
        return proposal.request.council, proposal.rulebook
    council = read_council(file)
    return council, load_rulebook(rulebook or choose_rulebook_name(council.election_day))
