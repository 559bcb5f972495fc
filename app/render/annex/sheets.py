"""One sheet of a workbook as a page across A4: a grid of columns, merged paragraphs, frozen heads."""

from collections.abc import Sequence
from functools import cache
from textwrap import wrap
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from cocau.app.imports.formulas import guarded
from cocau.app.render.annex.form import (
    Align,
    Annex,
    Head,
    KeptBack,
    Paragraph,
    Percent,
    Row,
    RowKind,
    Section,
    Table,
    Value,
)
from cocau.app.render.annex.paper import foot, page_word
from cocau.app.render.annex.shown import shown
from cocau.app.render.blocks import Tone

_A4 = 9
"""Excel's number of the paper."""

_DEFAULT_GRID = (115, 62, 42, 24, 24)
"""Widths in millimetres of a sheet without a table."""

_MM_OF_WIDTH = 1.85
"""Millimetres of one unit of a column's width."""

_SIZE = 10
"""Points of the letters."""

_MM_OF_LETTER = 0.138
"""Millimetres of a letter for each point of its size, rather too many than too few."""

_BOLD = 0.9
"""What is left of a width where letters are bold."""

_INSET = 2
"""Millimetres of a cell that its text may not use."""

_LEADING = 1.35
"""The height of a line for each point of its letters."""

_HIGHEST = 409
"""Points that a row may have."""


class Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._made = cache(lambda wanted: book.add_format(dict(wanted)))

    def of(self, **wanted: Any) -> Format:  # noqa: ANN401  # whatever Excel knows
        """A format in the font of the annex."""
        base = {"font_name": "Times New Roman", "font_size": _SIZE, "text_wrap": True, "valign": "vcenter"}
        made: Format = self._made(tuple(sorted((base | wanted).items())))
        return made


class Page:
    """A sheet being filled from the top."""

    def __init__(self, sheet: Worksheet, styles: Styles, annex: Annex, sections: Sequence[Section]) -> None:
        self.sections = sections
        self._sheet, self._styles, self._lang = sheet, styles, annex.lang
        tables = [piece for section in sections for piece in section.body if isinstance(piece, Table)]
        self._widths = tuple(c.width for c in tables[0].columns) if tables else _DEFAULT_GRID
        self._row, self._frozen = 0, False
        for place, width in enumerate(self._widths):
            sheet.set_column(place, place, width / _MM_OF_WIDTH)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        left, right = foot(annex).replace("&", "&&"), page_word(annex)
        sheet.set_footer(f'&L&"Times New Roman,Regular"&9{left}&R&"Times New Roman,Regular"&9{right} &P/&N')

    def head(self, head: Head, left_out: str) -> None:
        """State and motto beside the issuer, then titles and facts."""
        looks: tuple[dict[str, Any], ...] = ({"bold": True}, {"bold": True, "underline": 1}, {"italic": True})
        beside = zip((*head.issuer, ""), (*head.state, head.place), looks, strict=True)
        for left, right, look in beside:
            self._sheet.write_string(self._row, 0, guarded(left), self._styles.of(align="center"))
            self._merged(right, 1, self._styles.of(align="center", **look))
        self._row += 1
        for title in (head.label, head.title, head.council):
            self._across(title, self._styles.of(align="center", bold=True, font_size=13), 13)
        self._across(head.attached, self._styles.of(align="center", italic=True))
        for fact in head.facts:
            self._across(fact, self._styles.of(align="left"))
        if left_out:
            self._across(left_out, self._styles.of(bold=True, border=1))

    def section(self, section: Section) -> None:
        """A title, and what stands under it."""
        if self._row:
            self._row += 1
        title = f"{section.number}. {section.title}"
        self._across(title, self._styles.of(bold=True, font_size=12), 12)
        for piece in section.body:
            if isinstance(piece, Paragraph):
                self._paragraph(piece)
            else:
                self._table(piece)

    def _paragraph(self, it: Paragraph) -> None:
        mark = f"{it.mark} " if it.mark else ""
        bold = it.tone in {Tone.STRONG, Tone.BAD}
        self._across(mark + it.text, self._styles.of(bold=bold, indent=it.indent))

    def _across(self, text: str, style: Format, size: float = _SIZE) -> None:
        """A paragraph over the whole width, as high as its text."""
        self._high(_lines(text, sum(self._widths), size), size)
        self._merged(text, 0, style)

    def _high(self, lines: int, size: float = _SIZE) -> None:
        """The height of the next row; Excel does not work it out for merged cells, others for no cell."""
        self._sheet.set_row(self._row, min(lines * size * _LEADING, _HIGHEST))

    def _merged(self, text: str, first: int, style: Format) -> None:
        self._sheet.merge_range(self._row, first, self._row, len(self._widths) - 1, "", style)
        self._sheet.write_string(self._row, first, guarded(text), style)
        self._row += 1

    def _table(self, table: Table) -> None:
        head = self._styles.of(bold=True, align="center", border=1, bg_color="#E1E1E1")
        for place, column in enumerate(table.columns):
            self._sheet.write_string(self._row, place, guarded(column.head), head)
        self._high(max(_lines(column.head, column.width * _BOLD) for column in table.columns))
        if not self._frozen:
            self._frozen = True
            self._sheet.repeat_rows(self._row)
            self._sheet.freeze_panes(self._row + 1, 0)
        self._row += 1
        for row in table.rows:
            self._line(table, row)

    def _line(self, table: Table, row: Row) -> None:
        if row.kind is RowKind.GROUP:
            style = self._styles.of(bold=True, border=1, bg_color="#F3F3F3")
            last = len(table.columns) - 1
            self._sheet.merge_range(self._row, 0, self._row, last, "", style)
            self._sheet.write_string(self._row, 0, guarded(shown(row.values[0], self._lang)), style)
        else:
            cells = tuple(zip(table.columns, row.values, strict=True))
            self._high(max(_lines(shown(value, self._lang), column.width) for column, value in cells))
            for place, (column, value) in enumerate(cells):
                self._cell(place, value, column.align, bold=row.kind is RowKind.SUM)
        self._row += 1

    def _cell(self, place: int, value: Value, align: Align, *, bold: bool) -> None:
        """A share as a percentage, a number as a number, a text never as a formula."""
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
            case KeptBack() | str():
                text = guarded(shown(value, self._lang))
                self._sheet.write_string(self._row, place, text, self._styles.of(**look))


def _lines(text: str, width: float, size: float = _SIZE) -> int:
    """How many lines a text takes in so many millimetres."""
    letters = max(1, int((width - _INSET) / (_MM_OF_LETTER * size)))
    return 1 if len(text) <= letters else len(wrap(text, letters))
