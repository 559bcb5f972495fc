"""`cocau programme audit`: every proposal of a planned programme judged again, and all of them together."""

from pathlib import Path
from typing import Annotated

import typer

from cocau.app.commands.options import Format, FormatOption, LangOption
from cocau.app.commands.programme.plan import ProcessesOption
from cocau.app.commands.programme.progress import progress
from cocau.app.commands.reporting import reported
from cocau.app.commands.writing import put, show, styled, width
from cocau.app.exits import Exit
from cocau.app.languages import Lang


def audit(
    folder: Annotated[
        Path, typer.Argument(metavar="ĐÃ-LẬP", help="Thư mục do `cocau programme plan --out` ghi.")
    ],
    processes: ProcessesOption = None,
    form: FormatOption = Format.TEXT,
    lang: LangOption = Lang.VI,
) -> None:
    """Chấm lại mọi phương án của chương trình và số cấp của mỗi người, không dùng bộ giải."""
    with reported(lang, as_json=form is Format.JSON):
        from cocau.app.imports.programme_planned import read_planned
        from cocau.app.judging_programme import judged_programme
        from cocau.app.render.paper import lines
        from cocau.app.render.programme.judged import judged
        from cocau.app.side_by_side import side_by_side

        programme, result = read_planned(folder)
        with side_by_side(processes) as workers, progress(lang, workers) as told:
            found = judged_programme(folder, programme, result, told.each)
        if form is Format.JSON:
            put(found.to_json())
        else:
            show(lines(judged(found, programme, lang), width(), styled=styled()))
        if not found.as_planned:
            raise typer.Exit(Exit.DIFFERS)
        raise typer.Exit(Exit.DONE if found.kept else Exit.CONFLICT)
