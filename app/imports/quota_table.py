"""A categories file: a row for each value of each feature, with the least and the most of a panel."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from cocau.app.imports.formulas import unguarded
from cocau.app.imports.found import Found, together
from cocau.app.imports.panel_file import key, panel_table
from cocau.app.imports.safe_text import Refused, clean, shown
from cocau.app.imports.table import Table
from cocau.constraints.errors import Problem
from cocau.solver.panel.task import Quota

_HEADINGS = {
    "feature": ("feature", "category", "đặc điểm", "tiêu chí"),
    "value": ("value", "name", "giá trị"),
    "min": ("min", "tối thiểu"),
    "max": ("max", "tối đa"),
    "min_flex": ("min_flex", "min flex", "tối thiểu khi nới"),
    "max_flex": ("max_flex", "max flex", "tối đa khi nới"),
}
"""What each column may be called, best name first: with `value` there, `name` is just another column."""

_FIELD_OF = {key(name): field for field, names in _HEADINGS.items() for name in names}
_RANK = {key(name): rank for names in _HEADINGS.values() for rank, name in enumerate(names)}
_REQUIRED = ("feature", "value", "min", "max")
_WHOLE = re.compile(r"[0-9]{1,9}")

Places = dict[str, int]


def field_of(heading: str) -> str | None:
    """The column that a heading means; None if it is another one, which is passed over."""
    return _FIELD_OF.get(key(heading))


def read_quotas(path: Path) -> tuple[Quota, ...]:
    """The quotas in a CSV or XLSX file, in its order.

    Raises:
        InputError: with everything that is wrong, each problem with its place.
    """
    table = panel_table(path, field_of)
    columns, found = _columns(table)
    quotas: list[Quota] = []
    if not found:
        found += _read(table, columns, quotas)
    if not found and not quotas:
        vi, en = "Không có hạn mức nào dưới dòng tiêu đề.", "There is no quota under the headings."
        found.append((0, 0, Problem("empty", table.at(table.heading_row), vi, en)))
    if found:
        raise together(found, table.at(table.heading_row))
    return tuple(quotas)


def _columns(table: Table) -> tuple[Places, list[Found]]:
    places: Places = {}
    found: list[Found] = []
    for index, heading in enumerate(table.headings):
        field = field_of(heading)
        if field is None:
            continue
        before = places.get(field)
        rank = None if before is None else _RANK[key(table.headings[before])]
        if rank is None or _RANK[key(heading)] < rank:
            places[field] = index
        elif _RANK[key(heading)] == rank:
            found.append((table.heading_row, index, _twice(table, index)))
    found += [(table.heading_row, 0, _missing(table, f)) for f in _REQUIRED if f not in places]
    return places, found


def _twice(table: Table, index: int) -> Problem:
    vi, en = "Có hai cột cùng tên này; chỉ giữ một.", "There are two columns of this name; keep one."
    return Problem("heading_twice", table.at(table.heading_row, index), vi, en)


def _missing(table: Table, field: str) -> Problem:
    names = ", ".join(_HEADINGS[field])
    return Problem(
        "missing_heading",
        table.at(table.heading_row),
        f"Thiếu cột bắt buộc '{field}' (cũng gọi là: {names}).",
        f"The required column '{field}' is missing (also called: {names}).",
    )


def _read(table: Table, columns: Places, quotas: list[Quota]) -> list[Found]:
    found: list[Found] = []
    seen: dict[tuple[str, str], int] = {}
    features: dict[str, str] = {}
    for number, cells in table.rows:
        texts, wrong = _texts(table, number, cells, columns)
        found += wrong
        if wrong or not any(texts.values()):
            continue
        wrong = [*_faults(table, number, columns, texts)]
        pair = key(texts["feature"]), key(texts["value"])
        if pair[0] and pair[1] and seen.setdefault(pair, number) != number:
            wrong.append((number, columns["value"], _again(table, number, columns["value"], seen[pair])))
        found += wrong
        if not wrong:
            feature = features.setdefault(pair[0], texts["feature"])
            quotas.append(_quota(feature, texts))
    return found


def _texts(
    table: Table, number: int, cells: Sequence[str], columns: Places
) -> tuple[dict[str, str], list[Found]]:
    texts: dict[str, str] = {}
    found: list[Found] = []
    for field, index in columns.items():
        try:
            fault = table.faults.get((number, index))
            if fault is not None:
                raise fault
            texts[field] = clean(unguarded(cells[index])) if index < len(cells) else ""
        except Refused as reason:
            found.append((number, index, reason.at(table.at(number, index))))
    return texts, found


def _faults(table: Table, number: int, columns: Places, texts: dict[str, str]) -> Iterator[Found]:
    """What is wrong with a row by itself."""
    numbers: dict[str, int] = {}
    for field, index in columns.items():
        text = texts[field]
        where = table.at(number, index)
        if not text:
            if field in _REQUIRED:
                vi, en = "Ô trống; cần có giá trị.", "The cell is empty; it needs a value."
                yield number, index, Problem("missing", where, vi, en)
        elif field in {"feature", "value"}:
            continue
        elif _WHOLE.fullmatch(text):
            numbers[field] = int(text)
        else:
            yield number, index, _no_number(where, text)
    for low, high in (("min", "max"), ("min_flex", "min"), ("max", "max_flex")):
        if low in numbers and high in numbers and numbers[low] > numbers[high]:
            index = columns[low if low == "min_flex" else high]
            yield number, index, _crossed(table.at(number, index), (low, high), numbers)


def _no_number(where: str, text: str) -> Problem:
    return Problem(
        "no_number",
        where,
        f"'{shown(text)}' phải là số nguyên, từ 0 trở lên, như 12.",
        f"'{shown(text)}' must be a whole number of 0 or more, like 12.",
    )


def _crossed(where: str, pair: tuple[str, str], numbers: dict[str, int]) -> Problem:
    low, high = pair
    told = f"{low} = {numbers[low]}, {high} = {numbers[high]}"
    return Problem(
        "flex" if "flex" in low + high else "min_above_max",
        where,
        f"{told}: {low} không được lớn hơn {high}.",
        f"{told}: {low} must not be greater than {high}.",
    )


def _again(table: Table, number: int, index: int, first: int) -> Problem:
    return Problem(
        "quota_twice",
        table.at(number, index),
        f"Giá trị này của đặc điểm này đã có ở dòng {first}; chỉ giữ một dòng.",
        f"This value of this feature stands in row {first} already; keep one row.",
    )


def _quota(feature: str, texts: dict[str, str]) -> Quota:
    flex = {field: int(texts[field]) for field in ("min_flex", "max_flex") if texts.get(field)}
    return Quota(feature=feature, value=texts["value"], min=int(texts["min"]), max=int(texts["max"]), **flex)
