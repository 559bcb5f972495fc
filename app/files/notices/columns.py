"""Columns of published tables: headings in two languages or two rows, and their cells."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from typing import Any

from cocau.app.files.notices.words import (
    read_base,
    read_kind,
    read_level,
    read_partition,
    read_percent,
    read_stage,
    read_term,
    read_total,
)
from cocau.app.files.problems import PlacedProblem
from cocau.app.files.tables.blocs import read_bloc_codes
from cocau.app.files.tables.cells import DAY, TEXT, WHOLE, YES_NO
from cocau.app.files.tables.table import FileTable, is_blank, is_column_numbers
from cocau.app.files.text import TextError, clean, fold, make_printable
from cocau.constraints.errors import Problem
from cocau.constraints.model.selectors import STRUCTURE_GROUPS
from cocau.constraints.published.notice import UnreadColumn

FieldPath = tuple[str, ...]


@dataclass(frozen=True)
class NoticeField:
    """A column's path in a notice, and the reader of its cells. `row`: it belongs to one bloc."""

    path: FieldPath
    read: Callable[[str], Any]
    row: bool = False


def _read_number(text: str) -> int:
    value: int = WHOLE.read(text)
    if value < 0:
        raise TextError(
            "negative",
            f"'{make_printable(text)}' là số âm; số người phải từ 0 trở lên.",
            f"'{make_printable(text)}' is negative; a number of people is 0 or more.",
        )
    if text.rstrip().endswith("%"):
        raise TextError(
            "whole_number",
            f"'{make_printable(text)}' là tỷ lệ; cột này là số người.",
            f"'{make_printable(text)}' is a percentage; this column is a number of people.",
        )
    return value


