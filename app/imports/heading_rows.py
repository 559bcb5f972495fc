"""Headings of published tables in two rows, and the row that numbers the columns, made one row."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from cocau.app.imports.notice_columns import field_of
from cocau.app.imports.safe_text import Refused, clean, fold
from cocau.app.imports.table import Table

_COUNTS = frozenset({"so luong", "sl", "so nguoi", "so luong (nguoi)", "so", "count", "number"})
_SHARES = frozenset({"ty le", "ti le", "tl", "ty le %", "ty le (%)", "ti le (%)", "tl (%)", "%", "percent"})
_NUMBER = re.compile(r"\(?(\d{1,2})\)?(?:\s*=.*)?")
_LEAST_NUMBERS = 3
_LEAST_CELLS = 2  # one alone may name a row of figures to come


def with_one_heading_row(table: Table) -> Table:
    """The same table without the rows that are neither headings proper nor figures.

    A second row of "Số lượng", "Tỷ lệ" under merged headings is taken into them: "Nữ", "Tỷ lệ Nữ". A row
    such as (1), (2), (3) is left out.
    """
    if table.rows and (under := _second(table.headings, _texts(table.rows[0][1]))):
        table = replace(table, headings=under, rows=table.rows[1:])
    if table.rows and _numbers_columns(_texts(table.rows[0][1])):
        table = replace(table, rows=table.rows[1:])
    return table


def _texts(cells: Sequence[str]) -> list[str]:
    found = []
    for cell in cells:
        try:
            found.append(clean(cell))
        except Refused:  # told where the cell is read
            found.append(cell)
    return found


def _second(headings: Sequence[str], below: Sequence[str]) -> list[str]:
    """The headings of both rows; none where the lower one is not of headings."""
    width = max(len(headings), len(below))
    upper, lower = (list(row) + [""] * (width - len(row)) for row in (headings, below))
    if len([cell for cell in lower if cell]) < _LEAST_CELLS or not all(
        _is_heading(cell) for cell in lower if cell
    ):
        return []
    over, made = "", []
    for above, cell in zip(upper, lower, strict=True):
        over = above or (over if cell else "")
        made.append(_together(over, cell))
    return made


def _is_heading(cell: str) -> bool:
    return fold(cell) in _COUNTS | _SHARES or field_of(cell) is not None


def _together(over: str, cell: str) -> str:
    if fold(cell) in _SHARES and over:
        return f"Tỷ lệ {over}"
    return over if not cell or (fold(cell) in _COUNTS and over) else cell


def _numbers_columns(cells: Sequence[str]) -> bool:
    """Whether a row numbers the columns one by one; letters may stand for the first of them."""
    found = [_NUMBER.fullmatch(cell) for cell in cells if cell and not re.fullmatch(r"\(?[A-Z]\)?", cell)]
    numbers = [int(match[1]) for match in found if match]
    in_order = all(later == earlier + 1 for earlier, later in pairwise(numbers))
    return len(numbers) == len(found) >= _LEAST_NUMBERS and in_order
