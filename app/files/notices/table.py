"""Notices in tables: a row for each bloc, with parts, structures and totals, or a row for each locality."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations
from typing import Any

from pydantic import ValidationError

from cocau.app.files.notices.columns import find_group, match_notice_columns, merge_heading_rows
from cocau.app.files.notices.columns import get_notice_field as column
from cocau.app.files.notices.words import find_day, infer_base, is_several, orient_partition
from cocau.app.files.problems import PlacedProblem
from cocau.app.files.tables.blocs import UserReadings, normalize_bloc_name, read_bloc, read_printed_bloc
from cocau.app.files.tables.table import FileTable, TableRow, is_blank
from cocau.app.files.text import TextError, clean, fold, unguard_formula
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import Loc, Problem
from cocau.constraints.model.council import CouncilLevel
from cocau.constraints.model.selectors import Among
from cocau.constraints.published.notice import ApartRow, ApartRowReading, BlocRow, Notice, NoticeStage
from cocau.constraints.published.tallies import count_itemised
from cocau.constraints.record import Text

_RANKS = (  # from the outermost; what is not numbered is outside of all
    re.compile(r"(?:[IVX]{1,5}|[A-Z])[.)/:]?"),
    re.compile(r"\d{1,2}[.)/:]?"),
    re.compile(r"\d{1,2}(?:\.\d{1,2})+[.)/:]?"),
    re.compile(r"[a-zđ][.)/:]"),
    re.compile(r"[-–—•*]"),
    re.compile(r"\+"),
)
_NUMBER = re.compile(
    r"(?P<number>(?:[IVX]{1,5}|[A-Z]|[a-zđ]|\d{1,2}(?:\.\d{1,2})*)[.)/:](?=\s)|[-–—•*+])\s*(?P<rest>\S.*)",
    re.DOTALL,
)
_OF_WHICH = re.compile(r"(?:trong do|of which|including)\b[\s:,-]*")
_LAST_LIST_RANK = 4
"""Up to this rank numbers after a row without one are a list of their own, not parts of it."""


def split_number(name: str) -> tuple[str, str]:
    """Split a printed name into its number, or "", and the name itself."""
    found = _NUMBER.fullmatch(name.strip())
    return (found["number"], found["rest"]) if found else ("", name)


def strip_of_which(name: str) -> str | None:
    """Return what follows "trong đó"; None where a name does not begin so."""
    found = _OF_WHICH.match(fold(name))
    return name[found.end() :] if found else None


def is_section_number(number: str) -> bool:
    """Return whether a number, on a row without figures, heads a section: I, A."""
    return _get_rank(number) == 1


def _get_rank(number: str) -> int:
    text = number.strip()
    return next((rank for rank, shape in enumerate(_RANKS, start=1) if shape.fullmatch(text)), 0)


@dataclass
class RowNesting:
    """The rows that are open for parts: which row each next one is part of."""

    _open: list[tuple[int, str]] = field(default_factory=list)

    def start_section(self) -> None:
        """Start a section: nothing after it is part of what stood before."""
        self._open.clear()

    def get_open(self) -> str | None:
        """Return the row that "trong đó" would be part of."""
        return self._open[-1][1] if self._open else None

    def find_parent(self, number: str, name: str) -> str | None:
        """Return the row that this one is part of; None for a row of its own."""
        if strip_of_which(split_number(name)[1]) is not None:
            return self._open[-1][1] if self._open else None
        rank = _get_rank(number)
        while self._open and not self._can_contain(self._open[-1][0], rank):
            self._open.pop()
        outer = self._open[-1][1] if self._open else None
        self._open.append((rank, name))
        return outer

    @staticmethod
    def _can_contain(outer: int, inner: int) -> bool:
        return outer < inner if outer else inner > _LAST_LIST_RANK


NoticePath = tuple[str | int, ...]


@dataclass(frozen=True)
class ParsedNotice:
    """A notice with the place of each of its fields: a line, or a row and a column."""

    notice: Notice
    locate: Callable[[NoticePath], Loc]


@dataclass
class NoticeDraft:
    """A notice that is being read: its values by path, and the cell of each."""

    row: int
    values: dict[NoticePath, Any] = field(default_factory=dict)
    cells: dict[NoticePath, tuple[int, int]] = field(default_factory=dict)
    blocs: list[dict[str, Any]] = field(default_factory=list)
    refused: set[NoticePath] = field(default_factory=set)
    stage: str = ""
    sums: tuple[str, ...] = ()
    nesting: RowNesting = field(default_factory=RowNesting)
    structures: bool = False
    """Whether the rows now reached are structures, which cut across the blocs above."""
    apart: list[tuple[str, str, int]] = field(default_factory=list)
    """Groups printed among the blocs: name, group, count."""


@dataclass(frozen=True)
class NoticeRow:
    """A row of a notice: values by column code, the text of its stage, and what could not be read."""

    number: int
    values: dict[str, Any]
    at: dict[str, int]
    refused: frozenset[str]
    stage: str
    sums: tuple[str, ...] = ()
    """The localities above that a row of totals adds up."""


_TOTAL_NAMES = frozenset(
    {"tong", "tong so", "tong cong", "cong", "total", "sum", "toan bo", "tong so nguoi", "tong so dai bieu"}
    | {"cong chung", "tong cong so dai bieu"}
)
_STRUCTURES_BELOW = ("co cau ket hop", "ket hop")
_TOTAL_PATH = ("total_row",)


def read_bloc_row(
    draft: NoticeDraft, row: NoticeRow, table: FileTable, readings: UserReadings, found: list[PlacedProblem]
) -> None:
    """Read one row: a bloc, a part of one, a structure, a total, or a heading."""
    name = row.values.get("bloc")
    inner = {column(c).path[0]: value for c, value in row.values.items() if column(c).row}
    number = inner.pop("row_number", "")
    if name is None:
        if inner and "bloc" not in row.refused:
            vi, en = "Thiếu tên khối.", "The name of the bloc is missing."
            where = (table.get_address(row.number, row.at["bloc"]),)
            found.append((row.number, row.at["bloc"], Problem("missing", where, vi, en)))
        return
    own, bare = split_number(name)
    if is_total(bare):
        _read_total(draft, row, table, found)
    elif not _is_heading_row(bare, number or own, draft, row):
        _read_figures(name, number or own, inner, draft, row, table, readings, found)


def is_total(name: str) -> bool:
    """Return whether a row adds up those above it: ``Tổng cộng (I+II):``."""
    return normalize_bloc_name(name).partition("(")[0].strip(" :") in _TOTAL_NAMES


def _is_heading_row(bare: str, number: str, draft: NoticeDraft, row: NoticeRow) -> bool:
    """Return whether a row has no figures because it only heads those below."""
    if any(code in row.values or code in row.refused for code in ("count", "percent")):
        return False
    below = normalize_bloc_name(bare).startswith(_STRUCTURES_BELOW)
    draft.structures |= below
    if below or is_section_number(number):
        draft.nesting.start_section()
        return True
    return False


def _read_total(draft: NoticeDraft, row: NoticeRow, table: FileTable, found: list[PlacedProblem]) -> None:
    """Read the row of totals; two different ones are a problem."""
    at = row.number, row.at.get("count", row.at["bloc"])
    count = row.values.get("count")
    first = draft.values.setdefault(_TOTAL_PATH, count)
    if first != count:
        vi = f"Hai dòng tổng khác nhau: {first} ở dòng {draft.cells[_TOTAL_PATH][0]}, {count} ở đây."
        en = f"Two different totals: {first} in row {draft.cells[_TOTAL_PATH][0]}, {count} here."
        found.append((*at, Problem("total_twice", (table.get_address(*at),), vi, en)))
        draft.refused.add(("base_total",))
    draft.cells.setdefault(_TOTAL_PATH, at)
    draft.nesting.start_section()
    if "percent" in row.values:
        draft.values["total_percent",] = row.values["percent"]
        draft.cells["total_percent",] = row.number, row.at["percent"]


def _read_figures(  # noqa: PLR0913, PLR0917  # a row, what it is read into, and what it is read with
    name: str,
    number: str,
    inner: dict[str, Any],
    draft: NoticeDraft,
    row: NoticeRow,
    table: FileTable,
    readings: UserReadings,
    found: list[PlacedProblem],
) -> None:
    bare = split_number(name)[1]
    bare = strip_of_which(bare) or bare
    if "blocs" not in inner:
        if (group := _find_structure(bare, draft, readings)) is not None:
            part = _read_part_group(name, bare, draft, row)
            if part is None:
                _read_structure(group, name, draft, row, table, found)
                return
            inner |= part
        else:
            told = name if normalize_bloc_name(name) in readings else bare
            inner |= _read_bloc_name(told, draft, readings)
    inner["part_of"] = draft.nesting.find_parent(number, name)
    for code in row.at:
        if column(code).row and code != "row_number":
            draft.cells["blocs", len(draft.blocs), column(code).path[0]] = row.number, row.at[code]
    draft.blocs.append(inner)


def _find_structure(name: str, draft: NoticeDraft, readings: UserReadings) -> str | None:
    """Find the group that a row counts instead of a bloc: women, the young."""
    group = find_group(name)
    if group is None or normalize_bloc_name(name) in readings or draft.structures:
        return None if normalize_bloc_name(name) in readings else group
    try:
        read_bloc(name, None, readings)
    except TextError:
        return group
    return None


def _read_structure(
    group: str, name: str, draft: NoticeDraft, row: NoticeRow, table: FileTable, found: list[PlacedProblem]
) -> None:
    """Read the figures of a group that is counted in a row below the blocs, or among them."""
    count = row.values.get("count")
    if not draft.structures and _TOTAL_PATH not in draft.values and isinstance(count, int):
        draft.apart.append((name, group, count))
    codes = [code for code in ("count", "percent", "percent_of") if code in row.values] or ["count"]
    for code in codes:
        path = column(f"{group}.{'of' if code == 'percent_of' else code}").path
        at = row.number, row.at.get(code, row.at["bloc"])
        if path in draft.values:
            vi, en = f"Cơ cấu '{group}' ghi hai lần.", f"The structure '{group}' is there twice."
            found.append((*at, Problem("structure_twice", (table.get_address(*at),), vi, en)))
        draft.values[path], draft.cells[path] = row.values.get(code), at


def _read_bloc_name(name: str, draft: NoticeDraft, readings: UserReadings) -> dict[str, Any]:
    """Read what a printed bloc stands for, by its name."""
    level = draft.values.get(("level",))
    reading = read_printed_bloc(name, None if level is None else CouncilLevel(level), readings)
    return {"blocs": reading.blocs, "doubt": reading.doubt}


def _read_part_group(name: str, bare: str, draft: NoticeDraft, row: NoticeRow) -> dict[str, Any] | None:
    """Read "trong đó: nữ" below a bloc as a part of that bloc; None where it is none."""
    whole = draft.nesting.get_open()
    inside = strip_of_which(split_number(name)[1]) is not None
    above = next((bloc for bloc in draft.blocs if bloc.get("name") == whole), None)
    count = row.values.get("count")
    if not inside or above is None or draft.structures:
        return None
    if count is not None and above.get("count") is not None and count > above["count"]:
        return None  # more than the bloc has: it speaks of everybody
    doubt = Text(
        vi=f"đọc là một phần của '{whole}', không phải của cả bảng.",
        en=f"read as a part of '{whole}', not of the whole table.",
    )
    return {"name": f"{whole}: {bare}", "blocs": above.get("blocs", ()), "doubt": doubt}


def _settle_apart_rows(notice: Notice, apart: Sequence[tuple[str, str, int]]) -> Notice:
    """Return the notice with the groups printed among its blocs counted as their sum says.

    What only makes the sum right with it is a bloc of its own; what makes it right without is within the
    others. Where neither does, nobody knows, and the group is no longer told by this row.
    """
    total, found = notice.total, count_itemised(notice)
    if not apart or not notice.blocs or total is None:
        return notice
    some = [rows for size in range(len(apart) + 1) for rows in combinations(range(len(apart)), size)]
    right = [
        rows
        for rows in some
        if found.low + sum(apart[n][2] for n in rows) == total == found.high + sum(apart[n][2] for n in rows)
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


_NOTHING = frozenset({"", "-", "--", "…", "...", "n/a", "na", "/"})
_SHARED_CODES = ("level", "term", "election_day", "stage", "base")
_KEY_CODES = ("locality", "level", "term", "election_day", "stage", "base")
_YOUNG, _YOUNG_AS = "young", ("under_40", "under_35")
_LAST_YEAR_UNDER_35 = 2016
"""Up to this election young meant under 35, later under 40 (V2)."""


def parse_notice_table(
    table: FileTable, readings: UserReadings
) -> tuple[list[ParsedNotice], list[PlacedProblem]]:
    """Parse the usable notices of a table, with the problems of the others."""
    table = merge_heading_rows(table)
    codes, found = match_notice_columns(table)
    unread = bool(found)
    rows = [_read_row(table, row, codes, found) for row in table.rows]
    if unread:
        return [], found
    drafts = _build_drafts(rows, table, readings, found)
    if not drafts and not found:
        found.append((table.heading_row, 0, _build_no_rows(table)))
    return [printed for draft in drafts if (printed := _build_notice(draft, table, found))], found


def _build_no_rows(table: FileTable) -> Problem:
    vi, en = "Bảng không có dòng số liệu nào.", "The table has no rows."
    return Problem("no_rows", (table.get_address(table.heading_row),), vi, en)


def _read_row(
    table: FileTable, row: TableRow, codes: dict[int, str], found: list[PlacedProblem]
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
            found.append((number, index, reason.to_problem((table.get_address(number, index),))))
    width = len(table.headings)
    if len(cells) > width and not is_blank(cells[width:]):
        vi = f"Dòng có {len(cells)} ô, nhiều hơn {width} tiêu đề cột."
        en = f"The row has {len(cells)} cells, more than the {width} headings."
        found.append((number, width, Problem("too_many_cells", (table.get_address(number),), vi, en)))
    return NoticeRow(number, values, {code: i for i, code in codes.items()}, frozenset(refused), stage)


def _build_drafts(
    rows: Sequence[NoticeRow], table: FileTable, readings: UserReadings, found: list[PlacedProblem]
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
        _read_shared_values(draft, row, table, found)
        if not one_each:
            read_bloc_row(draft, row, table, readings, found)
    return list(by_key.values())


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
    draft: NoticeDraft, row: NoticeRow, table: FileTable, found: list[PlacedProblem]
) -> None:
    """Read the values of the whole table; those in several rows must agree."""
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
            found.append((*at, Problem("rows_differ", (table.get_address(*at),), vi, en)))
        draft.cells.setdefault(where.path, at)
    draft.refused |= {column(code).path for code in row.refused}


def _build_notice(draft: NoticeDraft, table: FileTable, found: list[PlacedProblem]) -> ParsedNotice | None:
    """Build the notice of a draft; None, with its problems, where that fails."""
    try:
        notice = _settle_apart_rows(Notice.model_validate(_build_tree(draft)), _name_young(draft))
    except TextError as reason:
        at = draft.cells["stage",]
        found.append((*at, reason.to_problem((table.get_address(*at),))))
        return None
    except ValidationError as error:
        found += _list_invalid(error, draft, table)
        return None
    return (
        None
        if draft.refused
        else ParsedNotice(notice, lambda path: (table.get_address(*_find_cell(draft, path)),))
    )


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
        tree.setdefault("base", infer_base(stage, draft.stage, tree.get("base_total"), tree.get("seats")))
    if (different := tree.pop("total_row", None)) is not None and "base" in tree:
        tree.setdefault("totals", {}).setdefault(str(tree["base"]), different)
    if "funnel" in tree and "introduced" in tree.get("totals", {}):
        tree["funnel"]["introduced"] = tree["totals"]["introduced"]
    tree.setdefault("several", bool(draft.sums) or is_several(str(tree.get("locality", ""))))
    tree["sums"] = draft.sums
    return tree


def _resolve_partition(tree: dict[str, Any]) -> None:
    """Put the sizes of constituencies the right way round, and name the stage of a table of sizes."""
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
