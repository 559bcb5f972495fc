"""CSV as offices save it: delimiters, encodings, quotes, and what is refused."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocau.app.files.readers import read_pool_bytes
from cocau.app.files.tables import table
from tests.app.files.support.small_files import (
    AN,
    BINH,
    HEADINGS,
    csv_of,
    csv_problems,
    faults_in,
    problems_of,
    xlsx_of,
)

PLAIN = csv_of(HEADINGS, AN, BINH)
PEOPLE = read_pool_bytes(PLAIN, "pool.csv").people


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_from_the_headings(delimiter: str) -> None:
    content = csv_of(
        (*HEADINGS, "Chức vụ đã qua", "Nơi công tác"), (*AN, "a; b", "Sở A, tỉnh B"), delimiter=delimiter
    )
    (person,) = read_pool_bytes(content, "pool.csv").people
    assert (person.former_posts, person.work_place) == (("a", "b"), "Sở A, tỉnh B")


@pytest.mark.parametrize(
    "content",
    [
        codecs.BOM_UTF8 + PLAIN,
        PLAIN.decode().encode("utf-16"),
        codecs.BOM_UTF16_BE + PLAIN.decode().encode("utf-16-be"),
        PLAIN.replace(b"\r\n", b"\n"),
        PLAIN.replace(b"\r\n", b"\r"),
        PLAIN.rstrip(),
        b"sep=,\r\n" + PLAIN,
        b"sep=;\r\n" + csv_of(HEADINGS, AN, BINH, delimiter=";"),
        b"\r\n\r\n" + PLAIN,
    ],
    ids=[
        "bom",
        "utf-16",
        "utf-16-be",
        "lf",
        "cr",
        "no-last-line-end",
        "sep-comma",
        "sep-semicolon",
        "blank-top",
    ],
)
def test_one_list_is_read_the_same_however_it_was_saved(content: bytes) -> None:
    assert read_pool_bytes(content, "pool.csv").people == PEOPLE


@pytest.mark.parametrize("suffix", ["csv", "CSV", "Csv"])
def test_the_case_of_the_suffix_does_not_matter(suffix: str) -> None:
    assert read_pool_bytes(PLAIN, f"pool.{suffix}").people == PEOPLE


def test_rows_are_counted_by_lines_even_where_a_cell_holds_line_breaks() -> None:
    (problem,) = csv_problems((*HEADINGS, "Nơi công tác"), (*AN, "Sở A\ntỉnh B"), (*BINH[:3], "?", ""))
    assert problem.where == "pool.csv:4: Khối"


@pytest.mark.parametrize(
    ("content", "row", "says"),
    [
        (csv_of(HEADINGS) + "Trân Văn An".encode("latin-1", "replace"), 2, "0xE2"),
        (csv_of(HEADINGS) + "Lưu Văn Dương".encode("cp1258"), 2, "0xFD"),
        (PLAIN + "Nguyễn".encode()[:-2], 4, "windows-1258"),
        (PLAIN.decode().encode("utf-16-le"), 1, "UTF-16"),
        (PLAIN.decode().encode("utf-32"), 1, "UTF-8"),
        (codecs.BOM_UTF16_LE + b"a", 1, "UTF-8"),
        (PLAIN + b"\x00", 4, "0x00"),
        (b"x\n" + "\ud800".encode("utf-8", "surrogatepass"), 2, "0xED"),
    ],
    ids=[
        "latin-1",
        "windows-1258",
        "cut in a letter",
        "utf-16 without mark",
        "utf-32",
        "odd utf-16",
        "nul",
        "surrogate",
    ],
)
def test_another_encoding_is_refused_with_byte_and_row(content: bytes, row: int, says: str) -> None:
    (problem,) = problems_of(content, "pool.csv")
    assert (problem.code, problem.where) == ("encoding", f"pool.csv:{row}")
    assert says in problem.vi
    assert "UTF-8" in problem.en


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\r\n  \r\n,,\r\n", "empty"),
        (xlsx_of(HEADINGS, AN), "workbook"),
        (PLAIN + '"Lê Văn Cường,01/02/1980,Nam'.encode(), "csv"),
        (PLAIN + b'"a"b,c,d,e', "csv"),
        (PLAIN + b"x" * 200_000, "csv"),
    ],
    ids=[
        "no byte",
        "only a mark",
        "only blank rows",
        "workbook",
        "open quote",
        "text after quote",
        "endless cell",
    ],
)
def test_what_is_no_table_is_refused(content: bytes, code: str) -> None:
    assert problems_of(content, "pool.csv")[0].code == code


def test_an_open_quote_is_told_at_the_row_where_it_begins() -> None:
    (problem,) = problems_of(PLAIN + b'"a,b\r\nc,d\r\n', "pool.csv")
    assert problem.where == "pool.csv:4"


@pytest.mark.parametrize("row", ["x\n", "\n"])
def test_rows_without_end_are_refused(row: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MOST_ROWS", 100)
    monkeypatch.setattr("cocau.app.files.tables.table.MOST_ROWS", 100)
    (problem,) = problems_of(PLAIN + (row * 300).encode(), "pool.csv")
    assert problem.code == "too_many_rows"


def test_more_than_200_000_rows_are_refused() -> None:
    (problem,) = problems_of(b"name,born\n" + b"x,y\n" * 200_000, "pool.csv")
    assert problem.code == "too_many_rows"
    assert "200000" in problem.vi


@pytest.mark.parametrize(
    ("top", "note"),
    [
        ("# Danh sách hư cấu\r\n", "Danh sách hư cấu"),
        ('"# Danh sách, hư cấu"\r\n', "Danh sách, hư cấu"),
        ("#một\r\n\r\n# hai\r\n", "một hai"),
        ("DANH SÁCH\r\n", ""),
    ],
)
def test_rows_that_begin_with_a_hash_above_the_headings_are_the_note(top: str, note: str) -> None:
    pool = read_pool_bytes(top.encode() + PLAIN, "pool.csv")
    assert (pool.note, pool.people) == (note, PEOPLE)


def test_a_note_that_cannot_be_used_is_refused() -> None:
    (problem,) = problems_of("# a\u202eb\r\n".encode() + PLAIN, "pool.csv")
    assert (problem.code, problem.where) == ("bad_character", "pool.csv:1")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_pool_or_an_input_error(content: bytes) -> None:
    faults_in(content, "pool.csv")


@given(st.text(max_size=60), st.sampled_from(HEADINGS))
def test_any_text_in_a_cell_is_read_or_refused_at_its_place(text: str, heading: str) -> None:
    row = [text if h == heading else value for h, value in zip(HEADINGS, AN, strict=True)]
    try:
        content = csv_of(HEADINGS, row)
    except UnicodeEncodeError:
        return
    for problem in faults_in(content, "pool.csv"):
        assert problem.where.startswith("pool.csv")
        assert problem.where.isprintable()
        assert problem.vi.isprintable()
