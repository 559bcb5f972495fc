"""Rows of a notice: a bloc, a part of one, a structure across blocs, a total, a heading."""

import re
from dataclasses import dataclass, field
from typing import Any

from cocau.app.files.notices.columns import find_group
from cocau.app.files.notices.columns import get_notice_field as column
from cocau.app.files.problems import PlacedProblem
from cocau.app.files.tables.blocs import UserReadings, normalize_bloc_name, read_bloc, read_printed_bloc
from cocau.app.files.tables.table import FileTable
from cocau.app.files.text import TextError, fold
from cocau.constraints.errors import Problem
from cocau.constraints.model.council import CouncilLevel
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
"""Up to this rank, numbers after an unnumbered row are a list of their own, not its parts."""


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
    columns: dict[NoticePath, "StructureColumn"] = field(default_factory=dict)
    """Structures that have a column, so that each row of blocs has a figure of its own."""


@dataclass
class StructureColumn:
    """The figures of a column of a structure: of each bloc of its own, and of all."""

    code: str
    rows: list[tuple[Any, tuple[int, int]]] = field(default_factory=list)
    whole: tuple[Any, tuple[int, int]] | None = None


@dataclass(frozen=True)
class NoticeRow:
    """A row of a notice: values by column code, its stage's text, and what was not readable."""

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
    draft: NoticeDraft,
    row: NoticeRow,
    table: FileTable,
    readings: UserReadings,
    problems: list[PlacedProblem],
) -> None:
    """Read one row: a bloc, a part of one, a structure, a total, or a heading."""
    name = row.values.get("bloc")
    inner = {column(c).path[0]: value for c, value in row.values.items() if column(c).row}
    number = inner.pop("row_number", "")
    if name is None:
        if inner and "bloc" not in row.refused:
            vi, en = "Thiếu tên khối.", "The name of the bloc is missing."
            where = (table.get_address(row.number, row.at["bloc"]),)
            problems.append((row.number, row.at["bloc"], Problem("missing", where, vi, en)))
        return
    own, bare = split_number(name)
    if is_total(bare):
        _read_total(draft, row, table, problems)
    elif not _is_heading_row(bare, number or own, draft, row):
        _read_figures(name, number or own, inner, draft, row, table, readings, problems)


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


def _read_total(draft: NoticeDraft, row: NoticeRow, table: FileTable, problems: list[PlacedProblem]) -> None:
    """Read the row of totals; two different ones are a problem."""
    at = row.number, row.at.get("count", row.at["bloc"])
    count = row.values.get("count")
    first = draft.values.setdefault(_TOTAL_PATH, count)
    if first != count:
        vi = f"Hai dòng tổng khác nhau: {first} ở dòng {draft.cells[_TOTAL_PATH][0]}, {count} ở đây."
        en = f"Two different totals: {first} in row {draft.cells[_TOTAL_PATH][0]}, {count} here."
        problems.append((*at, Problem("total_twice", (table.get_address(*at),), vi, en)))
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
    problems: list[PlacedProblem],
) -> None:
    bare = split_number(name)[1]
    bare = strip_of_which(bare) or bare
    if "blocs" not in inner:
        if (group := _find_structure(bare, draft, readings)) is not None:
            part = _read_part_group(name, bare, draft, row)
            if part is None:
                _read_structure(group, name, draft, row, table, problems)
                return
            inner |= part
        else:
            bloc_name = name if normalize_bloc_name(name) in readings else bare
            inner |= _read_bloc_name(bloc_name, draft, readings)
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
    group: str, name: str, draft: NoticeDraft, row: NoticeRow, table: FileTable, problems: list[PlacedProblem]
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
            problems.append((*at, Problem("structure_twice", (table.get_address(*at),), vi, en)))
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
