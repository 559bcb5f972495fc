"""Which of several forms a client takes: the Accept header (RFC 9110, section 12.5.1)."""

import re
from collections.abc import Sequence

_QUALITY = re.compile(r"q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)

_Range = tuple[str, float]


def accepted(given: str | None, offered: Sequence[str]) -> str | None:
    """The media type that is liked best, of equals the first that is offered; None: none is taken.

    A type is judged by the range that names it most closely: itself, ``application/*``, ``*/*``. Without the
    header everything is taken; what in it cannot be read is passed over.
    """
    if given is None or not given.strip():
        return offered[0]
    ranges = [_range(part) for part in given.split(",") if part.strip()]
    liked = {media_type: _quality(media_type, ranges) for media_type in offered}
    best = max(offered, key=lambda media_type: liked[media_type])
    return best if liked[best] > 0 else None


def _range(part: str) -> _Range:
    """A range and how well it is liked; parameters of a type are passed over, as none is offered with any."""
    name, *parameters = (piece.strip() for piece in part.split(";"))
    found = (_QUALITY.fullmatch(parameter) for parameter in parameters)
    return name.lower(), next((float(match[1]) for match in found if match), 1.0)


def _quality(media_type: str, ranges: Sequence[_Range]) -> float:
    family = f"{media_type.partition('/')[0]}/*"
    for wanted in (media_type, family, "*/*"):
        found = [quality for name, quality in ranges if name == wanted]
        if found:
            return max(found)
    return 0.0
