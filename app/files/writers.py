"""Writers of people lists, CSV and XLSX: a whole pool, or an empty template (YAML too)."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from cocau.app.files.people import EXAMPLE_MARKS, build_person
from cocau.app.files.problems import build_input_error, explain_os_error
from cocau.app.files.tables.cells import DAY
from cocau.app.files.tables.columns import COLUMNS, FILE_COLUMNS, PersonColumn
from cocau.app.files.text import guard_formula
from cocau.constraints.errors import FilePlace, InputError, Problem
from cocau.constraints.model.people import Person, Pool
from cocau.constraints.record import Text, bilingual

if TYPE_CHECKING:  # of the extra `documents`
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

YAML_SUFFIXES = (".yaml", ".yml")
POOL_SCHEMA = "pool.schema.json"
"""The file of the schema of pools, beside a template."""

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
_HOW = Text(
    vi="Thay [] bằng từng người, như người hư cấu dưới đây.",
    en="Put people in the place of [], each like the made-up person below.",
)
_LONGEST = 32_767  # characters of a cell
_SURE_DAY = date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was; earlier days are texts
_SPARE_ROWS = 2_000  # empty rows that have the drop-downs too
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def build_workbook(people: Sequence[Person], note: str, lang: str) -> bytes:
    """Build the XLSX file of these people; the same people give the same bytes."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        book.set_properties({"created": datetime(2021, 1, 1)})  # noqa: DTZ001  # Excel has no time zones
        bold = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#DDEBF7", "border": 1})
        sheet = book.add_worksheet(_LIST.of(lang))
        _write_people(_PeopleSheet(book, sheet, bold, lang), people, note)
        _write_about(book.add_worksheet(_ABOUT.of(lang)), bold, lang)
        _write_words(book.add_worksheet(_WORDS.of(lang)), bold, lang)
    return out.getvalue()


class _PeopleSheet:
    """The sheet of people being written, and its formats."""

    def __init__(self, book: "Workbook", sheet: "Worksheet", bold: "Format", lang: str) -> None:
        self.sheet, self.bold, self.lang = sheet, bold, lang
        self.day = book.add_format({"num_format": "dd/mm/yyyy"})
        self.text = book.add_format({"num_format": "@"})  # or Excel makes a number of the id 007

    def write_cell(self, row: int, index: int, column: PersonColumn, value: object) -> None:
        """Write a value as a day, a number or a text, never as a formula."""
        if isinstance(value, date) and value >= _SURE_DAY:
            self.sheet.write_datetime(row, index, datetime(value.year, value.month, value.day), self.day)  # noqa: DTZ001
        elif isinstance(value, int) and not isinstance(value, bool):
            self.sheet.write_number(row, index, value)
        elif text := format_cell(column, value, self.lang):
            if len(text) > _LONGEST:
                raise InputError([_build_too_long(column, len(text))])
            self.sheet.write_string(row, index, text, self.text)


_NOT_TOLD = bilingual("Chưa ghi nơi giới thiệu", "Introducer not told")


def format_cell(column: PersonColumn, value: object, lang: str) -> str:
    """Format the text of a cell; nothing for None."""
    if value == "" and column.field == "introduced_by":  # an empty cell would read as self-nominated
        value = _NOT_TOLD.of(lang)
    return "" if value is None else guard_formula(column.cell.write(value, lang))


def _build_too_long(column: PersonColumn, length: int) -> Problem:
    return Problem(
        "too_long",
        (column.field,),
        f"Nội dung dài {length} ký tự; một ô Excel chứa nhiều nhất {_LONGEST}. Hãy dùng CSV.",
        f"{length} characters; a cell of Excel holds at most {_LONGEST}. Use CSV.",
    )


def list_extra_headings(people: Iterable[Person]) -> list[str]:
    """List the headings of columns that are no fields, each once, in order."""
    return sorted({part.heading for person in people for part in person.extra})


def _list_extra_texts(person: Person, headings: Sequence[str]) -> list[str]:
    held = {part.heading: part.text for part in person.extra}
    return [held.get(heading, "") for heading in headings]


def _write_people(page: _PeopleSheet, people: Sequence[Person], note: str) -> None:
    top = 1 if note else 0
    if note:
        page.sheet.write_string(0, 0, guard_formula(f"# {note}"))
    extra = list_extra_headings(people)
    headings = [*((c.heading(page.lang), c.cell is DAY) for c in FILE_COLUMNS), *((h, False) for h in extra)]
    for index, (heading, is_day) in enumerate(headings):
        page.sheet.write_string(top, index, guard_formula(heading), page.bold)
        page.sheet.set_column(index, index, max(12, len(heading) + 2), page.day if is_day else page.text)
    row = top
    for row, person in enumerate(people, start=top + 1):
        for index, column in enumerate(FILE_COLUMNS):
            page.write_cell(row, index, column, getattr(person, column.field))
        for index, text in enumerate(_list_extra_texts(person, extra), start=len(FILE_COLUMNS)):
            page.write_cell(row, index, COLUMNS["remarks"], text)
    page.sheet.freeze_panes(top + 1, 2)
    _add_drop_downs(page, top + 1, row + _SPARE_ROWS)


