"""Headings in two rows and numbered columns."""

from collections.abc import Sequence

import pytest

from cocau.app.files.notices.columns import merge_heading_rows
from cocau.app.files.tables.table import FileTable
from cocau.constraints.errors import FilePlace

DATA = ("Xã A", "40", "14", "35", "5", "12,5")


def _table(*rows: Sequence[str]) -> FileTable:
    numbered = [(number, row) for number, row in enumerate(rows[1:], start=2)]
    return FileTable(
        1, rows[0], numbered, lambda row, column, heading: FilePlace("t.csv", row, column, heading=heading)
    )


def _made(*rows: Sequence[str]) -> tuple[list[str], list[int]]:
    table = merge_heading_rows(_table(*rows))
    return list(table.headings), [number for number, _ in table.rows]


def test_numbers_and_shares_below_merged_headings_are_taken_into_them() -> None:
    upper = ("Địa phương", "Tổng số", "Nữ", "", "Ngoài Đảng")
    lower = ("", "", "Số lượng", "Tỷ lệ (%)", "SL", "TL")
    assert _made(upper, lower, DATA) == (
        ["Địa phương", "Tổng số", "Nữ", "Tỷ lệ Nữ", "Ngoài Đảng", "Tỷ lệ Ngoài Đảng"],
        [3],
    )


def test_groups_below_a_heading_over_all_of_them_are_the_headings() -> None:
    upper = ("Địa phương", "Tổng số", "Trong đó", "", "", "")
    assert _made(upper, ("", "", "Nữ", "Tỷ lệ nữ", "Ngoài Đảng"), DATA) == (
        ["Địa phương", "Tổng số", "Nữ", "Tỷ lệ nữ", "Ngoài Đảng", ""],
        [3],
    )


def test_a_row_of_figures_below_the_headings_stays_one() -> None:
    upper = ("Địa phương", "Tổng số", "Nữ", "Tỷ lệ", "Ngoài Đảng", "Tỷ lệ")
    assert _made(upper, DATA) == (list(upper), [2])
    assert _made(upper, ("Nữ", "")) == (list(upper), [2])
    assert _made(upper, ("\x00", "40")) == (list(upper), [2])
    assert _made(upper) == (list(upper), [])


@pytest.mark.parametrize(
    ("row", "left"),
    [
        (("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"), [3]),
        (("A", "B", "1", "2", "3=1+2", ""), [3]),
        (("1", "2", "3", "", "", ""), [3]),
        (("1", "2", "", "", "", ""), [2, 3]),
        (("1", "2", "4", "", "", ""), [2, 3]),
        (("Xã B", "2", "3", "4", "", ""), [2, 3]),
    ],
)
def test_a_row_that_numbers_the_columns_is_left_out(row: Sequence[str], left: list[int]) -> None:
    heads = ("Địa phương", "Tổng số", "Nữ", "Tỷ lệ", "Ngoài Đảng", "Tỷ lệ")
    assert _made(heads, row, DATA)[1] == left
