"""`cocau scenarios`: named what-ifs over one stored proposal, planned together and compared in one table."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cocau.app.commands.inquiry import Inquiry
from cocau.app.commands.options import (
    FileFormatOption,
    Format,
    LangOption,
    OutputOption,
    ProposalArgument,
    SecondsOption,
)
from cocau.app.commands.reporting import note, reported
from cocau.app.commands.writing import folder_at, save
from cocau.app.exits import Exit
from cocau.app.given import given
from cocau.app.languages import Lang
from cocau.constraints.errors import InputError, Problem

if TYPE_CHECKING:
    from cocau.solver.effort import Effort
    from cocau.solver.explain.scenarios import Comparison
    from cocau.solver.proposal import Proposal


def scenarios(  # noqa: PLR0913, PLR0917  # an option each
    proposal: ProposalArgument,
    file: Annotated[Path, typer.Argument(metavar="KỊCH-BẢN", help="Các kịch bản: YAML hoặc JSON.")],
    folder: Annotated[
        Path | None,
        typer.Option(
            "--folder", metavar="THƯ-MỤC", help="Ghi phương án của từng kịch bản vào thư mục này (JSON)."
        ),
    ] = None,
    seconds: SecondsOption = 60,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """So sánh các kịch bản trên một phương án: ai vào, ai ra, quy định và mục tiêu nào khác đi."""
    with reported(lang, as_json=form is Format.JSON), given("PHƯƠNG-ÁN-JSON KỊCH-BẢN", proposal, file):
        _spare_folder(folder)
        from cocau.app.imports import read_scenarios
        from cocau.app.render.scenarios import compared
        from cocau.solver.explain.scenarios import scenarios as planned_together

        asked = read_scenarios(file).scenarios
        made: dict[str, Proposal] = {}

        def ask(base: "Proposal", effort: "Effort") -> "Comparison":
            comparison, proposals = planned_together(base, asked, effort)
            made.update(proposals)
            return comparison

        found = Inquiry(proposal, seconds, form, output, lang).answered(
            ask, lambda sheet, base, comparison: compared(sheet, base, comparison, made)
        )
        if folder is not None:
            _write(folder, (each.name for each in asked), made, lang)
        raise typer.Exit(Exit.DONE if found.complete else Exit.STOPPED)


def _spare_folder(folder: Path | None) -> None:
    """Refuse, before any work is done, a folder that cannot be one.

    Raises:
        InputError: it, or the nearest above it that is there, is a file.
    """
    if folder is None:
        return
    there = next(p for p in (folder.absolute(), *folder.absolute().parents) if p.exists())
    if not there.is_dir():
        vi, en = f"{there} là một tệp, không phải thư mục.", f"{there} is a file, not a folder."
        raise InputError([Problem("no_folder", f"--folder {folder}", vi, en)])


def _write(folder: Path, names: Iterable[str], made: "dict[str, Proposal]", lang: Lang) -> None:
    """Each proposal in a file named after its place in the list and its scenario."""
    folder_at(folder, f"--folder {folder}")
    for number, name in enumerate(names, start=1):
        if name not in made:
            continue
        plain = "".join(c if c.isalnum() else "-" for c in name).strip("-")
        path = folder / f"{number:02}-{plain}.json"
        save(made[name].to_json(), path, f"--folder {path}")
        note(f"{'Written' if lang is Lang.EN else 'Đã ghi'}: {path}")
