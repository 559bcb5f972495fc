"""Headings, lines and tables: what a rendered document consists of, wherever it is shown."""

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
class StyledText:
    """A text with a tone."""

    text: str
    tone: Tone = Tone.PLAIN


BlockCell = str | StyledText


@dataclass(frozen=True)
class Heading:
    """The title of a section, or of the whole document (`level` 1)."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class LineBlock:
    """A paragraph; `mark` stands before it (a bullet, the number of a footnote)."""

    text: str
    tone: Tone = Tone.PLAIN
    mark: str = ""
    indent: int = 0


@dataclass(frozen=True)
class BlockColumn:
    """A column of a table. `narrow`: never wrapped; the others share the width by `share`."""

    head: str
    narrow: bool = False
    right: bool = False
    share: int = 1


@dataclass(frozen=True)
class TableBlock:
    """Rows under heads."""

    columns: tuple[BlockColumn, ...]
    rows: tuple[tuple[BlockCell, ...], ...]
    rules: bool = False


Block = Heading | LineBlock | TableBlock
