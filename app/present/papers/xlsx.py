"""A paper as a workbook to print: a worksheet per sheet, frozen heads, a print area."""

import io
import re
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from cocau.app.files.text import guard_formula
from cocau.app.present.annex.layout import count_lines, format_value
from cocau.app.present.annex.model import AnnexRow, AnnexValue, ColumnAlign, Percent, RowKind
from cocau.app.present.annex.xlsx import WORKBOOK_OPTIONS, WorkbookStyles
from cocau.app.present.papers.layouts import (
    LAYOUTS,
    TABLE_FIELD,
    FilledLine,
    LayoutColumns,
    PaperLayout,
    PaperStyle,
    fill_lines,
)
from cocau.app.present.papers.model import NONE, Paper, PaperSheet, PaperTable

_A4 = 9
_PIXELS_OF_MM, _PIXELS_OF_UNIT, _PADDING = 96 / 25.4, 7, 5
"""A column of so many units is as many letters wide, and a padding."""
_MM_OF_INCH, _MM_OF_POINT = 25.4, 25.4 / 72
_MOST_SHRUNK = 1.35
"""Pages of a sheet that is printed smaller, on one."""
_MOST_OVER_HEADER, _HEADER_HEIGHT = 8, 7
"""Millimetres over the page number, and of it."""
_LEADING = 1.35
_CAPITALS = 0.75
"""What is left of a width where all letters are capitals."""
_ITEM = f"{NONE} "
_HIGHEST = 409
_LONGEST_NAME = 31
_FORBIDDEN_REGEX = re.compile(r"[\[\]:*?/\\']")


def render_xlsx(paper: Paper) -> bytes:
    """Render a paper as a workbook; the same paper gives the same bytes.

    Raises:
        ValueError: a sheet has no table.
    """
    out = io.BytesIO()
    layout = LAYOUTS[paper.layout]
    with xlsxwriter.Workbook(out, WORKBOOK_OPTIONS) as book:
        book.set_properties({"title": paper.title, "created": datetime(2021, 1, 1)})  # noqa: DTZ001  # Excel has no time zones
        styles = WorkbookStyles(book)
        names: set[str] = set()
        for sheet in paper.sheets:
            if sheet.table is None:
                raise ValueError(f"{paper.kind}: a sheet without a table")
            name = _choose_name(sheet.name, names)
            PaperWorksheet(book.add_worksheet(name), styles, layout, sheet, sheet.table).write()
    return out.getvalue()


def _choose_name(wanted: str, taken: set[str]) -> str:
    """Choose a name that Excel takes: short, unique, without its own signs."""
    base = " ".join(_FORBIDDEN_REGEX.sub(" ", wanted).split())[:_LONGEST_NAME].strip() or "1"
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        tail = f" {number}"
        name = base[: _LONGEST_NAME - len(tail)] + tail
    taken.add(name.casefold())
    return name


def _guard_text(text: str) -> str:
    """Guard a text that could be a formula; a dash, alone or before an item, is none."""
    return text if text == NONE or text.startswith(_ITEM) else guard_formula(text)


