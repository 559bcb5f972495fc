"""A table of texts as it stood in a file of any format: its headings, its rows, and their addresses."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cocau.app.imports.columns import field_of
from cocau.app.imports.formulas import unguarded
from cocau.app.imports.found import refusal
from cocau.app.imports.safe_text import Refused, clean, shown
from cocau.constraints.errors import InputError, Problem

MOST_ROWS = 200_000
MOST_COLUMNS = 256
TITLE_ROWS = 20  # a title and the name of the office often stand above the headings
_BLANK = " \t\r\n\u00a0\u200b\ufeff"
_NOTE = "#"

Row = tuple[int, Sequence[str]]
"""The number of a row in its file, from 1, and its cells."""

FieldOf = Callable[[str], str | None]
"""The field that a heading means: of a list of people, unless another sort of table is read."""

Place = Callable[[int, int | None, str], str]
"""The address of a cell (row from 1, column from 0 or None for the whole row, heading)."""


@dataclass(frozen=True)
class Table:
    """Rows under their headings, without blank ones.

    `note` stands in rows that begin with ``#`` above the headings. `faults` are cells (row, column) that
    hold something other than a text. `remarks`: what whoever sent the file should know of how it was read.
    """

    heading_row: int
    headings: Sequence[str]
    rows: Sequence[Row]
    place: Place
    note: str = ""
    faults: Mapping[tuple[int, int], Refused] = field(default_factory=dict)
    remarks: Sequence[Problem] = ()

    def at(self, row: int, column: int | None = None) -> str:
        """The address of a cell of this table, with its heading."""
        heading = self.headings[column] if column is not None and column < len(self.headings) else ""
        return self.place(row, column, heading)


def table_of(
    rows: Iterable[Row],
    name: str,
    place: Place,
    faults: Mapping[tuple[int, int], Refused] | None = None,
    field_of: FieldOf = field_of,
) -> Table:
    """The table in these rows: the headings are the first row with two known ones, or the first at all.

    Raises:
        InputError: there is no row, or there are too many.
    """
    faults = faults or {}
    faulty = {row for row, _ in faults}
    filled = [row for row in rows if row[0] in faulty or not is_blank(row[1])]
    if len(filled) > MOST_ROWS:
        raise InputError([too_many_rows(name, len(filled))])
    if not filled:
        raise refusal(
            "empty",
            name,
            "Tệp rỗng: không có dòng tiêu đề cột.",
            "The file is empty: there is no heading row.",
        )
    top = _heading_at(filled, field_of)
    number, headings = filled[top]
    if len(headings) > MOST_COLUMNS and (width := _width(headings)) > MOST_COLUMNS:
        raise InputError([_too_many_columns(place(number, None, ""), width)])
    note = " ".join(filter(None, (_note_in(row, place) for row in filled[:top])))
    return Table(number, [_heading(h) for h in headings], filled[top + 1 :], place, note, faults)


def _heading_at(rows: Sequence[Row], field_of: FieldOf) -> int:
    top = list(enumerate(rows[:TITLE_ROWS]))
    with_headings = (i for i, (_, cells) in top if known_headings(cells, field_of) > 1)
    plain = (i for i, (_, cells) in top if not _first(cells).startswith(_NOTE))
    return next(with_headings, next(plain, 0))


def _first(cells: Sequence[str]) -> str:
    return cells[0].lstrip(_BLANK)


def _note_in(row: Row, place: Place) -> str:
    number, cells = row
    if not _first(cells).startswith(_NOTE):
        return ""
    try:
        return clean(unguarded(" ".join(cells))).removeprefix(_NOTE).strip()
    except Refused as reason:
        raise InputError([reason.at(place(number, 0, ""))]) from None


def _heading(text: str) -> str:
    try:
        return clean(text)
    except Refused:
        return shown(text)


def is_blank(cells: Iterable[str]) -> bool:
    """Whether nothing can be seen in a row."""
    return not "".join(cells).strip(_BLANK)


def known_headings(cells: Iterable[str], field_of: FieldOf = field_of) -> int:
    """How many cells of a row are headings that we know."""
    return sum(field_of(cell) is not None for cell in cells)


def _width(cells: Sequence[str]) -> int:
    """How many cells there are up to the last in which something can be seen."""
    return max((at for at, cell in enumerate(cells, start=1) if not is_blank(cell)), default=0)


def _too_many_columns(where: str, columns: int) -> Problem:
    return Problem(
        "too_many_columns",
        where,
        f"Có {columns} cột; nhiều nhất là {MOST_COLUMNS}. Có thể tệp không phải danh sách.",
        f"{columns} columns; at most {MOST_COLUMNS} are read. Perhaps the file is no list.",
    )


def too_many_people(where: str, people: int, most: int) -> Problem:
    """More people than one pool may have."""
    return Problem(
        "too_many_people",
        where,
        f"Có {people} người; một danh sách có nhiều nhất {most}.",
        f"{people} people; a pool has at most {most}.",
    )


def too_many_rows(name: str, rows: int) -> Problem:
    """More rows than any council has people to choose from."""
    return Problem(
        "too_many_rows",
        name,
        f"Có {rows} dòng; nhiều nhất là {MOST_ROWS}.",
        f"{rows} rows; at most {MOST_ROWS} are read.",
    )
