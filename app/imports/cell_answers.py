"""What the text of a cell means in its column: a value, nothing, or why it cannot be used."""

from cocau.app.imports.cells import YES_NO
from cocau.app.imports.columns import Column
from cocau.app.imports.formulas import unguarded
from cocau.app.imports.safe_text import Refused, clean, clean_name
from cocau.constraints.people import Person

EMPTY = object()
"""The answer of a cell that says nothing."""


def answer(column: Column, raw: str) -> object:
    """The value in a cell, EMPTY, or the Refused that says why there is none."""
    try:
        text = (clean_name if column.field == "name" else clean)(unguarded(raw))
        return _nothing(column) if column.says_nothing(text) else column.cell.read(text)
    except Refused as reason:
        return reason


def _nothing(column: Column) -> object:
    if column.required or column.field == "id":
        form = column.cell.form
        raise Refused("missing", f"Ô trống; cần {form.vi}.", f"The cell is empty; needed: {form.en}.")
    if column.cell is YES_NO and Person.model_fields[column.field].default is True:
        raise Refused(
            "unanswered",
            "Ô trống không rõ là có hay không; ghi có hoặc không ở mọi dòng, hoặc bỏ trống cả cột (là có).",
            "Empty is neither yes nor no; write one in every row, or leave the whole column empty (yes).",
        )
    return EMPTY
