"""XLSX as offices save it: sheets, hidden rows of trouble, damage, passwords, and bombs."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from cocau.app.files.readers import read_pool_bytes
from cocau.app.files.tables import xlsx
from cocau.app.files.tables.xlsx_scan import format_column, parse_column
from tests.app.files.support.small_files import (
    AN,
    BINH,
    HEADINGS,
    SHEET,
    csv_of,
    faults_in,
    packed,
    parts_of,
    problems_of,
    read_csv,
    read_xlsx,
    with_part,
    xlsx_of,
    xlsx_problems,
)
from tests.examples import examples

GOOD = xlsx_of(HEADINGS, AN, BINH)
TEXTS = "xl/sharedStrings.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def test_a_workbook_is_read_like_the_same_csv() -> None:
    assert read_xlsx(HEADINGS, AN, BINH) == read_csv(HEADINGS, AN, BINH)


def sheets(*names: str, hidden: str = "", lists: int = 1) -> bytes:
    """A workbook with the list on the last sheets only."""
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        for name in names:
            page = book.add_worksheet(name)
            if name == hidden:
                page.hide()
            rows = (HEADINGS, AN) if name in names[-lists:] else (("Ghi chú",), ("không phải danh sách",))
            for r, row in enumerate(rows):
                page.write_row(r, 0, row)
        book.worksheets()[-1].activate()
    return out.getvalue()


@pytest.mark.parametrize("name", ["Danh sách", "DANH SACH", "danh sách"])
def test_the_sheet_called_danh_sach_is_read_wherever_it_stands(name: str) -> None:
    assert len(read_pool_bytes(sheets("Bìa", name), "pool.xlsx").people) == 1


def test_else_the_first_sheet_that_is_not_hidden_is_read() -> None:
    assert len(read_pool_bytes(sheets("Ẩn", "Người", hidden="Ẩn"), "pool.xlsx").people) == 1


def test_a_list_behind_a_cover_is_read_and_told_and_two_are_refused_by_name() -> None:
    behind = xlsx.read_xlsx_table(sheets("Bìa", "Người"), "pool.xlsx")
    assert [(told.code, len(behind.rows)) for told in behind.remarks] == [("sheet_chosen", 1)]
    assert behind.get_address(2, 0).cell == "Người!A2"
    both = xlsx.read_xlsx_table(sheets("Đợt 1", "Đợt 2", lists=2), "pool.xlsx")
    assert [(told.code, "'Đợt 2'" in told.vi) for told in both.remarks] == [("sheets_not_read", True)]
    (refused,) = problems_of(sheets("Bìa", "Đợt 1", "Đợt 2", lists=2), "pool.xlsx")
    assert refused.code == "wrong_sheet"
    assert "'Đợt 1', 'Đợt 2'" in refused.vi


def merged(*ranges: str) -> bytes:
    """Ba and Út below An, with these cells merged."""
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for row, cells in enumerate((HEADINGS, AN, ("Ba Thị Ba", *AN[1:3]), ("Út Thị Út", *AN[1:3]))):
            page.write_row(row, 0, cells)
        for span in ranges:
            page.merge_range(span, "")
            page.write_row(1, 0, AN)
    return out.getvalue()


def test_cells_merged_downwards_are_filled_and_told() -> None:
    blocs = f"{format_column(HEADINGS.index('Khối'))}2"
    column = blocs[0]
    table = xlsx.read_xlsx_table(merged(f"{blocs}:{column}4"), "pool.xlsx")
    assert {cells[HEADINGS.index("Khối")] for _, cells in table.rows} == {AN[HEADINGS.index("Khối")]}
    (told,) = table.remarks
    assert told.code == "cells_filled"
    assert told.vi.startswith("2 ô")
    going_on = xlsx.read_xlsx_table(merged(f"{blocs}:{column}3", "A2:A3"), "pool.xlsx")
    assert going_on.remarks == (), "the row goes on with the person above"


def test_a_problem_names_file_sheet_cell_and_heading() -> None:
    content = xlsx_of(HEADINGS, AN, (*BINH[:2], "?", BINH[3]), sheet="Danh sách")
    (problem,) = problems_of(content, "pool.xlsx")
    assert problem.where == "pool.xlsx: Danh sách!C3 (Giới tính)"


def test_rows_and_columns_before_the_table_count_in_addresses() -> None:
    shifted = tuple(("", "", *row) for row in ((), HEADINGS, (*AN[:3], "?")))
    (problem,) = xlsx_problems(*shifted)
    assert problem.where == "pool.xlsx: Sheet1!F3 (Khối)"


@pytest.mark.parametrize("letters", ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"])
def test_column_letters_and_numbers_agree(letters: str) -> None:
    assert format_column(parse_column(letters)) == letters
    assert parse_column("XFD") == 16_383


def no_addresses(xml: bytes) -> bytes:
    """Cells may come without their addresses: then they follow each other."""
    return re.sub(rb' r="[A-Z]*\d+"', b"", xml)


def test_cells_without_addresses_follow_each_other() -> None:
    assert read_pool_bytes(with_part(GOOD, SHEET, no_addresses), "pool.xlsx").people == read_csv(
        HEADINGS, AN, BINH
    )
    broken = with_part(xlsx_of(HEADINGS, (*AN[:3], ("=1/0", "#DIV/0!"))), SHEET, no_addresses)
    (problem,) = problems_of(broken, "pool.xlsx")
    assert problem.where == "pool.xlsx: Sheet1!D2 (Khối)"


def test_a_formula_calculated_to_an_empty_text_is_an_empty_cell() -> None:
    content = with_part(
        xlsx_of((*HEADINGS, "Tôn giáo"), (*AN, ('=IF(1,"","")', ""))),
        SHEET,
        lambda xml: xml.replace(b"<f>", b"<f>").replace(b'<c r="E2">', b'<c r="E2" t="str">'),
    )
    assert read_pool_bytes(content, "pool.xlsx").people[0].religion is None


def test_texts_inside_the_cells_are_read_too() -> None:
    inline = with_part(
        xlsx_of(HEADINGS, AN),
        SHEET,
        lambda xml: xml.replace(
            b'<c r="A2" t="s"><v>4</v></c>',
            '<c r="A2" t="inlineStr"><is><t>Trần Thị Bình</t></is></c>'.encode(),
        ),
    )
    assert read_pool_bytes(inline, "pool.xlsx").people[0].name == "Trần Thị Bình"


# --- what is no workbook ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"hello", "not_xlsx"),
        (csv_of(HEADINGS, AN), "not_xlsx"),
        (b"PK", "damaged"),
        (b"PK\x05\x06" + b"\0" * 18, "not_xlsx"),
        (GOOD[:1000], "damaged"),
        (GOOD[:-30], "damaged"),
        (GOOD[:300] + GOOD[400:], "damaged"),
        (packed({"word/document.xml": b"<w/>"}), "not_xlsx"),
        (packed({"xl/workbook.xml": b"<workbook/>"}), "damaged"),
        (packed({"xl/workbook.xml": b"not xml"}), "damaged"),
        (OLE + b"\0" * 600, "old_format"),
        (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (packed(parts_of(GOOD), zipfile.ZIP_LZMA), "damaged"),
        (xlsx_of(), "empty"),
    ],
    ids=[
        "no byte", "text", "csv", "two letters", "empty zip", "truncated", "end cut off", "hole", "docx",
        "no sheet", "no xml", "xls", "password", "lzma", "empty sheet",
    ],
)  # fmt: skip
def test_what_is_no_readable_workbook_is_refused_in_words(content: bytes, code: str) -> None:
    (problem,) = problems_of(content, "pool.xlsx")
    assert (problem.code, problem.where) == (code, "pool.xlsx")


def encrypted(content: bytes) -> bytes:
    """The mark of an encrypted member in every header of the directory."""
    data = bytearray(content)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def lying(content: bytes) -> bytes:
    """The directory says that the sheet is ten bytes long."""
    data = bytearray(content)
    at = data.rfind(SHEET.encode()) - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def twice(content: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as package, pytest.warns(UserWarning, match="Duplicate name"):
        package.writestr(SHEET, b"<worksheet/>")
    return out.getvalue()


def with_document_type(xml: bytes) -> bytes:
    return xml.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet', 1)


@pytest.mark.parametrize(
    "content",
    [
        encrypted(GOOD),
        lying(GOOD),
        with_part(GOOD, SHEET, with_document_type),
        with_part(GOOD, SHEET, lambda xml: xml.replace(b'r="A2"', b'r="A99999999999"')),
        with_part(GOOD, SHEET, lambda xml: xml.replace(b'<row r="2"', b'<row r="two"')),
        with_part(GOOD, SHEET, lambda xml: xml.decode().encode("utf-16")),
        with_part(GOOD, SHEET, lambda xml: xml.replace(b"</row>", b"", 1)),
        with_part(GOOD, TEXTS, lambda xml: xml.replace(b'uniqueCount="', b'uniqueCount="9999999999')),
        with_part(GOOD, TEXTS, lambda xml: xml.replace(b'uniqueCount="', b'uniqueCount="x')),
        packed(parts_of(GOOD) | {"xl/more.xml": parts_of(GOOD)[TEXTS]}),
        packed({k: v for k, v in parts_of(GOOD).items() if k != "xl/_rels/workbook.xml.rels"}),
    ],
    ids=[
        "encrypted member", "lying directory", "document type", "far address", "row no number",
        "other encoding",
        "not closed", "too many texts announced", "texts no number", "two tables of texts", "no links",
    ],
)  # fmt: skip
def test_a_package_that_was_tampered_with_is_refused(content: bytes) -> None:
    (problem,) = problems_of(content, "pool.xlsx")
    assert problem.code == "damaged"


def test_a_part_that_stands_twice_in_the_package_is_refused() -> None:
    (problem,) = problems_of(twice(GOOD), "pool.xlsx")
    assert problem.code == "damaged"


# --- what would take too much room ------------------------------------------------------------------------


def cell_at(address: str) -> Callable[[bytes], bytes]:
    return lambda xml: xml.replace(
        b"</sheetData>", f'<row><c r="{address}"><v>1</v></c></row></sheetData>'.encode()
    )


@pytest.mark.parametrize(
    ("address", "code"), [("A1048576", "too_many_rows"), ("XFD300000", "too_wide"), ("ALL20000", "too_wide")]
)
def test_one_cell_far_out_does_not_take_all_memory(address: str, code: str) -> None:
    (problem,) = problems_of(with_part(GOOD, SHEET, cell_at(address)), "pool.xlsx")
    assert problem.code == code


def test_empty_formatted_cells_far_out_are_harmless() -> None:
    far = with_part(
        GOOD,
        SHEET,
        lambda xml: xml.replace(b"</sheetData>", b'<row><c r="XFD1048576" s="0"/></row></sheetData>'),
    )
    assert len(read_pool_bytes(far, "pool.xlsx").people) == 2


def test_a_package_that_unpacks_to_a_multiple_is_refused_before_it_is_unpacked() -> None:
    bomb = packed(parts_of(GOOD) | {"xl/media/image1.png": b"\0" * 20_000_000})
    assert len(bomb) < 100_000
    (problem,) = problems_of(bomb, "pool.xlsx")
    assert problem.code == "too_big"
    assert "20,0" in problem.vi


@pytest.mark.parametrize(("limit", "value"), [("MOST_BYTES", 10_000), ("_MOST_PARTS", 5)])
def test_size_and_number_of_parts_are_limited(
    limit: str, value: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, limit, value)
    assert problems_of(GOOD, "pool.xlsx")[0].code == "too_big"


def test_one_long_text_named_by_many_cells_is_counted_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    content = xlsx_of((*HEADINGS, "Nơi công tác"), *[(f"Người {i}", *AN[1:], "x" * 1000) for i in range(60)])
    assert len(read_pool_bytes(content, "pool.xlsx").people) == 60
    monkeypatch.setattr("cocau.app.files.tables.xlsx_scan._MOST_TEXT", 50_000)
    assert problems_of(content, "pool.xlsx")[0].code == "too_big"


def test_pictures_and_macros_are_passed_over() -> None:
    extra = {"xl/media/image1.png": b"\x89PNG", "xl/vbaProject.bin": b"macro"}
    assert len(read_pool_bytes(packed(parts_of(GOOD) | extra), "pool.xlsx").people) == 2


@examples(60)
@given(st.sampled_from(sorted(parts_of(GOOD))), st.integers(0, 5_000), st.binary(max_size=12))
def test_any_damage_to_any_part_is_a_pool_or_an_input_error(part: str, at: int, junk: bytes) -> None:
    parts = parts_of(GOOD)
    parts[part] = parts[part][:at] + junk + parts[part][at + len(junk) :]
    faults_in(packed(parts), "pool.xlsx")


@given(st.integers(0, len(GOOD)), st.binary(max_size=8))
def test_any_damage_to_the_package_is_a_pool_or_an_input_error(at: int, junk: bytes) -> None:
    faults_in(GOOD[:at] + junk + GOOD[at + len(junk) :], "pool.xlsx")
