"""HTTP headers: Accept, If-Match, If-None-Match, ETag, Idempotency-Key.

Versions follow RFC 9110 (sections 8.8.3 and 13): a tag is the number of a version in quotes, ``"3"``, and
an edit must name the one version it is of. Accept: section 12.5.1.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response

from cocau.app.web.errors import MalformedRequest, MissingPrecondition

_QUALITY_REGEX = re.compile(r"q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)

_Range = tuple[str, float]


def choose_media_type(accept: str | None, offered: Sequence[str]) -> str | None:
    """Choose the offered media type that is accepted best; None: none is accepted.

    A type is judged by the range that names it most closely: itself, ``application/*``, ``*/*``. Without the
    header everything is taken; what in it cannot be read is passed over.
    """
    if accept is None or not accept.strip():
        return offered[0]
    ranges = [_parse_range(part) for part in accept.split(",") if part.strip()]
    liked = {media_type: _get_quality(media_type, ranges) for media_type in offered}
    best = max(offered, key=lambda media_type: liked[media_type])
    return best if liked[best] > 0 else None


def _parse_range(part: str) -> _Range:
    """Parse a media range and its quality; other parameters are passed over."""
    name, *parameters = (piece.strip() for piece in part.split(";"))
    found = (_QUALITY_REGEX.fullmatch(parameter) for parameter in parameters)
    return name.lower(), next((float(match[1]) for match in found if match), 1.0)


def _get_quality(media_type: str, ranges: Sequence[_Range]) -> float:
    family = f"{media_type.partition('/')[0]}/*"
    for wanted in (media_type, family, "*/*"):
        found = [quality for name, quality in ranges if name == wanted]
        if found:
            return max(found)
    return 0.0


_TAG_PATTERN = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAGS_REGEX = re.compile(rf"(?:[ \t]*,)*[ \t]*{_TAG_PATTERN}[ \t]*(?:,[ \t]*(?:{_TAG_PATTERN}[ \t]*)?)*")
_VERSION_REGEX = re.compile(r'"(0|[1-9][0-9]{0,8})"')
_EXAMPLE_TAG = '"1"'

NO_VERSION = -1
"""A version that nothing has: of a weak or foreign tag; it reads as stale (412)."""

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="The version that this is an edit of, as its ETag said.",
        examples=[_EXAMPLE_TAG],
    ),
]
IfNoneMatch = Annotated[
    str | None,
    Header(alias="If-None-Match", description="Versions that are known already: 304 if one is the newest."),
]


async def get_expected_version(request: Request, if_match: IfMatch = None) -> int:
    """Return the version that an edit is of, from If-Match.

    If-Match compares strongly (section 13.1.1), so a weak tag is of no version. ``*`` and several tags are
    refused: an edit made without knowing what it replaces is what the header is there to keep away.

    Raises:
        MissingPrecondition: no If-Match, or one that does not name a single version.
        MalformedRequest: no list of entity tags.
    """
    del if_match  # declared for the description; a header may come in several lines
    given = _join_header_lines(request, "If-Match")
    if given in {None, "*"}:
        raise MissingPrecondition
    named = {_parse_version(tag) for tag in _parse_tags("If-Match", given or "")}
    if len(named) > 1:
        raise MissingPrecondition
    return named.pop()


@dataclass(frozen=True)
class KnownTags:
    """Versions that a client already has, by their tags; `any`: whatever there is (``*``)."""

    tags: frozenset[str] = frozenset()
    any: bool = False

    def holds(self, tag: str) -> bool:
        """Return whether the client has a tag; compare weakly (section 13.1.2)."""
        return self.any or tag.removeprefix("W/") in self.tags


NO_TAGS = KnownTags()
"""A reader who has nothing yet."""


async def get_known_tags(request: Request, if_none_match: IfNoneMatch = None) -> KnownTags:
    """Return the tags that a client already has, from If-None-Match.

    Raises:
        MalformedRequest: no list of entity tags.
    """
    del if_none_match  # as above
    given = _join_header_lines(request, "If-None-Match")
    if given is None:
        return NO_TAGS
    if given == "*":
        return KnownTags(any=True)
    return KnownTags(frozenset(tag.removeprefix("W/") for tag in _parse_tags("If-None-Match", given)))


ExpectedVersion = Annotated[int, Depends(get_expected_version)]
"""A parameter that makes a route an edit: answers 400, 412 and 428 belong to it."""

KnownTagsDep = Annotated[KnownTags, Depends(get_known_tags)]


def format_tag(version: int) -> str:
    """Format the ETag of a version."""
    return f'"{version}"'


def respond_unless_known(known_tags: KnownTags, response: Response, tag: str) -> Response:
    """Return the response with its tag, or 304 if the client has it."""
    if known_tags.holds(tag):
        response = Response(status_code=304)
    response.headers["ETag"] = tag
    return response


def _join_header_lines(request: Request, header: str) -> str | None:
    lines = request.headers.getlist(header)
    return ", ".join(lines).strip(" \t") if lines else None


def _parse_tags(header: str, given: str) -> list[str]:
    if not _TAGS_REGEX.fullmatch(given):
        raise MalformedRequest(
            header,
            f"{header} phải là thẻ phiên bản trong ngoặc kép, ví dụ {_EXAMPLE_TAG}.",
            f"{header} must be a version's tag in double quotes, such as {_EXAMPLE_TAG}.",
        )
    return re.findall(_TAG_PATTERN, given)


def _parse_version(tag: str) -> int:
    found = _VERSION_REGEX.fullmatch(tag)
    return int(found[1]) if found else NO_VERSION


_TEXT = {"type": "string"}


HeaderDescriptions = dict[str, Any]


def describe_header(about: str) -> HeaderDescriptions:
    """Describe one header."""
    return {"description": about, "schema": _TEXT}


LOCATION: HeaderDescriptions = {"Location": describe_header("Where it is, and where to look how far it is.")}
ETAG: HeaderDescriptions = {
    "ETag": describe_header("The tag of this version; of a proposal: sha256 of its bytes, in quotes.")
}
RETRY: HeaderDescriptions = {
    "Retry-After": {"description": "Seconds after which to look again.", "schema": {"type": "integer"}}
}
LINK: HeaderDescriptions = {"Link": describe_header('Where the next page is: `<…>; rel="next"`.')}
APPLIED: HeaderDescriptions = {"Preference-Applied": describe_header("The `wait` that was honoured.")}
REPLAYED: HeaderDescriptions = {
    "Idempotency-Replayed": describe_header("`true`: this request was answered before.")
}
SUBMISSION_HEADERS: HeaderDescriptions = LOCATION | APPLIED | REPLAYED


def describe_headers(status: int, headers: HeaderDescriptions) -> dict[int | str, dict[str, Any]]:
    """Describe the headers of an answer, as `responses` of a route."""
    return {status: {"headers": headers}}


IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x20-\x7e]+$",
        description="A name of your own for this request. The same request sent again under it within a day "
        "is answered with what the first one made, and `Idempotency-Replayed: true`.",
        examples=["5f0c6c1e-plan-1"],
    ),
]
REPLAYED_HEADER = {"Idempotency-Replayed": "true"}
