"""`cocau panel`: so many people of a pool within quotas; or why there is none, and every cheapest way out."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cocau.app.commands.endings import form_for
from cocau.app.commands.options import LangOption, OutputOption, SecondsOption
from cocau.app.commands.reporting import attempt, note, reported
from cocau.app.commands.search import Search
from cocau.app.commands.writing import PLAIN_WIDTH, put, save, spare, styled, width
from cocau.app.exits import Exit
from cocau.app.given import given
from cocau.app.languages import Lang
from cocau.constraints.errors import InputError, Problem

if TYPE_CHECKING:
    from cocau.solver.panel.answer import PanelAnswer
    from cocau.solver.panel.task import Task


class PanelFormat(StrEnum):
    """How an answer is written; CSV has the people of the panel alone."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


ENDINGS = {".json": PanelFormat.JSON, ".csv": PanelFormat.CSV}


def panel(  # noqa: PLR0913, PLR0917  # an option each
    categories: Annotated[
        Path, typer.Argument(metavar="HẠN-MỨC", help="Hạn mức từng giá trị của từng đặc điểm: CSV hoặc XLSX.")
    ],
    respondents: Annotated[
        Path,
        typer.Argument(metavar="NGƯỜI-ĐĂNG-KÝ", help="Người đăng ký, mỗi người một dòng: CSV hoặc XLSX."),
    ],
    size: Annotated[int, typer.Option("--size", metavar="SỐ", min=1, help="Số người cần chọn.")],
    ids: Annotated[
        str | None,
        typer.Option("--id", metavar="CỘT", help="Cột mã người; mặc định id, nationbuilder_id, mã, mã số."),
    ] = None,
    address: Annotated[
        list[str] | None,
        typer.Option(
            "--address", metavar="CỘT", help="Cột địa chỉ: mỗi hộ nhiều nhất một người; lặp lại được."
        ),
    ] = None,
    seed: Annotated[
        str, typer.Option("--seed", metavar="CHỮ", help="Đổi thăm, tức là đổi người được chọn.")
    ] = "",
    limit: Annotated[
        int,
        typer.Option("--limit", metavar="SỐ", min=1, max=1000, help="Số cách nới, số xung đột nhiều nhất."),
    ] = 10,
    all_conflicts: Annotated[  # noqa: FBT002  # typer makes an option of it
        bool, typer.Option("--all-conflicts", help="Mọi xung đột, không chỉ một xung đột nhỏ nhất.")
    ] = False,
    seconds: SecondsOption = 60,
    form: Annotated[
        PanelFormat | None,
        typer.Option("--format", help="Dạng kết quả; mặc định text, hoặc theo đuôi TỆP: .json, .csv."),
    ] = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Chọn một nhóm trong hạn mức; nếu không được: vì sao, và mọi cách nới rẻ nhất."""
    with (
        reported(lang, as_json=form is PanelFormat.JSON),
        given("HẠN-MỨC NGƯỜI-ĐĂNG-KÝ", categories, respondents),
    ):
        chosen = form_for(form, output, ENDINGS, PanelFormat.TEXT)
        spare(output, (categories, respondents))
        files = _Files(categories, respondents, ids, tuple(address or ()))
        task = files.task(size, seed, seconds)
        from cocau.solver.effort import Effort
        from cocau.solver.panel.choose import choose

        answer = Search(
            lambda tell: choose(task, Effort(seconds, tell), limit, all_conflicts=all_conflicts), lang
        ).run()
        _say(task, answer, chosen, output, lang)
        raise typer.Exit(_code(answer))


@dataclass(frozen=True)
class _Files:
    """The two files, and which columns of the second are meant. `ids` None: the usual ones."""

    categories: Path
    respondents: Path
    ids: str | None
    address: tuple[str, ...]

    def task(self, size: int, seed: str, seconds: float) -> "Task":
        """What is asked, or everything that is wrong with it.

        Raises:
            InputError: with the problems of both files and of the options.
        """
        from cocau.app.imports.quota_table import read_quotas
        from cocau.app.imports.respondents import read_respondents
        from cocau.solver.panel.task import Task

        problems: list[Problem] = []
        if seconds <= 0:
            problems.append(Problem("bad_value", "--seconds", "Phải lớn hơn 0.", "Must be more than 0."))
        quotas = attempt(lambda: read_quotas(self.categories), problems)
        # Without quotas nobody knows the features; ids and addresses can be looked at all the same.
        people = attempt(
            lambda: read_respondents(self.respondents, quotas or (), self.ids, self.address), problems
        )
        if problems or quotas is None or people is None:
            raise InputError(problems)
        return Task(size, quotas, people, households=bool(self.address), seed=seed)


def _code(answer: "PanelAnswer") -> Exit:
    from cocau.solver.panel.answer import Status

    if answer.open:
        return Exit.STOPPED
    return Exit.DONE if answer.status is Status.PANEL else Exit.CONFLICT


def _say(task: "Task", answer: "PanelAnswer", form: PanelFormat, output: Path | None, lang: Lang) -> None:
    from cocau.app.render.panel import panel as rendered
    from cocau.app.render.panel_list import listed
    from cocau.app.render.paper import lines

    if form is PanelFormat.JSON:
        text = answer.to_json()
    elif form is PanelFormat.CSV and answer.panel is not None:
        text = listed(task, answer.panel)
    else:
        if form is PanelFormat.CSV:
            note(
                "No panel: no list was written."
                if lang is Lang.EN
                else "Không có nhóm nào: không ghi danh sách."
            )
            output = None
        wide, coloured = (width(), styled()) if output is None else (PLAIN_WIDTH, False)
        text = "\n".join(lines(rendered(answer, lang), wide, styled=coloured)) + "\n"
    if output is None:
        put(text)
    else:
        save(text, output)
        note(f"{'Written' if lang is Lang.EN else 'Đã ghi'}: {output}")
