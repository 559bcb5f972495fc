"""Headers of answers, for the description."""

from typing import Any

_TEXT = {"type": "string"}


def header(about: str) -> dict[str, Any]:
    """One header."""
    return {"description": about, "schema": _TEXT}


LOCATION = {"Location": header("Where it is, and where to look how far it is.")}
ETAG = {"ETag": header("The tag of this version; of a proposal: sha256 of its bytes, in quotes.")}
RETRY = {"Retry-After": {"description": "Seconds after which to look again.", "schema": {"type": "integer"}}}
LINK = {"Link": header('Where the next page is: `<…>; rel="next"`.')}
APPLIED = {"Preference-Applied": header("The `wait` that was honoured.")}
REPLAYED = {"Idempotency-Replayed": header("`true`: this request was answered before.")}
MADE = LOCATION | APPLIED | REPLAYED
