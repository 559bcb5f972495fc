"""Pages of lists: newest first, each page after the last id of the one before.

An id sorts by the time it was made: what is added meanwhile stands before the first page and moves nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Annotated, Generic, TypeVar
from urllib.parse import quote

from fastapi import Depends, Query, Request, Response

from cocau.constraints.record import Record

T = TypeVar("T")
Row = TypeVar("Row")
Id = TypeVar("Id", str, int)

PAGE_SIZE = 50
"""Rows of a page, unless another number is asked for."""
MAX_PAGE_SIZE = 200
ID_PATTERN = r"^[a-z]{3}_[0-9a-z]{26}$"


class ResultPage(Record, Generic[T]):
    """A page of a list; `next`: the ``after=`` of the next page, null: this is the last."""

    items: tuple[T, ...]
    next: str | None


@dataclass(frozen=True)
class PageRequest:
    """The page of a list that a request asks for."""

    limit: int
    after: str | None

    @property
    def fetch_limit(self) -> int:
        """Return how many rows to fetch: one more than are shown says whether there are more."""
        return self.limit + 1


async def get_page_request(
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE_SIZE, description="how many at the most")] = PAGE_SIZE,
    after: Annotated[
        str | None, Query(pattern=ID_PATTERN, description="what comes after this one: the `next` of a page")
    ] = None,
) -> PageRequest:
    """Return the page that a request asks for."""
    return PageRequest(limit, after)


PagingDep = Annotated[PageRequest, Depends(get_page_request)]


def paginate(
    rows_found: Sequence[Row], size: int = PAGE_SIZE, get_id: Callable[[Row], Id] = attrgetter("id")
) -> tuple[Sequence[Row], Id | None]:
    """Return a page's rows, and the id after which the next begins, if there is more."""
    rows = rows_found[:size]
    return rows, get_id(rows[-1]) if len(rows_found) > size else None


def build_page(
    request: Request,
    response: Response,
    page_request: PageRequest,
    rows_found: Sequence[Row],
    build_item: Callable[[Row], T],
) -> ResultPage[T]:
    """Build a page of up to `fetch_limit` rows, each with an `id`; set Link to the next."""
    rows, following = paginate(rows_found, page_request.limit)
    if following is not None:
        url = request.url.include_query_params(after=following)
        response.headers["Link"] = f'<{quote(url.path)}?{url.query}>; rel="next"'
    return ResultPage(items=tuple(build_item(row) for row in rows), next=following)
