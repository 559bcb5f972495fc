"""Which known names may have been meant by an unknown one."""

from collections.abc import Iterable
from difflib import SequenceMatcher

MOST = 10
"""Names that are listed."""

_LONGEST = 60
"""Characters of a name that are compared."""


def nearest_first(given: str, known: Iterable[str]) -> str:
    """The known names, the likest first; of many only the first ten, and ``…``."""
    matcher = SequenceMatcher(b=given[:_LONGEST])  # it prepares this one, so that many can be compared

    def likeness(name: str) -> float:
        matcher.set_seq1(name)
        return matcher.ratio()

    names = sorted(dict.fromkeys(known), key=likeness, reverse=True)
    return ", ".join((*names[:MOST], *(["…"] if len(names) > MOST else [])))
