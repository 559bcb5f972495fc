"""Wrong cells of a refused table, shown in their rows as they stand in the file."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cocau.app.files.tables.table import FileTable
from cocau.app.files.tables.xlsx_scan import format_column
from cocau.app.files.text import make_printable
from cocau.constraints.errors import FilePlace, Problem

MOST_SHOWN_ROWS = 150
"""Rows that are shown; problems in others are told in the list."""

ROWS_AROUND = 1
"""Rows shown before and after a wrong one, to recognise the place by."""

_LONGEST = 80

CellPosition = tuple[int, int | None]
"""The row of a cell from 1, and its column from 0; None: the row."""


@dataclass(frozen=True)
class MarkedCell:
    """A cell as it stands in the file; `problems`: the numbers of its own, from 0."""

    anchor: str
    text: str
    problems: tuple[int, ...] = ()


@dataclass(frozen=True)
class MarkedRow:
    """A row to show; `problems`: of the whole row, `after_gap`: rows before it are left out."""

    number: int
    heading: bool
    cells: tuple[MarkedCell, ...]
    problems: tuple[int, ...]
    after_gap: bool


@dataclass(frozen=True)
class MarkedTable:
    """The part of a table to show; `anchors`: where the problem of a number is shown."""

    letters: tuple[str, ...]
    rows: tuple[MarkedRow, ...]
    anchors: dict[int, str]
    wrong_rows: int
    left_out: int


def mark_wrong_cells(table: FileTable, problems: Sequence[Problem]) -> MarkedTable:
    """Mark the wrong cells of a table, in their rows with some around them."""
    cells = _collect_texts(table)
    at: dict[CellPosition, list[int]] = {}
    for number, problem in enumerate(problems):
        for place in _find_cells(problem, cells):
            at.setdefault(place, []).append(number)
    wrong = sorted({row for row, _ in at})
    chosen = _choose_rows(list(cells), wrong[:MOST_SHOWN_ROWS], table.heading_row)
    columns = _choose_columns(table, (column for row, column in at if column is not None and row in chosen))
    rows = tuple(_build_rows(table, cells, chosen, columns, at))
    return MarkedTable(
        letters=tuple(map(format_column, columns)),
        rows=rows,
        anchors={p: c.anchor for row in rows for c in reversed(row.cells) for p in c.problems}
        | {p: f"row-{row.number}" for row in rows for p in row.problems},
        wrong_rows=len(wrong),
        left_out=len(wrong[MOST_SHOWN_ROWS:]),
    )


def _collect_texts(table: FileTable) -> dict[int, Sequence[str]]:
    return {table.heading_row: table.headings} | dict(table.rows)


def _find_cells(problem: Problem, cells: dict[int, Sequence[str]]) -> Iterator[CellPosition]:
    """Find the cells at which a problem stands."""
    for loc in problem.locs:
        for step in loc:
            if isinstance(step, FilePlace) and step.row in cells:
                yield step.row, step.column


def _choose_rows(numbers: Sequence[int], wrong: Iterable[int], heading: int) -> list[int]:
    at = {number: i for i, number in enumerate(numbers)}
    near = {heading, *numbers[1:2]}
    for row in wrong:
        near |= set(numbers[max(at[row] - ROWS_AROUND, 0) : at[row] + ROWS_AROUND + 1])
    return [number for number in numbers if number in near]


def _choose_columns(table: FileTable, wrong: Iterable[int]) -> list[int]:
    """Choose the columns of a list of people, and those in which something is wrong."""
    known = (i for i in range(len(table.headings)) if table.get_field(i) is not None)
    return sorted({*known, *wrong})


def _build_rows(
    table: FileTable,
    cells: dict[int, Sequence[str]],
    chosen: Sequence[int],
    columns: Sequence[int],
    at: dict[CellPosition, list[int]],
) -> Iterator[MarkedRow]:
    order = {number: i for i, number in enumerate(cells)}
    before = -1
    for number in chosen:
        texts = cells[number]
        yield MarkedRow(
            number,
            number == table.heading_row,
            tuple(
                MarkedCell(
                    f"{format_column(c)}{number}",
                    make_printable(texts[c], _LONGEST) if c < len(texts) else "",
                    tuple(at.get((number, c), ())),
                )
                for c in columns
            ),
            tuple(at.get((number, None), ())),
            order[number] > before + 1,
        )
        before = order[number]