_BLOC_HEADINGS = (
    "khối|cơ cấu|thành phần|tên khối|cơ cấu thành phần|cơ cấu, thành phần|thành phần, cơ cấu|nội dung"
    "|cơ quan, tổ chức, đơn vị|cơ quan/tổ chức/đơn vị|khối cơ quan|khối cơ quan, đơn vị"
    "|khối, cơ quan, tổ chức, đơn vị"
)
_HEADINGS = {  # code: its field, then other headings
    "locality": (
        NoticeField(("locality",), TEXT.read),
        (
            "địa phương|tên địa phương|đơn vị|tên đơn vị|tên tỉnh|tên huyện|tên xã|tỉnh|huyện|xã"
            "|đơn vị hành chính|hđnd|council"
        ),
    ),
    "level": (NoticeField(("level",), read_level), "cấp|cấp hđnd|cấp hành chính"),
    "kind": (NoticeField(("kind",), read_kind), "loại đơn vị|loại đơn vị hành chính"),
    "term": (NoticeField(("term",), read_term), "nhiệm kỳ|khóa"),
    "election_day": (NoticeField(("election_day",), DAY.read), "ngày bầu cử|election day"),
    "stage": (
        NoticeField(("stage",), read_stage),
        "bước|giai đoạn|hội nghị|hiệp thương|hội nghị hiệp thương|lần hiệp thương",
    ),
    "dated": (NoticeField(("dated",), DAY.read), "ngày|ngày công bố|ngày họp|date|day"),
    "several": (NoticeField(("several",), YES_NO.read), "nhiều hđnd|gộp nhiều hđnd"),
    "base": (NoticeField(("base",), read_base), "tính trên|base kind"),
    "base_total": (
        NoticeField(("base_total",), _read_number),
        "n base|tổng số|tổng|tổng số người|tổng cộng|total",
    ),
    "seats": (
        NoticeField(("seats",), _read_number),
        (
            "số đại biểu được bầu|đại biểu được bầu|đb được bầu|số đb được bầu"
            "|tổng số đại biểu được bầu|số ghế|số đại biểu"
        ),
    ),
    "constituencies": (
        NoticeField(("constituencies",), _read_number),
        "số đơn vị bầu cử|đơn vị bầu cử|số đvbc|đvbc|units",
    ),
    "partition": (
        NoticeField(("partition",), read_partition),
        "partition(seats*units)|cách chia đơn vị bầu cử|các đơn vị bầu cử|constituency sizes",
    ),
    "partition_status": (NoticeField(("partition_status",), TEXT.read), "căn cứ cách chia"),
    "stated_minimum": (
        NoticeField(("stated_minimum",), _read_number),
        "min list by art58(3)|số người ứng cử tối thiểu|số người tối thiểu|danh sách tối thiểu",
    ),
    "committees": (NoticeField(("committees",), _read_number), "số ban|số ban của hđnd"),
    "ethnic_minority_candidates": (
        NoticeField(("ethnic_minority_candidates",), _read_number),
        "số người dân tộc thiểu số địa phương xác định",
    ),
    "self_nominated": (NoticeField(("self_nominated",), _read_number), "tự ứng cử|số người tự ứng cử"),
    "introduced": (
        NoticeField(("totals", "introduced"), _read_number),
        "số người được giới thiệu|người được giới thiệu|được giới thiệu",
    ),
    "dossiers": (NoticeField(("totals", "dossiers"), _read_number), "số hồ sơ|hồ sơ|hồ sơ ứng cử"),
    "preliminary": (NoticeField(("totals", "preliminary"), _read_number), "danh sách sơ bộ|preliminary list"),
    "candidates": (
        NoticeField(("totals", "candidates"), _read_number),
        (
            "actual official list|số người ứng cử|người ứng cử|tổng số người ứng cử|ứng cử viên"
            "|số ứng cử viên|tổng số ứng cử viên|danh sách chính thức"
        ),
    ),
    "deputies": (NoticeField(("totals", "deputies"), _read_number), "số đại biểu trúng cử|trúng cử|elected"),
    "outgoing": (
        NoticeField(("totals", "outgoing"), _read_number),
        "đại biểu nhiệm kỳ trước|outgoing deputies",
    ),
    "withdrew": (NoticeField(("funnel", "withdrew"), _read_number), "xin rút|số người xin rút|rút"),
    "below_confidence": (
        NoticeField(("funnel", "below_confidence"), _read_number),
        "không đủ tín nhiệm|dưới 50% tín nhiệm|tín nhiệm dưới 50%",
    ),
    "result": (NoticeField(("funnel", "result"), _read_number), "còn lại|số còn lại"),
    "bloc": (NoticeField(("name",), TEXT.read, row=True), _BLOC_HEADINGS),
    "bloc_code": (NoticeField(("blocs",), read_bloc_codes, row=True), "mã khối|bloc codes|blocs"),
    "count": (
        NoticeField(("count",), _read_number, row=True),
        "số lượng|sl|số người|số lượng người|số lượng đại biểu|số lượng giới thiệu|number",
    ),
    "percent": (
        NoticeField(("percent",), read_percent, row=True),
        "pct of base|pct|tỷ lệ|tỉ lệ|tỷ lệ %|tỷ lệ (%)|tl|tl %|tl (%)|%|share",
    ),
    "row_number": (NoticeField(("row_number",), TEXT.read, row=True), "stt|tt|số tt|số thứ tự|no|#"),
    "percent_of": (NoticeField(("of",), read_total, row=True), "tỷ lệ tính trên|pct of"),
    "source": (NoticeField(("source",), TEXT.read), "nguồn|sources"),
}
_GROUPS = {
    "women": "nữ|phụ nữ|female|số nữ",
    "young": "trẻ|trẻ tuổi|người trẻ|tuổi trẻ",
    "non_party": "nonparty|ngoài đảng|người ngoài đảng|non-party",
    "ethnic_minority": "ethnic|ethnic minorities|dân tộc thiểu số"
    "|người dân tộc thiểu số|dân tộc ít người|dân tộc|dtts",
    "religious_people": "religious|tôn giáo|người có đạo|theo tôn giáo|người theo tôn giáo",
    "re_elected": "re standing or reelected|re of n|re|tái cử|tái ứng cử|re-elected|re-standing|re standing",
    "full_time": "chuyên trách|đại biểu chuyên trách|full-time",
    "experts": "chuyên gia|expert",
    "committee_member_heads": "",
}
# Verdicts and remarks of whoever made a table are not read: ours come from the numbers.
_IGNORED_HEADINGS = frozenset(
    {"sum of listed blocs", "sum check", "check vs res1187", "actual minus min"}
    | {"min women ceil(0.35*min list)"}
    | {"note", "notes", "ghi chu", "remark", "remarks"}
)
_PEOPLE = frozenset({"nguoi)", "dai bieu)", "people)"})
_YEARS = re.compile(r"(?:duoi |< ?)\d\d(?: tuoi)?\)")
_WHO = re.compile(r"^(?:so )?(?:dai bieu|nguoi ung cu|ung cu vien|nguoi)(?: la)? (?=\S)")
_UNDER = re.compile(r"(?:under|duoi|<)[ _]?(\d\d)(?: tuoi)?")
_SHARE = re.compile(
    r"(?:ty le|ti le|pct|percent|%) (?P<after>.+?)"
    r"|(?P<before>.+?) ?(?:\(%\)|%|pct|percent|share)(?: of (?:n|base))?"
)
_OF = re.compile(r"(?P<group>.+)[ _]of")


