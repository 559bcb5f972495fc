"""One person in a form: each field is read and written as its cell in a table would be."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import to_jsonable_python

from cocau.app.imports.cell_answers import EMPTY, answer
from cocau.app.imports.columns import COLUMNS
from cocau.app.imports.people_table import name_it
from cocau.app.imports.safe_text import Refused
from cocau.app.imports.tree import by_path
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.people import Person


def texts_of(person: Person, lang: str) -> dict[str, str]:
    """Every field of somebody as its cell would be written."""
    return {field: text_of(field, getattr(person, field), lang) for field in COLUMNS}


def text_of(field: str, value: object, lang: str) -> str:
    """A value of a field as its cell would be written; nothing for None."""
    return "" if value is None else COLUMNS[field].cell.write(value, lang)


def values_of(texts: Mapping[str, str]) -> dict[str, Any]:
    """The values that were typed, as they stand in JSON; what says nothing becomes what it is by default.

    Raises:
        InputError: everything that cannot be read, each at its field.
    """
    values: dict[str, Any] = to_jsonable_python(_read(texts))
    return values | {f: to_jsonable_python(Person.model_fields[f].default) for f in texts if f not in values}


def person_of(texts: Mapping[str, str]) -> Person:
    """Somebody new; without an id one is made of name and birth date.

    Raises:
        InputError: everything that is wrong, each problem at its field.
    """
    values = _read({field: text for field, text in texts.items() if field != "id" or text.strip()})
    if "id" not in values:
        name_it(values)
    try:
        return Person.model_validate(values)
    except ValidationError as error:
        raise InputError(list(by_path(error, Person).values())) from None


def _read(texts: Mapping[str, str]) -> dict[str, object]:
    """The fields in which something stands."""
    found = {field: answer(COLUMNS[field], text) for field, text in texts.items()}
    problems: list[Problem] = [a.at(field) for field, a in found.items() if isinstance(a, Refused)]
    if problems:
        raise InputError(problems)
    return {field: value for field, value in found.items() if value is not EMPTY}
