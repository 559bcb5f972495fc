"""Tables of texts from files of any format: headings, rows, addresses; the CSV reader."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from cocau.app.files.problems import build_input_error
from cocau.app.files.tables.columns import find_person_field, is_kept_heading
from cocau.app.files.text import TextError, clean, decode_text, make_printable, unguard_formula
from cocau.constraints.errors import FilePlace, InputError, Loc, Problem

MOST_ROWS = 200_000
MOST_COLUMNS = 256
TITLE_ROWS = 20  # a title and the name of the office often stand above the headings
_BLANK = " \t\r\n\u00a0\u200b\ufeff"
_NOTE = "#"

KEPT, LEFT_OUT = "kept", ""
"""What may become of a column that is no field: kept under its own heading, or not stored."""

TableRow = tuple[int, Sequence[str]]
"""The number of a row in its file, from 1, and its cells."""

FieldFinder = Callable[[str], str | None]
"""The field that a heading means: of a list of people, or of another sort of table."""

CellAddress = Callable[[int, int | None, str], FilePlace]
"""The address of a cell (row from 1, column from 0 or None for the whole row, heading)."""


@dataclass(frozen=True)
class FileTable:
    """A table: rows under their headings, without blank ones.

    `note` stands in rows that begin with ``#`` above the headings. `faults` are cells (row, column) that
    hold something other than a text. `remarks`: what whoever sent the file should know of how it was read.
    `fields`: columns whose field, `KEPT` or `LEFT_OUT`, does not follow from the heading.
    """

    heading_row: int
    headings: Sequence[str]
    rows: Sequence[TableRow]
    place: CellAddress
    note: str = ""
    faults: Mapping[tuple[int, int], TextError] = field(default_factory=dict)
    remarks: Sequence[Problem] = ()
    fields: Mapping[int, str] = field(default_factory=dict)

    def get_field(self, column: int) -> str | None:
        """Return the field of a person that a column holds; None: none, or nobody knows."""
        found = self.fields.get(column)
        if found is None:
            return find_person_field(self.headings[column])
        return None if found in {KEPT, LEFT_OUT} else found

    def is_kept(self, column: int) -> bool:
        """Return whether a column that is no field is kept under its heading."""
        return self.fields.get(column, KEPT) == KEPT and is_kept_heading(self.headings[column])

    def get_address(self, row: int, column: int | None = None) -> FilePlace:
        """Return the address of a cell of this table, with its heading."""
        heading = self.headings[column] if column is not None and column < len(self.headings) else ""
        return self.place(row, column, heading)


def build_table(
    rows: Iterable[TableRow],
    name: str,
    place: CellAddress,
    faults: Mapping[tuple[int, int], TextError] | None = None,
    find_field: FieldFinder = find_person_field,
) -> FileTable:
    """Build a table of rows; the first row with two known headings is the heading row.

    Raises:
        InputError: there is no row, there are too many, or one has too many cells.
    """
    faults = faults or {}
    faulty = {row for row, _ in faults}
    filled = [
        (number, _cut_row(number, cells, place))
        for number, cells in rows
        if number in faulty or not is_blank(cells)
    ]
    if len(filled) > MOST_ROWS:
        raise InputError([build_too_many_rows(name, len(filled))])
    if not filled:
        raise build_input_error(
            "empty",
            (FilePlace(name),),
            "Tệp rỗng: không có dòng tiêu đề cột.",
            "The file is empty: there is no heading row.",
        )
    top = _find_heading_row(filled, find_field)
    number, headings = filled[top]
    note = " ".join(filter(None, (_read_note(row, place) for row in filled[:top])))
    return FileTable(number, [_clean_heading(h) for h in headings], filled[top + 1 :], place, note, faults)


def _cut_row(number: int, cells: Sequence[str], place: CellAddress) -> Sequence[str]:
    """Return a row without the blank cells beyond the last column that is read.

    Raises:
        InputError: something stands beyond it.
    """
    if len(cells) <= MOST_COLUMNS:
        return cells
    if not is_blank(cells[MOST_COLUMNS:]):
        raise InputError([_build_too_many_columns(place(number, None, ""), _measure_width(cells))])
    return cells[:MOST_COLUMNS]


def _find_heading_row(rows: Sequence[TableRow], find_field: FieldFinder) -> int:
    top = list(enumerate(rows[:TITLE_ROWS]))
    with_headings = (i for i, (_, cells) in top if count_known_headings(cells, find_field) > 1)
    plain = (i for i, (_, cells) in top if not _get_first_text(cells).startswith(_NOTE))
    return next(with_headings, next(plain, 0))


def _get_first_text(cells: Sequence[str]) -> str:
    return cells[0].lstrip(_BLANK)


def _read_note(row: TableRow, place: CellAddress) -> str:
    number, cells = row
    if not _get_first_text(cells).startswith(_NOTE):
        return ""
    try:
        return clean(unguard_formula(" ".join(cells))).removeprefix(_NOTE).strip()
    except TextError as reason:
        raise InputError([reason.to_problem((place(number, 0, ""),))]) from None


def _clean_heading(text: str) -> str:
    try:
        return clean(text)
    except TextError:
        return make_printable(text)


def is_blank(cells: Iterable[str]) -> bool:
    """Return whether a row has no visible character."""
    return not "".join(cells).strip(_BLANK)


_COLUMN_NUMBER = re.compile(r"\(?(\d{1,2})\)?(?:\s*=.*)?")
_LEAST_NUMBERS = 3


def is_column_numbers(cells: Sequence[str]) -> bool:
    """Return whether a row numbers the columns; letters may stand for the first ones."""
    found = [
        _COLUMN_NUMBER.fullmatch(cell) for cell in cells if cell and not re.fullmatch(r"\(?[A-Z]\)?", cell)
    ]
    numbers = [int(match[1]) for match in found if match]
    in_order = all(later == earlier + 1 for earlier, later in pairwise(numbers))
    return len(numbers) == len(found) >= _LEAST_NUMBERS and in_order


def count_known_headings(cells: Iterable[str], find_field: FieldFinder = find_person_field) -> int:
    """Count the cells of a row that are known headings."""
    return sum(find_field(cell) is not None for cell in cells)


def _measure_width(cells: Sequence[str]) -> int:
    """Count the cells up to the last with a visible character."""
    beyond = (at for at in range(len(cells), 0, -1) if not is_blank(cells[at - 1]))
    return next(beyond, 0)


def _build_too_many_columns(place: FilePlace, columns: int) -> Problem:
    return Problem(
        "too_many_columns",
        (place,),
        f"Có {columns} cột; nhiều nhất là {MOST_COLUMNS}. Có thể tệp không phải danh sách.",
        f"{columns} columns; at most {MOST_COLUMNS} are read. Perhaps the file is no list.",
    )


def build_too_many_people(loc: Loc, people: int, most: int) -> Problem:
    """Build the problem of a file with more people than one pool may have."""
    return Problem(
        "too_many_people",
        loc,
        f"Có {people} người; một danh sách có nhiều nhất {most}.",
        f"{people} people; a pool has at most {most}.",
    )


_ROWS_FOR_EACH = 3
"""Rows of a list for each person: titles, sections and totals stand between people."""


def check_row_count(table: FileTable, most_people: int) -> None:
    """Check that a table is not far longer than a list of so many people.

    Raises:
        InputError: it is.
    """
    most = _ROWS_FOR_EACH * most_people + TITLE_ROWS
    if len(table.rows) > most:
        place = table.get_address(table.heading_row)
        raise InputError([build_too_many_rows(place.file, len(table.rows), most)])


def build_too_many_rows(name: str, rows: int, most: int = MOST_ROWS) -> Problem:
    """Build the problem of a file with more rows than are read."""
    return Problem(
        "too_many_rows",
        (FilePlace(name),),
        f"Có {rows} dòng; nhiều nhất là {most}.",
        f"{rows} rows; at most {most} are read.",
    )


_DELIMITERS = ",;\t"
_SAMPLE_ROWS = 20
# Excel's own way of naming the delimiter; we look at the headings instead.
_SEP_LINE = re.compile(r"\Asep=.(?=\r|\n)", re.IGNORECASE)


def read_csv_table(content: bytes, name: str, find_field: FieldFinder = find_person_field) -> FileTable:
    """Read the table in a CSV file.

    Raises:
        InputError: not UTF-8, a quote that does not end, no heading row, or too many rows.
    """
    text = _SEP_LINE.sub("", decode_text(content, name))
    rows = _read_rows(text, _choose_delimiter(text, find_field), name)
    return build_table(_limit_rows(rows, name), name, CsvCellPlaces(name), find_field=find_field)


@dataclass(frozen=True)
class CsvCellPlaces:
    """The addresses of cells of a CSV file, as a value that can be pickled."""

    file: str

    def __call__(self, row: int, column: int | None, heading: str) -> FilePlace:
        """Return the address of a cell."""
        return FilePlace(self.file, row, column if heading else None, heading=make_printable(heading))


def _read_rows(text: str, delimiter: str, name: str) -> Iterator[TableRow]:
    """Read each record with its first line; a quoted cell may hold line breaks."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        if len(max(text.split(delimiter), key=len)) > csv.field_size_limit():
            raise InputError([_build_long_cell(FilePlace(name, line))]) from None
        raise build_input_error(
            "csv",
            (FilePlace(name, line),),
            "CSV sai từ dòng này: thường là một dấu ngoặc kép không đóng, hoặc tệp bị cắt cụt.",
            f"Not valid CSV from this line on: {error}. "
            " Often a quote that is not closed, or a file cut short.",
        ) from None


