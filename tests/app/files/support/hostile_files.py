"""Files that nobody means well with, or that are something else than they say."""

import io
import zipfile

import xlsxwriter

from tests.app.files.support.small_files import (
    AN,
    BINH,
    HEADINGS,
    SHEET,
    csv_of,
    packed,
    parts_of,
    with_part,
    xlsx_of,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
GOOD = xlsx_of(HEADINGS, AN, BINH, sheet="Danh sách")
GOOD_CSV = csv_of(HEADINGS, AN, BINH)

_ODS = {
    "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
    "content.xml": b"<office:document-content/>",
}
_MACRO = parts_of(GOOD) | {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 macro"}
_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr">'
    b"<is><t>&c;</t></is></c></row></sheetData></worksheet>"
)


def _zeros(size: int, times: int = 1) -> bytes:
    """A package of parts that are nothing but zeros, and pack very well."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts_of(GOOD).items():
            package.writestr(name, content)
        for number in range(times):
            package.writestr(f"xl/media/{number}.xml", b"\0" * size)
    return out.getvalue()


def _row(**cells: object) -> bytes:
    """A table of one good person with other cells."""
    row = dict(zip(HEADINGS, AN, strict=True)) | cells
    return csv_of(tuple(row), tuple(row.values()))


def _covered() -> bytes:
    """A cover sheet first, lists on two more."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("Bìa").write(0, 0, "ỦY BAN")
        for page in (book.add_worksheet("Đợt 1"), book.add_worksheet("Đợt 2")):
            for row, cells in enumerate((HEADINGS, AN)):
                page.write_row(row, 0, cells)
    return out.getvalue()


HOSTILE: dict[str, tuple[str, bytes, str]] = {
    "empty": ("p.xlsx", b"", "empty"),
    "empty csv": ("p.csv", b"", "empty"),
    "no zip": ("p.xlsx", b"PK\x03\x04 nothing more", "damaged"),
    "cut short": ("p.xlsx", GOOD[: len(GOOD) // 2], "damaged"),
    "ratio": ("p.xlsx", _zeros(30_000_000), "too_big"),
    "nested": ("p.xlsx", packed(parts_of(GOOD) | {"xl/inner.zip": _zeros(1_000_000)}), ""),
    "too many parts": (
        "p.xlsx",
        packed(parts_of(GOOD) | {f"x/{n}.xml": b"" for n in range(2_000)}),
        "too_big",
    ),
    "macros": ("p.xlsm", packed(_MACRO), "macros"),
    "macros hidden": ("p.xlsx", packed(_MACRO), "macros"),
    "binary workbook": ("p.xlsb", GOOD, "macros"),
    "wrong sheet": ("p.xlsx", _covered(), "wrong_sheet"),
    "entities": ("p.xlsx", with_part(GOOD, SHEET, lambda _: _BOMB), "damaged"),
    "old Excel": ("p.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_format"),
    "old Excel by name": ("p.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "suffix"),
    "ODS as XLSX": ("p.xlsx", packed(_ODS), "not_xlsx"),
    "ODS": ("p.ods", packed(_ODS), "suffix"),
    "XLSX as CSV": ("p.csv", GOOD, "workbook"),
    "CSV as XLSX": ("p.xlsx", GOOD_CSV, "not_xlsx"),
    "PDF": ("p.pdf", b"%PDF-1.7\n", "suffix"),
    "PDF as XLSX": ("p.xlsx", b"%PDF-1.7\n", "not_xlsx"),
    "PDF as CSV": ("p.csv", b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n", "encoding"),
    "no suffix": ("danh sach", GOOD_CSV, "suffix"),
    "missing heading": ("p.csv", csv_of(HEADINGS[:3], AN[:3]), "missing_heading"),
    "heading twice": ("p.csv", csv_of((*HEADINGS, "Giới tính"), (*AN, "Nam")), "heading_twice"),
    "10,000 columns": ("p.csv", csv_of([f"c{n}" for n in range(10_000)]), "too_many_columns"),
    "NUL": ("p.csv", GOOD_CSV + b"\0", "encoding"),
    "windows-1258": (
        "p.csv",
        "Họ và tên,Ngày sinh\nTrần Bình,1/1/1970".encode("cp1258", "replace"),
        "encoding",
    ),
    "UTF-16 without a mark": ("p.csv", GOOD_CSV.decode().encode("utf-16-le"), "encoding"),
    "UTF-32": ("p.csv", GOOD_CSV.decode().encode("utf-32"), "encoding"),
    "surrogate in CSV": ("p.csv", GOOD_CSV + b"\xed\xa0\x80", "encoding"),
    "surrogate in JSON": (
        "p.json",
        b'{"people":[{"id":"a","name":"\\ud800","born":"1970-01-01","sex":"male","bloc":"party"}]}',
        "bad_character",
    ),
    "turned around": ("p.csv", _row(**{"Họ và tên": "An \u202enôhK"}), "bad_character"),
    "before 1900": ("p.csv", _row(**{"Ngày sinh": "31/12/1899"}), "date"),
    "no day": ("p.csv", _row(**{"Ngày sinh": "31/02/1970"}), "date"),
    "ids twice": ("p.csv", csv_of(("Mã", *HEADINGS), ("a", *AN), ("a", *BINH)), "duplicate_id"),
    "ids twice in JSON": (
        "p.json",
        b'{"people":['
        + b",".join([b'{"id":"a","name":"An","born":"1970-01-01","sex":"male","bloc":"party"}'] * 2)
        + b"]}",
        "duplicate_id",
    ),
    "no JSON": ("p.json", b'{"people": [', "json"),
    "JSON without end": ("p.json", b"[" * 100_000, "too_deep"),
    "a huge number": ("p.json", b'{"people": ' + b"1" * 10_000 + b"}", "json"),
    "references in YAML": ("p.yaml", b"a: &a [x]\npeople: [*a, *a]", "reference"),
    "a list of numbers": ("p.json", b'{"people":[' + b",".join([b"1"] * 2_000) + b"]}", "too_many_people"),
    "endless fields": (
        "p.json",
        b'{"people":[{' + b",".join(b'"f%d":1' % n for n in range(500)) + b"}]}",
        "too_big",
    ),
    "endless items": ("p.json", b'{"people":[{"bars":[' + b",".join([b"1"] * 500) + b"]}]}", "too_big"),
    "too many people": ("p.csv", csv_of(HEADINGS, *[AN] * 1_001), "too_many_people"),
}
"""By name: what it is called, what is in it, and the code of the first problem; "" where it is a good list."""
