"""Kinds of cells: how each is read and written, and which words it takes."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from cocau.app.files.tables.committees import cut_council_name, read_committee_post, write_post
from cocau.app.files.text import TextError, fold, make_printable
from cocau.app.i18n.words import ENUMS, OFFICE, OTHER_SPELLINGS, WordTable
from cocau.constraints.model.traits import (
    ConfidenceVote,
    Discipline,
    ExtraPersonField,
    GradeOfYear,
    Sanction,
    YearlyGrade,
)
from cocau.constraints.record import Text

YES, NO = Text(vi="có", en="yes"), Text(vi="không", en="no")
_YES_NO = dict.fromkeys(("x", "co", "true", "1", "yes", "dung"), True) | dict.fromkeys(
    ("khong", "false", "0", "no", "sai", "-"), False
)
_DAY = re.compile(r"(?:(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2}))")
_WRITTEN_DAY = re.compile(
    r"^(?:ngày\s+)?(\d{1,2})(?:\s*[/.-]\s*|\s+tháng\s+)(\d{1,2})(?:\s*[/.-]\s*|\s+năm\s+)(\d{4})$",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"(-?\d{1,9})(?:[.,]0+)?\s*%?")
_LAST_DAY = re.compile(rf"({_DAY.pattern})\)?$")
_BEFORE_DAY = re.compile(r"[ (](?:ngày|on)$", re.IGNORECASE)
_BETWEEN = " :,("
_VOTE = re.compile(rf"({_DAY.pattern})\s*:\s*(\d{{1,3}})\s*/\s*(\d{{1,3}})\s*/\s*(\d{{1,3}})")
_GRADE = re.compile(r"((?:19|20|21)\d{2})\s*[:-]\s*(.+)")
_ESCAPED = re.compile(r"\\([\\;])")
_ITEM = re.compile(r"(?:\\[\\;]|[^;])+")
_FIRST_YEAR = 1900  # a spreadsheet knows no earlier day, and nobody was born before


@dataclass(frozen=True)
class CellType:
    """A kind of cell; `read` takes clean text or raises `TextError`, `write` undoes it."""

    read: Callable[[str], Any]
    form: Text
    write: Callable[[Any, str], str] = lambda value, _lang: str(value)
    choices: tuple[Text, ...] = field(default=())


def _read_day(text: str) -> date:
    found = _DAY.fullmatch(_WRITTEN_DAY.sub(r"\1/\2/\3", text))
    d, m, y = (0, 0, 0) if found is None else map(int, filter(None, found.groups()))
    if found and found[4]:
        d, y = y, d
    try:
        day = date(y, m, d)
    except ValueError:
        raise _build_no_day(text, month_first=0 < d <= _MONTHS < m) from None
    if day.year < _FIRST_YEAR:
        raise TextError(
            "date",
            f"Năm {day.year} quá sớm; phải từ {_FIRST_YEAR}.",
            f"{day.year} is too early; {_FIRST_YEAR} or later.",
        )
    return day


def _build_no_day(text: str, *, month_first: bool) -> TextError:
    vi, en = "ghi đủ ngày/tháng/năm, như 31/12/1980.", "write day/month/year, like 31/12/1980."
    if month_first:  # then other cells may be real days and wrong
        vi = f"nếu tháng được ghi trước ngày thì mọi ô của cột này đều phải đổi; {vi}"
        en = f"if months come before days, every cell of this column has to be turned; {en}"
    elif re.fullmatch(r"(?:\d{1,2}[/.-])?\d{4}", text):
        vi, en = f"còn thiếu ngày hoặc tháng; {vi}", f"the day or the month is missing; {en}"
    shown = make_printable(text)
    return TextError(
        "date", f"'{shown}' không phải là một ngày có thật; {vi}", f"'{shown}' is not a real day; {en}"
    )


_MONTHS = 12


def _write_day(day: date, _lang: str = "vi") -> str:
    # Day first, even in CSV: Excel gives this order back in any regional setting; an ISO day it may turn.
    return f"{day:%d/%m/%Y}"


def _read_yes_no(text: str) -> bool:
    answer = _YES_NO.get(fold(text))
    if answer is None:
        raise TextError(
            "yes_no",
            f"'{make_printable(text)}' không rõ là có hay không; ghi: có (x, 1), hoặc không (để trống, 0).",
            f"'{make_printable(text)}' is neither yes nor no; write: yes (x, 1), or no (empty, 0).",
        )
    return answer


def _read_whole(text: str) -> int:
    if found := _WHOLE.fullmatch(text):
        return int(found[1])
    raise TextError(
        "whole_number",
        f"'{make_printable(text)}' phải là số nguyên, như 45.",
        f"'{make_printable(text)}' must be a whole number, like 45.",
    )


def list_spellings(words: WordTable) -> dict[str, str]:
    """List every accepted spelling of a value: code, labels, labels without their brackets."""
    full = [(way, value) for value, text in words.items() for way in (value, text.vi, text.en)]
    ways = {fold(way): value for way, value in full}
    for way, value in full:
        outside, _, inside = fold(way).partition(" (")
        for short in (outside, outside.removeprefix("khoi "), inside.removesuffix(")")):
            ways.setdefault(short, value)  # a shortened word never hides another value's own
    for value in words:
        for way in OTHER_SPELLINGS.get(value, ()):
            ways.setdefault(fold(way), value)
    ways.pop("", None)
    return ways


def one_of(enum: type[StrEnum]) -> CellType:
    """Build a kind of cell that holds one word of an enum."""
    words = ENUMS[enum]
    ways = list_spellings(words)
    allowed = Text(vi="; ".join(t.vi for t in words.values()), en="; ".join(t.en for t in words.values()))

    def read(text: str) -> object:
        value = ways.get(fold(text))
        if value is None:
            raise TextError(
                "word",
                f"'{make_printable(text)}' không có trong danh mục; các từ dùng được: {allowed.vi}.",
                f"'{make_printable(text)}' is not a word of this column; words: {allowed.en}.",
            )
        return value

    form = Text(vi=f"một trong: {allowed.vi}", en=f"one of: {allowed.en}")
    return CellType(read, form, lambda value, lang: words[value].of(lang), tuple(words.values()))


def _split_items(text: str) -> Iterable[str]:
    found = (_ESCAPED.sub(r"\1", item.strip()) for item in _ITEM.findall(text))
    return (item for item in found if item)


def list_of(cell: CellType) -> CellType:
    """Build a kind of cell that holds several values separated by semicolons."""

    def read(text: str) -> object:
        return tuple(cell.read(item) for item in _split_items(text))

    def write(values: Iterable[Any], lang: str) -> str:
        written = (cell.write(value, lang) for value in values)
        return "; ".join(item.replace("\\", "\\\\").replace(";", "\\;") for item in written)

    form = Text(
        vi=f"{cell.form.vi}; nhiều mục thì cách nhau bằng dấu ;",
        en=f"{cell.form.en}; separate several with ;",
    )
    return CellType(read, form, write)


def _read_discipline(text: str) -> Discipline:
    found = _LAST_DAY.search(text)
    if found is None:
        raise TextError(
            "discipline",
            f"'{make_printable(text)}' phải có hình thức và ngày quyết định, như: khiển trách 01/05/2020.",
            f"'{make_printable(text)}' must give the sanction and its day, like: reprimand 01/05/2020.",
        )
    sanction = _BEFORE_DAY.sub("", text[: found.start()].rstrip(_BETWEEN)).rstrip(_BETWEEN)
    return Discipline(sanction=_SANCTION.read(sanction), decided=_read_day(found[1]))


def _read_vote(text: str) -> ConfidenceVote:
    found = _VOTE.fullmatch(text)
    shares = [int(n) for n in found.groups()[-3:]] if found else []
    if found is None or max(shares) > 100:  # noqa: PLR2004  # percent
        raise TextError(
            "vote",
            f"'{make_printable(text)}' phải là ngày và ba tỷ lệ phần trăm cao/vừa/thấp, "
            "như: 01/12/2019: 60/35/5.",
            f"'{make_printable(text)}' must be a day and the percentages high/some/low, "
            "like: 01/12/2019: 60/35/5.",
        )
    high, some, low = shares
    return ConfidenceVote(held=_read_day(found[1]), high=high, some=some, low=low)


def _read_grade_of_year(text: str) -> GradeOfYear:
    found = _GRADE.fullmatch(text)
    if found is None:
        raise TextError(
            "grade_of_year",
            f"'{make_printable(text)}' phải là năm và xếp loại, như: 2020: Hoàn thành tốt nhiệm vụ.",
            f"'{make_printable(text)}' must be a year and a grade, like: 2020: Good.",
        )
    return GradeOfYear(year=int(found[1]), grade=_YEARLY_GRADE.read(found[2]))


def _read_extra(text: str) -> ExtraPersonField:
    heading, colon, held = text.partition(": ")
    if not (heading.strip() and colon and held.strip()):
        raise TextError(
            "extra_field",
            f"'{make_printable(text)}' phải là tên mục, dấu hai chấm và nội dung, như: Tin học: B.",
            f"'{make_printable(text)}' must be a heading, a colon and a text, like: Computing: B.",
        )
    return ExtraPersonField(heading=heading.strip(), text=held.strip())


def normalize_kinh(text: str) -> str:
    """Return "Kinh" for the other names of the majority, since rules compare with it."""
    return "Kinh" if fold(text) in {"kinh", "viet", "kinh (viet)", "kinh/viet"} else text


def _read_ethnicity(text: str) -> str:
    # It would count as a minority; so would "Kinh, Không", of ethnic group and religion in one column.
    if fold(text) in {"khong", "khong co", "none", "-"} or re.search("[,;/]", text):
        raise TextError(
            "ethnicity",
            f"'{make_printable(text)}' không phải tên dân tộc; ghi tên dân tộc, để trống là Kinh.",
            f"'{make_printable(text)}' is not an ethnic group; write its name, or leave it empty for Kinh.",
        )
    return normalize_kinh(text)


def _read_post(text: str) -> str:
    """Return the code of a post: "Trưởng ban Pháp chế" is ``head/legal``."""
    office, slash, committee = text.partition("/")
    code = _OFFICES.get(fold(office)) or _OFFICES.get(cut_council_name(office))
    if code:
        return f"{code}{slash}{committee.strip()}"
    return read_committee_post(text) or text


_OFFICES = {**list_spellings(OFFICE), "ct hdnd": "chair", "pct hdnd": "vice_chair"}
_SANCTION = one_of(Sanction)
_YEARLY_GRADE = one_of(YearlyGrade)

TEXT = CellType(str, Text(vi="chữ", en="text"))
ETHNICITY = CellType(_read_ethnicity, Text(vi="tên dân tộc", en="name of the ethnic group"))
DAY = CellType(_read_day, Text(vi="ngày, như 31/12/1980", en="a day, like 31/12/1980"), _write_day)
WHOLE = CellType(_read_whole, Text(vi="số nguyên", en="a whole number"))
YES_NO = CellType(
    _read_yes_no,
    Text(vi="có (x, 1), hoặc không (để trống, 0)", en="yes (x, 1), or no (empty, 0)"),
    lambda value, lang: (YES if value else NO).of(lang),
    (YES, NO),
)
POSTS = list_of(
    CellType(
        _read_post,
        Text(
            vi="chức danh, như Chủ tịch HĐND hoặc Trưởng ban Pháp chế",
            en="a post, like Chair or Head/legal",
        ),
        write_post,
    )
)
DISCIPLINE = CellType(
    _read_discipline,
    Text(
        vi="hình thức và ngày quyết định, như khiển trách 01/05/2020",
        en="sanction and day, like reprimand 01/05/2020",
    ),
    lambda value, lang: f"{_SANCTION.write(value.sanction, lang)} {_write_day(value.decided)}",
)
VOTE = CellType(
    _read_vote,
    Text(
        vi="ngày: tín nhiệm cao/tín nhiệm/tín nhiệm thấp (%), như 01/12/2019: 60/35/5",
        en="day: high/some/low (%), like 01/12/2019: 60/35/5",
    ),
    lambda v, _lang: f"{_write_day(v.held)}: {v.high}/{v.some}/{v.low}",
)

GRADE_OF_YEAR = CellType(
    _read_grade_of_year,
    Text(
        vi="năm: xếp loại, như 2020: Hoàn thành tốt nhiệm vụ",
        en="year: grade, like 2020: Good",
    ),
    lambda value, lang: f"{value.year}: {_YEARLY_GRADE.write(value.grade, lang)}",
)
EXTRA = CellType(
    _read_extra,
    Text(vi="tên mục: nội dung, như Tin học: B", en="heading: text, like Computing: B"),
    lambda value, _lang: f"{value.heading}: {value.text}",
)


def format_plain_value(value: object) -> str:
    """Format a value as its cell would be typed: 45 for 45.0, true, ISO days."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        value = round_number(value)
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def round_number(number: float) -> float:
    """Round to 15 digits, as Excel does: 7/25*100 is 28, not 28.000000000000004."""
    return float(f"{number:.15g}")
