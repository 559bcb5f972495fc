"""Reading sent forms: fields, text as clean as in a file, problems beside fields."""

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData

from cocau.app.files.text import TextError, clean
from cocau.app.web.errors import MalformedRequest
from cocau.constraints.errors import Problem

Problems = Sequence[Problem]


def group_by_field(problems: Problems, fields: Collection[str] | None = None) -> dict[str, list[Problem]]:
    """Group problems by the last name of their place; "" for those of no field shown."""
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        name = problem.field
        found.setdefault(name if fields is None or name in fields else "", []).append(problem)
    return found


MOST_FIELDS = 5000
"""Fields of one form: a table of so many cells is more than any council has."""
FORM_MEDIA_TYPE = "application/x-www-form-urlencoded"


def clean_field(value: str, field: str, problems: list[Problem]) -> str:
    """Return typed text on one line, as clean as in a file; add a problem if it is unusable."""
    try:
        return clean(value)
    except TextError as reason:
        problems.append(reason.to_problem((field,)))
        return ""


async def read_form(request: Request) -> FormData:
    """Read the form that was sent.

    Raises:
        MalformedRequest: it is a form that may have files: they would be written to a disk.
    """
    if request.headers.get("content-type", "").lower().startswith("multipart/"):
        raise MalformedRequest(FORM_MEDIA_TYPE, "Biểu mẫu này không nhận tệp.", "This form takes no files.")
    return await request.form(max_fields=MOST_FIELDS)


FormDep = Annotated[FormData, Depends(read_form)]
"""The fields of a form, in their order."""


async def _get_values(form: FormDep) -> Mapping[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


FormValuesDep = Annotated[Mapping[str, str], Depends(_get_values)]
"""The fields of a form by their names, as they were typed."""


async def _get_value_lists(form: FormDep) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        found.setdefault(name, []).append(str(value))
    return found


FormListsDep = Annotated[dict[str, list[str]], Depends(_get_value_lists)]
"""The same where a field may be sent several times."""
