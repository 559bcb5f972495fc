"""`cocau panel`: a panel within quotas, or why there is none and what would allow one."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cocau.app.cli.options import LangOption, OutputOption, SecondsOption, choose_format
from cocau.app.cli.output import (
    ExitCode,
    check_output_path,
    deliver,
    format_blocks,
    handle_errors,
    print_note,
)
from cocau.app.files.input_files import input_files
from cocau.app.files.panels import read_quotas, read_respondents
from cocau.app.files.problems import attempt
from cocau.app.i18n.languages import Lang, say, say_help
from cocau.app.present.panel import render_panel, render_panel_csv
from cocau.app.python.searches import InterruptibleSearch
from cocau.constraints.errors import InputError, Problem
from cocau.solver.panel.answer import PanelAnswer, PanelStatus
from cocau.solver.panel.selection import choose_panel
from cocau.solver.panel.task import PanelTask
from cocau.solver.time_budget import TimeBudget


class PanelFormat(StrEnum):
    """The format of an answer about a panel; CSV has the people of the panel alone."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


PANEL_ENDINGS = {".json": PanelFormat.JSON, ".csv": PanelFormat.CSV}


QuotasArgument = Annotated[
    Path,
    typer.Argument(
        metavar="HẠN-MỨC",
        help=say_help(
            "Hạn mức từng giá trị của từng đặc điểm: CSV hoặc XLSX.",
            "Quotas of each value of each feature: CSV or XLSX.",
        ),
    ),
]
RespondentsArgument = Annotated[
    Path,
    typer.Argument(
        metavar="NGƯỜI-ĐĂNG-KÝ",
        help=say_help(
            "Người đăng ký, mỗi người một dòng: CSV hoặc XLSX.",
            "The pool, a row for each person: CSV or XLSX.",
        ),
    ),
]
SizeOption = Annotated[
    int,
    typer.Option(
        "--size", metavar="SỐ", min=1, help=say_help("Số người cần chọn.", "How many people are wanted.")
    ),
]
IdColumnOption = Annotated[
    str | None,
    typer.Option(
        "--id",
        metavar="CỘT",
        help=say_help(
            "Cột mã người; mặc định id, nationbuilder_id, mã, mã số.",
            "The column of ids; by default id, nationbuilder_id, mã or mã số.",
        ),
    ),
]
AddressOption = Annotated[
    list[str] | None,
    typer.Option(
        "--address",
        metavar="CỘT",
        help=say_help(
            "Cột địa chỉ: mỗi hộ nhiều nhất một người; lặp lại được.",
            "A column of the address: at most one of each household; repeatable.",
        ),
    ),
]
SeedOption = Annotated[
    str,
    typer.Option(
        "--seed",
        metavar="CHỮ",
        help=say_help("Đổi thăm, tức là đổi người được chọn.", "Changes the lots, and so who is drawn."),
    ),
]
LimitOption = Annotated[
    int,
    typer.Option(
        "--limit",
        metavar="SỐ",
        min=1,
        max=1000,
        help=say_help(
            "Số cách nới, số xung đột nhiều nhất.",
            "The most relaxations, and the most conflicts, that are told.",
        ),
    ),
]
AllConflictsOption = Annotated[  # typer makes an option of it
    bool,
    typer.Option(
        "--all-conflicts",
        help=say_help(
            "Mọi xung đột, không chỉ một xung đột nhỏ nhất.", "All conflicts, not one of the smallest alone."
        ),
    ),
]
PanelFormatOption = Annotated[
    PanelFormat | None,
    typer.Option(
        "--format",
        help=say_help(
            "Dạng kết quả; mặc định text, hoặc theo đuôi TỆP: .json, .csv.",
            "Format; text, or by the ending of FILE: .json, .csv.",
        ),
    ),
]


def panel(  # noqa: PLR0913, PLR0917  # an option each
    categories: QuotasArgument,
    respondents: RespondentsArgument,
    size: SizeOption,
    ids: IdColumnOption = None,
    address: AddressOption = None,
    seed: SeedOption = "",
    limit: LimitOption = 10,
    all_conflicts: AllConflictsOption = False,
    seconds: SecondsOption = 60,
    form: PanelFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Choose a panel within quotas, or explain why there is none."""
    with (
        handle_errors(lang, as_json=form is PanelFormat.JSON),
        input_files("HẠN-MỨC NGƯỜI-ĐĂNG-KÝ", categories, respondents),
    ):
        chosen = choose_format(form, output, PANEL_ENDINGS, PanelFormat.TEXT)
        check_output_path(output, (categories, respondents))
        files = _PanelFiles(categories, respondents, ids, tuple(address or ()))
        task = files.read_task(size, seed, seconds)

        answer = InterruptibleSearch(
            lambda tell: choose_panel(task, TimeBudget(seconds, tell), limit, all_conflicts=all_conflicts),
            lang,
        ).run()
        _print_answer(task, answer, chosen, output, lang)
        raise typer.Exit(_get_exit_code(answer))


@dataclass(frozen=True)
class _PanelFiles:
    """The two files of a panel, and the columns to read. `ids` None: the usual ones."""

    categories: Path
    respondents: Path
    ids: str | None
    address: tuple[str, ...]

    def read_task(self, size: int, seed: str, seconds: float) -> PanelTask:
        """Read the files and options of a command line into a task.

        Raises:
            InputError: with the problems of both files and of the options.
        """
        problems: list[Problem] = []
        if seconds <= 0:
            problems.append(Problem("bad_value", ("--seconds",), "Phải lớn hơn 0.", "Must be more than 0."))
        quotas = attempt(lambda: read_quotas(self.categories), problems)
        # Without quotas nobody knows the features; ids and addresses can be looked at all the same.
        people = attempt(
            lambda: read_respondents(self.respondents, quotas or (), self.ids, self.address), problems
        )
        if problems or quotas is None or people is None:
            raise InputError(problems)
        return PanelTask(size, quotas, people, households=bool(self.address), seed=seed)


def _get_exit_code(answer: PanelAnswer) -> ExitCode:
    if answer.open:
        return ExitCode.STOPPED
    return ExitCode.DONE if answer.status is PanelStatus.PANEL else ExitCode.CONFLICT


def _print_answer(
    task: PanelTask, answer: PanelAnswer, form: PanelFormat, output: Path | None, lang: Lang
) -> None:
    if form is PanelFormat.CSV and answer.panel is None:
        print_note(say(lang, "Không có nhóm nào: không ghi danh sách.", "No panel: no list was written."))
        output = None
    if form is PanelFormat.JSON:
        text = answer.to_json()
    elif form is PanelFormat.CSV and answer.panel is not None:
        text = render_panel_csv(task, answer.panel)
    else:
        text = format_blocks(render_panel(answer, lang), output)
    deliver(text, output, lang)
