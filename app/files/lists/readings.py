"""Cells of a list read as they are meant: names, days, sexes, Party, other words."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from unicodedata import normalize

from cocau.app.files.lists.choices import ListChoices, ListEdits, fold_cell
from cocau.app.files.tables.blocs import find_bloc
from cocau.app.files.tables.cells import DAY, NO, YES
from cocau.app.files.tables.columns import COLUMNS, find_person_field
from cocau.app.files.tables.table import LEFT_OUT, FileTable, TableRow, is_blank
from cocau.app.files.tables.xlsx_scan import format_column
from cocau.app.files.text import TextError, clean, fold, make_printable
from cocau.app.i18n.words import BLOC
from cocau.constraints.errors import Problem
from cocau.constraints.model.traits import Bloc, Sex
from cocau.constraints.record import bilingual

RawRows = Mapping[int, Sequence[str]]
"""The cells of each row as they stand in the file."""
Readings = Mapping[tuple[str, str], tuple[str, int]]
"""(Field, text of the file) -> what it is read as, and how often."""
NameParts = tuple[int, int] | None
"""The columns of family and given names, side by side; None: names are in one."""


def pad_row(cells: Sequence[str], headings: Sequence[str]) -> list[str]:
    """Return the cells of a row, with empty ones up to the last heading."""
    return [*cells, *[""] * (len(headings) - len(cells))]


# --- columns without a heading, and names in two columns --------------------------------------------------

_FAMILY = frozenset(
    {"ho", "ho dem", "ho lot", "ho va dem", "ho va ten dem", "ho ten dem", "ho va chu dem", "ho chu dem"}
    | {"ho va ten lot", "ho va lot", "ho va chu lot"}
)
_LEAST_FILLED = 3
_LONGEST_GIVEN = 2


def name_columns(table: FileTable, raw: RawRows) -> tuple[FileTable, NameParts]:
    """Name what has no heading by its letters, and find the columns of a name in two parts."""
    rows = [row for row in table.rows if sum(not is_blank([cell]) for cell in row[1]) >= _LEAST_FILLED]
    headings, fields = list(table.headings), dict(table.fields)
    parts = _find_name_parts(table, raw)
    if parts is not None:
        fields |= {parts[0]: "name"} | ({} if headings[parts[1]] else {parts[1]: LEFT_OUT})
    for index, heading in enumerate(table.headings):
        texts = [cells[index].strip() for _, cells in rows if index < len(cells)]
        if heading or is_blank(texts):
            continue
        headings[index] = f"Cột {format_column(index)}"
        if index == 0 and all(text.rstrip(".").isdigit() for text in texts if text):
            fields[index] = LEFT_OUT  # running numbers
    return replace(table, headings=headings, fields=fields), parts


def _find_name_parts(table: FileTable, raw: RawRows) -> NameParts:
    for index, (left, right) in enumerate(zip(table.headings, table.headings[1:], strict=False)):
        whole = find_person_field(left) == "name"
        family = fold(left.rpartition(" – ")[2]) in _FAMILY
        given = not right or find_person_field(right.rpartition(" – ")[2]) == "given_name"
        if (
            (whole or family)
            and given
            and _are_parts([raw.get(number, cells) for number, cells in table.rows], index)
        ):
            return index, index + 1
    return None


def _are_parts(rows: Sequence[Sequence[str]], index: int) -> bool:
    """Return whether most rows have a given name apart, beside the family name."""
    pairs = [(cells[index].strip(), cells[index + 1].strip()) for cells in rows if index + 1 < len(cells)]
    filled = [(left, right) for left, right in pairs if left and right]
    apart = [1 for left, right in filled if _is_given_name(right) and not _ends_with(left, right)]
    return bool(filled) and 2 * len(apart) > len(filled)


def _is_given_name(text: str) -> bool:
    letters = normalize("NFC", text).replace(" ", "")
    return len(text.split()) <= _LONGEST_GIVEN and letters.isalpha() and fold(text) != "x"


def _ends_with(name: str, given: str) -> bool:
    return f" {fold_cell(name)}".endswith(f" {fold_cell(given)}")


def join_names(table: FileTable, parts: NameParts, edits: ListEdits) -> FileTable:
    """Join names in two columns; a name that was mended is whole."""
    if parts is None:
        return table
    left, right = parts
    rows = []
    for number, cells in table.rows:
        padded = pad_row(cells, table.headings)
        given = padded[right].strip()
        if given and (number, left) not in edits.cells and not _ends_with(padded[left], given):
            padded[left] = f"{padded[left].strip()} {given}".strip()
        rows.append((number, padded))
    return replace(table, rows=rows)


# --- sexes and Party membership in columns of their own ---------------------------------------------------

SEX_WORDS = {"nam": Sex.MALE, "nu": Sex.FEMALE}
_SEX_TEXT = {Sex.MALE: "Nam", Sex.FEMALE: "Nữ"}


def split_sexes(table: FileTable, raw: RawRows, edits: ListEdits) -> FileTable:
    """Read columns "Nam" and "Nữ": of birth dates under one heading, or marked with x."""
    if any(table.get_field(i) == "sex" for i in range(len(table.headings))):
        return table
    found = {}
    for index, heading in enumerate(table.headings):
        over, _, under = heading.rpartition(" – ")
        if index not in table.fields and (sex := SEX_WORDS.get(fold(under))) is not None:
            found[sex] = (index, find_person_field(over))
    if Sex.FEMALE not in found:
        return table
    women, parent = found[Sex.FEMALE]
    men = found.get(Sex.MALE, (None, parent))[0]
    if parent == "born" and men is not None:
        return _split_births(table, men, women, raw, edits)
    rows = [(number, _mark_sex(pad_row(cells, table.headings), men, women)) for number, cells in table.rows]
    fields = dict(table.fields) | {women: "sex"} | ({} if men is None else {men: LEFT_OUT})
    return replace(table, rows=rows, fields=fields)


def _split_births(table: FileTable, men: int, women: int, raw: RawRows, edits: ListEdits) -> FileTable:
    """Move every date to the men's column, and write the sex into the women's."""
    rows = []
    for number, cells in table.rows:
        padded = pad_row(cells, table.headings)
        his, hers = padded[men].strip(), padded[women].strip()
        before = pad_row(raw.get(number, ()), table.headings)
        if his and (number, men) in edits.cells and is_blank([before[men]]) and hers:
            his, hers = "", his  # a woman's date, mended where it was shown
        if not (his and hers):
            padded[men] = his or hers
            padded[women] = _SEX_TEXT[Sex.MALE] if his else _SEX_TEXT[Sex.FEMALE] if hers else ""
        rows.append((number, padded))
    return replace(table, rows=rows, fields=dict(table.fields) | {men: "born", women: "sex"})


def _mark_sex(cells: list[str], men: int | None, women: int) -> list[str]:
    """Return the cells with the sex in words, as far as a mark or its absence says it."""
    his = men is not None and not _is_no(cells[men])
    hers = not _is_no(cells[women])
    if his != hers or men is None:
        cells[women] = _SEX_TEXT[Sex.FEMALE if hers else Sex.MALE]
    return cells


def _is_no(text: str) -> bool:
    return is_blank([text]) or fold_cell(text) in {fold(NO.vi), "0", "-"}


_OUTSIDE = frozenset({"ngoai dang", "quan chung", "chua vao dang", "chua la dang vien", "non party"})


def read_outsiders(table: FileTable) -> FileTable:
    """Read marks of who is outside the Party, if no column tells of members."""
    fields = {table.get_field(i) for i in range(len(table.headings))}
    if fields & {"party_member", "party_rank", "joined_party"}:
        return table
    at = next((i for i, heading in enumerate(table.headings) if _tells_outsiders(table, i, heading)), None)
    if at is None or all(_is_no(pad_row(cells, table.headings)[at]) for _, cells in table.rows):
        return table
    rows = []
    for number, cells in table.rows:
        padded = pad_row(cells, table.headings)
        padded[at] = YES.vi if _is_no(padded[at]) else NO.vi
        rows.append((number, padded))
    heading = table.headings[at]
    told = Problem(
        "cells_read",
        (table.get_address(table.heading_row, at),),
        f"Cột '{make_printable(heading)}': ô có đánh dấu là ngoài Đảng, ô trống là đảng viên.",
        f"Column '{make_printable(heading)}': a mark is outside the Party, an empty cell a member.",
    )
    fields_of = {**table.fields, at: "party_member"}
    return replace(table, rows=rows, fields=fields_of, remarks=(*table.remarks, told))


def _tells_outsiders(table: FileTable, index: int, heading: str) -> bool:
    return index not in table.fields and fold(heading.rpartition(" – ")[2]) in _OUTSIDE


_COMRADE = r"đ\s*/\s*c|đ\.\s*c|(?:đc|đồng chí)\b"
_DEGREE = (
    r"(?:p?gs|tskh|ts|th\.?s|bs(?:ck\s?i{0,2})?|ks|cn|ls|ds)\b"
    r"|(?:đại|thượng|trung|thiếu) (?:tướng|tá|úy|uý)\b"
)
_ADDRESS = r"ông|bà"
_FORM_OF_ADDRESS = re.compile(rf"(?:(?:{_COMRADE}|{_DEGREE}|{_ADDRESS})[\s.:,]+)+(?=\S+\s+\S)", re.IGNORECASE)
_TITLE = re.compile(rf"(?:(?:{_COMRADE}|{_DEGREE})[\s.:,]*)+(?=\S+\s+\S)", re.IGNORECASE)


def drop_titles(table: FileTable, edits: ListEdits) -> FileTable:
    """Leave out forms of address, degrees and ranks before names."""
    at = next((i for i in range(len(table.headings)) if table.get_field(i) == "name"), None)
    if at is None:
        return table
    names = {n: normalize("NFC", c[at]).strip() for n, c in table.rows if at < len(c) and c[at].strip()}
    # "Ông" is a family name too: it goes only in a column that also has "Bà".
    addressed = any(fold(name).startswith("ba ") for name in names.values())
    pattern = _FORM_OF_ADDRESS if addressed else _TITLE
    bare = {
        number: name[found.end() :]
        for number, name in names.items()
        if (number, at) not in edits.cells and (found := pattern.match(name)) is not None
    }
    if not bare:
        return table
    first = next(iter(bare))
    told = Problem(
        "cells_read",
        (table.get_address(table.heading_row, at),),
        f"{len(bare)} họ tên có danh xưng, học vị, cấp bậc đứng trước được ghi gọn: "
        f"'{make_printable(names[first])}' là {make_printable(bare[first])}.",
        f"{len(bare)} names with a form of address, a degree or a rank before them are written without: "
        f"'{make_printable(names[first])}' is {make_printable(bare[first])}.",
    )
    rows = [(n, [*c[:at], bare[n], *c[at + 1 :]] if n in bare else c) for n, c in table.rows]
    return replace(table, rows=rows, remarks=(*table.remarks, told))


_NAMES = frozenset({"name", "family_name", "middle_name", "given_name"})


def is_in_capitals(name: str) -> bool:
    """Return whether a whole name stands in capitals and is written otherwise."""
    return name.isupper() and " " in name and name != name.title()


def read_capitals(table: FileTable, edits: ListEdits) -> FileTable:
    """Write names that stand in capitals as names are written, so that all lists print alike."""
    columns = [i for i in range(len(table.headings)) if table.get_field(i) in _NAMES]
    whole = next((i for i in columns if table.get_field(i) == "name"), None)
    rows, read = [], []
    for number, cells in table.rows:
        name = "" if whole is None or whole >= len(cells) else normalize("NFC", cells[whole].strip())
        if is_in_capitals(name) and (number, whole) not in edits.cells:
            read.append(name)
            cells = [normalize("NFC", c).title() if i in columns else c for i, c in enumerate(cells)]  # noqa: PLW2901
        rows.append((number, cells))
    if not read:
        return table
    before, after = (make_printable(name) for name in (read[0], read[0].title()))
    told = Problem(
        "cells_read",
        (table.get_address(table.heading_row, whole),),
        f"{len(read)} họ tên viết hoa toàn bộ được ghi theo lối thường: '{before}' là {after}.",
        f"{len(read)} names in capitals are written in the usual way: '{before}' is {after}.",
    )
    return replace(table, rows=rows, remarks=(*table.remarks, told))


# --- days as spreadsheets and hands write them ------------------------------------------------------------

_SHORT_DAY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{2})")
_SERIAL = re.compile(r"\d{4,5}(?:\.0+)?")
_FIRST_SERIAL, _LAST_SERIAL = 7_000, 60_000  # from 1919 to 2064: no year is read as one
_DAY_ZERO = date(1899, 12, 30)
_LAST_CENTURY, _THIS_CENTURY = range(30, 100), range(10)


def read_days(table: FileTable) -> FileTable:
    """Read days with a short year, and the numbers that spreadsheets keep for days."""
    remarks: list[Problem] = []
    rows: list[TableRow] = list(table.rows)
    for index in range(len(table.headings)):
        name = table.get_field(index)
        if name is None or COLUMNS[name].cell is not DAY:
            continue
        read = {at: day for at, (_, cells) in enumerate(rows) if (day := _read_short_day(cells, index))}
        for at, day in read.items():
            number, cells = rows[at]
            rows[at] = number, [f"{day:%d/%m/%Y}" if i == index else c for i, c in enumerate(cells)]
        if read:
            first = next(iter(read))
            text = dict(table.rows)[rows[first][0]][index]
            remarks.append(_tell_days(table, index, text, read[first], len(read)))
    return replace(table, rows=rows, remarks=(*table.remarks, *remarks)) if remarks else table


def _tell_days(table: FileTable, index: int, text: str, day: date, count: int) -> Problem:
    return Problem(
        "cells_read",
        (table.get_address(table.heading_row, index),),
        f"{count} ô ngày ghi tắt năm hoặc là số ngày của bảng tính được đọc đủ năm: "
        f"'{make_printable(text)}' là {day:%d/%m/%Y}.",
        f"{count} days with a short year or as a spreadsheet's number are read in full: "
        f"'{make_printable(text)}' is {day:%d/%m/%Y}.",
    )


def _read_short_day(cells: Sequence[str], index: int) -> date | None:
    """Return the day that a cell means beyond doubt; None: written in full, or unclear."""
    text = cells[index].strip() if index < len(cells) else ""
    if _SERIAL.fullmatch(text) and _FIRST_SERIAL <= (days := int(float(text))) <= _LAST_SERIAL:
        return _DAY_ZERO + timedelta(days=days)
    found = _SHORT_DAY.fullmatch(text)
    if found is None:
        return None
    day, month, year = map(int, found.groups())
    century = 1900 if year in _LAST_CENTURY else 2000 if year in _THIS_CENTURY else None
    try:
        return None if century is None else date(century + year, month, day)
    except ValueError:
        return None


_PART_OF_DAY = re.compile(r"(?:(\d{1,2})\s*[/.-]\s*)?((?:19|20)\d{2})")
PART_OF_DAY = bilingual("Ô chỉ ghi năm, hoặc tháng và năm", "Cells with a year, or a month and a year, alone")
"""What stands for all such cells of a column: they are read as one choice says."""
_FIRST_DAY = bilingual("ngày đầu của năm, tháng đó", "the first day of that year or month")
_LAST_DAY = bilingual("ngày cuối của năm, tháng đó", "the last day of that year or month")
PART_OF_DAY_OPTIONS = (_FIRST_DAY, _LAST_DAY)


def is_part_of_day(text: str) -> bool:
    """Return whether a cell says a year, or a month of a year, and no day."""
    return (found := _PART_OF_DAY.fullmatch(text.strip())) is not None and int(found[1] or 1) in range(1, 13)


def read_parts_of_days(table: FileTable, choices: ListChoices) -> tuple[FileTable, Readings]:
    """Replace years and months in columns of days by the day that was chosen for them."""
    readings: dict[tuple[str, str], tuple[str, int]] = {}
    rows: list[TableRow] = list(table.rows)
    for index in range(len(table.headings)):
        name = table.get_field(index)
        chosen = None if name is None else choices.get_value(name, PART_OF_DAY.vi)
        if name is None or chosen is None or COLUMNS[name].cell is not DAY:
            continue
        found = [at for at, (_, c) in enumerate(rows) if index < len(c) and is_part_of_day(c[index])]
        for at in found:
            number, cells = rows[at]
            day = _complete_day(cells[index], chosen)
            rows[at] = number, [*cells[:index], day, *cells[index + 1 :]]
        if found:
            readings[name, PART_OF_DAY.vi] = chosen, len(found)
    return replace(table, rows=rows), readings


def _complete_day(text: str, chosen: str) -> str:
    found = _PART_OF_DAY.fullmatch(text.strip())
    if found is None or chosen not in {_FIRST_DAY.vi, _LAST_DAY.vi}:
        return ""  # left empty, as was chosen
    year, is_last = int(found[2]), chosen == _LAST_DAY.vi
    month = int(found[1] or (_DECEMBER if is_last else 1))
    return f"{monthrange(year, month)[1] if is_last else 1:02}/{month:02}/{year}"


_DECEMBER = 12

# --- other words ------------------------------------------------------------------------------------------


def read_bloc_text(text: str) -> str | None:
    """Return the label of the one bloc that a text means without doubt; None: nobody can say."""
    try:
        return BLOC[COLUMNS["bloc"].cell.read(clean(text))].vi
    except TextError:
        pass
    return _find_plain_bloc(text) or _find_plain_bloc(text.partition("(")[0])


def _find_plain_bloc(text: str) -> str | None:
    try:
        found = find_bloc(clean(text), None, {})
    except TextError:
        return None
    if isinstance(found, str):
        return None
    plain = len(found.blocs) == 1 and found.doubt is None and found.blocs[0] is not Bloc.OTHER
    return BLOC[found.blocs[0]].vi if plain else None


def read_values(table: FileTable, choices: ListChoices) -> tuple[FileTable, Readings]:
    """Replace values by what was chosen for them, or by the bloc that their name means."""
    readers = dict(_list_value_readers(table, choices))
    readings: dict[tuple[str, str], tuple[str, int]] = {}
    rows = []
    for number, cells in table.rows:
        changed: dict[int, str] = {}
        for index, (name, read) in readers.items():
            text = cells[index] if index < len(cells) else ""
            meant = None if is_blank([text]) else read(text)
            if meant is not None:
                changed[index] = meant
                readings[name, text] = meant, readings.get((name, text), ("", 0))[1] + 1
        rows.append((number, [changed.get(i, c) for i, c in enumerate(cells)] if changed else cells))
    return replace(table, rows=rows), readings


ValueReader = Callable[[str], str | None]


def _list_value_readers(
    table: FileTable, choices: ListChoices
) -> Iterator[tuple[int, tuple[str, ValueReader]]]:
    for index in range(len(table.headings)):
        name = table.get_field(index) or ""
        if name == "bloc" or name in choices.values:
            yield index, (name, _build_value_reader(name, choices))


def _build_value_reader(name: str, choices: ListChoices) -> ValueReader:
    known: dict[str, str | None] = {}

    def read(text: str) -> str | None:
        if text not in known:
            chosen = choices.get_value(name, text)
            known[text] = chosen if chosen is not None or name != "bloc" else _read_other_bloc(text)
        return known[text]

    return read


def _read_other_bloc(text: str) -> str | None:
    """Return the label of a bloc written otherwise; None: written right, or unknown."""
    try:
        COLUMNS["bloc"].cell.read(clean(text))
    except TextError:
        return read_bloc_text(text)
    return None
