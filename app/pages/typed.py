"""Forms whose fields are made from what they show: their names are not known beforehand."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData

from cocau.app.api.errors import Malformed
from cocau.app.imports.safe_text import Refused, clean
from cocau.constraints.errors import Problem

MOST_FIELDS = 5000
"""Fields of one form: a table of so many cells is more than any council has."""
FORM = "application/x-www-form-urlencoded"


def text_of(value: str, field: str, problems: list[Problem]) -> str:
    """What was typed, on one line, as clean as in a file; what cannot be used is told among the problems."""
    try:
        return clean(value)
    except Refused as reason:
        problems.append(reason.at(field))
        return ""


async def form_of(request: Request) -> FormData:
    """What was sent.

    Raises:
        Malformed: it is a form that may have files: they would be written to a disk.
    """
    if request.headers.get("content-type", "").lower().startswith("multipart/"):
        raise Malformed(FORM, "Biểu mẫu này không nhận tệp.", "This form takes no files.")
    return await request.form(max_fields=MOST_FIELDS)


FormDep = Annotated[FormData, Depends(form_of)]
"""The fields of a form, in their order."""


async def _typed(form: FormDep) -> Mapping[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


TypedDep = Annotated[Mapping[str, str], Depends(_typed)]
"""The fields of a form by their names, as they were typed."""


async def _several(form: FormDep) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        found.setdefault(name, []).append(str(value))
    return found


SeveralDep = Annotated[dict[str, list[str]], Depends(_several)]
"""The same where a field may be sent several times."""
