"""`cocau template`: an empty pool with the headings that an import understands."""

from pathlib import Path
from typing import Annotated

import typer

from app.commands.options import LangOption
from app.commands.reporting import note, reported
from app.languages import Lang


def template(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp .xlsx hoặc .csv sẽ được tạo.")],
    lang: LangOption = Lang.VI,
) -> None:
    """Tạo mẫu danh sách giới thiệu để điền (XLSX hoặc CSV)."""
    with reported(lang):
        from app.imports import write_template

        write_template(file, lang)
        note(f"{'Written' if lang is Lang.EN else 'Đã ghi'}: {file}")
