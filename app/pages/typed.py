"""Forms whose fields are made from what they show: their names are not known beforehand."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request

MOST_FIELDS = 5000
"""Fields of one form: a table of so many cells is more than any council has."""


async def _typed(request: Request) -> Mapping[str, str]:
    form = await request.form(max_fields=MOST_FIELDS)
    return {name: value for name, value in form.items() if isinstance(value, str)}


TypedDep = Annotated[Mapping[str, str], Depends(_typed)]
"""The fields of a form by their names, as they were typed."""
