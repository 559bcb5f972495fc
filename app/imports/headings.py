"""Which column of a table is which field, and everything that is wrong with the headings."""

from collections.abc import Sequence

from cocau.app.imports.columns import COLUMNS, Column, field_of, is_passed_over, nearest
from cocau.app.imports.found import Found
from cocau.app.imports.safe_text import shown
from cocau.app.imports.table import Row, Table, is_blank
from cocau.constraints.errors import Problem


def columns_of(table: Table, rows: Sequence[Row]) -> tuple[dict[int, Column], list[Found]]:
    """The columns to be read, by their number, and the problems of the headings.

    A column in which no row has anything is as good as not there, if it may be left out.
    """
    columns: dict[int, Column] = {}
    found: list[Found] = []
    seen: dict[str, int] = {}
    for index, heading in enumerate(table.headings):
        name = field_of(heading)
        if name is None:
            found += _unknown(table, rows, index)
        elif name in seen:
            found.append((table.heading_row, index, _twice(table, index, seen[name])))
        else:
            seen[name] = index
            if COLUMNS[name].required or _has_anything(table, rows, index):
                columns[index] = COLUMNS[name]
    return columns, [*found, *_missing(table, seen)]


def _has_anything(table: Table, rows: Sequence[Row], index: int) -> bool:
    if any(column == index for _, column in table.faults):
        return True
    return any(index < len(cells) and not is_blank(cells[index]) for _, cells in rows)


def _unknown(table: Table, rows: Sequence[Row], index: int) -> list[Found]:
    heading = table.headings[index]
    if is_passed_over(heading) or not (heading or _has_anything(table, rows, index)):
        return []
    where = table.at(table.heading_row, index)
    if not heading:
        return [
            (
                table.heading_row,
                index,
                Problem(
                    "no_heading",
                    where,
                    f"Cột thứ {index + 1} có nội dung nhưng không có tiêu đề.",
                    f"Column {index + 1} has content but no heading.",
                ),
            )
        ]
    meant = nearest(heading)
    return [
        (
            table.heading_row,
            index,
            Problem(
                "unknown_heading",
                where,
                f"Không có cột '{shown(heading)}'; tên cột gần nhất: '{meant.vi}'. Hãy đổi tên hoặc xóa cột.",
                f"There is no column '{shown(heading)}'; the nearest is '{meant.en}'. Rename or delete it.",
            ),
        )
    ]


def _twice(table: Table, index: int, first: int) -> Problem:
    return Problem(
        "heading_twice",
        table.at(table.heading_row, index),
        f"Cột này trùng với cột thứ {first + 1} ('{shown(table.headings[first])}'); chỉ giữ một.",
        f"The same as column {first + 1} ('{shown(table.headings[first])}'); keep one.",
    )


def _missing(table: Table, seen: dict[str, int]) -> list[Found]:
    lacking = [c for c in COLUMNS.values() if c.required and c.field not in seen]
    return [
        (
            table.heading_row,
            len(table.headings),
            Problem(
                "missing_heading",
                table.at(table.heading_row),
                f"Thiếu cột bắt buộc '{c.heading('vi')}'.",
                f"The required column '{c.heading('en')}' ('{c.heading('vi')}', {c.field}) is missing.",
            ),
        )
        for c in lacking
    ]
