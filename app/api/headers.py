"""Headers of answers, for the description."""

from typing import Any

_TEXT = {"type": "string"}


Headers = dict[str, Any]


def header(about: str) -> Headers:
    """One header."""
    return {"description": about, "schema": _TEXT}


LOCATION: Headers = {"Location": header("Where it is, and where to look how far it is.")}
ETAG: Headers = {"ETag": header("The tag of this version; of a proposal: sha256 of its bytes, in quotes.")}
RETRY: Headers = {
    "Retry-After": {"description": "Seconds after which to look again.", "schema": {"type": "integer"}}
}
LINK: Headers = {"Link": header('Where the next page is: `<…>; rel="next"`.')}
APPLIED: Headers = {"Preference-Applied": header("The `wait` that was honoured.")}
REPLAYED: Headers = {"Idempotency-Replayed": header("`true`: this request was answered before.")}
MADE: Headers = LOCATION | APPLIED | REPLAYED


def with_headers(status: int, headers: Headers) -> dict[int | str, dict[str, Any]]:
    """The headers of an answer, as `responses` of a route."""
    return {status: {"headers": headers}}
