"""Tables of data frames of pandas or polars: read as the rows of a file are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cocau.app.files.tables.cells import format_plain_value
from cocau.app.files.tables.columns import find_person_field
from cocau.app.files.tables.table import FieldFinder, FileTable, TableRow, build_table
from cocau.app.files.text import make_printable
from cocau.constraints.errors import FilePlace

FRAME = "DataFrame"
"""How places call a frame, which has no name."""

_HEADINGS = -1
"""The row of the headings: rows and columns of a frame are counted from 0, as `iloc` does."""

_LIBRARIES = frozenset({"pandas", "polars"})
_FRAMES = frozenset({"DataFrame", "LazyFrame"})


def is_frame(value: object) -> bool:
    """Return whether a value is a frame of pandas or polars, or a lazy one; no import."""
    kinds = type(value).__mro__
    return any(one.__module__.partition(".")[0] in _LIBRARIES and one.__name__ in _FRAMES for one in kinds)


def list_frame_records(frame: Any) -> list[dict[str, Any]]:  # noqa: ANN401  # see `read_frame_table`
    """List the rows of a data frame as mappings from column to value."""
    frame = _collect(frame)
    records: list[dict[str, Any]]
    records = frame.to_dicts() if hasattr(frame, "to_dicts") else frame.to_dict("records")
    return records


def _collect(frame: Any) -> Any:  # noqa: ANN401  # see `read_frame_table`
    """Return a lazy frame as one with rows."""
    return frame.collect() if hasattr(frame, "collect") else frame


def read_frame_table(frame: Any, find_field: FieldFinder = find_person_field) -> FileTable:  # noqa: ANN401  # of a library that need not be there
    """Read a data frame: its column names are headings, NaN, None and NaT are empty cells.

    Raises:
        InputError: it is empty, or too large.
    """
    return build_table(_list_rows(frame), FRAME, FrameCellPlaces(), find_field=find_field)


def _list_rows(frame: Any) -> Iterator[TableRow]:  # noqa: ANN401  # see `read_frame_table`
    frame = _collect(frame)
    yield _HEADINGS, [_format_heading(name) for name in frame.columns]
    rows: Iterable[tuple[object, ...]]
    rows = frame.iter_rows() if hasattr(frame, "iter_rows") else frame.itertuples(index=False, name=None)
    for number, row in enumerate(rows):
        yield number, [_format_cell(value) for value in row]


def _format_heading(name: object) -> str:
    """Return a heading; pandas calls a column without one `Unnamed: 3`."""
    text = " ".join(map(str, name)) if isinstance(name, tuple) else str(name)
    return "" if text.startswith("Unnamed: ") else text


def _format_cell(value: object) -> str:
    if isinstance(value, str):
        return value
    if _is_missing(value):
        return ""
    if hasattr(value, "tolist"):  # a scalar or an array of numpy, a series of polars
        value = value.to_list() if hasattr(value, "to_list") else value.tolist()
    if isinstance(value, list | tuple | set | frozenset):
        return "; ".join(_format_cell(item).replace("\\", "\\\\").replace(";", "\\;") for item in value)
    return format_plain_value(value)


def _is_missing(value: object) -> bool:
    """Return whether a value is None, NaN, NaT or NA."""
    return (
        value is None
        or type(value).__name__ in {"NAType", "NaTType"}
        or (
            isinstance(value, float) and value != value  # noqa: PLR0124  # NaN
        )
    )


@dataclass(frozen=True)
class FrameCellPlaces:
    """The addresses of cells of a frame: row and column from 0, as `iloc` takes them."""

    def __call__(self, row: int, column: int | None, heading: str) -> FilePlace:
        """Return the address of a cell."""
        shown = make_printable(heading)
        if row == _HEADINGS:
            return FilePlace(FRAME, None, column if heading else None, heading=shown)
        cell = f"[{row}]" if column is None else f"[{row}, {column}]"
        return FilePlace(FRAME, row, column, cell=cell, heading=shown)
