"""What the two files of a panel have in common: how they are opened, and when two names are the same."""

import unicodedata
from pathlib import Path

from cocau.app.given import name_of
from cocau.app.imports.csv_table import csv_table
from cocau.app.imports.files import bytes_of
from cocau.app.imports.found import refusal
from cocau.app.imports.safe_text import shown
from cocau.app.imports.table import FieldOf, Table
from cocau.app.imports.xlsx_table import xlsx_table

_READERS = {".csv": csv_table, ".xlsx": xlsx_table}


def panel_table(path: Path, field_of: FieldOf) -> Table:
    """The table in a CSV or XLSX file.

    Raises:
        InputError: it is no such file, or it cannot be read.
    """
    read = _READERS.get(path.suffix.lower())
    if read is None:
        kinds, suffix = ", ".join(_READERS), shown(path.suffix)
        raise refusal(
            "suffix",
            shown(name_of(path)),
            f"Không đọc được loại tệp '{suffix}'; dùng một trong: {kinds}.",
            f"Files of kind '{suffix}' are not read; use one of: {kinds}.",
        )
    content, name = bytes_of(path)
    return read(content, name, field_of)


def key(text: str) -> str:
    """What is compared: letters in one case and one Unicode form, single spaces. Diacritics count."""
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).split())
