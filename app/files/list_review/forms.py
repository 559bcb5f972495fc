"""The form of a list under review: its table and choices, read in a child process."""

from collections.abc import Mapping
from dataclasses import dataclass

from cocau.app.files.list_review.review import ListReview, list_columns, load_table, review_list
from cocau.app.files.lists.choices import NO_EDITS, ListChoices, ListEdits, fold_cell
from cocau.app.files.tables.columns import normalize_heading
from cocau.app.files.tables.table import FileTable, read_csv_table
from cocau.app.files.uploads import read_raw_table

PASTED = "danh-sach-dan.csv"
"""The name of a list that was pasted from the clipboard."""
_UNDECIDED = "?"


@dataclass(frozen=True)
class ListForm:
    """A list under review, with what was chosen of it and what it is to become."""

    table: FileTable
    choices: ListChoices
    edits: ListEdits
    label: str = ""
    note: str = ""
    expected: int = 0
    others: bool = True


def review_uploaded_list(
    content: bytes, name: str | None, media_type: str, choices: ListChoices, most: int
) -> tuple[FileTable, ListReview] | None:
    """Read and review the table of a file; None: there is no readable one."""
    table = read_raw_table(content, name, media_type)
    return None if table is None else (table, review_list(table, choices, NO_EDITS, most))


def read_list_form(form: Mapping[str, str], known: ListChoices, most: int) -> tuple[ListForm, ListReview]:
    """Read a form and review its list; `known`: what was chosen for earlier lists.

    Raises:
        InputError: there is no table, or it is damaged.
    """
    whole = form.get("state", "")
    table = load_table(whole) if whole else read_csv_table(form.get("text", "").encode(), PASTED)
    edits = _read_edits(form, table)
    draft = ListForm(
        table,
        _read_choices(form, table, edits) if whole else known,
        edits,
        form.get("label", "")[:300],
        form.get("note", "")[:500],
        int(form["expected"]) if form.get("expected", "").isdecimal() else 0,
        not whole or form.get("others") == "yes",
    )
    return draft, review_list(table, draft.choices, edits, most)


def _read_edits(form: Mapping[str, str], table: FileTable) -> ListEdits:
    rows = dict(table.rows)
    cells: dict[tuple[int, int], str] = {}
    people: dict[int, bool] = {}
    for name, value in form.items():
        match name.split("-"):
            case ["cell", row, letters] if row.isdecimal() and letters.isalpha() and letters.isupper():
                column = read_column_letters(letters)
                before = rows.get(int(row), ())
                if value != (before[column] if column < len(before) else ""):
                    cells[int(row), column] = value
            case ["person" | "skip" as kind, row] if row.isdecimal():
                people[int(row)] = kind == "person"
    return ListEdits(cells, people)


def read_column_letters(letters: str) -> int:
    """Return the number, from 0, of a column that a spreadsheet calls by letters."""
    found = 0
    for letter in letters[:3]:
        found = 26 * found + ord(letter) - ord("A") + 1
    return found - 1


def _read_choices(form: Mapping[str, str], table: FileTable, edits: ListEdits) -> ListChoices:
    """Read the choices of a form; of columns only what differs from what is recognised anyway."""
    columns: dict[str, str] = {}
    for column in list_columns(table, edits):
        chosen = form.get(f"column-{column.index}", column.choice)
        if chosen != column.choice and column.heading:
            columns[normalize_heading(column.heading)] = chosen
    values: dict[str, dict[str, str]] = {}
    for name, value in form.items():
        if name.startswith("value-") and value != _UNDECIDED:
            field, text = form.get(f"of-{name}", ""), form.get(f"text-{name}", "")
            values.setdefault(field, {})[fold_cell(text)] = value
    return ListChoices(columns=columns, values=values)
