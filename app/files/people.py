"""People in tables and forms: columns matched to fields, cells read and written."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError
from pydantic_core import to_jsonable_python

from cocau.app.files.problems import MOST_PROBLEMS, PlacedProblem, combine_problems
from cocau.app.files.tables.cells import YES_NO
from cocau.app.files.tables.columns import (
    COLUMNS,
    PersonColumn,
    find_similar_heading,
    is_ignored_heading,
)
from cocau.app.files.tables.table import FileTable, TableRow, build_too_many_people, is_blank
from cocau.app.files.text import (
    TextError,
    clean,
    clean_name,
    fold,
    is_in_old_font,
    make_printable,
    slugify,
    unguard_formula,
)
from cocau.app.files.tree import index_by_path
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import FilePlace, InputError, Loc, Problem
from cocau.constraints.model.people import ExtraPersonField, Person, Pool
from cocau.constraints.record import Text

LONGEST_HEADING = 200

EMPTY_CELL = object()
"""The answer of a cell that says nothing."""


_NUMBER_BEFORE = re.compile(r"^\d{1,4}\s*[.)/-]\s*(?=\D)")  # "12. Nguyễn Văn An"


def read_cell(column: PersonColumn, raw: str) -> object:
    """Read a cell: its value, `EMPTY_CELL`, or the `TextError` that says why there is none."""
    try:
        plain = unguard_formula(raw)
        text = _NUMBER_BEFORE.sub("", clean_name(plain)) if column.field == "name" else clean(plain)
        return _read_empty_cell(column) if column.is_nothing(text) else column.cell.read(text)
    except TextError as reason:
        return reason


def _read_empty_cell(column: PersonColumn) -> object:
    if column.required or column.field == "id":
        form = column.cell.form
        raise TextError("missing", f"Ô trống; cần {form.vi}.", f"The cell is empty; needed: {form.en}.")
    if column.cell is YES_NO and Person.model_fields[column.field].default is True:
        raise TextError(
            "unanswered",
            "Ô trống không rõ là có hay không; ghi có hoặc không ở mọi dòng, hoặc bỏ trống cả cột (là có).",
            "An empty cell is neither; write yes or no in every row, or leave the whole column empty (yes).",
        )
    return EMPTY_CELL


@dataclass
class _MatchedColumns:
    """The columns to read: fields of a person, and those kept under their own headings."""

    fields: dict[int, PersonColumn] = field(default_factory=dict)
    extra: dict[int, str] = field(default_factory=dict)


def match_person_columns(
    table: FileTable, rows: Sequence[TableRow]
) -> tuple[_MatchedColumns, list[PlacedProblem]]:
    """Match headings to fields: the columns to be read, and the problems of the headings.

    A column in which no row has anything is as good as not there, if it may be left out.
    """
    matched = _MatchedColumns()
    columns = matched.fields
    problems: list[PlacedProblem] = []
    seen: dict[str, int] = {}
    for index, heading in enumerate(table.headings):
        name = table.get_field(index)
        if name is None:
            problems += _check_missing_heading(table, rows, index)
            if table.is_kept(index) and _has_content(table, rows, index):
                matched.extra[index] = _name_apart(heading, matched.extra.values())
        elif name in seen:
            problems.append((table.heading_row, index, _build_duplicate_heading(table, index, seen[name])))
        else:
            seen[name] = index
            if COLUMNS[name].required or _has_content(table, rows, index):
                columns[index] = COLUMNS[name]
    return matched, [*problems, *_list_missing_columns(table, seen)]


def _name_apart(heading: str, taken: Iterable[str]) -> str:
    """Return a heading, numbered where another column has the same."""
    same = sum(other == heading or other.startswith(f"{heading} (") for other in taken)
    return f"{heading} ({same + 1})" if same else heading


def list_column_remarks(table: FileTable) -> list[Problem]:
    """List remarks on columns that are no fields: which are kept, and which are not."""
    rows = _drop_examples(table)
    remarks = []
    for index, heading in enumerate(table.headings):
        if not heading or table.get_field(index) is not None or index in table.fields:
            continue
        if is_ignored_heading(heading):
            continue
        if _has_content(table, rows, index):
            where = (table.get_address(table.heading_row, index),)
            remarks.append(
                _build_kept(where, heading) if table.is_kept(index) else _build_left_out(where, heading)
            )
    return [*remarks, *_list_absent_columns(table), *_count_without_body(table, rows)]


def _count_without_body(table: FileTable, rows: Sequence[TableRow]) -> Iterator[Problem]:
    """Count who counts as self-nominated since a cell is empty, as under a merged one."""
    at = next((i for i in range(len(table.headings)) if table.get_field(i) == "introduced_by"), None)
    if at is None or not _has_content(table, rows, at):
        return
    if empty := sum(at >= len(cells) or is_blank([cells[at]]) for _, cells in rows):
        yield Problem(
            "cells_empty",
            (table.get_address(table.heading_row, at),),
            f"{empty} người có ô này trống nên được tính là tự ứng cử; nếu ô gộp với dòng trên thì ghi lại.",
            f"{empty} people with nothing here count as self-nominated; if cells are merged, fill them in.",
        )


_MEANT_WITHOUT = {
    "party_member": Text(vi="ngoài Đảng", en="outside the Party"),
    "ethnicity": Text(vi="dân tộc Kinh", en="Kinh"),
    "re_standing": Text(vi="không tái cử", en="not re-standing"),
    "introduced_by": Text(vi="do cơ quan, tổ chức giới thiệu", en="introduced by a body"),
}
"""What people without a column of these count as."""


def _list_absent_columns(table: FileTable) -> Iterator[Problem]:
    """Say what everybody counts as, since the list has no column for it."""
    present = {table.get_field(i) for i in range(len(table.headings))}
    if present & {"party_rank", "joined_party"}:
        present.add("party_member")
    absent = [COLUMNS[name] for name in _MEANT_WITHOUT if name not in present]
    if absent and table.rows:
        words = [_MEANT_WITHOUT[column.field] for column in absent]
        yield Problem(
            "columns_absent",
            (table.get_address(table.heading_row),),
            f"Tệp không có cột {', '.join(c.heading('vi') for c in absent)}: ai chưa có thông tin thì được"
            f" tính là {', '.join(word.vi for word in words)}.",
            f"There is no column {', '.join(c.heading('en') for c in absent)}: whoever is not known otherwise"
            f" counts as {', '.join(word.en for word in words)}.",
        )


def _build_kept(where: Loc, heading: str) -> Problem:
    near = find_similar_heading(heading)
    also_vi = "" if near is None else f" Nếu đó là cột '{near.vi}' thì sửa tiêu đề rồi tải lại."
    also_en = (
        "" if near is None else f" If it is the column '{near.en}', mend the heading and send the file again."
    )
    return Problem(
        "column_kept",
        where,
        f"Cột '{make_printable(heading)}' không có trong mẫu; giữ nguyên ở mục Thông tin khác.{also_vi}",
        f"The column '{make_printable(heading)}' is not in the template; kept under Other details.{also_en}",
    )


def _build_left_out(where: Loc, heading: str) -> Problem:
    return Problem(
        "column_left_out",
        where,
        f"Cột '{make_printable(heading)}' không được lưu: số giấy tờ, gia đình, sức khỏe, lương và liên hệ"
        " riêng thuộc hồ sơ, không đưa vào danh sách.",
        f"The column '{make_printable(heading)}' is not stored: numbers of papers, family, health, pay and"
        " private contacts belong to the dossier, not to this list.",
    )


def _has_content(table: FileTable, rows: Sequence[TableRow], index: int) -> bool:
    if any(column == index for _, column in table.faults):
        return True
    return any(index < len(cells) and not is_blank(cells[index]) for _, cells in rows)


def _check_missing_heading(table: FileTable, rows: Sequence[TableRow], index: int) -> list[PlacedProblem]:
    if table.headings[index] or index in table.fields or not _has_content(table, rows, index):
        return []
    return [
        (
            table.heading_row,
            index,
            Problem(
                "no_heading",
                (table.get_address(table.heading_row, index),),
                f"Cột thứ {index + 1} có nội dung nhưng không có tiêu đề.",
                f"Column {index + 1} has content but no heading.",
            ),
        )
    ]


def _build_duplicate_heading(table: FileTable, index: int, first: int) -> Problem:
    return Problem(
        "heading_twice",
        (table.get_address(table.heading_row, index),),
        f"Cột này trùng với cột thứ {first + 1} ('{make_printable(table.headings[first])}'); chỉ giữ một.",
        f"The same as column {first + 1} ('{make_printable(table.headings[first])}'); keep one.",
    )


def _list_missing_columns(table: FileTable, seen: dict[str, int]) -> list[PlacedProblem]:
    lacking = [c for c in COLUMNS.values() if c.required and c.field not in seen]
    old = next((h for h in table.headings if lacking and is_in_old_font(h)), None)
    font_vi = (
        ""
        if old is None
        else f" Tiêu đề '{make_printable(old)}' có lẽ gõ bằng phông cũ; chuyển sang Unicode."
    )
    font_en = (
        "" if old is None else f" '{make_printable(old)}' is probably in an old font; convert it to Unicode."
    )
    return [
        (
            table.heading_row,
            len(table.headings),
            Problem(
                "missing_heading",
                (table.get_address(table.heading_row),),
                f"Thiếu cột bắt buộc '{c.heading('vi')}'.{font_vi}",
                f"The required column '{c.heading('en')}' ('{c.heading('vi')}', {c.field}) is missing."
                f"{font_en}",
            ),
        )
        for c in lacking
    ]


EXAMPLE_MARKS = {"vi": "VÍ DỤ – người hư cấu", "en": "EXAMPLE – made-up person"}
_FOLDED_EXAMPLE_MARKS = tuple(fold(mark) for mark in EXAMPLE_MARKS.values())


@dataclass
class _PersonDraft:
    """A row that becomes a person; `refused`: fields that have a problem already."""

    row: int
    values: dict[str, object] = field(default_factory=dict)
    extra: list[ExtraPersonField] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)


def build_pool(table: FileTable, most: int | None = None) -> Pool:
    """Build a pool of the people in a table; ids are made of name and birth date if missing.

    A column is read until it has shown as many problems as are told in all.

    Raises:
        InputError: with every problem of the headings and the cells, in the order of the table; or more than
            `most` people.
    """
    rows = _drop_examples(table)
    if most is not None and len(rows) > most:
        raise InputError([build_too_many_people((table.get_address(table.heading_row),), len(rows), most)])
    drafts, at, found = _read_drafts(table, rows)
    found += _check_extra_cells(rows, table)
    people: list[Person] = []
    found += _validate_drafts(drafts, at, table, people)
    if found:
        fullest = max(Counter(column for _, column, _ in found).values())
        raise combine_problems(
            found, (table.get_address(table.heading_row),), counted=fullest < MOST_PROBLEMS
        )
    return Pool(note=table.note, people=tuple(people))


def index_rows(table: FileTable) -> tuple[dict[str, int], dict[str, int]]:
    """Index the rows of people by id, and the columns by field."""
    drafts, at, _ = _read_drafts(table, _drop_examples(table))
    if "id" not in at:
        for draft in drafts:
            assign_id(draft.values)
    return {str(draft.values.get("id")): draft.row for draft in drafts}, at


def _read_drafts(
    table: FileTable, rows: Sequence[TableRow]
) -> tuple[list[_PersonDraft], dict[str, int], list[PlacedProblem]]:
    """Read every row, the column of each field, and the problems of what cannot be read."""
    columns, found = match_person_columns(table, rows)
    drafts = [_PersonDraft(number) for number, _ in rows]
    for index, column in columns.fields.items():
        found += _fill_column(column, index, rows, drafts, table)
    for index, heading in columns.extra.items():
        found += _fill_extra(heading, index, rows, drafts, table)
    return drafts, {c.field: i for i, c in columns.fields.items()}, found


def _drop_examples(table: FileTable) -> Sequence[TableRow]:
    at = next((i for i in range(len(table.headings)) if table.get_field(i) == "name"), None)
    if at is None:
        return table.rows
    return [
        row
        for row in table.rows
        if at >= len(row[1]) or not fold(row[1][at]).startswith(_FOLDED_EXAMPLE_MARKS)
    ]


def _fill_column(
    column: PersonColumn,
    index: int,
    rows: Sequence[TableRow],
    drafts: Sequence[_PersonDraft],
    table: FileTable,
) -> Iterator[PlacedProblem]:
    """Fill the values of a column into the drafts, and yield what could not be read."""
    answers: dict[str, object] = {}
    faults = table.faults
    left = MOST_PROBLEMS
    for (number, cells), draft in zip(rows, drafts, strict=True):
        text = cells[index] if index < len(cells) else ""
        found = answers.get(text)
        if found is None:
            found = answers[text] = read_cell(column, text)
        if faults:
            found = faults.get((number, index), found)
        if isinstance(found, TextError):
            draft.refused.add(column.field)
            yield number, index, found.to_problem((table.get_address(number, index),))
            left -= 1
            if not left:
                return
        elif found is not EMPTY_CELL:
            draft.values[column.field] = found


def _fill_extra(
    heading: str, index: int, rows: Sequence[TableRow], drafts: Sequence[_PersonDraft], table: FileTable
) -> Iterator[PlacedProblem]:
    """Keep the cells of an unknown column, each with its heading, and yield what is no text."""
    for (number, cells), draft in zip(rows, drafts, strict=True):
        try:
            if (number, index) in table.faults:
                raise table.faults[number, index]
            text = clean(unguard_formula(cells[index] if index < len(cells) else ""))
        except TextError as reason:
            yield number, index, reason.to_problem((table.get_address(number, index),))
            continue
        if text:
            draft.extra.append(ExtraPersonField(heading=heading[:LONGEST_HEADING], text=text))


def _check_extra_cells(rows: Sequence[TableRow], table: FileTable) -> Iterator[PlacedProblem]:
    width = len(table.headings)
    for number, cells in rows:
        if len(cells) > width and not is_blank(cells[width:]):
            yield (
                number,
                width,
                Problem(
                    "too_many_cells",
                    (table.get_address(number),),
                    f"Dòng có {len(cells)} ô, nhiều hơn {width} tiêu đề cột; có thể thừa dấu phân cách.",
                    f"The row has {len(cells)} cells, more than the {width} headings; a delimiter too many?",
                ),
            )


def _validate_drafts(
    drafts: Sequence[_PersonDraft], at: dict[str, int], table: FileTable, people: list[Person]
) -> Iterator[PlacedProblem]:
    """Validate the drafts into people, and yield the problems of those that are refused."""
    rows: dict[str, int] = {}
    left = MOST_PROBLEMS
    headed = {table.get_field(i) for i in range(len(table.headings))}
    for draft in drafts:
        if not left:
            return
        values = draft.values
        if "id" not in at:
            assign_id(values)
        if "party_member" not in at and values.keys() & {"party_rank", "joined_party"}:
            values["party_member"] = True  # without a column of members, a rank or a day says so
        if "introduced_by" not in headed and not values.get("self_nominated"):
            values["introduced_by"] = ""
        try:
            people.append(Person.model_validate(values | {"extra": draft.extra} if draft.extra else values))
        except ValidationError as error:
            left -= 1
            yield from _list_invalid(error, draft, at, table)
        key = values.get("id")
        if isinstance(key, str) and rows.setdefault(key, draft.row) != draft.row:
            column = at.get("id", at.get("name", 0))
            yield (
                draft.row,
                column,
                _build_duplicate_id(
                    key, rows[key], table.get_address(draft.row, column), made="id" not in at
                ),
            )


def assign_id(values: dict[str, object]) -> None:
    """Assign an id made of name and birth date, where both are known."""
    name, born = values.get("name"), values.get("born")
    if isinstance(name, str) and isinstance(born, date):
        values["id"] = f"{slugify(name) or 'x'}-{born:%Y%m%d}"


def _list_invalid(
    error: ValidationError, draft: _PersonDraft, at: dict[str, int], table: FileTable
) -> Iterator[PlacedProblem]:
    for complaint, problem in zip(
        error.errors(include_url=False), list_validation_problems(error), strict=True
    ):
        name = str(complaint["loc"][0])
        if name in at and name not in draft.refused:
            yield (
                draft.row,
                at[name],
                problem.at((table.get_address(draft.row, at[name]),)),
            )


def _build_duplicate_id(key: str, first: int, place: FilePlace, *, made: bool) -> Problem:
    if made:
        return Problem(
            "duplicate_id",
            (place,),
            f"Cùng họ tên và ngày sinh với dòng {first} (mã '{key}'). Bỏ một dòng;"
            " nếu là hai người thì thêm cột 'Mã'.",
            f"Same name and birth date as row {first} (id '{key}'). Remove one;"
            " if they are two people, add a column 'Id'.",
        )
    return Problem(
        "duplicate_id",
        (place,),
        f"Mã '{key}' đã dùng ở dòng {first}.",
        f"Id '{key}' is used in row {first} already.",
    )


def format_field(field: str, value: object, lang: str) -> str:
    """Format a value of a field as its cell would be written; nothing for None."""
    return "" if value is None else COLUMNS[field].cell.write(value, lang)


def parse_fields(texts: Mapping[str, str]) -> dict[str, Any]:
    """Parse typed texts into JSON values; an empty text becomes the field's default.

    Raises:
        InputError: everything that cannot be read, each at its field.
    """
    values: dict[str, Any] = to_jsonable_python(_read_fields(texts))
    return values | {f: to_jsonable_python(Person.model_fields[f].default) for f in texts if f not in values}


def build_person(texts: Mapping[str, str]) -> Person:
    """Build a new person; without an id one is made of name and birth date.

    Raises:
        InputError: everything that is wrong, each problem at its field.
    """
    values = _read_fields({field: text for field, text in texts.items() if field != "id" or text.strip()})
    if "id" not in values:
        assign_id(values)
    try:
        return Person.model_validate(values)
    except ValidationError as error:
        raise InputError(list(index_by_path(error, Person).values())) from None


def _read_fields(texts: Mapping[str, str]) -> dict[str, object]:
    """Read the fields that are not empty."""
    found = {field: read_cell(COLUMNS[field], text) for field, text in texts.items()}
    problems: list[Problem] = [
        a.to_problem((field,)) for field, a in found.items() if isinstance(a, TextError)
    ]
    if problems:
        raise InputError(problems)
    return {field: value for field, value in found.items() if value is not EMPTY_CELL}
