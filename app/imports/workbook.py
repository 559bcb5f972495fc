"""Makes the workbook of a list of people: the list with drop-downs, what each column is for, the words."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from cocau.app.imports.cells import DAY
from cocau.app.imports.columns import COLUMNS, Column
from cocau.app.imports.formulas import guarded
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.people import Person
from cocau.constraints.record import Text

_LIST = Text(vi="Danh sách", en="List")
_ABOUT = Text(vi="Giải thích", en="Explanation")
_WORDS = Text(vi="Danh mục", en="Words")
_ABOUT_HEADINGS = (
    Text(vi="Cột", en="Column"),
    Text(vi="Mã", en="Code"),
    Text(vi="Bắt buộc", en="Required"),
    Text(vi="Cách ghi", en="How to write it"),
    Text(vi="Ý nghĩa", en="Meaning"),
)
_LONGEST = 32_767  # characters of a cell
_SURE_DAY = date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was; earlier days are texts
_SPARE_ROWS = 2_000  # empty rows that have the drop-downs too
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def workbook(people: Sequence[Person], note: str, lang: str) -> bytes:
    """An XLSX file with these people; the same people give the same bytes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        book.set_properties({"created": datetime(2021, 1, 1)})  # noqa: DTZ001  # Excel has no time zones
        bold = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#DDEBF7", "border": 1})
        sheet = book.add_worksheet(_LIST.of(lang))
        _write_people(_Page(book, sheet, bold, lang), people, note)
        _write_about(book.add_worksheet(_ABOUT.of(lang)), bold, lang)
        _write_words(book.add_worksheet(_WORDS.of(lang)), bold, lang)
    return out.getvalue()


class _Page:
    """The sheet being written, and its formats."""

    def __init__(self, book: Workbook, sheet: Worksheet, bold: Format, lang: str) -> None:
        self.sheet, self.bold, self.lang = sheet, bold, lang
        self.day = book.add_format({"num_format": "dd/mm/yyyy"})
        self.text = book.add_format({"num_format": "@"})  # or Excel makes a number of the id 007

    def put(self, row: int, index: int, column: Column, value: object) -> None:
        """Writes one value as what it is: a day, a number or a text, never a formula."""
        if isinstance(value, date) and value >= _SURE_DAY:
            self.sheet.write_datetime(row, index, datetime(value.year, value.month, value.day), self.day)  # noqa: DTZ001
        elif isinstance(value, int) and not isinstance(value, bool):
            self.sheet.write_number(row, index, value)
        elif text := written(column, value, self.lang):
            if len(text) > _LONGEST:
                raise InputError([_too_long(column, len(text))])
            self.sheet.write_string(row, index, text, self.text)


def written(column: Column, value: object, lang: str) -> str:
    """The text of a cell; nothing for None."""
    return "" if value is None else guarded(column.cell.write(value, lang))


def _too_long(column: Column, length: int) -> Problem:
    return Problem(
        "too_long",
        column.field,
        f"Nội dung dài {length} ký tự; một ô Excel chứa nhiều nhất {_LONGEST}. Hãy dùng CSV.",
        f"{length} characters; a cell of Excel holds at most {_LONGEST}. Use CSV.",
    )


def _write_people(page: _Page, people: Iterable[Person], note: str) -> None:
    top = 1 if note else 0
    if note:
        page.sheet.write_string(0, 0, guarded(f"# {note}"))
    for index, column in enumerate(COLUMNS.values()):
        page.sheet.write_string(top, index, column.heading(page.lang), page.bold)
        page.sheet.set_column(
            index,
            index,
            max(12, len(column.heading(page.lang)) + 2),
            page.day if column.cell is DAY else page.text,
        )
    row = top
    for row, person in enumerate(people, start=top + 1):
        for index, column in enumerate(COLUMNS.values()):
            page.put(row, index, column, getattr(person, column.field))
    page.sheet.freeze_panes(top + 1, 2)
    _drop_downs(page, top + 1, row + _SPARE_ROWS)


def _drop_downs(page: _Page, first: int, last: int) -> None:
    """Lists stand in their own sheet: Excel takes no more than 255 characters in the rule itself."""
    chosen = [(i, c) for i, c in enumerate(COLUMNS.values()) if c.cell.choices]
    for at, (index, column) in enumerate(chosen):
        source = f"='{_WORDS.of(page.lang)}'!{_absolute(at, 1)}:{_absolute(at, len(column.cell.choices))}"
        page.sheet.data_validation(first, index, last, index, {"validate": "list", "source": source})


def _absolute(column: int, row: int) -> str:
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))


def _write_words(sheet: Worksheet, bold: Format, lang: str) -> None:
    chosen = [c for c in COLUMNS.values() if c.cell.choices]
    for index, column in enumerate(chosen):
        sheet.write_string(0, index, column.heading(lang), bold)
        sheet.write_column(1, index, [choice.of(lang) for choice in column.cell.choices])
        sheet.set_column(index, index, 32)


def _write_about(sheet: Worksheet, bold: Format, lang: str) -> None:
    for index, heading in enumerate(_ABOUT_HEADINGS):
        sheet.write_string(0, index, heading.of(lang), bold)
    for row, column in enumerate(COLUMNS.values(), start=1):
        required = "x" if column.required else ""
        texts = (
            column.heading(lang),
            column.field,
            required,
            column.cell.form.of(lang),
            column.about.of(lang),
        )
        for index, text in enumerate(texts):
            sheet.write_string(row, index, text)
    sheet.set_column(0, 1, 28)
    sheet.set_column(3, 4, 70)
