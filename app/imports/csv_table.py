"""A CSV file as a table: the delimiter is found from the headings."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from cocau.app.imports.columns import field_of
from cocau.app.imports.encoding import decode
from cocau.app.imports.found import refusal
from cocau.app.imports.safe_text import shown
from cocau.app.imports.table import MOST_ROWS, FieldOf, Row, Table, known_headings, table_of, too_many_rows
from cocau.constraints.errors import InputError

_DELIMITERS = ",;\t"
_LOOKED_AT = 20
# Excel's own way of naming the delimiter; we look at the headings instead.
_SEP_LINE = re.compile(r"\Asep=.(?=\r|\n)", re.IGNORECASE)


def csv_table(content: bytes, name: str, field_of: FieldOf = field_of) -> Table:
    """The table in a CSV file.

    Raises:
        InputError: not UTF-8, a quote that does not end, no heading row, or too many rows.
    """
    text = _SEP_LINE.sub("", decode(content, name))

    def place(row: int, _column: int | None, heading: str) -> str:
        return f"{name}:{row}: {shown(heading)}" if heading else f"{name}:{row}"

    rows = _rows(text, _delimiter(text, field_of), name)
    return table_of(_limited(rows, name), name, place, field_of=field_of)


def _rows(text: str, delimiter: str, name: str) -> Iterator[Row]:
    """Each record with the line on which it begins: a quoted cell may hold line breaks."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise refusal(
            "csv",
            f"{name}:{line}",
            "CSV sai từ dòng này: thường là một dấu ngoặc kép không đóng, hoặc tệp bị cắt cụt.",
            f"Not valid CSV from this line on: {error}. "
            " Often a quote that is not closed, or a file cut short.",
        ) from None


def _delimiter(text: str, field_of: FieldOf) -> str:
    return max(_DELIMITERS, key=lambda d: _fit(text, d, field_of))


def _fit(text: str, delimiter: str, field_of: FieldOf) -> tuple[int, int]:
    """Known headings under this delimiter, then cells: more of them speak for it."""
    best = (0, 0)
    try:
        for _, cells in islice(_rows(text, delimiter, ""), _LOOKED_AT):
            best = max(best, (known_headings(cells, field_of), len(cells)))
    except InputError:
        pass  # said when the rows are read under the delimiter that fits best
    return best


def _limited(rows: Iterator[Row], name: str) -> Iterator[Row]:
    for count, row in enumerate(rows):
        if count > 2 * MOST_ROWS:  # blank rows are dropped later, but not without end
            raise InputError([too_many_rows(name, count)])
        yield row