def is_ignored_column(heading: str) -> bool:
    """Return whether a column of this heading is left unread."""
    return _normalize_heading(heading) in _IGNORED_HEADINGS


@cache
def find_notice_column(heading: str) -> str | None:
    """Return the code of the column that a heading means; None if there is none."""
    key = _normalize_heading(heading)
    if key in _get_codes():
        return _get_codes()[key]
    key = key.removesuffix(" (%)") if key.startswith(("ty le", "ti le")) else key
    outside, _, inside = key.partition(" (")
    if inside in _PEOPLE and outside in _get_codes():
        return _get_codes()[outside]
    if group := _match_group(key):
        return f"{group}.count"
    found = _SHARE.fullmatch(key)
    if found and (group := _match_group((found["after"] or found["before"] or "").strip())):
        return f"{group}.percent"
    found = _OF.fullmatch(key)
    return f"{group}.of" if found and (group := _match_group(found["group"])) else None


def get_notice_field(code: str) -> NoticeField:
    """Return the field of a column code."""
    if code in _HEADINGS:
        return _HEADINGS[code][0]
    group, _, part = code.rpartition(".")
    return NoticeField(("structures", group, part), _PARTS[part])


_PARTS: dict[str, Callable[[str], Any]] = {"count": _read_number, "percent": read_percent, "of": read_total}


def _find_nearest(heading: str) -> str:
    printed = _list_spellings()
    near = get_close_matches(_normalize_heading(heading)[:60], printed, n=1, cutoff=_NEAR)
    return printed[near[0]] if near else ""


def build_unknown_heading(heading: str) -> TextError:
    """Build the refusal of an unknown heading, with the nearest known one and all of them."""
    near = _find_nearest(heading)
    known = ", ".join((*_HEADINGS, *_GROUPS, "under_NN", "<nhóm>_pct"))
    vi, en = (f"; gần nhất: '{near}'", f"; the nearest: '{near}'") if near else ("", "")
    return TextError(
        "unknown_heading",
        f"Không có cột '{make_printable(heading)}'{vi}. Các cột: {known}.",
        f"There is no column '{make_printable(heading)}'{en}. Columns: {known}.",
    )


_NEAR = 0.75
"""How alike a heading must be to be suggested."""


def _normalize_heading(heading: str) -> str:
    return " ".join(fold(heading).replace("_", " ").replace("\n", " ").split())


@cache
def _get_codes() -> dict[str, str]:
    found = {_normalize_heading(code): code for code in _HEADINGS}
    for code, (_, others) in _HEADINGS.items():
        found |= {_normalize_heading(name): code for name in others.split("|") if name}
    return found


