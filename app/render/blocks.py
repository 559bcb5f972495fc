"""What a rendered document consists of: headings, lines and tables, with no idea of where they are shown."""

from dataclasses import dataclass
from enum import Enum


class Tone(Enum):
    """How a text should strike the reader; a terminal makes colours of it."""

    PLAIN = ""
    STRONG = "bold"
    QUIET = "dim"
    GOOD = "green"
    BAD = "bold red"
    CARE = "yellow"


@dataclass(frozen=True)
class Words:
    """A text with a tone."""

    text: str
    tone: Tone = Tone.PLAIN


Cell = str | Words


@dataclass(frozen=True)
class Heading:
    """The title of a section, or of the whole document (`level` 1)."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Line:
    """One paragraph; `mark` stands before it (a bullet, the number of a footnote)."""

    text: str
    tone: Tone = Tone.PLAIN
    mark: str = ""
    indent: int = 0


@dataclass(frozen=True)
class Column:
    """A column of a table. `narrow`: never wrapped; the others share the width by `share`."""

    head: str
    narrow: bool = False
    right: bool = False
    share: int = 1


@dataclass(frozen=True)
class Table:
    """Rows under heads."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    rules: bool = False


Block = Heading | Line | Table
