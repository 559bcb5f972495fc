"""What a user chooses for a list: fields of columns, meanings of values, mended cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pydantic import Field

from cocau.app.files.tables.columns import COLUMNS, normalize_heading
from cocau.app.files.tables.table import KEPT, LEFT_OUT, FileTable, TableRow
from cocau.app.files.text import TextError, clean, fold, unguard_formula
from cocau.constraints.record import Record


class ListChoices(Record):
    """Choices that also hold for the next file.

    `columns`: folded heading -> field, `KEPT` or `LEFT_OUT`; `values`: field -> folded text -> the text that
    is read instead.
    """

    columns: dict[str, str] = Field(default_factory=dict)
    values: dict[str, dict[str, str]] = Field(default_factory=dict)

    def get_value(self, name: str, text: str) -> str | None:
        """Return what a text of a field is read as, if it was chosen."""
        return self.values.get(name, {}).get(fold_cell(text))

    def merge(self, later: "ListChoices") -> "ListChoices":
        """Return these choices with later ones on top."""
        names = {**self.values, **later.values}
        values = {n: self.values.get(n, {}) | later.values.get(n, {}) for n in names}
        return ListChoices(columns=self.columns | later.columns, values=values)


@dataclass(frozen=True)
class ListEdits:
    """Changes of one file: mended cells (row, column), and rows said to be people or not."""

    cells: Mapping[tuple[int, int], str] = field(default_factory=dict)
    people: Mapping[int, bool] = field(default_factory=dict)


NO_CHOICES, NO_EDITS = ListChoices(), ListEdits()


def fold_cell(text: str) -> str:
    """Return the text of a cell as choices compare it."""
    try:
        return fold(clean(unguard_formula(text)))
    except TextError:
        return fold(text)


def apply_columns(table: FileTable, choices: ListChoices) -> FileTable:
    """Return the table with the chosen field per column; a field's first choice counts."""
    chosen: dict[int, str] = {}
    for index, heading in enumerate(table.headings):
        found = choices.columns.get(normalize_heading(heading)) if heading else None
        if found is not None and (found in {KEPT, LEFT_OUT} or found not in chosen.values()):
            chosen[index] = found if found in COLUMNS or found in {KEPT, LEFT_OUT} else KEPT
    return replace(table, fields={**table.fields, **chosen})


def apply_cells(table: FileTable, edits: ListEdits) -> FileTable:
    """Return the table with the mended cells in their places."""
    if not edits.cells:
        return table
    mended: dict[int, dict[int, str]] = {}
    for (row, column), text in edits.cells.items():
        mended.setdefault(row, {})[column] = text
    rows = [_replace_cells(row, mended.get(row[0], {}), len(table.headings)) for row in table.rows]
    faults = {at: fault for at, fault in table.faults.items() if at not in edits.cells}
    return replace(table, rows=rows, faults=faults)


def _replace_cells(row: TableRow, mended: Mapping[int, str], width: int) -> TableRow:
    inside = {column: text for column, text in mended.items() if column < width}
    if not inside:
        return row
    number, cells = row
    padded = [*cells, *[""] * (max(inside) + 1 - len(cells))]
    return number, [inside.get(column, text) for column, text in enumerate(padded)]
