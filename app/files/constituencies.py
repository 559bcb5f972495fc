"""Constituencies pasted from a spreadsheet: columns found by heading or content."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cocau.app.files.text import fold

MOST_PASTED = 300
"""Rows that are read."""
_MOST_SEATS = 30
"""A column of numbers up to it holds seats, of larger ones people."""
_WORDS = {
    "seats": ("so dai bieu", "dai bieu", "so luong dai bieu", "duoc bau", "seats", "deputies"),
    "population": ("dan so", "so dan", "nhan khau", "population", "people"),
    "localities": ("dia ban", "khu vuc", "gom", "xa, phuong", "thon", "localities", "area"),
    "name": ("don vi bau cu", "ten", "don vi", "name", "constituency"),
}
_ORDINALS = ("tt", "stt", "so tt", "no", "no.")
_TOTALS = ("tong", "tong so", "tong cong", "cong", "total")
_NUMBER = re.compile(r"\d{1,3}(?:[., \u00a0]\d{3})+|\d+")


@dataclass(frozen=True)
class PastedConstituency:
    """A pasted row: what was typed in each column; "" where there is no such column."""

    name: str
    seats: str = ""
    population: str = ""
    localities: str = ""


def parse_pasted(text: str) -> tuple[PastedConstituency, ...]:
    """Parse pasted rows of cells set apart by tabs, without headings, totals and row numbers."""
    rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter="\t")]
    rows = [row for row in rows if any(row)][: MOST_PASTED + 1]
    columns, body = _find_columns(rows)
    found = (_build_row(columns, row) for row in body)
    return tuple(row for row in found if row.name and fold(row.name) not in _TOTALS)[:MOST_PASTED]


def _build_row(columns: dict[str, int], row: Sequence[str]) -> PastedConstituency:
    cells = {
        field: " ".join(row[at].replace("\n", "; ").split()) for field, at in columns.items() if at < len(row)
    }
    return PastedConstituency(**({"name": ""} | cells))


def _find_columns(rows: Sequence[Sequence[str]]) -> tuple[dict[str, int], Sequence[Sequence[str]]]:
    """Return which column holds what, and the rows without their heading."""
    if rows and (named := _read_headings(rows[0])):
        return named, rows[1:]
    return _guess_columns(rows), rows


def _read_headings(cells: Sequence[str]) -> dict[str, int]:
    """Return the columns that headings name; none, if the row is no row of headings."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        words = fold(cell)
        field = next((f for f, known in _WORDS.items() if any(word in words for word in known)), None)
        if field is not None and words not in _ORDINALS and not _NUMBER.search(words):
            found.setdefault(field, at)
    is_heading = "name" in found and any(_is_whole_heading(cell) for cell in cells)
    return found if is_heading else {}


def _is_whole_heading(cell: str) -> bool:
    words = fold(cell)
    return words in _ORDINALS or any(words == word for known in _WORDS.values() for word in known)


def _guess_columns(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """Guess columns: words are names, then localities; small numbers seats, large ones people."""
    found: dict[str, int] = {}
    for at in range(max((len(row) for row in rows), default=0)):
        cells = [row[at] for row in rows if at < len(row) and row[at]]
        if not cells:
            continue
        if not all(_NUMBER.fullmatch(cell) for cell in cells):
            found.setdefault("localities" if "name" in found else "name", at)
            continue
        numbers = [int(re.sub(r"\D", "", cell)) for cell in cells]
        if "name" not in found and numbers == list(range(1, len(numbers) + 1)):
            continue
        found.setdefault("seats" if max(numbers) <= _MOST_SEATS else "population", at)
    return found
