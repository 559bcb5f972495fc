"""Ids in paths. One that cannot be an id is answered like one that is not there: 404."""

import re
from typing import Annotated

from fastapi import Depends, Path

from cocau.app.office.errors import Missing

_ID = re.compile(r"[a-z]{3}_[0-9a-z]{26}")
EXAMPLE = "prp_01k0000000000000000000000a"
SHOWN = 60
"""Characters of a wrong id that are repeated to whoever sent it."""


async def which_of(which: Annotated[str, Path(description="its id", examples=[EXAMPLE])]) -> str:
    """The id of a proposal.

    Raises:
        Missing: it cannot be one.
    """
    return checked_id(which)


def checked_id(which: str) -> str:
    """The same id.

    Raises:
        Missing: it cannot be one.
    """
    if not _ID.fullmatch(which):
        raise Missing(which[:SHOWN])
    return which


Which = Annotated[str, Depends(which_of)]