@cache
def _list_spellings() -> dict[str, str]:
    """Map every heading, without diacritics, to how it is written."""
    tables = [{code: others for code, (_, others) in _HEADINGS.items()}, _GROUPS]
    each = (name for table in tables for code, others in table.items() for name in (code, *others.split("|")))
    return {_normalize_heading(name): name for name in each if name}


@cache
def _get_group_names() -> dict[str, str]:
    found = {_normalize_heading(group): group for group in (*_GROUPS, *STRUCTURE_GROUPS)}
    for group, others in _GROUPS.items():
        found |= {_normalize_heading(name): group for name in others.split("|") if name}
    return found


def find_group(name: str) -> str | None:
    """Find the group that a row among the blocs counts: ``Đại biểu nữ``; None for a bloc."""
    return _match_group(_normalize_heading(name))


def _match_group(key: str) -> str | None:
    if found := _UNDER.fullmatch(key):
        return f"under_{found[1]}"
    if key in _get_group_names():
        return _get_group_names()[key]
    outside, _, inside = key.partition(" (")
    if inside in _PEOPLE or _YEARS.fullmatch(inside):  # "Trẻ tuổi (dưới 40 tuổi)" says its age itself
        return _match_group(outside if inside in _PEOPLE else inside.removesuffix(")"))
    bare = _WHO.sub("", key)
    return None if bare == key else _match_group(bare)


_COUNTS = frozenset({"so luong", "sl", "so nguoi", "so luong (nguoi)", "so", "count", "number"})
_SHARES = frozenset({"ty le", "ti le", "tl", "ty le %", "ty le (%)", "ti le (%)", "tl (%)", "%", "percent"})
_LEAST_CELLS = 2  # a single one may head a row of figures


def merge_heading_rows(table: FileTable) -> FileTable:
    """Merge two rows of headings, and drop the row that numbers the columns.

    A second row of "Số lượng", "Tỷ lệ" under merged headings is taken into them: "Nữ", "Tỷ lệ Nữ". A row
    such as (1), (2), (3) is left out.
    """
    if table.rows and (under := _merge_second_row(table.headings, _clean_texts(table.rows[0][1]))):
        table = replace(table, headings=under, rows=table.rows[1:])
    if table.rows and is_column_numbers(_clean_texts(table.rows[0][1])):
        table = replace(table, rows=table.rows[1:])
    return table


def _clean_texts(cells: Sequence[str]) -> list[str]:
    found = []
    for cell in cells:
        try:
            found.append(clean(cell))
        except TextError:  # reported where the cell is read
            found.append(cell)
    return found


def _merge_second_row(headings: Sequence[str], below: Sequence[str]) -> list[str]:
    """Merge the headings of both rows; none where the lower row has no headings."""
    width = max(len(headings), len(below))
    upper, lower = (list(row) + [""] * (width - len(row)) for row in (headings, below))
    if len([cell for cell in lower if cell]) < _LEAST_CELLS or not all(
        _is_heading(cell) for cell in lower if cell
    ):
        return []
    over, made = "", []
    for above, cell in zip(upper, lower, strict=True):
        over = above or (over if cell else "")
        made.append(_join_headings(over, cell))
    return made


def _is_heading(cell: str) -> bool:
    return fold(cell) in _COUNTS | _SHARES or find_notice_column(cell) is not None


def _join_headings(over: str, cell: str) -> str:
    if fold(cell) in _SHARES and over:
        return f"Tỷ lệ {over}"
    return over if not cell or (fold(cell) in _COUNTS and over) else cell


_NO_HEADING = TextError(
    "no_heading",
    "Cột có số liệu nhưng không có tiêu đề; nếu tiêu đề gộp ô thì ghi tiêu đề vào từng cột.",
    "The column has values but no heading; if headings are merged, write one over each column.",
)
_REQUIRED = ("locality", "level", "stage")
_IMPLIED = ("stage", True)
"""A table of constituencies is of the official list, or of the council to be elected."""


