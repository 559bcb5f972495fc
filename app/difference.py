"""One difference between what a proposal stores and what judging it again gives."""

from dataclasses import dataclass

NOTHING = "—"


@dataclass(frozen=True)
class Difference:
    """Something stored in a proposal that judging it again does not confirm."""

    what: str
    vi: str
    en: str
