"""The layout of a list recognised: merged headings, rows without people, sections."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

from cocau.app.files.lists.choices import (
    NO_CHOICES,
    NO_EDITS,
    ListChoices,
    ListEdits,
    apply_cells,
    apply_columns,
    fold_cell,
)
from cocau.app.files.lists.readings import (
    SEX_WORDS,
    Readings,
    drop_titles,
    join_names,
    name_columns,
    pad_row,
    read_bloc_text,
    read_capitals,
    read_days,
    read_outsiders,
    read_parts_of_days,
    read_values,
    split_sexes,
)
from cocau.app.files.tables.columns import COLUMNS, find_person_field, is_ignored_heading
from cocau.app.files.tables.table import (
    CellAddress,
    FileTable,
    TableRow,
    is_blank,
    is_column_numbers,
)
from cocau.app.files.text import fold, make_printable
from cocau.constraints.errors import FilePlace, Problem
from cocau.constraints.record import Text, bilingual


class PassedRowKind(StrEnum):
    """Why a row under the headings is no person."""

    HEADING = "heading"
    SECTION = "section"
    TOTAL = "total"
    CLOSING = "closing"
    BLANK = "blank"


PASSED_WORDS: dict[PassedRowKind, Text] = {
    PassedRowKind.HEADING: bilingual("dòng tiêu đề", "heading row"),
    PassedRowKind.SECTION: bilingual("tên khối, mục", "section"),
    PassedRowKind.TOTAL: bilingual("dòng tổng cộng", "total"),
    PassedRowKind.CLOSING: bilingual("phần ký, ghi chú cuối", "signature or closing note"),
    PassedRowKind.BLANK: bilingual("dòng chỉ có số thứ tự", "running number alone"),
}


@dataclass(frozen=True)
class PassedRow:
    """A row that is no person, with its text."""

    number: int
    kind: PassedRowKind
    text: str


@dataclass(frozen=True)
class PersonTable(FileTable):
    """A table whose rows are people.

    `passed`: rows that are not; `readings`: (field, text of the file) -> what it is read as, and how often.
    """

    passed: Sequence[PassedRow] = ()
    readings: Readings = field(default_factory=dict)


def recognise_list(
    table: FileTable, choices: ListChoices = NO_CHOICES, edits: ListEdits = NO_EDITS
) -> PersonTable:
    """Recognise the layout of a table of people, and apply what a user chose."""
    table = _align_tables(merge_headings(table))
    raw = dict(table.rows)
    named, parts = name_columns(apply_cells(table, edits), raw)
    table = apply_columns(named, choices)
    if any(table.fields.get(i) != named.fields.get(i) for i in parts or ()):
        parts = None  # a user chose otherwise
    at = {name: i for i in reversed(range(len(table.headings))) if (name := table.get_field(i))}
    if "name" not in at:
        return PersonTable(**vars(table))
    people, passed = _part_rows(table, at, edits)
    table = split_sexes(replace(table, rows=people), raw, edits)
    seen = [row for row in passed if row.number not in edits.people]
    table = apply_cells(_fill_blocs(table, seen, choices), edits)
    named = drop_titles(join_names(table, parts, edits), edits)
    table = read_capitals(read_outsiders(named), edits)
    table, days = read_parts_of_days(table, choices)
    table, words = read_values(read_days(table), choices)
    readings = {**days, **words}
    remarks = (*table.remarks, *_build_remarks(table, passed, readings))
    return PersonTable(**(vars(table) | {"remarks": remarks}), passed=passed, readings=readings)


_LEAST_BELOW = 2
_DIGIT = re.compile(r"\d")


def merge_headings(table: FileTable) -> FileTable:
    """Merge a second row of headings into the first, and leave out a row of column numbers."""
    for _ in range(2):
        if table.rows and _is_second_heading(
            table.headings, below := pad_row(table.rows[0][1], table.headings)
        ):
            table = replace(table, headings=_join_rows(table.headings, below), rows=table.rows[1:])
    if table.rows and is_column_numbers([cell.strip() for cell in table.rows[0][1]]):
        table = replace(table, rows=table.rows[1:])
    return table


def _is_second_heading(headings: Sequence[str], below: Sequence[str]) -> bool:
    """Return whether a row names only columns whose heading is merged across or left empty."""
    width = len(headings)
    filled = [i for i, cell in enumerate(below) if not is_blank([cell])]
    if len(filled) < _LEAST_BELOW or any(_DIGIT.search(below[i]) for i in filled):
        return False
    return all(
        i >= width
        or not headings[i]
        or (i + 1 < width and not headings[i + 1] and not is_blank(below[i + 1 :]))
        for i in filled
    )


def _join_rows(headings: Sequence[str], below: Sequence[str]) -> list[str]:
    over, made = "", []
    for index, cell in enumerate(below):
        above = headings[index] if index < len(headings) else ""
        under = " ".join(cell.split())
        over = above or (over if under else "")
        made.append(_join_headings(over, under))
    return made


def _join_headings(over: str, under: str) -> str:
    if not over or not under:
        return under or over
    if fold(under) in SEX_WORDS:  # "Ngày sinh: Nam, Nữ" says the sex by the column
        return f"{over} – {under}"
    if find_person_field(f"{over} {under}") is not None:
        return f"{over} {under}"
    return under if find_person_field(under) is not None else f"{over} – {under}"


def _align_tables(table: FileTable) -> FileTable:
    """Put the cells of a second table, with other headings, where they belong."""
    headings = reversed([*enumerate(table.headings)])
    first = {key: i for i, heading in headings if (key := _key_heading(heading))}
    moved: dict[int, int | None] | None = None
    rows: list[TableRow] = []
    remarks = [*table.remarks]
    for number, cells in table.rows:
        targets = _read_second_headings(cells, first)
        if targets is not None:
            moved = targets if any(at not in {None, i} for i, at in targets.items()) else None
            lost = [cells[i] for i, at in targets.items() if at is None and moved]
            remarks += [_tell_lost_column(table, number, heading) for heading in lost]
        elif moved is not None:
            cells = _move_cells(cells, moved, len(table.headings))  # noqa: PLW2901
        rows.append((number, cells))
    return replace(table, rows=rows, remarks=remarks)


_LEAST_TABLE = 3


def _key_heading(text: str) -> str:
    """Return what makes two headings the same: the field, or the folded last part; "": none."""
    if len(text) > _LONGEST_HEADING or is_blank([text]) or is_ignored_heading(text):
        return ""
    return find_person_field(text) or fold(text.rpartition(" – ")[2])


_LONGEST_HEADING = 60


def _read_second_headings(cells: Sequence[str], first: Mapping[str, int]) -> dict[int, int | None] | None:
    """Return the columns of the first table that headings mean; None: they are none."""
    if _DIGIT.search("".join(cells)):
        return None
    keys = {i: key for i, cell in enumerate(cells) if (key := _key_heading(cell))}
    if "name" not in keys.values() or sum(key in COLUMNS for key in keys.values()) < _LEAST_TABLE:
        return None
    return {i: first.get(key) for i, key in keys.items()}


def _move_cells(cells: Sequence[str], moved: Mapping[int, int | None], width: int) -> list[str]:
    found = [""] * width
    for index, at in moved.items():
        if at is not None and index < len(cells):
            found[at] = cells[index]
    return found


def _tell_lost_column(table: FileTable, number: int, heading: str) -> Problem:
    shown = make_printable(heading)
    return Problem(
        "cells_read",
        (table.get_address(number),),
        f"Bảng bắt đầu ở dòng {number} có cột '{shown}' mà bảng đầu không có: cột này không được đọc.",
        f"The table from row {number} has a column '{shown}' that the first has not: it was not read.",
    )


_TOTAL = re.compile(r"(tong|tong cong|tong so|cong|cong chung|total|sum)\b|(danh sach( nay)?|an dinh).*\d")
_CLOSING = re.compile(
    r"(t/?m|k/?t|t/?l|tuq|q)\.|noi nhan|nguoi lap|nguoi tong hop|xac nhan|ky ten|\(?(da )?ky\b"
    r"|ghi chu\b|luu y\b|(pho )?(truong ban|bi thu|chu tich|giam doc|thu truong|chanh van phong)\b"
    r"|- (nhu tren|luu)|.*\bngay .*thang .*nam\b|prepared by|signed"
)
_ORDINAL = re.compile(r"\(?([IVXLC]+|[A-ZĐ]|\d{1,3}(?:\.\d{1,2})*)\s*[.):/–-]?")
_TITLE = re.compile(
    r"\s*(?:\(?(?P<no>[IVXLC]+|[A-ZĐ]|\d{1,2}(?:\.\d{1,2})*)(?:[.):/–-]\s*|\s+[–-]\s+))?(?P<text>\S.*)"
)
_COUNT = re.compile(
    r"[\s:(–-]*\b\d+\s*(?:người|đ/c|đồng chí|đại biểu|ứng cử viên|people)?\s*\)?\s*$", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_FEW = 3


def _part_rows(
    table: FileTable, at: Mapping[str, int], edits: ListEdits
) -> tuple[list[TableRow], list[PassedRow]]:
    """Part the rows of people from all others."""
    faulty = {row for row, _ in table.faults}
    births = [i for i, heading in enumerate(table.headings) if _is_birth(table, i, heading)]
    last = max((i for i, row in enumerate(table.rows) if _has_day(row[1], births)), default=len(table.rows))
    people, passed = [], []
    closing = False
    for place, (number, cells) in enumerate(table.rows):
        kind = None
        if number not in faulty and not _has_day(cells, births):
            kind = _classify(table, cells, at, closing=closing and place > last)
        if number in edits.people:
            kind = None if edits.people[number] else kind or PassedRowKind.CLOSING
        if kind is None:
            people.append((number, cells))
            continue
        closing = closing or kind in {PassedRowKind.TOTAL, PassedRowKind.CLOSING}
        passed.append(PassedRow(number, kind, " ".join(" ".join(cells).split())))
    return people, passed


def _is_birth(table: FileTable, index: int, heading: str) -> bool:
    return table.get_field(index) == "born" or find_person_field(heading.rpartition(" – ")[0]) == "born"


def _has_day(cells: Sequence[str], births: Sequence[int]) -> bool:
    return any(i < len(cells) and _YEAR.search(cells[i]) is not None for i in births)


def _classify(
    table: FileTable, cells: Sequence[str], at: Mapping[str, int], *, closing: bool
) -> PassedRowKind | None:
    """Return why a row without a birth date is no person; None: it is one."""
    filled = {i: cell.strip() for i, cell in enumerate(cells) if not is_blank([cell])}
    folded = {i: fold_cell(cell) for i, cell in filled.items()}
    if _repeats_headings(table, folded):
        return PassedRowKind.HEADING
    numbered = [i for i in filled if i < len(table.headings) and is_ignored_heading(table.headings[i])]
    words = {i: text for i, text in filled.items() if not _is_number(text)}
    if not words:
        return PassedRowKind.BLANK if at["name"] not in filled else None
    if len(words) > _FEW:
        return None
    if any(_TOTAL.match(folded[i]) for i in words):
        return PassedRowKind.TOTAL
    if any(_CLOSING.match(folded[i]) for i in words) or closing:
        return PassedRowKind.CLOSING
    own_number = any(filled[i].isdigit() for i in numbered)
    return PassedRowKind.SECTION if _is_section(words, at["name"], own_number=own_number) else None


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[\d\s.,%/()-]+", text) is not None


def _repeats_headings(table: FileTable, folded: Mapping[int, str]) -> bool:
    same = sum(i < len(table.headings) and text == fold(table.headings[i]) for i, text in folded.items())
    fields = sum(
        find_person_field(text) is not None or is_ignored_heading(text) or text in SEX_WORDS
        for text in folded.values()
    )
    return max(same, fields) >= _LEAST_BELOW and 2 * max(same, fields) >= len(folded)


def _is_section(words: Mapping[int, str], name: int, *, own_number: bool) -> bool:
    texts = list(words.values())
    if len(texts) > 1 and not _ORDINAL.fullmatch(texts[0]):
        return False
    title = texts[-1]
    column = next(i for i, text in words.items() if text == title)
    found = _TITLE.match(title)
    if fold(title).startswith("khoi ") or (found and read_bloc_text(_strip_title(title)[1]) is not None):
        return True
    if own_number:
        return False
    return len(texts) > 1 or column != name or bool(found and found["no"]) or title.isupper()


def _strip_title(text: str) -> tuple[str, str]:
    """Return a section's number, and its title without number and count."""
    found = _TITLE.match(text)
    number, title = (found["no"] or "", found["text"]) if found else ("", text)
    if not number and (parts := title.split(None, 1))[1:] and _ORDINAL.fullmatch(parts[0]):
        number, title = parts[0].strip(".):/–- "), parts[1]
    return number, _COUNT.sub("", title).strip(" :.-–") or title


