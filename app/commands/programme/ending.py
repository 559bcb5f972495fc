"""How the commands of a programme end: on the screen, in a folder, with an exit code."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cocau.app.commands.options import Format
from cocau.app.commands.reporting import note
from cocau.app.commands.writing import folder_at, put, save, show, styled, width
from cocau.app.exits import Exit
from cocau.app.languages import Lang
from cocau.constraints.errors import InputError, Problem

if TYPE_CHECKING:
    from cocau.app.render.programme import Board
    from cocau.solver.programme.entries import Programme
    from cocau.solver.programme.result import ProgrammeResult

OUT = "--out"


@contextmanager
def shelf_for(out: Path | None, inputs: tuple[Path, ...]) -> Iterator[Path | None]:
    """A folder for proposals while councils are planned; None where nobody wants them.

    Raises:
        InputError: the folder to write to is not empty, or is one of the inputs.
    """
    if out is None:
        yield None
        return
    _spare(out, inputs)
    folder_at(out, f"{OUT} {out}")
    with TemporaryDirectory(prefix=".planning-", dir=out) as made:
        yield Path(made)


def _spare(out: Path, inputs: tuple[Path, ...]) -> None:
    if (
        out.is_file()
        or (out.is_dir() and any(out.iterdir()))
        or out.resolve() in [i.resolve() for i in inputs]
    ):
        vi = "Thư mục kết quả phải trống hoặc chưa có; hãy chọn thư mục khác."
        en = "The folder to write to must be empty or not there yet; choose another one."
        raise InputError([Problem("not_empty", f"{OUT} {out}", vi, en)])


def written(
    out: Path, shelf: Path, programme: "Programme", result: "ProgrammeResult", before: Path | None, lang: Lang
) -> None:
    """The programme, its result and every proposal in a folder; what is not planned anew is copied.

    `before`: the folder of the programme before.

    Raises:
        InputError: it cannot be written there, or a proposal of before is gone.
    """
    from cocau.app.imports.programme_planned import ASKED, PROPOSALS, RESULT
    from cocau.app.side_by_side import shelved

    proposals = out / PROPOSALS
    folder_at(proposals, f"{OUT} {proposals}")
    for council in result.councils:
        target = proposals / f"{council.id}.json"
        anew = before is None or result.anew is None or council.id in result.anew
        if anew:
            shelved(shelf, council.part).replace(target)
        elif before is not None:
            _copied(before / PROPOSALS / target.name, target)
    save(programme.model_dump_json(indent=1) + "\n", out / ASKED, f"{OUT} {out / ASKED}")
    save(result.model_dump_json(indent=1) + "\n", out / RESULT, f"{OUT} {out / RESULT}")
    note(f"{'Written' if lang is Lang.EN else 'Đã ghi'}: {out}")


def _copied(source: Path, target: Path) -> None:
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        vi, en = (
            "Không chép được phương án đã có.",
            f"The proposal of before cannot be copied: {error.strerror}.",
        )
        raise InputError([Problem("unreadable", f"{source.parent.name}/{source.name}", vi, en)]) from None


def answer(board: "Board", form: Format) -> None:
    """The dashboard, or the result as JSON, on the screen."""
    from cocau.app.render.paper import lines
    from cocau.app.render.programme import dashboard

    if form is Format.JSON:
        put(board.result.model_dump_json(indent=1) + "\n")
    else:
        show(lines(dashboard(board), width(), styled=styled()))


def exit_code(result: "ProgrammeResult") -> Exit:
    """A council without a slate decides, then one that ran out of time."""
    from cocau.solver.programme.result import Fate

    fates = {council.fate for council in result.councils}
    if fates & {Fate.CONFLICT, Fate.LIMITED}:
        return Exit.CONFLICT
    return Exit.STOPPED if Fate.OUT_OF_TIME in fates else Exit.DONE
