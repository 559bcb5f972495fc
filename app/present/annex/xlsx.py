"""An annex as a workbook to print: a sheet per part, no formulas, numbers as numbers."""

import io
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from cocau.app.files.text import guard_formula
from cocau.app.present.annex.layout import count_lines, format_value, get_footer, get_page_word
from cocau.app.present.annex.model import (
    Annex,
    AnnexHead,
    AnnexParagraph,
    AnnexPart,
    AnnexRow,
    AnnexSection,
    AnnexTable,
    AnnexValue,
    ColumnAlign,
    Percent,
    RowKind,
    SuppressedCount,
)
from cocau.app.present.blocks import Tone
from cocau.constraints.record import Text

_A4 = 9
"""Excel's number of the paper."""

_DEFAULT_GRID = (115, 62, 42, 24, 24)
"""Widths in millimetres of a sheet without a table."""

_MM_OF_WIDTH = 1.85
"""Millimetres of one unit of a column's width."""

_SIZE = 10
"""Points of the letters."""

_BOLD = 0.9
"""What is left of a width where letters are bold."""

"""Millimetres of a cell that its text may not use."""

_LEADING = 1.35
"""The height of a line for each point of its letters."""

_HIGHEST = 409
"""Points that a row may have."""


class WorkbookStyles:
    """The cell formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._made = cache(lambda wanted: book.add_format(dict(wanted)))

    def of(self, **wanted: Any) -> Format:  # noqa: ANN401  # whatever Excel knows
        """Return a cell format in the font of the annex."""
        base = {"font_name": "Times New Roman", "font_size": _SIZE, "text_wrap": True, "valign": "vcenter"}
        made: Format = self._made(tuple(sorted((base | wanted).items())))
        return made


class AnnexSheet:
    """A worksheet that is filled from the top."""

    def __init__(
        self, sheet: Worksheet, styles: WorkbookStyles, annex: Annex, sections: Sequence[AnnexSection]
    ) -> None:
        self.sections = sections
        self._sheet, self._styles, self._lang = sheet, styles, annex.lang
        tables = [piece for section in sections for piece in section.body if isinstance(piece, AnnexTable)]
        self._widths = tuple(c.width for c in tables[0].columns) if tables else _DEFAULT_GRID
        self._row, self._frozen = 0, False
        for place, width in enumerate(self._widths):
            sheet.set_column(place, place, width / _MM_OF_WIDTH)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        left, right = get_footer(annex).replace("&", "&&"), get_page_word(annex)
        sheet.set_footer(f'&L&"Times New Roman,Regular"&9{left}&R&"Times New Roman,Regular"&9{right} &P/&N')

    def write_head(self, head: AnnexHead, left_out: str) -> None:
        """Write titles and facts."""
        for title in (head.label, head.title, head.council):
            self._write_across(title, self._styles.of(align="center", bold=True, font_size=13), 13)
        for fact in head.facts:
            self._write_across(fact, self._styles.of(align="left"))
        if left_out:
            self._write_across(left_out, self._styles.of(bold=True, border=1))

    def write_section(self, section: AnnexSection) -> None:
        """Write a section: its title and its pieces."""
        if self._row:
            self._row += 1
        title = f"{section.number}. {section.title}"
        self._write_across(title, self._styles.of(bold=True, font_size=12), 12)
        for piece in section.body:
            if isinstance(piece, AnnexParagraph):
                self._write_paragraph(piece)
            else:
                self._write_table(piece)

    def _write_paragraph(self, paragraph: AnnexParagraph) -> None:
        mark = f"{paragraph.mark} " if paragraph.mark else ""
        bold = paragraph.tone in {Tone.STRONG, Tone.BAD}
        self._write_across(mark + paragraph.text, self._styles.of(bold=bold, indent=paragraph.indent))

    def _write_across(self, text: str, style: Format, size: float = _SIZE) -> None:
        """Write a paragraph over the whole width, as high as its text."""
        self._set_height(count_lines(text, sum(self._widths), size), size)
        self._write_merged(text, 0, style)

    def _set_height(self, lines: int, size: float = _SIZE) -> None:
        """Set the height of the next row; Excel computes none for merged cells."""
        self._sheet.set_row(self._row, min(lines * size * _LEADING, _HIGHEST))

    def _write_merged(self, text: str, first: int, style: Format) -> None:
        self._sheet.merge_range(self._row, first, self._row, len(self._widths) - 1, "", style)
        self._sheet.write_string(self._row, first, guard_formula(text), style)
        self._row += 1

    def _write_table(self, table: AnnexTable) -> None:
        head = self._styles.of(bold=True, align="center", border=1, bg_color="#E1E1E1")
        for place, column in enumerate(table.columns):
            self._sheet.write_string(self._row, place, guard_formula(column.head), head)
        self._set_height(max(count_lines(column.head, column.width * _BOLD) for column in table.columns))
        if not self._frozen:
            self._frozen = True
            self._sheet.repeat_rows(self._row)
            self._sheet.freeze_panes(self._row + 1, 0)
        self._row += 1
        for row in table.rows:
            self._write_row(table, row)

    def _write_row(self, table: AnnexTable, row: AnnexRow) -> None:
        if row.kind is RowKind.GROUP:
            style = self._styles.of(bold=True, border=1, bg_color="#F3F3F3")
            last = len(table.columns) - 1
            self._sheet.merge_range(self._row, 0, self._row, last, "", style)
            self._sheet.write_string(
                self._row, 0, guard_formula(format_value(row.values[0], self._lang)), style
            )
        else:
            cells = tuple(zip(table.columns, row.values, strict=True))
            self._set_height(
                max(count_lines(format_value(value, self._lang), column.width) for column, value in cells)
            )
            for place, (column, value) in enumerate(cells):
                self._write_cell(place, value, column.align, bold=row.kind is RowKind.SUM)
        self._row += 1

    def _write_cell(self, place: int, value: AnnexValue, align: ColumnAlign, *, bold: bool) -> None:
        """Write a cell: shares as percentages, numbers as numbers, texts never as formulas."""
        look: dict[str, Any] = {"border": 1, "align": str(align), "bold": bold}
        match value:
            case None | "":
                self._sheet.write_blank(self._row, place, None, self._styles.of(**look))
            case Percent():
                style = self._styles.of(**look, num_format="0.0%")
                self._sheet.write_number(self._row, place, value.tenths / 1000, style)
            case int():
                style = self._styles.of(**look, num_format="#,##0")
                self._sheet.write_number(self._row, place, value, style)
            case SuppressedCount() | str():
                text = guard_formula(format_value(value, self._lang))
                self._sheet.write_string(self._row, place, text, self._styles.of(**look))


_SHEET_NAMES = {
    AnnexPart.FRONT: Text(vi="Tài liệu làm việc", en="Working paper"),
    AnnexPart.CHANGES: Text(vi="Thay đổi", en="Changes"),
    AnnexPart.COMPOSITION: Text(vi="Cơ cấu", en="Composition"),
    AnnexPart.LISTS: Text(vi="Danh sách ứng cử", en="Lists"),
    AnnexPart.LEADERSHIP: Text(vi="Chức danh", en="Leadership"),
    AnnexPart.COMPLIANCE: Text(vi="Đối chiếu", en="Compliance"),
    AnnexPart.REMARKS: Text(vi="Ghi chú", en="Remarks"),
    AnnexPart.PROVENANCE: Text(vi="Nguồn gốc", en="Provenance"),
}

WORKBOOK_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def render_xlsx(annex: Annex) -> bytes:
    """Render an annex as a workbook; the same annex gives the same bytes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, WORKBOOK_OPTIONS) as book:
        title = f"{annex.head.label}: {annex.head.title}"
        created = datetime(2021, 1, 1)  # noqa: DTZ001  # Excel has no time zones
        book.set_properties({"title": title, "author": "cocau", "created": created})
        styles = WorkbookStyles(book)
        for part, sections in groupby(annex.sections, key=lambda section: section.part):
            sheet = book.add_worksheet(_SHEET_NAMES[part].of(annex.lang))
            _fill_sheet(AnnexSheet(sheet, styles, annex, tuple(sections)), annex, part)
    return out.getvalue()


def _fill_sheet(page: AnnexSheet, annex: Annex, part: AnnexPart) -> None:
    if part is AnnexPart.FRONT:
        page.write_head(annex.head, annex.left_out)
    for section in page.sections:
        page.write_section(section)
