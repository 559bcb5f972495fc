"""The cells of a file that are wrong, in their rows as they stand in it: what is shown of a refused table.

Faults carry the addresses of their cells as texts; here they are found again among the addresses of the table
that was read, never taken apart.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cocau.app.imports.columns import field_of
from cocau.app.imports.safe_text import shown
from cocau.app.imports.sheet_scan import column_letters
from cocau.app.imports.table import Table
from cocau.constraints.errors import Problem

MOST_ROWS = 150
"""Rows that are shown; problems in others are told in the list."""

AROUND = 1
"""Rows shown before and after a wrong one, to recognise the place by."""

_LONGEST = 80
_NUMBER = re.compile(r"\d{1,9}")
_JOINT = "; "

Place = tuple[int, int | None]
"""The row of a cell from 1, and its column from 0; None: the row."""


@dataclass(frozen=True)
class Cell:
    """A cell as it stands in the file. `problems`: the numbers of those that belong to it, from 0."""

    anchor: str
    text: str
    problems: tuple[int, ...] = ()


@dataclass(frozen=True)
class Shown:
    """A row; `problems`: those of the row as such; `after_gap`: rows before it were left out."""

    number: int
    heading: bool
    cells: tuple[Cell, ...]
    problems: tuple[int, ...]
    after_gap: bool


@dataclass(frozen=True)
class Marked:
    """The part of a table to be shown. `anchors`: for the number of a problem, where it is shown."""

    letters: tuple[str, ...]
    rows: tuple[Shown, ...]
    anchors: dict[int, str]
    wrong_rows: int
    left_out: int


def marked(table: Table, problems: Sequence[Problem]) -> Marked:
    """The wrong rows of a table with some around them, and what is wrong in which cell."""
    cells = _texts(table)
    at: dict[Place, list[int]] = {}
    for number, problem in enumerate(problems):
        for place in _places(table, problem.where, cells):
            at.setdefault(place, []).append(number)
    wrong = sorted({row for row, _ in at})
    chosen = _chosen(list(cells), wrong[:MOST_ROWS], table.heading_row)
    columns = _columns(table, (column for row, column in at if column is not None and row in chosen))
    rows = tuple(_rows(table, cells, chosen, columns, at))
    return Marked(
        letters=tuple(map(column_letters, columns)),
        rows=rows,
        anchors={p: c.anchor for row in rows for c in reversed(row.cells) for p in c.problems}
        | {p: f"row-{row.number}" for row in rows for p in row.problems},
        wrong_rows=len(wrong),
        left_out=len(wrong[MOST_ROWS:]),
    )


def _texts(table: Table) -> dict[int, Sequence[str]]:
    return {table.heading_row: table.headings} | dict(table.rows)


def _places(table: Table, where: str, cells: dict[int, Sequence[str]]) -> Iterator[Place]:
    """The cells that an address names: each piece of it is compared with those of the rows it may mean."""
    pieces = dict.fromkeys((where, *where.split(_JOINT)))
    rows = dict.fromkeys(int(digits) for digits in _NUMBER.findall(where) if int(digits) in cells)
    for row in rows:
        width = max(len(cells[row]), len(table.headings))
        for column in (None, *range(width)):
            if table.at(row, column) in pieces:
                yield row, column
                break


def _chosen(numbers: Sequence[int], wrong: Iterable[int], heading: int) -> list[int]:
    at = {number: i for i, number in enumerate(numbers)}
    near = {heading, *numbers[1:2]}
    for row in wrong:
        near |= set(numbers[max(at[row] - AROUND, 0) : at[row] + AROUND + 1])
    return [number for number in numbers if number in near]


def _columns(table: Table, wrong: Iterable[int]) -> list[int]:
    """Those of a list of people, and those in which something is wrong."""
    known = (i for i, heading in enumerate(table.headings) if field_of(heading) is not None)
    return sorted({*known, *wrong})


def _rows(
    table: Table,
    cells: dict[int, Sequence[str]],
    chosen: Sequence[int],
    columns: Sequence[int],
    at: dict[Place, list[int]],
) -> Iterator[Shown]:
    order = {number: i for i, number in enumerate(cells)}
    before = -1
    for number in chosen:
        texts = cells[number]
        yield Shown(
            number,
            number == table.heading_row,
            tuple(
                Cell(
                    f"{column_letters(c)}{number}",
                    shown(texts[c], _LONGEST) if c < len(texts) else "",
                    tuple(at.get((number, c), ())),
                )
                for c in columns
            ),
            tuple(at.get((number, None), ())),
            order[number] > before + 1,
        )
        before = order[number]
