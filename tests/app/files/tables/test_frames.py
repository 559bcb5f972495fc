from datetime import date, datetime, time
from importlib import import_module

import pytest

from cocau.app.files.tables.frames import is_frame, read_frame_table


def test_only_frames_of_the_two_libraries_are_frames() -> None:
    frames = [import_module(library).DataFrame({"a": [1]}) for library in ("pandas", "polars")]
    assert [is_frame(value) for value in (*frames, frames[0]["a"], {"a": [1]}, "a.csv", None)] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]


def test_cells_are_as_they_would_be_typed() -> None:
    pandas = import_module("pandas")
    values = [
        "x",
        3,
        3.0,
        3.5,
        True,
        date(1980, 2, 3),
        datetime.combine(date(1980, 2, 3), time()),
        ["a;b", "c"],
        None,
        pandas.NaT,
    ]
    frame = pandas.DataFrame([values, [pandas.NA, float("nan"), *values[2:]]])
    table = read_frame_table(frame)
    assert table.rows[0] == (
        0,
        ["x", "3", "3", "3.5", "true", "1980-02-03", "1980-02-03", "a\\;b; c", "", ""],
    )
    assert table.rows[1][1][:2] == ["", ""]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_rows_and_columns_are_counted_as_the_frame_counts_them(library: str) -> None:
    frame = import_module(library).DataFrame({"Họ và tên": ["A", "", "B"], "Giới tính": ["Nữ", None, "Nam"]})
    table = read_frame_table(frame)
    assert [number for number, _ in table.rows] == [0, 2]
    assert str(table.get_address(2, 1)) == "DataFrame: [2, 1] (Giới tính)"
    assert str(table.get_address(2)) == "DataFrame: [2]"
    assert str(table.get_address(table.heading_row, 1)) == "DataFrame: Giới tính"


def test_headings_may_stand_below_a_title_as_in_a_sheet() -> None:
    frame = import_module("pandas").DataFrame(
        [["Họ và tên", "Giới tính"], ["A", "Nữ"]], columns=["Danh sách", "Unnamed: 1"]
    )
    table = read_frame_table(frame)
    assert table.headings == ["Họ và tên", "Giới tính"]
    assert [number for number, _ in table.rows] == [1]