def get_section_title(row: PassedRow) -> str:
    """Return the title of a section without its number and count: the bloc that it gives."""
    return _strip_title(row.text)[1]


def _get_style(number: str) -> str:
    if number[:1].isdigit():
        return f"1{number.count('.')}"
    return "" if not number else "I" if set(number) <= set("IVX") else "A"


_LETTER_BEFORE = {"I": "H", "V": "U", "X": "V"}


def _list_sections(passed: Sequence[PassedRow]) -> dict[int, tuple[str, str]]:
    """Return sections by row, with style and title; "I" after "H" is a letter."""
    titles = {row.number: _strip_title(row.text) for row in passed if row.kind is PassedRowKind.SECTION}
    numbers = [number for number, _ in titles.values() if number[:1].isalpha()]
    letters = {
        number
        for before, number in pairwise(numbers)
        if _LETTER_BEFORE.get(number) == before and f"{number}I" not in numbers
    }
    return {row: ("A" if no in letters else _get_style(no), title) for row, (no, title) in titles.items()}


def _fill_blocs(table: FileTable, passed: Sequence[PassedRow], choices: ListChoices) -> FileTable:
    """Give people without a bloc the section's above, in a new last column if need be."""
    sections = _list_sections(passed)

    def is_known(title: str) -> bool:
        return choices.get_value("bloc", title) is not None or read_bloc_text(title) is not None

    level = next((s for s, title in sections.values() if is_known(title)), None)
    column = next((i for i in range(len(table.headings)) if table.get_field(i) == "bloc"), None)
    if not sections or (level is None and column is not None):
        return table
    level = next(iter(sections.values()))[0] if level is None else level
    starts = {row: title for row, (style, title) in sections.items() if style == level}
    if column is not None:
        starts = {row: title for row, title in starts.items() if is_known(title)}
    starts |= {row.number: "" for row in passed if row.kind is PassedRowKind.CLOSING}
    at = len(table.headings) if column is None else column
    rows, origin = [], {}
    for number, cells in table.rows:
        above = max((row for row in starts if row < number), default=None)
        padded = [*pad_row(cells, table.headings), *([""] if column is None and len(cells) <= at else [])]
        if (
            above is not None
            and starts[above]
            and is_blank([padded[at]])
            and (number, at) not in table.faults
        ):
            padded[at], origin[number] = starts[above], above
        rows.append((number, padded))
    headings = table.headings if column is not None else [*table.headings, COLUMNS["bloc"].heading("vi")]
    return replace(
        table,
        headings=headings,
        rows=rows,
        fields={**table.fields, **({} if column is not None else {at: "bloc"})},
        place=_SectionAddress(table.place, origin, at) if column is None else table.place,
    )


