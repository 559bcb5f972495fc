"""Lists by pages: newest first, each page after the last id of the one before.

An id sorts by the time it was made: what is added meanwhile stands before the first page and moves nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar
from urllib.parse import quote

from fastapi import Depends, Query, Request, Response

from cocau.constraints.record import Record

T = TypeVar("T")
Row = TypeVar("Row")

MOST = 200
ID = r"^[a-z]{3}_[0-9a-z]{26}$"


class Page(Record, Generic[T]):
    """A part of a list; `next`: ask for it with ``after=`` for what follows, null: nothing does."""

    items: tuple[T, ...]
    next: str | None


@dataclass(frozen=True)
class Asked:
    """Which part of a list is wanted."""

    limit: int
    after: str | None

    @property
    def fetch(self) -> int:
        """How many to look for: one more than are shown says whether there are more."""
        return self.limit + 1


async def asked_of(
    limit: Annotated[int, Query(ge=1, le=MOST, description="how many at the most")] = 50,
    after: Annotated[
        str | None, Query(pattern=ID, description="what comes after this one: the `next` of a page")
    ] = None,
) -> Asked:
    """Which part of a list a request wants."""
    return Asked(limit, after)


Paging = Annotated[Asked, Depends(asked_of)]


def page(
    request: Request, response: Response, asked: Asked, found: Sequence[Row], shown: Callable[[Row], T]
) -> Page[T]:
    """A page of up to `asked.fetch` rows that were found, each with an `id`; Link says where the next is."""
    rows = found[: asked.limit]
    following: str | None = None
    if len(found) > asked.limit:
        following = str(rows[-1].id)  # type: ignore[attr-defined]  # every table listed here has ids
        url = request.url.include_query_params(after=following)
        response.headers["Link"] = f'<{quote(url.path)}?{url.query}>; rel="next"'
    return Page(items=tuple(shown(row) for row in rows), next=following)
