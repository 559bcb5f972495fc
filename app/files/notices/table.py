"""Notices in tables: a row per bloc, with parts, structures and totals, or per locality."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Any

from pydantic import ValidationError

from cocau.app.files.notices.bloc_rows import (
    NoticeDraft,
    NoticePath,
    NoticeRow,
    StructureColumn,
    is_total,
    read_bloc_row,
    split_number,
)
from cocau.app.files.notices.columns import get_notice_field as column
from cocau.app.files.notices.columns import match_notice_columns, merge_heading_rows
from cocau.app.files.notices.words import find_day, infer_base, is_several, orient_partition
from cocau.app.files.problems import PlacedProblem
from cocau.app.files.tables.blocs import UserReadings
from cocau.app.files.tables.table import FileTable, TableRow, is_blank
from cocau.app.files.text import TextError, clean, fold, unguard_formula
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import Loc, Problem
from cocau.constraints.model.selectors import Among
from cocau.constraints.published.notice import ApartRow, ApartRowReading, BlocRow, Notice, NoticeStage
from cocau.constraints.published.tallies import count_itemised
from cocau.constraints.record import Text


@dataclass(frozen=True)
class ParsedNotice:
    """A notice with the place of each of its fields: a line, or a row and a column."""

    notice: Notice
    locate: Callable[[NoticePath], Loc]


_NOTHING = frozenset({"", "-", "--", "…", "...", "n/a", "na", "/"})
_SHARED_CODES = ("level", "term", "election_day", "stage", "base")
_KEY_CODES = ("locality", "level", "term", "election_day", "stage", "base")
_STRUCTURES, _SUMS = "structures", "structure_sums"
_YOUNG, _YOUNG_AS = "young", ("under_40", "under_35")
_LAST_YEAR_UNDER_35 = 2016
"""Up to this election young meant under 35, later under 40 (V2)."""


def parse_notice_table(
    table: FileTable, readings: UserReadings
) -> tuple[list[ParsedNotice], list[PlacedProblem]]:
    """Parse the usable notices of a table, with the problems of the others."""
    table = merge_heading_rows(table)
    columns = match_notice_columns(table)
    problems = list(columns.problems)
    rows = [_read_row(table, row, columns.codes, problems) for row in table.rows]
    if columns.problems:
        return [], problems
    drafts = _build_drafts(rows, table, readings, problems)
    if not drafts and not problems:
        problems.append((table.heading_row, 0, _build_no_rows(table)))
    for draft in drafts:
        draft.values["unread",] = columns.unread
    return [printed for draft in drafts if (printed := _build_notice(draft, table, problems))], problems


def _build_no_rows(table: FileTable) -> Problem:
    vi, en = "Bảng không có dòng số liệu nào.", "The table has no rows."
    return Problem("no_rows", (table.get_address(table.heading_row),), vi, en)


def _read_row(
    table: FileTable, row: TableRow, codes: dict[int, str], problems: list[PlacedProblem]
) -> NoticeRow:
    number, cells = row
    values: dict[str, Any] = {}
    refused: set[str] = set()
    stage = ""
    for index, code in codes.items():
        try:
            if (number, index) in table.faults:
                raise table.faults[number, index]
            text = clean(unguard_formula(cells[index])) if index < len(cells) else ""
            if fold(text) not in _NOTHING:
                stage = text if code == "stage" else stage
                values[code] = column(code).read(text)
        except TextError as reason:
            refused.add(code)
            problems.append((number, index, reason.to_problem((table.get_address(number, index),))))
    width = len(table.headings)
    if len(cells) > width and not is_blank(cells[width:]):
        vi = f"Dòng có {len(cells)} ô, nhiều hơn {width} tiêu đề cột."
        en = f"The row has {len(cells)} cells, more than the {width} headings."
        problems.append((number, width, Problem("too_many_cells", (table.get_address(number),), vi, en)))
    return NoticeRow(number, values, {code: i for i, code in codes.items()}, frozenset(refused), stage)


def _build_drafts(
    rows: Sequence[NoticeRow], table: FileTable, readings: UserReadings, problems: list[PlacedProblem]
) -> list[NoticeDraft]:
    """Build drafts: one of all rows if there is a row for each bloc, else one a row."""
    by_key: dict[object, NoticeDraft] = {}
    last: object = None
    for each in rows:
        one_each = "bloc" not in each.at
        row = _complete_total_row(each, by_key.values()) if one_each else each
        blank = not any(code in row.values or code in row.refused for code in ("locality", "level", "stage"))
        if one_each or not blank:
            last = row.number if one_each else _build_draft_key(row)
        if last is None:
            last = row.number
        draft = by_key.setdefault(last, NoticeDraft(row.number, sums=row.sums))
        _read_shared_values(draft, row, table, problems)
        if not one_each:
            blocs = len(draft.blocs)
            read_bloc_row(draft, row, table, readings, problems)
            _read_structure_cells(draft, row, is_bloc=len(draft.blocs) > blocs)
    for draft in by_key.values():
        for path, printed in draft.columns.items():
            _settle_structure_column(draft, path, printed, table, problems)
    return list(by_key.values())


def _read_structure_cells(draft: NoticeDraft, row: NoticeRow, *, is_bloc: bool) -> None:
    """Read the cells of structures in a row of a bloc, or of totals."""
    whole = is_total(split_number(str(row.values.get("bloc", "")))[1])
    own = is_bloc and draft.blocs[-1].get("part_of") is None
    for code, value in row.values.items():
        path, figure = column(code).path, (value, (row.number, row.at[code]))
        if path[0] == _STRUCTURES and (whole or own):
            printed = draft.columns.setdefault(path, StructureColumn(code))
            if whole:
                printed.whole = printed.whole or figure
            else:
                printed.rows.append(figure)


def _settle_structure_column(
    draft: NoticeDraft,
    path: NoticePath,
    printed: StructureColumn,
    table: FileTable,
    problems: list[PlacedProblem],
) -> None:
    """Take the figure in the row of totals, else what every row repeats, else the sum."""
    values = [value for value, _ in printed.rows]
    value, at = printed.whole or printed.rows[0]
    is_count = path[-1] == "count"
    if all(one == value for one in values):
        pass
    elif not is_count:
        if printed.whole is None:
            return  # shares of blocs, which are those of no set that rules look at
    elif printed.whole is None:
        value = sum(values)
    elif sum(values) != value:
        draft.values[(_SUMS, *path[1:])] = sum(values)
    if draft.values.setdefault(path, value) != value:
        vi, en = f"Cơ cấu '{path[1]}' ghi hai lần.", f"The structure '{path[1]}' is there twice."
        problems.append((*at, Problem("structure_twice", (table.get_address(*at),), vi, en)))
    draft.cells.setdefault(path, at)


def _complete_total_row(row: NoticeRow, above: Iterable[NoticeDraft]) -> NoticeRow:
    """Complete a row of totals below localities with what it leaves empty."""
    if not is_total(str(row.values.get("locality", ""))):
        return row
    drafts = list(above)
    last = drafts[-1].values if drafts else {}
    blank = {c: last[column(c).path] for c in _SHARED_CODES if column(c).path in last and c not in row.values}
    values = blank | row.values
    same = {column(c).path: values.get(c) for c in _SHARED_CODES}
    summed = (d for d in drafts if all(d.values.get(path) == value for path, value in same.items()))
    sums = tuple(str(d.values.get(("locality",), "")) for d in summed if not d.sums)
    stage = row.stage or (drafts[-1].stage if drafts else "")
    return replace(row, values=values, sums=sums, stage=stage)


def _build_draft_key(row: NoticeRow) -> object:
    return (*(fold(str(row.values.get(code, ""))) for code in _KEY_CODES), fold(row.stage))


def _read_shared_values(
    draft: NoticeDraft, row: NoticeRow, table: FileTable, problems: list[PlacedProblem]
) -> None:
    """Read the values of the whole table; those in several rows must agree."""
    draft.stage = draft.stage or row.stage
    for code, value in row.values.items():
        where = column(code)
        if where.row or (where.path[0] == _STRUCTURES and "bloc" in row.at):
            continue
        at = row.number, row.at[code]
        if draft.values.setdefault(where.path, value) != value:
            first = draft.cells[where.path][0]
            vi = f"Khác với dòng {first} của cùng bảng ({draft.values[where.path]})."
            en = f"Not the same as in row {first} of this table ({draft.values[where.path]})."
            problems.append((*at, Problem("rows_differ", (table.get_address(*at),), vi, en)))
        draft.cells.setdefault(where.path, at)
    draft.refused |= {column(code).path for code in row.refused}


def _build_notice(draft: NoticeDraft, table: FileTable, problems: list[PlacedProblem]) -> ParsedNotice | None:
    """Build the notice of a draft; None, with its problems, where that fails."""
    try:
        notice = _settle_apart_rows(Notice.model_validate(_build_tree(draft)), _name_young(draft))
    except TextError as reason:
        at = draft.cells["stage",]
        problems.append((*at, reason.to_problem((table.get_address(*at),))))
        return None
    except ValidationError as error:
        problems += _list_invalid(error, draft, table)
        return None
    return (
        None
        if draft.refused
        else ParsedNotice(notice, lambda path: (table.get_address(*_find_cell(draft, path)),))
    )


def _settle_apart_rows(notice: Notice, apart: Sequence[tuple[str, str, int]]) -> Notice:
    """Return the notice with groups that are printed among its blocs counted as they add up.

    If the sum is right only with the group, it is a bloc of its own; if only without it,
    its people are within the other blocs. If neither is right, nobody knows, and the row no
    longer counts the group.
    """
    total, counted = notice.total, count_itemised(notice)
    if not apart or not notice.blocs or total is None:
        return notice
    some = [rows for size in range(len(apart) + 1) for rows in combinations(range(len(apart)), size)]
    right = [
        rows
        for rows in some
        if counted.low + sum(apart[n][2] for n in rows)
        == total
        == counted.high + sum(apart[n][2] for n in rows)
    ]
    own = {*right[0]} if len(right) == 1 else set[int]()
    settled, blocs, structures = [], [*notice.blocs], {**notice.structures}
    for n, (name, group, count) in enumerate(apart):
        if n in own:
            reading = ApartRowReading.OWN
            doubt = Text(
                vi="chỉ cộng đủ tổng khi tính cả dòng này; đọc là một khối riêng, chưa rõ thuộc khối nào.",
                en="the total is reached only with this row; read as a bloc of its own, unclear which.",
            )
            blocs.append(BlocRow(name=name, count=count, doubt=doubt))
        elif right and not right[0] and len(right) == 1:
            reading = ApartRowReading.WITHIN
        else:
            reading = ApartRowReading.UNCLEAR if group in _MAYBE_BLOCS or right else ApartRowReading.WITHIN
        if reading is not ApartRowReading.WITHIN:
            structures.pop(group, None)
        settled.append(ApartRow(name=name, group=group, count=count, reading=reading))
    return notice.replace_unvalidated(blocs=tuple(blocs), structures=structures, apart=tuple(settled))


_MAYBE_BLOCS = frozenset({"ethnic_minority", "religious_people", "experts", "full_time"})
"""Groups that some tables print as blocs."""


def _name_young(draft: NoticeDraft) -> list[tuple[str, str, int]]:
    """Return the groups printed among the blocs, the young by their age."""
    return [(name, _resolve_step(group, draft), count) for name, group, count in draft.apart]


def _find_cell(draft: NoticeDraft, path: NoticePath) -> tuple[int, int | None]:
    """Find where a field stands: its own cell, an outer or an inner one, else the row."""
    path = tuple(
        _YOUNG if isinstance(s, str) and s in _YOUNG_AS and path not in draft.cells else s for s in path
    )
    outer = (path[:end] for end in range(len(path), 0, -1))
    inner = (known for known in draft.cells if known[: len(path)] == path)
    whole = [("total_row",)] if path == ("base_total",) else []
    chosen = next((p for p in (*outer, *whole, *inner) if p in draft.cells), None)
    return (draft.row, None) if chosen is None else draft.cells[chosen]


def _list_invalid(error: ValidationError, draft: NoticeDraft, table: FileTable) -> Iterator[PlacedProblem]:
    """List what is wrong with a notice beyond what was refused cell by cell."""
    for complaint, problem in zip(
        error.errors(include_url=False), list_validation_problems(error), strict=True
    ):
        path = complaint["loc"]
        gone = any(path[: len(refused)] == refused for refused in draft.refused)
        if gone or (path == ("base",) and ("stage",) in draft.refused):
            continue
        row, index = _find_cell(draft, path)
        name = f"{path[0]}: " if index is None else ""
        where = (table.get_address(row, index),)
        said = replace(problem, vi=f"{name}{problem.vi}", en=f"{name}{problem.en}")
        yield row, index or 0, said.at(where)


def _build_tree(draft: NoticeDraft) -> dict[str, Any]:
    """Build the tree of a notice from the values of a draft."""
    tree: dict[str, Any] = {"blocs": [bloc for bloc in draft.blocs if bloc]}
    for path, value in draft.values.items():
        inner = tree
        for step in path[:-1]:
            inner = inner.setdefault(_resolve_step(str(step), draft), {})
        inner[str(path[-1])] = value
    whole = tree.pop("total_row", None)
    if whole is not None and tree.setdefault("base_total", whole) != whole:
        tree["total_row"] = whole
    _resolve_partition(tree)
    stage = tree.get("stage")
    if isinstance(stage, NoticeStage):
        if (day := find_day(draft.stage)) is not None:
            tree.setdefault("dated", day)
        tree.setdefault("base", _infer_base(stage, tree, draft))
    if (different := tree.pop("total_row", None)) is not None and "base" in tree:
        tree.setdefault("totals", {}).setdefault(str(tree["base"]), different)
    if "funnel" in tree and "introduced" in tree.get("totals", {}):
        tree["funnel"]["introduced"] = tree["totals"]["introduced"]
    tree.setdefault("several", bool(draft.sums) or is_several(str(tree.get("locality", ""))))
    tree["sums"] = draft.sums
    return tree


def _infer_base(stage: NoticeStage, tree: dict[str, Any], draft: NoticeDraft) -> Among:
    """Infer whom a table counts: as its stage says, or those whose number alone it prints."""
    base = infer_base(stage, draft.stage, tree.get("base_total"), tree.get("seats"))
    totals = {str(one) for one in tree.get("totals", {})} & {str(one) for one in _BASES}
    if "base_total" in tree or str(base) in totals or len(totals) > 1:
        return base
    if totals:
        return Among(totals.pop())
    is_of_seats = "seats" in tree and not (tree["blocs"] or "structures" in tree)
    return Among.DEPUTIES if is_of_seats else base


_BASES = (Among.INTRODUCED, Among.CANDIDATES, Among.DEPUTIES)


def _resolve_partition(tree: dict[str, Any]) -> None:
    """Put the sizes of constituencies the right way round, and name their table's stage."""
    if "partition" not in tree:
        return
    tree["partition"] = orient_partition(tree["partition"], tree.get("seats"), tree.get("constituencies"))
    if "stage" not in tree:
        listed = tree.get("totals", {}).get("candidates")
        tree["stage"] = NoticeStage.PLANNED_COUNCIL if listed is None else NoticeStage.OFFICIAL_LIST
        tree.setdefault("base", Among.DEPUTIES if listed is None else Among.CANDIDATES)


def _resolve_step(step: str, draft: NoticeDraft) -> str:
    """Resolve a step of a path; who counts as young depends on the term."""
    if step != _YOUNG:
        return step
    day = draft.values.get(("election_day",))
    start = str(draft.values.get(("term",), day.year if isinstance(day, date) else ""))[:4]
    return _YOUNG_AS[start.isdigit() and int(start) <= _LAST_YEAR_UNDER_35]
