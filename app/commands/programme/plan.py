"""`cocau programme plan`: every council of a folder, then all of them together."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from cocau.app.commands.options import Format, FormatOption, LangOption
from cocau.app.commands.programme.ending import answer, exit_code, shelf_for, written
from cocau.app.commands.programme.progress import progress
from cocau.app.commands.reporting import reported
from cocau.app.languages import Lang

OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="THƯ-MỤC", help="Ghi chương trình, kết quả và mọi phương án vào thư mục này."
    ),
]
OnOption = Annotated[
    datetime | None,
    typer.Option("--on", formats=["%Y-%m-%d"], metavar="NGÀY", help="Tính đến ngày này; mặc định hôm nay."),
]
MostOption = Annotated[
    int,
    typer.Option(
        "--most-plans", min=0, help="Lập thêm nhiều nhất bấy nhiêu phương án khi ghép các hội đồng."
    ),
]
ProcessesOption = Annotated[
    int | None, typer.Option("--processes", min=1, max=256, help="Số tiến trình; mặc định mỗi bộ xử lý một.")
]


def plan(  # noqa: PLR0913, PLR0917  # an option each
    folder: Annotated[
        Path, typer.Argument(metavar="CHƯƠNG-TRÌNH", help="Thư mục (hoặc tệp .zip): councils/, pools/ …")
    ],
    out: OutOption = None,
    on: OnOption = None,
    most_plans: MostOption = 400,
    processes: ProcessesOption = None,
    form: FormatOption = Format.TEXT,
    lang: LangOption = Lang.VI,
) -> None:
    """Lập mọi hội đồng của một chương trình cùng nhau, không ai ở quá số cấp luật cho phép."""
    with reported(lang, as_json=form is Format.JSON), shelf_for(out, (folder,)) as shelf:
        from cocau.app.imports.programme_folder import read_programme
        from cocau.app.imports.programme_zip import folder_of
        from cocau.app.render.programme import board_of
        from cocau.app.side_by_side import side_by_side
        from cocau.solver.programme.joining import together

        day = day_of(on)
        with side_by_side(processes) as workers, progress(lang, workers) as told:
            with folder_of(folder) as files:
                programme = read_programme(files, day, told.each)
            result = together(programme, told.planning(programme, shelf), most_plans=most_plans)
        if out is not None and shelf is not None:
            written(out, shelf, programme, result, None, lang)
        answer(board_of(programme, result, day, lang), form)
        raise typer.Exit(exit_code(result))


def day_of(on: datetime | None) -> date:
    """The day on which steps are looked at."""
    return datetime.now(UTC).astimezone().date() if on is None else on.date()
