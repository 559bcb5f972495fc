"""`cocau programme replan`: what withdrawals touch, planned anew; everything else stays byte for byte."""

from pathlib import Path
from typing import Annotated

import typer

from cocau.app.commands.faults import as_options
from cocau.app.commands.options import Format, FormatOption, LangOption
from cocau.app.commands.programme.ending import answer, exit_code, shelf_for, written
from cocau.app.commands.programme.plan import MostOption, OnOption, OutOption, ProcessesOption, day_of
from cocau.app.commands.programme.progress import progress
from cocau.app.commands.reporting import reported
from cocau.app.languages import Lang


def replan(  # noqa: PLR0913, PLR0917  # an option each
    folder: Annotated[
        Path, typer.Argument(metavar="ĐÃ-LẬP", help="Thư mục do `cocau programme plan --out` ghi.")
    ],
    withdrawn: Annotated[
        list[str], typer.Option("--withdraw", metavar="MÃ", help="Người này rút, không ứng cử nữa.")
    ],
    councils: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="HỘI-ĐỒNG", help="Chỉ rút ở hội đồng này; lặp lại được."),
    ] = None,
    out: OutOption = None,
    on: OnOption = None,
    most_plans: MostOption = 400,
    processes: ProcessesOption = None,
    form: FormatOption = Format.TEXT,
    lang: LangOption = Lang.VI,
) -> None:
    """Điều chỉnh khi có người rút: chỉ lập lại hội đồng có người ấy, các hội đồng khác giữ nguyên."""
    with reported(lang, as_json=form is Format.JSON), shelf_for(out, (folder,)) as shelf:
        from cocau.app.imports.programme_planned import read_planned
        from cocau.app.render.programme import board_of
        from cocau.app.side_by_side import side_by_side
        from cocau.solver.programme.replanning import replanned

        before, result = read_planned(folder)
        with as_options(_OPTIONS), side_by_side(processes) as workers, progress(lang, workers) as told:
            programme, now = replanned(
                before,
                result,
                withdrawn,
                told.planning(before, shelf),
                councils=councils or (),
                most_plans=most_plans,
            )
        if out is not None and shelf is not None:
            written(out, shelf, programme, now, folder, lang)
        answer(board_of(programme, now, day_of(on), lang), form)
        raise typer.Exit(exit_code(now))


_OPTIONS = {"withdrawn": "--withdraw", "councils": "--from"}
