"""A table of people as a pool. Each column is read as a whole, and each different text in it once."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from pydantic import ValidationError

from cocau.app.imports.cell_answers import EMPTY, answer
from cocau.app.imports.columns import Column, field_of
from cocau.app.imports.found import MOST_PROBLEMS, Found, together
from cocau.app.imports.headings import columns_of
from cocau.app.imports.safe_text import Refused, fold, slug
from cocau.app.imports.table import Row, Table, is_blank, too_many_people
from cocau.constraints.documents import problems_of
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.people import Person, Pool

EXAMPLE = {"vi": "VÍ DỤ – người hư cấu", "en": "EXAMPLE – made-up person"}
_EXAMPLES = tuple(fold(mark) for mark in EXAMPLE.values())


@dataclass
class _Draft:
    """One row on its way to a person. `refused`: fields that have a problem of their own already."""

    row: int
    values: dict[str, object] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)


def pool_of(table: Table, most: int | None = None) -> Pool:
    """The people in a table, in its order; ids are made of name and birth date where it has none.

    A column is read until it has shown as many problems as are told in all.

    Raises:
        InputError: with every problem of the headings and the cells, in the order of the table; or more than
            `most` people.
    """
    rows = _without_examples(table)
    if most is not None and len(rows) > most:
        raise InputError([too_many_people(table.at(table.heading_row), len(rows), most)])
    drafts, at, found = _drafts(table, rows)
    found += _beyond_headings(rows, table)
    people: list[Person] = []
    found += _checked(drafts, at, table, people)
    if found:
        fullest = max(Counter(column for _, column, _ in found).values())
        raise together(found, table.at(table.heading_row), counted=fullest < MOST_PROBLEMS)
    return Pool(note=table.note, people=tuple(people))


def rows_of(table: Table) -> tuple[dict[str, int], dict[str, int]]:
    """The row of each person by id, and the column of each field; of a table that a pool was read from."""
    drafts, at, _ = _drafts(table, _without_examples(table))
    if "id" not in at:
        for draft in drafts:
            name_it(draft.values)
    return {str(draft.values.get("id")): draft.row for draft in drafts}, at


def _drafts(table: Table, rows: Sequence[Row]) -> tuple[list[_Draft], dict[str, int], list[Found]]:
    """Every row with the values in it, the column of each field, and what could not be read."""
    columns, found = columns_of(table, rows)
    drafts = [_Draft(number) for number, _ in rows]
    for index, column in columns.items():
        found += _fill(column, index, rows, drafts, table)
    return drafts, {c.field: i for i, c in columns.items()}, found


def _without_examples(table: Table) -> Sequence[Row]:
    at = next((i for i, heading in enumerate(table.headings) if field_of(heading) == "name"), None)
    if at is None:
        return table.rows
    return [row for row in table.rows if at >= len(row[1]) or not fold(row[1][at]).startswith(_EXAMPLES)]


def _fill(
    column: Column, index: int, rows: Sequence[Row], drafts: Sequence[_Draft], table: Table
) -> Iterator[Found]:
    """Puts the values of a column into the drafts, and tells what could not be read."""
    answers: dict[str, object] = {}
    faults = table.faults
    left = MOST_PROBLEMS
    for (number, cells), draft in zip(rows, drafts, strict=True):
        text = cells[index] if index < len(cells) else ""
        found = answers.get(text)
        if found is None:
            found = answers[text] = answer(column, text)
        if faults:
            found = faults.get((number, index), found)
        if isinstance(found, Refused):
            draft.refused.add(column.field)
            yield number, index, found.at(table.at(number, index))
            left -= 1
            if not left:
                return
        elif found is not EMPTY:
            draft.values[column.field] = found


def _beyond_headings(rows: Sequence[Row], table: Table) -> Iterator[Found]:
    width = len(table.headings)
    for number, cells in rows:
        if len(cells) > width and not is_blank(cells[width:]):
            yield (
                number,
                width,
                Problem(
                    "too_many_cells",
                    table.at(number),
                    f"Dòng có {len(cells)} ô, nhiều hơn {width} tiêu đề cột; có thể thừa dấu phân cách.",
                    f"The row has {len(cells)} cells, more than the {width} headings; a delimiter too many?",
                ),
            )


def _checked(
    drafts: Sequence[_Draft], at: dict[str, int], table: Table, people: list[Person]
) -> Iterator[Found]:
    """Makes people of the drafts, and tells which cannot be."""
    rows: dict[str, int] = {}
    left = MOST_PROBLEMS
    for draft in drafts:
        if not left:
            return
        values = draft.values
        if "id" not in at:
            name_it(values)
        try:
            people.append(Person.model_validate(values))
        except ValidationError as error:
            left -= 1
            yield from _invalid(error, draft, at, table)
        key = values.get("id")
        if isinstance(key, str) and rows.setdefault(key, draft.row) != draft.row:
            column = at.get("id", at.get("name", 0))
            yield draft.row, column, _twice(key, rows[key], table.at(draft.row, column), made="id" not in at)


def name_it(values: dict[str, object]) -> None:
    """Make an id of name and birth date, where both are known."""
    name, born = values.get("name"), values.get("born")
    if isinstance(name, str) and isinstance(born, date):
        values["id"] = f"{slug(name) or 'x'}-{born:%Y%m%d}"


def _invalid(error: ValidationError, draft: _Draft, at: dict[str, int], table: Table) -> Iterator[Found]:
    for complaint, problem in zip(error.errors(include_url=False), problems_of(error), strict=True):
        name = str(complaint["loc"][0])
        if name in at and name not in draft.refused:
            yield (
                draft.row,
                at[name],
                Problem(problem.code, table.at(draft.row, at[name]), problem.vi, problem.en),
            )


def _twice(key: str, first: int, where: str, *, made: bool) -> Problem:
    if made:
        return Problem(
            "duplicate_id",
            where,
            f"Cùng họ tên và ngày sinh với dòng {first} (mã '{key}'). Bỏ một dòng;"
            " nếu là hai người thì thêm cột 'Mã'.",
            f"Same name and birth date as row {first} (id '{key}'). Remove one;"
            " if they are two people, add a column 'Id'.",
        )
    return Problem(
        "duplicate_id",
        where,
        f"Mã '{key}' đã dùng ở dòng {first}.",
        f"Id '{key}' is used in row {first} already.",
    )
