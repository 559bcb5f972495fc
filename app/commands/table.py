"""`cocau table`: published composition tables, numbers without names, against themselves and the rules."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cocau.app.commands.endings import form_for
from cocau.app.commands.options import (
    JSON_FILES,
    FileFormatOption,
    Format,
    LangOption,
    OutputOption,
    RulebookOption,
)
from cocau.app.commands.reporting import attempt, note, reported
from cocau.app.commands.writing import PLAIN_WIDTH, put, save, show, spare, styled, width
from cocau.app.exits import Exit
from cocau.app.given import given
from cocau.app.languages import Lang
from cocau.constraints.errors import InputError, Problem

if TYPE_CHECKING:
    from cocau.app.tables import Audited


def table(  # noqa: PLR0913, PLR0917  # one for each option
    files: Annotated[
        list[Path], typer.Argument(metavar="TỆP", help="Bảng cơ cấu đã công bố: YAML, CSV hoặc XLSX.")
    ],
    before: Annotated[
        list[Path] | None,
        typer.Option("--before", metavar="TỆP", help="Bảng của nhiệm kỳ trước, chỉ để so sánh."),
    ] = None,
    bloc: Annotated[
        list[str] | None,
        typer.Option("--bloc", metavar="TÊN=KHỐI", help="Tên khối in trong bảng nghĩa là khối nào."),
    ] = None,
    rulebook: RulebookOption = None,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Kiểm tra bảng cơ cấu đã công bố: cộng không khớp, tỷ lệ sai tổng số, quy định đạt hay chưa."""
    with reported(lang, as_json=form is Format.JSON), given("TỆP", *files, *(before or ())):
        chosen = form_for(form, output, JSON_FILES, Format.TEXT)
        spare(output, (*files, *(before or ())))
        audited = _audited(files, before or [], bloc or [], rulebook)
        _answer(audited, chosen, lang, output)
        raise typer.Exit(Exit.DONE if audited.report.sound else Exit.CONFLICT)


def _audited(files: list[Path], before: list[Path], bloc: list[str], rulebook: str | None) -> "Audited":
    from cocau.app.imports.notices import read_notices, readings
    from cocau.app.tables import audit_tables

    problems: list[Problem] = []
    told = attempt(lambda: readings(bloc), problems)
    read = attempt(lambda: read_notices(files, before, told or {}), problems)
    if problems or read is None:
        raise InputError(problems)
    notices, past = read
    return audit_tables(notices, past, rulebook)


def _answer(audited: "Audited", form: Format, lang: Lang, output: Path | None) -> None:
    from cocau.app.render.notices import report
    from cocau.app.render.paper import lines

    if form is Format.JSON:
        content = audited.report.to_json()
    elif output is None:
        show(lines(report(audited, lang), width(), styled=styled()))
        return
    else:
        content = "\n".join(lines(report(audited, lang), PLAIN_WIDTH)) + "\n"
    if output is None:
        put(content)
    else:
        save(content, output)
        note(f"{'Written' if lang is Lang.EN else 'Đã ghi'}: {output}")