def _build_long_cell(place: FilePlace) -> Problem:
    most = csv.field_size_limit()
    return Problem(
        "csv",
        (place,),
        f"Một ô có hơn {most:,} ký tự: thường là một dấu ngoặc kép không đóng.",
        f"A cell has more than {most:,} characters. Often a quote is not closed.",
    )


def _choose_delimiter(text: str, find_field: FieldFinder) -> str:
    return max(_DELIMITERS, key=lambda d: _rate_delimiter(text, d, find_field))


def _rate_delimiter(text: str, delimiter: str, find_field: FieldFinder) -> tuple[int, int]:
    """Rate a delimiter by the known headings under it, then by the number of cells."""
    best = (0, 0)
    try:
        for _, cells in islice(_read_rows(text, delimiter, ""), _SAMPLE_ROWS):
            known = count_known_headings(cells[:MOST_COLUMNS], find_field)
            best = max(best, (known, min(len(cells), MOST_COLUMNS)))
    except InputError:
        pass  # said when the rows are read under the delimiter that fits best
    return best


def _limit_rows(rows: Iterator[TableRow], name: str) -> Iterator[TableRow]:
    for count, row in enumerate(rows):
        if count > 2 * MOST_ROWS:  # blank rows are dropped later, but not without end
            raise InputError([build_too_many_rows(name, count)])
        yield row