@dataclass(frozen=True)
class _SectionAddress:
    """Addresses that name the section's row for a bloc that it gave."""

    place: CellAddress
    origin: Mapping[int, int]
    column: int

    def __call__(self, row: int, column: int | None, heading: str) -> FilePlace:
        if column == self.column and row in self.origin:
            return self.place(self.origin[row], None, "")
        return self.place(row, column, heading)


def _build_remarks(table: FileTable, passed: Sequence[PassedRow], readings: Readings) -> Iterator[Problem]:
    """Say which rows are no people, and which values were read as something else."""
    for kind in PassedRowKind:
        rows = [row for row in passed if row.kind is kind]
        if rows:
            shown = "; ".join(f"{row.number}: {make_printable(row.text, 60)}" for row in rows[:5])
            more = ("; …", len(rows)) if len(rows) > 5 else ("", len(rows))  # noqa: PLR2004
            yield Problem(
                "rows_passed",
                (table.get_address(rows[0].number),),
                f"{more[1]} dòng không phải là người ({PASSED_WORDS[kind].vi}): dòng {shown}{more[0]}.",
                f"{more[1]} rows are no people ({PASSED_WORDS[kind].en}): row {shown}{more[0]}.",
            )
    for (name, text), (meant, _) in readings.items():
        heading = COLUMNS[name].declared.heading
        yield Problem(
            "value_read",
            (table.get_address(table.heading_row),),
            f"{heading.vi}: '{make_printable(text)}' được hiểu là '{meant}'.",
            f"{heading.en}: '{make_printable(text)}' is read as '{meant}'.",
        )
