"""The columns of published tables: their headings in both languages, and how their cells are read."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from cocau.app.imports.bloc_names import read_codes
from cocau.app.imports.cells import DAY, TEXT, WHOLE, YES_NO
from cocau.app.imports.notice_words import (
    read_base,
    read_kind,
    read_level,
    read_percent,
    read_stage,
    read_term,
    read_total,
)
from cocau.app.imports.safe_text import Refused, fold, shown
from cocau.constraints.notice import STRUCTURES

Path = tuple[str, ...]


@dataclass(frozen=True)
class Field:
    """Where the value of a column goes in a notice, and how it is read. `row`: it belongs to one bloc."""

    path: Path
    read: Callable[[str], Any]
    row: bool = False


def _number(text: str) -> int:
    value: int = WHOLE.read(text)
    if value < 0:
        raise Refused(
            "negative",
            f"'{shown(text)}' là số âm; số người phải từ 0 trở lên.",
            f"'{shown(text)}' is negative; a number of people is 0 or more.",
        )
    if text.rstrip().endswith("%"):
        raise Refused(
            "whole_number",
            f"'{shown(text)}' là tỷ lệ; cột này là số người.",
            f"'{shown(text)}' is a percentage; this column is a number of people.",
        )
    return value


_BLOC = (
    "khối|cơ cấu|thành phần|tên khối|cơ cấu thành phần|cơ cấu, thành phần|thành phần, cơ cấu|nội dung"
    "|cơ quan, tổ chức, đơn vị|khối cơ quan|khối cơ quan, đơn vị"
)
_HEADINGS = {  # code: its field, then other headings
    "locality": (
        Field(("locality",), TEXT.read),
        "địa phương|tên địa phương|đơn vị|tên đơn vị|tên huyện|tên xã|đơn vị hành chính|hđnd|council",
    ),
    "level": (Field(("level",), read_level), "cấp|cấp hđnd|cấp hành chính"),
    "kind": (Field(("kind",), read_kind), "loại đơn vị|loại đơn vị hành chính"),
    "term": (Field(("term",), read_term), "nhiệm kỳ|khóa"),
    "election_day": (Field(("election_day",), DAY.read), "ngày bầu cử|election day"),
    "stage": (Field(("stage",), read_stage), "bước|giai đoạn|hội nghị|hiệp thương"),
    "dated": (Field(("dated",), DAY.read), "ngày|ngày công bố|ngày họp|date|day"),
    "several": (Field(("several",), YES_NO.read), "nhiều hđnd|gộp nhiều hđnd"),
    "base": (Field(("base",), read_base), "tính trên|base kind"),
    "base_total": (Field(("base_total",), _number), "n base|tổng số|tổng|tổng số người|tổng cộng|total"),
    "seats": (
        Field(("seats",), _number),
        "số đại biểu được bầu|đại biểu được bầu|tổng số đại biểu được bầu|số ghế|số đại biểu",
    ),
    "constituencies": (Field(("constituencies",), _number), "số đơn vị bầu cử|đơn vị bầu cử|units"),
    "committees": (Field(("committees",), _number), "số ban|số ban của hđnd"),
    "ethnic_minority_candidates": (
        Field(("ethnic_minority_candidates",), _number),
        "số người dân tộc thiểu số địa phương xác định",
    ),
    "self_nominated": (Field(("self_nominated",), _number), "tự ứng cử|số người tự ứng cử"),
    "introduced": (Field(("totals", "introduced"), _number), "số người được giới thiệu|được giới thiệu"),
    "dossiers": (Field(("totals", "dossiers"), _number), "số hồ sơ|hồ sơ|hồ sơ ứng cử"),
    "preliminary": (Field(("totals", "preliminary"), _number), "danh sách sơ bộ|preliminary list"),
    "candidates": (
        Field(("totals", "candidates"), _number),
        "số người ứng cử|người ứng cử|tổng số người ứng cử|ứng cử viên|số ứng cử viên|danh sách chính thức",
    ),
    "deputies": (Field(("totals", "deputies"), _number), "số đại biểu trúng cử|trúng cử|elected"),
    "outgoing": (Field(("totals", "outgoing"), _number), "đại biểu nhiệm kỳ trước|outgoing deputies"),
    "withdrew": (Field(("funnel", "withdrew"), _number), "xin rút|số người xin rút|rút"),
    "below_confidence": (
        Field(("funnel", "below_confidence"), _number),
        "không đủ tín nhiệm|dưới 50% tín nhiệm|tín nhiệm dưới 50%",
    ),
    "result": (Field(("funnel", "result"), _number), "còn lại|số còn lại"),
    "bloc": (Field(("name",), TEXT.read, row=True), _BLOC),
    "bloc_code": (Field(("blocs",), read_codes, row=True), "mã khối|bloc codes|blocs"),
    "count": (Field(("count",), _number, row=True), "số lượng|số người|số lượng người|số lượng đại biểu"),
    "percent": (
        Field(("percent",), read_percent, row=True),
        "pct of base|pct|tỷ lệ|tỉ lệ|tỷ lệ %|tỷ lệ (%)|%",
    ),
    "row_number": (Field(("row_number",), TEXT.read, row=True), "stt|tt|số tt|số thứ tự|no|#"),
    "percent_of": (Field(("of",), read_total, row=True), "tỷ lệ tính trên|pct of"),
    "source": (Field(("source",), TEXT.read), "nguồn|sources"),
}
_GROUPS = {
    "women": "nữ|phụ nữ|female|số nữ",
    "young": "trẻ|trẻ tuổi|người trẻ|tuổi trẻ",
    "non_party": "nonparty|ngoài đảng|người ngoài đảng|non-party",
    "ethnic_minority": "ethnic|ethnic minorities|dân tộc thiểu số"
    "|người dân tộc thiểu số|dân tộc ít người|dân tộc",
    "religious_people": "religious|tôn giáo|người có đạo|theo tôn giáo|người theo tôn giáo",
    "re_elected": "re standing or reelected|re of n|re|tái cử|tái ứng cử|re-elected|re-standing|re standing",
    "full_time": "chuyên trách|đại biểu chuyên trách|full-time",
    "experts": "chuyên gia|expert",
    "committee_member_heads": "",
}
# Verdicts and remarks of whoever made a table are not read: ours come from the numbers.
_PASSED_OVER = frozenset(
    {"sum of listed blocs", "sum check", "check vs res1187"}
    | {"note", "notes", "ghi chu", "remark", "remarks"}
)
_PEOPLE = frozenset({"nguoi)", "dai bieu)", "people)"})
_YEARS = re.compile(r"duoi \d\d tuoi\)")
_WHO = re.compile(r"^(?:so )?(?:dai bieu|nguoi ung cu|ung cu vien|nguoi)(?: la)? (?=\S)")
_UNDER = re.compile(r"(?:under|duoi)[ _]?(\d\d)(?: tuoi)?")
_SHARE = re.compile(
    r"(?:ty le|ti le|pct|percent|%) (?P<after>.+?)"
    r"|(?P<before>.+?) ?(?:\(%\)|%|pct|percent|share)(?: of (?:n|base))?"
)
_OF = re.compile(r"(?P<group>.+)[ _]of")


def is_passed_over(heading: str) -> bool:
    return _key(heading) in _PASSED_OVER


@cache
def field_of(heading: str) -> str | None:
    """The code of the column that a heading means; None if there is none."""
    key = _key(heading)
    if key in _codes():
        return _codes()[key]
    key = key.removesuffix(" (%)") if key.startswith(("ty le", "ti le")) else key
    outside, _, inside = key.partition(" (")
    if inside in _PEOPLE and outside in _codes():
        return _codes()[outside]
    if group := _group(key):
        return f"{group}.count"
    found = _SHARE.fullmatch(key)
    if found and (group := _group((found["after"] or found["before"] or "").strip())):
        return f"{group}.percent"
    found = _OF.fullmatch(key)
    return f"{group}.of" if found and (group := _group(found["group"])) else None


def field(code: str) -> Field:
    """What to do with a column."""
    if code in _HEADINGS:
        return _HEADINGS[code][0]
    group, _, part = code.rpartition(".")
    return Field(("structures", group, part), _PARTS[part])


_PARTS: dict[str, Callable[[str], Any]] = {"count": _number, "percent": read_percent, "of": read_total}


def unknown(heading: str) -> Refused:
    """A heading that means no column, with the nearest and all that are known."""
    near = get_close_matches(_key(heading)[:60], [*_codes(), *_group_names()], n=1, cutoff=0)[0]
    known = ", ".join((*_HEADINGS, *_GROUPS, "under_NN", "<nhóm>_pct"))
    return Refused(
        "unknown_heading",
        f"Không có cột '{shown(heading)}'; gần nhất: '{near}'. Các cột: {known}.",
        f"There is no column '{shown(heading)}'; the nearest: '{near}'. Columns: {known}.",
    )


def _key(heading: str) -> str:
    return " ".join(fold(heading).replace("_", " ").replace("\n", " ").split())


@cache
def _codes() -> dict[str, str]:
    found = {_key(code): code for code in _HEADINGS}
    for code, (_, others) in _HEADINGS.items():
        found |= {_key(name): code for name in others.split("|") if name}
    return found


@cache
def _group_names() -> dict[str, str]:
    found = {_key(group): group for group in (*_GROUPS, *STRUCTURES)}
    for group, others in _GROUPS.items():
        found |= {_key(name): group for name in others.split("|") if name}
    return found


def group_in(name: str) -> str | None:
    """The group that a row among the blocs counts: ``Đại biểu nữ``; None where it counts none."""
    return _group(_key(name))


def _group(key: str) -> str | None:
    if found := _UNDER.fullmatch(key):
        return f"under_{found[1]}"
    if key in _group_names():
        return _group_names()[key]
    outside, _, inside = key.partition(" (")
    if inside in _PEOPLE or _YEARS.fullmatch(inside):  # "Trẻ tuổi (dưới 40 tuổi)" says its age itself
        return _group(inside.removesuffix(")") if "tuoi" in inside else outside)
    bare = _WHO.sub("", key)
    return None if bare == key else _group(bare)
