"""Rows of a published table that has one for each bloc: blocs, their parts, structures below them, totals."""

from typing import Any

from cocau.app.imports.bloc_names import Told, plain, read_bloc
from cocau.app.imports.found import Found
from cocau.app.imports.notice_columns import field as column
from cocau.app.imports.notice_columns import group_in
from cocau.app.imports.notice_draft import Draft, ReadRow
from cocau.app.imports.numbering import heads_section, numbered, without_of_which
from cocau.app.imports.safe_text import Refused
from cocau.app.imports.table import Table
from cocau.constraints.council import Level
from cocau.constraints.errors import Problem

_TOTALS = frozenset(
    {"tong", "tong so", "tong cong", "cong", "total", "sum", "toan bo", "tong so nguoi", "tong so dai bieu"}
    | {"cong chung", "tong cong so dai bieu"}
)
_STRUCTURES_BELOW = ("co cau ket hop", "ket hop")
_TOTAL = ("total_row",)


def take_bloc(draft: Draft, row: ReadRow, table: Table, told: Told, found: list[Found]) -> None:
    """What one row says: of a bloc or a part of one, of a structure, of all; or it heads others."""
    name = row.values.get("bloc")
    inner = {column(c).path[0]: value for c, value in row.values.items() if column(c).row}
    number = inner.pop("row_number", "")
    if name is None:
        if inner and "bloc" not in row.refused:
            vi, en = "Thiếu tên khối.", "The name of the bloc is missing."
            where = table.at(row.number, row.at["bloc"])
            found.append((row.number, row.at["bloc"], Problem("missing", where, vi, en)))
        return
    own, bare = numbered(name)
    if is_total(bare):
        _take_total(draft, row, table, found)
    elif not _heads(bare, number or own, draft, row):
        _take_figures(name, number or own, inner, draft, row, table, told, found)


def is_total(name: str) -> bool:
    """Whether a row adds up those above it: ``Tổng cộng (I+II):``."""
    return plain(name).partition("(")[0].strip(" :") in _TOTALS


def _heads(bare: str, number: str, draft: Draft, row: ReadRow) -> bool:
    """Whether a row has no figures of its own because it only heads those below."""
    if any(code in row.values or code in row.refused for code in ("count", "percent")):
        return False
    below = plain(bare).startswith(_STRUCTURES_BELOW)
    draft.structures |= below
    if below or heads_section(number):
        draft.nesting.section()
        return True
    return False


def _take_total(draft: Draft, row: ReadRow, table: Table, found: list[Found]) -> None:
    """The row of totals at the end; two different ones would leave open which is the total."""
    at = row.number, row.at.get("count", row.at["bloc"])
    count = row.values.get("count")
    first = draft.values.setdefault(_TOTAL, count)
    if first != count:
        vi = f"Hai dòng tổng khác nhau: {first} ở dòng {draft.cells[_TOTAL][0]}, {count} ở đây."
        en = f"Two different totals: {first} in row {draft.cells[_TOTAL][0]}, {count} here."
        found.append((*at, Problem("total_twice", table.at(*at), vi, en)))
        draft.refused.add(("base_total",))
    draft.cells.setdefault(_TOTAL, at)
    if "percent" in row.values:
        draft.values["total_percent",] = row.values["percent"]
        draft.cells["total_percent",] = row.number, row.at["percent"]


def _take_figures(  # noqa: PLR0913, PLR0917  # a row, what it is read into, and what it is read with
    name: str,
    number: str,
    inner: dict[str, Any],
    draft: Draft,
    row: ReadRow,
    table: Table,
    told: Told,
    found: list[Found],
) -> None:
    bare = numbered(name)[1]
    bare = without_of_which(bare) or bare
    if "blocs" not in inner:
        if (group := _structure(bare, draft, told)) is not None:
            _take_structure(group, draft, row, table, found)
            return
        inner |= _reading(name if plain(name) in told else bare, draft, row, table, told, found)
    inner["part_of"] = draft.nesting.part_of(number, name)
    for code in row.at:
        if column(code).row and code != "row_number":
            draft.cells["blocs", len(draft.blocs), column(code).path[0]] = row.number, row.at[code]
    draft.blocs.append(inner)


def _structure(name: str, draft: Draft, told: Told) -> str | None:
    """The group that a row counts which is no bloc: women, the young; below a heading of structures, any."""
    group = group_in(name)
    if group is None or plain(name) in told or draft.structures:
        return None if plain(name) in told else group
    try:
        read_bloc(name, None, told)
    except Refused:
        return group
    return None


def _take_structure(group: str, draft: Draft, row: ReadRow, table: Table, found: list[Found]) -> None:
    """The figures of a group, where a table counts its structures in rows below the blocs."""
    codes = [code for code in ("count", "percent", "percent_of") if code in row.values] or ["count"]
    for code in codes:
        path = column(f"{group}.{'of' if code == 'percent_of' else code}").path
        at = row.number, row.at.get(code, row.at["bloc"])
        if path in draft.values:
            vi, en = f"Cơ cấu '{group}' ghi hai lần.", f"The structure '{group}' is there twice."
            found.append((*at, Problem("structure_twice", table.at(*at), vi, en)))
        draft.values[path], draft.cells[path] = row.values.get(code), at


def _reading(
    name: str, draft: Draft, row: ReadRow, table: Table, told: Told, found: list[Found]
) -> dict[str, Any]:
    """What a printed bloc stands for, by its name."""
    level = draft.values.get(("level",))
    try:
        reading = read_bloc(name, None if level is None else Level(level), told)
    except Refused as reason:
        at = row.number, row.at["bloc"]
        found.append((*at, reason.at(table.at(*at))))
        draft.refused.add(("name",))
        return {}
    return {"blocs": reading.blocs, "doubt": reading.doubt}