class PaperWorksheet:
    """A worksheet that is filled from the top, as the layout says."""

    def __init__(
        self,
        page: Worksheet,
        styles: WorkbookStyles,
        layout: PaperLayout,
        sheet: PaperSheet,
        table: PaperTable,
    ) -> None:
        self._page, self._styles, self._layout, self._sheet, self._table = page, styles, layout, sheet, table
        total = sum(column.width for column in table.columns)
        self._widths = [column.width * layout.width / total for column in table.columns]
        self._row, self._height = 0, 0.0

    def write(self) -> None:
        """Write everything, then set what is printed."""
        for place, width in enumerate(self._widths):
            units = (width * _PIXELS_OF_MM - _PADDING) / _PIXELS_OF_UNIT
            self._page.set_column(place, place, max(units, 1))
        for part in self._layout.parts:
            if isinstance(part, LayoutColumns):
                self._write_columns(part)
                continue
            for line in fill_lines((part,), self._sheet.fields):
                if TABLE_FIELD in line.fields:
                    self._write_table()
                else:
                    self._set_height(self._row, self._write_line(line, 0, len(self._widths) - 1))
                    self._row += 1
        self._set_printing()

    def _set_printing(self) -> None:
        page, (top, bottom, left, right) = self._page, self._layout.margins
        if self._layout.landscape:
            page.set_landscape()
        page.set_paper(_A4)
        page.set_margins(*(side / _MM_OF_INCH for side in (left, right, top, bottom)))
        room = ((210 if self._layout.landscape else 297) - top - bottom) / _MM_OF_POINT
        is_short = (
            self._height <= room * _MOST_SHRUNK
        )  # else its signature would stand alone on a second page
        page.fit_to_pages(1, int(self._sheet.is_one_page or is_short))
        page.print_area(0, 0, max(self._row - 1, 0), len(self._widths) - 1)
        if not self._sheet.is_one_page:
            over = min(_MOST_OVER_HEADER, top - _HEADER_HEIGHT)
            page.set_header('&C&"Times New Roman,Regular"&13&P', {"margin": over / _MM_OF_INCH})

    def _set_height(self, row: int, points: float) -> None:
        self._page.set_row(row, points)
        self._height += points

    def _write_columns(self, columns: LayoutColumns) -> None:
        """Write two columns of lines side by side, over the columns of the table."""
        left = list(fill_lines(columns.left, self._sheet.fields))
        right = list(fill_lines(columns.right, self._sheet.fields))
        split = self._find_split(columns.left_share)
        for place in range(max(len(left), len(right))):
            heights = []
            if place < len(left):
                heights.append(self._write_line(left[place], 0, split - 1))
            if place < len(right):
                heights.append(self._write_line(right[place], split, len(self._widths) - 1))
            self._set_height(self._row, max(heights))
            self._row += 1

    def _find_split(self, left_share: float) -> int:
        """Return the first column of the right half."""
        wanted, at = self._layout.width * left_share / 10, 0.0
        for place, width in enumerate(self._widths):
            if place and at + width / 2 >= wanted:
                return place
            at += width
        return len(self._widths) - 1

    def _write_line(self, line: FilledLine, first: int, last: int) -> float:
        """Write a line over some columns, and return the height that it takes."""
        look = self._layout.get_look(line.style)
        style = self._styles.of(
            bold="b" in look.look,
            italic="i" in look.look,
            underline=1 if line.style is PaperStyle.MOTTO or "u" in look.look else 0,
            font_size=look.size,
            align="left" if look.align == "both" else look.align,
        )
        width = sum(self._widths[first : last + 1]) * (_CAPITALS if line.text.isupper() else 1)
        lines = count_lines(line.text, width, look.size)
        before = look.before if line.style is PaperStyle.SIGNATORY else 0
        if last > first:
            self._page.merge_range(self._row, first, self._row, last, "", style)
        self._page.write_string(self._row, first, _guard_text(line.text), style)
        return min(lines * look.size * _LEADING + before, _HIGHEST)

    def _write_table(self) -> None:
        self._row += 1
        first = self._row
        self._write_heads()
        self._page.repeat_rows(first, self._row - 1)
        self._page.freeze_panes(self._row, 2)
        for row in self._table.rows:
            self._write_row(row)
        self._row += 1

    def _write_heads(self) -> None:
        style = self._look(PaperStyle.TABLE_HEAD, align="center", bold=True)
        grouped, at = self._table.has_groups, 0
        for group, span in self._table.list_head_spans():
            last = at + span - 1
            if not group:
                self._merge(self._row, at, self._row + grouped, at, self._table.columns[at].head, style)
            else:
                self._merge(self._row, at, self._row, last, group, style)
                for place in range(at, last + 1):
                    self._page.write_string(self._row + 1, place, self._table.columns[place].head, style)
            at += span
        size = self._layout.get_look(PaperStyle.TABLE_HEAD).size
        lines = max(
            count_lines(c.head, w * 0.85, size)
            for c, w in zip(self._table.columns, self._widths, strict=True)
        )
        if grouped:
            self._set_height(self._row, size * _LEADING * 1.2)
        self._row += 1 + grouped
        self._set_height(self._row - 1, lines * size * _LEADING)

    def _merge(self, row: int, first: int, last_row: int, last: int, text: str, style: Any) -> None:  # noqa: ANN401  # a range, as xlsxwriter has it
        if (row, first) != (last_row, last):
            self._page.merge_range(row, first, last_row, last, "", style)
        self._page.write_string(row, first, guard_formula(text), style)

    def _look(self, style: PaperStyle, **wanted: Any) -> Any:  # noqa: ANN401  # whatever Excel knows
        size = self._layout.get_look(style).size
        return self._styles.of(border=1, font_size=size, **wanted)

    def _write_row(self, row: AnnexRow) -> None:
        if row.kind is RowKind.GROUP:
            style = self._look(PaperStyle.TABLE_TEXT, align="left", bold=True)
            text = format_value(row.values[0], "vi")
            self._merge(self._row, 0, self._row, len(self._widths) - 1, text, style)
        else:
            cells = list(zip(self._table.columns, row.values, self._widths, strict=True))
            size = self._layout.get_look(PaperStyle.TABLE_TEXT).size
            lines = max(count_lines(format_value(value, "vi"), width, size) for _, value, width in cells)
            self._set_height(self._row, min(lines * size * _LEADING, _HIGHEST))
            for place, (column, value, _) in enumerate(cells):
                self._write_cell(place, value, column.align, bold=row.kind is RowKind.SUM)
        self._row += 1

    def _write_cell(self, place: int, value: AnnexValue, align: ColumnAlign, *, bold: bool) -> None:
        """Write a cell: shares as percentages, numbers as numbers, texts never as formulas."""
        look: dict[str, Any] = {"align": str(align), "bold": bold}
        if isinstance(value, Percent):
            style = self._look(PaperStyle.TABLE_TEXT, **look, num_format="0.0%")
            self._page.write_number(self._row, place, value.tenths / 1000, style)
        elif isinstance(value, int):
            style = self._look(PaperStyle.TABLE_TEXT, **look, num_format="#,##0")
            self._page.write_number(self._row, place, value, style)
        else:
            text = format_value(value, "vi")
            style = self._look(PaperStyle.TABLE_TEXT, **look)
            self._page.write_string(self._row, place, _guard_text(text), style)
