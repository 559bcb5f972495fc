"""Rows of blocs that are parts of others, by their numbers: I, 1, 1.1, a), -; and by the words "of which"."""

import re
from dataclasses import dataclass, field

from cocau.app.imports.safe_text import fold

_RANKS = (  # from the outermost; what is not numbered is outside of all
    re.compile(r"(?:[IVX]{1,5}|[A-Z])[.)/:]?"),
    re.compile(r"\d{1,2}[.)/:]?"),
    re.compile(r"\d{1,2}(?:\.\d{1,2})+[.)/:]?"),
    re.compile(r"[a-zđ][.)/:]"),
    re.compile(r"[-–—•*]"),
    re.compile(r"\+"),
)
_NUMBER = re.compile(
    r"(?P<number>(?:[IVX]{1,5}|[A-Z]|[a-zđ]|\d{1,2}(?:\.\d{1,2})*)[.)/:](?=\s)|[-–—•*+])\s*(?P<rest>\S.*)",
    re.DOTALL,
)
_OF_WHICH = re.compile(r"(?:trong do|of which|including)\b[\s:,-]*")
_LISTS = 4
"""Up to this rank numbers after a row without one are a list of their own, not parts of it."""


def numbered(name: str) -> tuple[str, str]:
    """A printed name in two: its number, or "" where it has none, and the name itself."""
    found = _NUMBER.fullmatch(name.strip())
    return (found["number"], found["rest"]) if found else ("", name)


def without_of_which(name: str) -> str | None:
    """What stands after "trong đó"; None where a name does not begin so."""
    found = _OF_WHICH.match(fold(name))
    return name[found.end() :] if found else None


def heads_section(number: str) -> bool:
    """Whether a row with this number, and no figures, is a heading over others: I, A."""
    return _rank(number) == 1


def _rank(number: str) -> int:
    text = number.strip()
    return next((rank for rank, shape in enumerate(_RANKS, start=1) if shape.fullmatch(text)), 0)


@dataclass
class Nesting:
    """Which row each next one is part of."""

    _open: list[tuple[int, str]] = field(default_factory=list)

    def section(self) -> None:
        """A heading between rows: nothing after it is part of what stood before."""
        self._open.clear()

    def part_of(self, number: str, name: str) -> str | None:
        """The row that this one is part of; None for a row of its own. `name` is as printed."""
        if without_of_which(numbered(name)[1]) is not None:
            return self._open[-1][1] if self._open else None
        rank = _rank(number)
        while self._open and not self._holds(self._open[-1][0], rank):
            self._open.pop()
        outer = self._open[-1][1] if self._open else None
        self._open.append((rank, name))
        return outer

    @staticmethod
    def _holds(outer: int, inner: int) -> bool:
        return outer < inner if outer else inner > _LISTS
