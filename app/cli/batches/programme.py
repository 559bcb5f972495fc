"""`cocau programme`: the councils of a province planned together, re-planned and audited."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console

from cocau.app.audits.programmes import audit_programme
from cocau.app.cli.options import AnswerFormat, AsOfOption, FormatOption, LangOption, get_day, map_to_options
from cocau.app.cli.output import (
    ExitCode,
    format_blocks,
    handle_errors,
    make_folder,
    print_text,
    print_written,
    save,
)
from cocau.app.files.programmes import (
    PROPOSALS_FOLDER,
    REQUEST_FILE,
    RESULT_FILE,
    open_programme_folder,
    read_planned_programme,
    read_programme,
)
from cocau.app.i18n.languages import Lang, say, say_help
from cocau.app.present.audits import render_programme_audit
from cocau.app.present.programme import ProgrammeBoard, build_board, render_dashboard
from cocau.constraints.errors import FilePlace, GivenValue, InputError, Problem
from cocau.solver.programme.entries import Programme
from cocau.solver.programme.joint_plan import plan_programme
from cocau.solver.programme.replanning import replan_programme
from cocau.solver.programme.result import CouncilFate, ProgrammeResult
from cocau.solver.programme.workers import PlanningWorkers, get_shelf_path, start_workers


@contextmanager
def show_progress(lang: Lang, workers: PlanningWorkers) -> Iterator[PlanningWorkers]:
    """Let workers show on a terminal how many councils are done."""
    if not sys.stderr.isatty():
        yield workers
        return
    words = say(lang, "hội đồng", "councils")
    with Console(stderr=True).status("…") as status:
        yield replace(workers, tell=lambda done, of: status.update(f"{done}/{of} {words}"))


OUT_OPTION = "--out"


@contextmanager
def open_planning_folder(out: Path | None, inputs: tuple[Path, ...]) -> Iterator[Path | None]:
    """Open a folder for proposals while councils are planned; None without `out`.

    Raises:
        InputError: the folder to write to is not empty, or is one of the inputs.
    """
    if out is None:
        yield None
        return
    _check_folder(out, inputs)
    make_folder(out, f"{OUT_OPTION} {out}")
    with TemporaryDirectory(prefix=".planning-", dir=out) as made:
        yield Path(made)


def _check_folder(out: Path, inputs: tuple[Path, ...]) -> None:
    if (
        out.is_file()
        or (out.is_dir() and any(out.iterdir()))
        or out.resolve() in [i.resolve() for i in inputs]
    ):
        vi = "Thư mục kết quả phải trống hoặc chưa có; hãy chọn thư mục khác."
        en = "The folder to write to must be empty or not there yet; choose another one."
        raise InputError([Problem("not_empty", (OUT_OPTION, GivenValue(out)), vi, en)])


def write_programme(
    out: Path, shelf: Path, programme: Programme, result: ProgrammeResult, before: Path | None, lang: Lang
) -> None:
    """Save a programme, its result and every proposal in a folder; unchanged ones are copied.

    `before`: the folder of the programme before.

    Raises:
        InputError: it cannot be written there, or a proposal of before is gone.
    """
    proposals = out / PROPOSALS_FOLDER
    make_folder(proposals, f"{OUT_OPTION} {proposals}")
    for council in result.councils:
        target = proposals / f"{council.id}.json"
        anew = before is None or result.anew is None or council.id in result.anew
        if anew:
            get_shelf_path(shelf, council.part).replace(target)
        elif before is not None:
            _copy_proposal(before / PROPOSALS_FOLDER / target.name, target)
    save(programme.to_json(), out / REQUEST_FILE, f"{OUT_OPTION} {out / REQUEST_FILE}")
    save(result.to_json(), out / RESULT_FILE, f"{OUT_OPTION} {out / RESULT_FILE}")
    print_written(out, lang)


def _copy_proposal(source: Path, target: Path) -> None:
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        vi, en = (
            "Không chép được phương án đã có.",
            f"The proposal of before cannot be copied: {error.strerror}.",
        )
        raise InputError(
            [Problem("unreadable", (FilePlace(f"{source.parent.name}/{source.name}"),), vi, en)]
        ) from None


def print_dashboard(board: ProgrammeBoard, form: AnswerFormat) -> None:
    """Print the dashboard, or the result as JSON."""
    if form is AnswerFormat.JSON:
        print_text(board.result.to_json())
    else:
        print_text(format_blocks(render_dashboard(board)))


def get_exit_code(result: ProgrammeResult) -> ExitCode:
    """Return the exit code: a council without a slate decides, then one out of time."""
    fates = {council.fate for council in result.councils}
    if fates & {CouncilFate.CONFLICT, CouncilFate.LIMITED}:
        return ExitCode.CONFLICT
    return ExitCode.STOPPED if CouncilFate.OUT_OF_TIME in fates else ExitCode.DONE


OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="THƯ-MỤC",
        help=say_help(
            "Ghi chương trình, kết quả và mọi phương án vào thư mục này.",
            "Write the programme, the result and every proposal into this folder.",
        ),
    ),
]
MostOption = Annotated[
    int,
    typer.Option(
        "--most-plans",
        min=0,
        help=say_help(
            "Lập thêm nhiều nhất bấy nhiêu phương án khi ghép các hội đồng.",
            "Plan at most so many times more while councils are joined.",
        ),
    ),
]
ProcessesOption = Annotated[
    int | None,
    typer.Option(
        "--processes",
        min=1,
        max=256,
        help=say_help(
            "Số tiến trình; mặc định mỗi bộ xử lý một.", "Processes; one for each processor by default."
        ),
    ),
]


ProgrammeArgument = Annotated[
    Path,
    typer.Argument(
        metavar="CHƯƠNG-TRÌNH",
        help=say_help(
            "Thư mục (hoặc tệp .zip): councils/, pools/ …",
            "A folder (or a .zip file of it): councils/, pools/ …",
        ),
    ),
]


def plan(  # noqa: PLR0913, PLR0917  # an option each
    folder: ProgrammeArgument,
    out: OutOption = None,
    on: AsOfOption = None,
    most_plans: MostOption = 400,
    processes: ProcessesOption = None,
    form: FormatOption = AnswerFormat.TEXT,
    lang: LangOption = Lang.VI,
) -> None:
    """Plan every council of a programme together."""
    with (
        handle_errors(lang, as_json=form is AnswerFormat.JSON),
        open_planning_folder(out, (folder,)) as shelf,
    ):
        day = get_day(on)
        with start_workers(processes) as workers, show_progress(lang, workers) as told:
            with open_programme_folder(folder) as files:
                programme = read_programme(files, day, told.each)
            result = plan_programme(programme, told.build_planner(programme, shelf), most_plans=most_plans)
        if out is not None and shelf is not None:
            write_programme(out, shelf, programme, result, None, lang)
        print_dashboard(build_board(programme, result, day, lang), form)
        raise typer.Exit(get_exit_code(result))


PlannedArgument = Annotated[
    Path,
    typer.Argument(
        metavar="ĐÃ-LẬP",
        help=say_help(
            "Thư mục do `cocau programme plan --out` ghi.",
            "A folder that `cocau programme plan --out` has written.",
        ),
    ),
]


def audit(
    folder: PlannedArgument,
    processes: ProcessesOption = None,
    form: FormatOption = AnswerFormat.TEXT,
    lang: LangOption = Lang.VI,
) -> None:
    """Judge every proposal of a programme again, without a solver."""
    with handle_errors(lang, as_json=form is AnswerFormat.JSON):
        programme, result = read_planned_programme(folder)
        with start_workers(processes) as workers, show_progress(lang, workers) as told:
            found = audit_programme(folder, programme, result, told.each)
        if form is AnswerFormat.JSON:
            print_text(found.to_json())
        else:
            print_text(format_blocks(render_programme_audit(found, programme, lang)))
        if not found.as_planned:
            raise typer.Exit(ExitCode.DIFFERS)
        raise typer.Exit(ExitCode.DONE if found.kept else ExitCode.CONFLICT)


WithdrawOption = Annotated[
    list[str],
    typer.Option(
        "--withdraw",
        metavar="MÃ",
        help=say_help(
            "Người này rút, không ứng cử nữa.",
            "This person withdraws.",
        ),
    ),
]
FromOption = Annotated[
    list[str] | None,
    typer.Option(
        "--from",
        metavar="HỘI-ĐỒNG",
        help=say_help(
            "Chỉ rút ở hội đồng này; lặp lại được.",
            "Only from this council; can be repeated.",
        ),
    ),
]


def replan(  # noqa: PLR0913, PLR0917  # an option each
    folder: PlannedArgument,
    withdrawn: WithdrawOption,
    councils: FromOption = None,
    out: OutOption = None,
    on: AsOfOption = None,
    most_plans: MostOption = 400,
    processes: ProcessesOption = None,
    form: FormatOption = AnswerFormat.TEXT,
    lang: LangOption = Lang.VI,
) -> None:
    """Plan again the councils that people withdrew from; leave the others as they are."""
    with (
        handle_errors(lang, as_json=form is AnswerFormat.JSON),
        open_planning_folder(out, (folder,)) as shelf,
    ):
        before, result = read_planned_programme(folder)
        with (
            map_to_options(_REPLAN_OPTIONS),
            start_workers(processes) as workers,
            show_progress(lang, workers) as told,
        ):
            programme, now = replan_programme(
                before,
                result,
                withdrawn,
                told.build_planner(before, shelf),
                councils=councils or (),
                most_plans=most_plans,
            )
        if out is not None and shelf is not None:
            write_programme(out, shelf, programme, now, folder, lang)
        print_dashboard(build_board(programme, now, get_day(on), lang), form)
        raise typer.Exit(get_exit_code(now))


_REPLAN_OPTIONS = {"withdrawn": "--withdraw", "councils": "--from"}


programme_commands = typer.Typer(no_args_is_help=True)
programme_commands.command(
    help=say_help(
        ("Lập mọi hội đồng của một chương trình cùng nhau, không ai ở quá số cấp luật cho phép."),
        ("Plan every council of a programme together, nobody at more levels than the law allows."),
    )
)(plan)
programme_commands.command(
    help=say_help(
        ("Điều chỉnh khi có người rút: chỉ lập lại hội đồng có người ấy, các hội đồng khác giữ nguyên."),
        ("After withdrawals: plan the councils with those people anew, and leave the others as they are."),
    )
)(replan)
programme_commands.command(
    help=say_help(
        "Chấm lại mọi phương án của chương trình và số cấp của mỗi người, không dùng bộ giải.",
        "Judge every proposal of a programme again, and everybody's levels, without a solver.",
    )
)(audit)
