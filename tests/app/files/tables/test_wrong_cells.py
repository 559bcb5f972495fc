import pytest

from cocau.app.files.lists.layout import recognise_list
from cocau.app.files.tables.wrong_cells import MOST_SHOWN_ROWS, MarkedTable, mark_wrong_cells
from cocau.app.files.uploads import read_raw_table, read_uploaded_pool
from cocau.constraints.errors import InputError
from tests.app.files.support.small_files import AN, BINH, HEADINGS, xlsx_of

TEXT = "Họ và tên,Ngày sinh,Giới tính,Khối\n"
GOOD = "Lê An,01/01/1980,Nam,Khối Đảng\n"
BAD = "Lê Bình,31/02/1980,Nam,Khối Đảng\n"


def shown(content: bytes, name: str) -> MarkedTable:
    with pytest.raises(InputError) as refused:
        read_uploaded_pool(content, name, "", 1_000)
    raw = read_raw_table(content, name, "")
    table = None if raw is None else recognise_list(raw)
    assert table is not None
    return mark_wrong_cells(table, refused.value.problems)


def wrong(found: MarkedTable) -> dict[str, tuple[int, ...]]:
    cells = {cell.anchor: cell.problems for row in found.rows for cell in row.cells if cell.problems}
    return cells | {f"row {row.number}": row.problems for row in found.rows if row.problems}


def test_a_fault_is_in_its_cell_whatever_stands_above_the_headings() -> None:
    found = shown(f"Danh sách\n\n{TEXT}{GOOD}\n{BAD}".encode(), "ds.csv")
    assert wrong(found) == {"B6": (0,)}
    assert [row.number for row in found.rows] == [3, 4, 6]
    assert found.anchors == {0: "B6"}


def test_a_workbook_is_marked_by_its_own_addresses() -> None:
    found = shown(xlsx_of(HEADINGS, (AN[0], "hôm qua", *AN[2:]), BINH, sheet="Sổ 2!"), "a; b.xlsx")
    assert wrong(found) == {"B2": (0,)}


def test_people_twice_are_marked_in_both_their_rows() -> None:
    rows = f"{TEXT[:-1]},Mã\n{GOOD[:-1]},a\n{GOOD[:-1]},b\n".encode()
    assert wrong(shown(rows, "ds.csv")) == {"A2": (0,), "A3": (0,)}


def test_a_missing_heading_is_told_at_the_row_of_the_headings() -> None:
    assert wrong(shown(b"H\xe1\xbb\x8d v\xc3\xa0 t\xc3\xaan,Ng\xc3\xa0y sinh\nA,1/1/1980\n", "ds.csv")) == {
        "row 1": (0, 1)
    }


def test_of_a_long_list_only_wrong_rows_and_their_neighbours_are_shown() -> None:
    rows = [GOOD.replace("An", f"An {at}") for at in range(200)]
    rows[49] = BAD
    found = shown((TEXT + "".join(rows)).encode(), "ds.csv")
    assert [row.number for row in found.rows] == [1, 2, 50, 51, 52]
    assert [row.number for row in found.rows if row.after_gap] == [50]


def test_more_wrong_rows_than_anybody_reads_are_counted() -> None:
    found = shown((TEXT + BAD * 400).encode(), "ds.csv")
    assert (found.wrong_rows, found.left_out) == (400, 400 - MOST_SHOWN_ROWS)


@pytest.mark.parametrize("name", ["ds.json", "ds.doc", "ds.xlsx"])
def test_what_is_no_table_shows_none(name: str) -> None:
    assert read_raw_table(b"{", name, "") is None
