"""Values of a person's fields in words, as two versions of a pool are compared."""

from collections.abc import Callable
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from cocau.app.imports.one_person import text_of
from cocau.app.languages import Lang
from cocau.constraints.people import Person


def said(lang: Lang) -> Callable[[str, Any], str]:
    """What says a value of a field, as it stands in JSON, as its cell would be written."""

    def words(field: str, value: Any) -> str:  # noqa: ANN401  # whatever JSON holds
        if field not in Person.model_fields:
            return str(value)
        return text_of(field, _adapter(field).validate_python(value), lang) or "–"

    return words


@cache
def _adapter(field: str) -> TypeAdapter[Any]:
    annotation: Any = Person.model_fields[field].annotation
    return TypeAdapter(annotation)
