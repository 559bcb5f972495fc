"""Tables of published notices: a row for each bloc, or a row for each locality."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import ValidationError

from cocau.app.imports.bloc_names import Told
from cocau.app.imports.formulas import unguarded
from cocau.app.imports.found import Found
from cocau.app.imports.heading_rows import with_one_heading_row
from cocau.app.imports.notice_blocs import is_total, take_bloc
from cocau.app.imports.notice_columns import field as column
from cocau.app.imports.notice_draft import Draft, ReadRow
from cocau.app.imports.notice_headings import codes_of
from cocau.app.imports.notice_words import base_at, day_in, is_several
from cocau.app.imports.printed import Path, Printed
from cocau.app.imports.safe_text import Refused, clean, fold
from cocau.app.imports.table import Row, Table, is_blank
from cocau.constraints.documents import problems_of
from cocau.constraints.errors import Problem
from cocau.constraints.notice import Notice, Stage

_NOTHING = frozenset({"", "-", "--", "…", "...", "n/a", "na", "/"})
_SHARED = ("level", "term", "election_day", "stage", "base")
_KEY = ("locality", "level", "term", "election_day", "stage", "base")
_YOUNG, _YOUNG_AS = "young", ("under_40", "under_35")
_OLD_YOUNG = 2016
"""Up to this election young meant under 35, later under 40 (V2)."""


def table_notices(table: Table, told: Told) -> tuple[list[Printed], list[Found]]:
    """The notices in a table that can be used, and everything wrong with the others."""
    table = with_one_heading_row(table)
    codes, found = codes_of(table)
    unread = bool(found)
    rows = [_row(table, row, codes, found) for row in table.rows]
    if unread:
        return [], found
    drafts = _drafts(rows, table, told, found)
    if not drafts and not found:
        found.append((table.heading_row, 0, _no_rows(table)))
    return [printed for draft in drafts if (printed := _made(draft, table, found))], found


def _no_rows(table: Table) -> Problem:
    vi, en = "Bảng không có dòng số liệu nào.", "The table has no rows."
    return Problem("no_rows", table.at(table.heading_row), vi, en)


def _row(table: Table, row: Row, codes: dict[int, str], found: list[Found]) -> ReadRow:
    number, cells = row
    values: dict[str, Any] = {}
    refused: set[str] = set()
    stage = ""
    for index, code in codes.items():
        try:
            if (number, index) in table.faults:
                raise table.faults[number, index]
            text = clean(unguarded(cells[index])) if index < len(cells) else ""
            if fold(text) not in _NOTHING:
                stage = text if code == "stage" else stage
                values[code] = column(code).read(text)
        except Refused as reason:
            refused.add(code)
            found.append((number, index, reason.at(table.at(number, index))))
    width = len(table.headings)
    if len(cells) > width and not is_blank(cells[width:]):
        vi = f"Dòng có {len(cells)} ô, nhiều hơn {width} tiêu đề cột."
        en = f"The row has {len(cells)} cells, more than the {width} headings."
        found.append((number, width, Problem("too_many_cells", table.at(number), vi, en)))
    return ReadRow(number, values, {code: i for i, code in codes.items()}, frozenset(refused), stage)


def _drafts(rows: Sequence[ReadRow], table: Table, told: Told, found: list[Found]) -> list[Draft]:
    """Rows of one table together, if there is a row for each bloc; else every row by itself."""
    by_key: dict[object, Draft] = {}
    last: object = None
    for each in rows:
        one_each = "bloc" not in each.at
        row = _summing(each, by_key.values()) if one_each else each
        blank = not any(code in row.values or code in row.refused for code in ("locality", "level", "stage"))
        if one_each or not blank:
            last = row.number if one_each else _key(row)
        if last is None:
            last = row.number
        draft = by_key.setdefault(last, Draft(row.number, sums=row.sums))
        _take(draft, row, table, found)
        if not one_each:
            take_bloc(draft, row, table, told, found)
    return list(by_key.values())


def _summing(row: ReadRow, above: Iterable[Draft]) -> ReadRow:
    """A row of totals below those of localities: what it leaves empty is as in them, and it sums them."""
    if not is_total(str(row.values.get("locality", ""))):
        return row
    drafts = list(above)
    last = drafts[-1].values if drafts else {}
    blank = {c: last[column(c).path] for c in _SHARED if column(c).path in last and c not in row.values}
    values = blank | row.values
    same = {column(c).path: values.get(c) for c in _SHARED}
    summed = (d for d in drafts if all(d.values.get(path) == value for path, value in same.items()))
    sums = tuple(str(d.values.get(("locality",), "")) for d in summed if not d.sums)
    stage = row.stage or (drafts[-1].stage if drafts else "")
    return replace(row, values=values, sums=sums, stage=stage)


def _key(row: ReadRow) -> object:
    return (*(fold(str(row.values.get(code, ""))) for code in _KEY), fold(row.stage))


def _take(draft: Draft, row: ReadRow, table: Table, found: list[Found]) -> None:
    """The values of the whole table; those that stand in several rows must agree."""
    draft.stage = draft.stage or row.stage
    for code, value in row.values.items():
        where = column(code)
        if where.row:
            continue
        at = row.number, row.at[code]
        if draft.values.setdefault(where.path, value) != value:
            first = draft.cells[where.path][0]
            vi = f"Khác với dòng {first} của cùng bảng ({draft.values[where.path]})."
            en = f"Not the same as in row {first} of this table ({draft.values[where.path]})."
            found.append((*at, Problem("rows_differ", table.at(*at), vi, en)))
        draft.cells.setdefault(where.path, at)
    draft.refused |= {column(code).path for code in row.refused}


def _made(draft: Draft, table: Table, found: list[Found]) -> Printed | None:
    """The notice of a draft; None, with what is wrong, where it cannot be one."""
    try:
        notice = Notice.model_validate(_tree(draft))
    except Refused as reason:
        at = draft.cells["stage",]
        found.append((*at, reason.at(table.at(*at))))
        return None
    except ValidationError as error:
        found += _invalid(error, draft, table)
        return None
    return None if draft.refused else Printed(notice, lambda path: table.at(*_cell(draft, path)))


def _cell(draft: Draft, path: Path) -> tuple[int, int | None]:
    """Where a field stands: its own cell, that of what it is in, or of what is in it; else the row."""
    path = tuple(
        _YOUNG if isinstance(s, str) and s in _YOUNG_AS and path not in draft.cells else s for s in path
    )
    outer = (path[:end] for end in range(len(path), 0, -1))
    inner = (known for known in draft.cells if known[: len(path)] == path)
    whole = [("total_row",)] if path == ("base_total",) else []
    chosen = next((p for p in (*outer, *whole, *inner) if p in draft.cells), None)
    return (draft.row, None) if chosen is None else draft.cells[chosen]


def _invalid(error: ValidationError, draft: Draft, table: Table) -> Iterator[Found]:
    """What is wrong with a notice as a whole, without what was refused cell by cell."""
    for complaint, problem in zip(error.errors(include_url=False), problems_of(error), strict=True):
        path = complaint["loc"]
        gone = any(path[: len(refused)] == refused for refused in draft.refused)
        if gone or (path == ("base",) and ("stage",) in draft.refused):
            continue
        row, index = _cell(draft, path)
        name = f"{path[0]}: " if index is None else ""
        where = table.at(row, index)
        yield row, index or 0, Problem(problem.code, where, f"{name}{problem.vi}", f"{name}{problem.en}")


def _tree(draft: Draft) -> dict[str, Any]:
    """The values of a draft as a notice has them."""
    tree: dict[str, Any] = {"blocs": [bloc for bloc in draft.blocs if bloc]}
    for path, value in draft.values.items():
        inner = tree
        for step in path[:-1]:
            inner = inner.setdefault(_named(str(step), draft), {})
        inner[str(path[-1])] = value
    whole = tree.pop("total_row", None)
    if whole is not None and tree.setdefault("base_total", whole) != whole:
        tree["total_row"] = whole
    stage = tree.get("stage")
    if isinstance(stage, Stage):
        if (day := day_in(draft.stage)) is not None:
            tree.setdefault("dated", day)
        tree.setdefault("base", base_at(stage, draft.stage, tree.get("base_total"), tree.get("seats")))
    if (different := tree.pop("total_row", None)) is not None and "base" in tree:
        tree.setdefault("totals", {}).setdefault(str(tree["base"]), different)
    if "funnel" in tree and "introduced" in tree.get("totals", {}):
        tree["funnel"]["introduced"] = tree["totals"]["introduced"]
    tree.setdefault("several", bool(draft.sums) or is_several(str(tree.get("locality", ""))))
    tree["sums"] = draft.sums
    return tree


def _named(step: str, draft: Draft) -> str:
    """A step of a path; who counts as young depends on the term."""
    if step != _YOUNG:
        return step
    day = draft.values.get(("election_day",))
    start = str(draft.values.get(("term",), day.year if isinstance(day, date) else ""))[:4]
    return _YOUNG_AS[start.isdigit() and int(start) <= _OLD_YOUNG]