def _add_drop_downs(page: _PeopleSheet, first: int, last: int) -> None:
    """Add the drop-downs; their lists stand in a sheet of their own.

    Excel takes no more than 255 characters in the rule itself.
    """
    chosen = [(i, c) for i, c in enumerate(FILE_COLUMNS) if c.cell.choices]
    for at, (index, column) in enumerate(chosen):
        source = (
            f"='{_WORDS.of(page.lang)}'!"
            f"{_format_absolute(at, 1)}:{_format_absolute(at, len(column.cell.choices))}"
        )
        page.sheet.data_validation(first, index, last, index, {"validate": "list", "source": source})


def _format_absolute(column: int, row: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))


def _write_words(sheet: "Worksheet", bold: "Format", lang: str) -> None:
    chosen = [c for c in FILE_COLUMNS if c.cell.choices]
    for index, column in enumerate(chosen):
        sheet.write_string(0, index, column.heading(lang), bold)
        sheet.write_column(1, index, [choice.of(lang) for choice in column.cell.choices])
        sheet.set_column(index, index, 32)


def _write_about(sheet: "Worksheet", bold: "Format", lang: str) -> None:
    for index, heading in enumerate(_ABOUT_HEADINGS):
        sheet.write_string(0, index, heading.of(lang), bold)
    for row, column in enumerate(FILE_COLUMNS, start=1):
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


def write_template(path: Path, lang: str = "vi") -> None:
    """Write an empty list with headings and a made-up example that no import reads.

    Raises:
        InputError: neither .csv, .xlsx nor .yaml, or the file cannot be written.
    """
    if path.suffix.lower() in YAML_SUFFIXES:
        _write_content(path, render_yaml_template(lang).encode())
    elif path.suffix.lower() in _BUILDERS:
        _write_file(path, [_build_example(lang)], "", lang)
    else:
        right = f"{path.stem}.xlsx"
        raise build_input_error(
            "suffix",
            (FilePlace(path.name),),
            f"Mẫu được ghi ra tệp .xlsx, .csv hoặc .yaml, ví dụ {right}.",
            f"A template is written as .xlsx, .csv or .yaml, such as {right}.",
        )


def render_yaml_template(lang: str = "vi") -> str:
    """Render an empty pool in YAML, its example commented out, with the schema for editors."""
    example = _build_example(lang).model_dump(mode="json", exclude_defaults=True)
    lines = yaml.safe_dump([example], allow_unicode=True, sort_keys=False, width=100).splitlines()
    head = [f"# yaml-language-server: $schema={POOL_SCHEMA}", f"# {_HOW.of(lang)}", "people: []"]
    return "\n".join([*head, *(f"# {line}" for line in lines)]) + "\n"


def write_pool(pool: Pool, path: Path, lang: str = "vi") -> None:
    """Write a pool as a list that can be edited and read again.

    Raises:
        InputError: neither .csv nor .xlsx, a text too long for a cell, or the file cannot be written.
    """
    _write_file(path, pool.people, pool.note, lang)


def build_template(suffix: str, lang: str = "vi") -> bytes:
    """Build what `write_template` writes into a file of this suffix.

    Raises:
        InputError: neither .csv nor .xlsx.
    """
    return _build_file(suffix, suffix, [_build_example(lang)], "", lang)


def build_pool_file(pool: Pool, suffix: str, lang: str = "vi") -> bytes:
    """Build what `write_pool` writes into a file of this suffix.

    Raises:
        InputError: neither .csv nor .xlsx, or a text too long for a cell.
    """
    return _build_file(suffix, suffix, pool.people, pool.note, lang)


def _build_file(suffix: str, name: str, people: Sequence[Person], note: str, lang: str) -> bytes:
    build = _BUILDERS.get(suffix.lower())
    if build is None:
        raise build_input_error(
            "suffix",
            (FilePlace(name),),
            "Chỉ ghi được tệp .csv hoặc .xlsx.",
            "Only .csv and .xlsx files are written.",
        )
    return build(people, note, lang)


def _write_file(path: Path, people: Sequence[Person], note: str, lang: str) -> None:
    _write_content(path, _build_file(path.suffix, path.name, people, note, lang))


def _write_content(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        vi, en = explain_os_error(error)
        raise build_input_error(
            "unwritable", (FilePlace(path.name),), f"Không ghi được: {vi}.", f"Cannot be written: {en}."
        ) from None


def _build_csv(people: Sequence[Person], note: str, lang: str) -> bytes:
    """Build CSV with a byte-order mark, which Excel needs for Vietnamese letters."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    if note:
        writer.writerow([guard_formula(f"# {note}")])
    extra = list_extra_headings(people)
    writer.writerow([column.heading(lang) for column in FILE_COLUMNS] + [guard_formula(h) for h in extra])
    for person in people:
        cells = [format_cell(column, getattr(person, column.field), lang) for column in FILE_COLUMNS]
        writer.writerow(cells + [guard_formula(text) for text in _list_extra_texts(person, extra)])
    return out.getvalue().encode("utf-8-sig")


_BUILDERS = {".csv": _build_csv, ".xlsx": build_workbook}
"""What builds the content of a table, by the suffix of its file."""


def _build_example(lang: str) -> Person:
    """Build a made-up person of the declared examples, with as many columns as possible."""
    texts = {
        field: column.declared.example.of(lang)
        for field, column in COLUMNS.items()
        if column.declared.example is not None
    }
    texts["name"] = f"{EXAMPLE_MARKS[lang]}: {texts['name']}"
    return build_person(texts)
