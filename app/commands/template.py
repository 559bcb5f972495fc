"""`cocau template`: an empty pool with the headings that an import understands."""

from pathlib import Path
from typing import Annotated

import typer

from cocau.app.commands.options import LangOption
from cocau.app.commands.reporting import note, reported
from cocau.app.languages import Lang
from cocau.constraints.errors import InputError, Problem


def template(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp .xlsx hoặc .csv sẽ được tạo.")],
    force: Annotated[  # noqa: FBT002  # typer makes a flag of it
        bool, typer.Option("--force", help="Ghi đè tệp đã có.")
    ] = False,
    lang: LangOption = Lang.VI,
) -> None:
    """Tạo mẫu danh sách giới thiệu để điền (XLSX hoặc CSV)."""
    with reported(lang):
        from cocau.app.imports import write_template

        if file.exists() and not force:
            raise InputError(
                [
                    Problem(
                        "exists",
                        str(file),
                        "Tệp này đã có, có thể đã điền; dùng --force để ghi đè.",
                        "This file exists and may be filled in; --force replaces it.",
                    )
                ]
            )
        write_template(file, lang)
        note(f"{'Written' if lang is Lang.EN else 'Đã ghi'}: {file}")
