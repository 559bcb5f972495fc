"""Small files for the tests: rows as CSV or XLSX bytes, and XLSX packages with parts exchanged."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

import xlsxwriter

from cocau.app.files.readers import read_pool_bytes
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.model.people import Person

HEADINGS = ("Họ và tên", "Ngày sinh", "Giới tính", "Khối")
AN = ("Nguyễn Văn An", "02/05/1974", "Nam", "Khối Đảng")
BINH = ("Trần Thị Bình", "20/11/1979", "Nữ", "Chuyên gia")
SHEET = "xl/worksheets/sheet1.xml"

Cells = Sequence[Any]
Package = dict[str, bytes]


def csv_of(*rows: Cells, delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode()


class Options(TypedDict, total=False):
    sheet: str
    options: dict[str, Any]


def xlsx_of(*rows: Cells, sheet: str = "Sheet1", options: dict[str, Any] | None = None) -> bytes:
    """Dates as Excel dates; a tuple is a formula and the value it was last calculated to."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, **(options or {})}
    ) as book:
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(r, c, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
                elif isinstance(value, tuple):
                    page.write_formula(r, c, value[0], None, value[1])
                else:
                    page.write(r, c, value)
    return out.getvalue()


def parts_of(xlsx: bytes) -> Package:
    with zipfile.ZipFile(io.BytesIO(xlsx)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Package, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def with_part(xlsx: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    parts = parts_of(xlsx)
    before = parts[name]
    parts[name] = change(before)
    assert parts[name] != before, "the change must change something"
    return packed(parts)


def read_csv(*rows: Cells, delimiter: str = ",") -> tuple[Person, ...]:
    return read_pool_bytes(csv_of(*rows, delimiter=delimiter), "pool.csv").people


def read_xlsx(*rows: Cells, **options: Unpack[Options]) -> tuple[Person, ...]:
    return read_pool_bytes(xlsx_of(*rows, **options), "pool.xlsx").people


def faults_in(content: bytes, name: str) -> tuple[Problem, ...]:
    """What is wrong with a file; nothing if it is read. Any other exception is our own fault."""
    try:
        read_pool_bytes(content, name)
    except InputError as error:
        assert error.problems  # noqa: PT017  # an error without a problem would look like success
        return error.problems
    return ()


def problems_of(content: bytes, name: str) -> tuple[Problem, ...]:
    problems = faults_in(content, name)
    assert problems, "nothing was found wrong"
    return problems


def csv_problems(*rows: Cells) -> tuple[Problem, ...]:
    return problems_of(csv_of(*rows), "pool.csv")


def xlsx_problems(*rows: Cells) -> tuple[Problem, ...]:
    return problems_of(xlsx_of(*rows), "pool.xlsx")


def with_column(heading: str, cell: object) -> tuple[Cells, Cells]:
    """A table of one person with one more column."""
    return (*HEADINGS, heading), (*AN, cell)
