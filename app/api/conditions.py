"""Versions in headers (RFC 9110, sections 8.8.3 and 13): ETag, If-Match, If-None-Match.

A tag is the number of a version in quotes: ``"3"``. An edit must name the one version it is of.
"""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request, Response

from cocau.app.api.errors import Malformed, NoCondition

_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAGS = re.compile(rf"(?:[ \t]*,)*[ \t]*{_TAG}[ \t]*(?:,[ \t]*(?:{_TAG}[ \t]*)?)*")
_VERSION = re.compile(r'"(0|[1-9][0-9]{0,8})"')
_EXAMPLE = '"1"'

NEVER = -1
"""The version that nothing is ever at: of a weak tag, or one that is not ours. It reads as stale (412)."""

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="The version that this is an edit of, as its ETag said.",
        examples=[_EXAMPLE],
    ),
]
IfNoneMatch = Annotated[
    str | None,
    Header(alias="If-None-Match", description="Versions that are known already: 304 if one is the newest."),
]


async def expected_of(request: Request, if_match: IfMatch = None) -> int:
    """The version that an edit is of.

    If-Match compares strongly (section 13.1.1), so a weak tag is of no version. ``*`` and several tags are
    refused: an edit made without knowing what it replaces is what the header is there to keep away.

    Raises:
        NoCondition: no If-Match, or one that does not name a single version.
        Malformed: no list of entity tags.
    """
    del if_match  # declared for the description; a header may come in several lines
    given = _joined(request, "If-Match")
    if given in {None, "*"}:
        raise NoCondition
    named = {_version(tag) for tag in _tags("If-Match", given or "")}
    if len(named) > 1:
        raise NoCondition
    return named.pop()


@dataclass(frozen=True)
class Known:
    """What a reader has already, by its tags; `any`: whatever there is (``*``)."""

    tags: frozenset[str] = frozenset()
    any: bool = False

    def holds(self, tag: str) -> bool:
        """Whether it is among them; compared weakly (section 13.1.2)."""
        return self.any or tag.removeprefix("W/") in self.tags


NOTHING = Known()
"""A reader who has nothing yet."""


async def known_of(request: Request, if_none_match: IfNoneMatch = None) -> Known:
    """What a reader has already.

    Raises:
        Malformed: no list of entity tags.
    """
    del if_none_match  # as above
    given = _joined(request, "If-None-Match")
    if given is None:
        return NOTHING
    if given == "*":
        return Known(any=True)
    return Known(frozenset(tag.removeprefix("W/") for tag in _tags("If-None-Match", given)))


Expected = Annotated[int, Depends(expected_of)]
"""A parameter that makes a route an edit: answers 400, 412 and 428 belong to it."""

KnownDep = Annotated[Known, Depends(known_of)]


def tag_of(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def tagged(response: Response, version: int) -> Response:
    """The same answer, saying which version it is of."""
    response.headers["ETag"] = tag_of(version)
    return response


def unless_known(known: Known, response: Response, tag: str) -> Response:
    """The answer with its tag; 304 without a body if the reader has it."""
    if known.holds(tag):
        response = Response(status_code=304)
    response.headers["ETag"] = tag
    return response


def _joined(request: Request, header: str) -> str | None:
    lines = request.headers.getlist(header)
    return ", ".join(lines).strip(" \t") if lines else None


def _tags(header: str, given: str) -> list[str]:
    if not _TAGS.fullmatch(given):
        raise Malformed(
            header,
            f"{header} phải là thẻ phiên bản trong ngoặc kép, ví dụ {_EXAMPLE}.",
            f"{header} must be a version's tag in double quotes, such as {_EXAMPLE}.",
        )
    return re.findall(_TAG, given)


def _version(tag: str) -> int:
    found = _VERSION.fullmatch(tag)
    return int(found[1]) if found else NEVER