@dataclass(frozen=True)
class MatchedColumns:
    """The code of each column, the columns without one, and what is wrong with headings."""

    codes: dict[int, str]
    unread: tuple[UnreadColumn, ...]
    problems: list[PlacedProblem]


def match_notice_columns(table: FileTable) -> MatchedColumns:
    """Match headings to column codes.

    Unknown ones refuse a table only where it lacks a column that it needs: one of them may be that.
    """
    codes: dict[int, str] = {}
    problems: list[PlacedProblem] = []
    unread: dict[int, UnreadColumn] = {}
    unknown: list[PlacedProblem] = []
    for index, heading in enumerate(table.headings):
        code = _resolve_percent(codes.get(index - 1), find_notice_column(heading)) if heading else None
        if code in _FIGURES and index - 1 in unread and code in codes.values():
            unread[index] = UnreadColumn(heading=f"{unread[index - 1].heading}: {heading}")
            continue
        filled = heading or any(
            index < len(cells) and not is_blank([cells[index]]) for _, cells in table.rows
        )
        where = (table.get_address(table.heading_row, index),)
        if is_ignored_column(heading) or not filled:
            continue
        if code is None:
            unread[index] = _describe_unread(heading, index)
            refusal = build_unknown_heading(heading) if heading else _NO_HEADING
            unknown.append((table.heading_row, index, refusal.to_problem(where)))
        elif code in codes.values():
            vi, en = (
                f"Cột '{code}' có hai lần; chỉ giữ một.",
                f"The column '{code}' is there twice; keep one.",
            )
            problems.append((table.heading_row, index, Problem("heading_twice", where, vi, en)))
        else:
            codes[index] = code
    known = set(codes.values())
    if not known & _IDENTIFYING:
        return MatchedColumns(codes, (), [_build_other_table(table)])
    missing = list(_list_missing(table, known))
    told = sorted([*problems, *(unknown if missing else [])], key=lambda one: one[1])
    return MatchedColumns(codes, tuple(unread.values()), [*told, *missing])


_FIGURES = frozenset({"count", "percent"})
"""Columns that belong to the one left of them."""


def _describe_unread(heading: str, index: int) -> UnreadColumn:
    if not heading:
        return UnreadColumn(heading=f"{index + 1}")
    return UnreadColumn(heading=make_printable(heading), nearest=_find_nearest(heading))


_IDENTIFYING = {"locality", "level", "stage", "bloc", "partition"}


def _build_other_table(table: FileTable) -> PlacedProblem:
    """Build the refusal of a table that is none of compositions."""
    vi = "Không phải bảng cơ cấu: cần ít nhất các cột địa phương, cấp, bước, nhiệm kỳ và số liệu."
    en = "No composition table: columns locality, level, stage, term and figures are needed."
    where = (table.get_address(table.heading_row),)
    return table.heading_row, 0, Problem("no_composition", where, vi, en)


def _resolve_percent(left: str | None, code: str | None) -> str | None:
    """Resolve a plain "Tỷ lệ" right of a group's number to that group's percentage."""
    if code == "percent" and left is not None and left.endswith(".count"):
        return left.removesuffix("count") + code
    return code


def _list_missing(table: FileTable, codes: set[str]) -> Iterator[PlacedProblem]:
    lacking = [code for code in _REQUIRED if code not in codes and (code, "partition" in codes) != _IMPLIED]
    if not codes & {"term", "election_day"}:
        lacking.append("term")
    if codes & {"count", "percent", "bloc_code"} and "bloc" not in codes:
        lacking.append("bloc")
    for code in lacking:
        vi, en = f"Thiếu cột bắt buộc '{code}'.", f"The required column '{code}' is missing."
        where = (table.get_address(table.heading_row),)
        yield table.heading_row, len(table.headings), Problem("missing_heading", where, vi, en)
