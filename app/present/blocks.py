"""Headings, lines and tables: what a rendered document consists of, wherever it is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum


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
    """A column of a table. `narrow`: never wrapped; the others share the width by `share`.

    `drawn`: a drawing in characters, of which pages have a better one.
    """

    head: str
    narrow: bool = False
    right: bool = False
    share: int = 1
    drawn: bool = False


@dataclass(frozen=True)
class TableBlock:
    """Rows under heads."""

    columns: tuple[BlockColumn, ...]
    rows: tuple[tuple[BlockCell, ...], ...]
    rules: bool = False


class ChartSign(StrEnum):
    """The meaning of a bar or mark of a chart; its shape differs, not only its colour."""

    POSSIBLE = "possible"
    BEST = "best"
    PLAN = "plan"
    MUST = "must"
    AIM = "aim"
    LEFT = "left"
    GAINED = "gained"
    LOST = "lost"


@dataclass(frozen=True)
class ChartBar:
    """A bar from one number to another."""

    sign: ChartSign
    low: float
    high: float


@dataclass(frozen=True)
class ChartRow:
    """One scale from 0 to `top`: its name, what it shows in a sentence, bars and marks."""

    label: str
    says: str
    top: float
    bars: tuple[ChartBar, ...] = ()
    marks: tuple[tuple[ChartSign, float], ...] = ()

    def place(self, number: float) -> float:
        """Return where a number is on the scale, in percent; beyond an end, that end."""
        return round(100 * min(max(number, 0), self.top) / self.top, 2) if self.top else 0.0

    def measure(self, bar: ChartBar) -> float:
        """Return the length of a bar in percent; a bar of one number can still be seen."""
        return max(round(self.place(bar.high) - self.place(bar.low), 2), 1.0)


@dataclass(frozen=True)
class ChartBlock:
    """Scales under one another with the meaning of their signs.

    `table`: the same numbers, `notes`: words on them. A terminal prints these two.
    """

    title: str
    rows: tuple[ChartRow, ...]
    keys: tuple[tuple[ChartSign, str], ...]
    table: TableBlock
    notes: tuple[LineBlock, ...] = ()


Block = Heading | LineBlock | TableBlock | ChartBlock


SHORT_SECTION = 6
"""Lines of a section that a small screen shows at once; a longer one is folded there."""


@dataclass(frozen=True)
class BlockSection:
    """A heading with all that stands under it; before the first heading there is none."""

    heading: Heading | None
    blocks: tuple[Block, ...]

    @property
    def is_long(self) -> bool:
        """Return whether a small screen folds it under its heading."""
        return self.heading is not None and sum(map(_count_lines, self.blocks)) > SHORT_SECTION


def _count_lines(block: Block) -> int:
    return len(block.rows) if isinstance(block, TableBlock | ChartBlock) else 1


def divide_by_heading(blocks: Iterable[Block]) -> list[BlockSection]:
    """Divide blocks into sections at the headings of the highest level among them."""
    every = list(blocks)
    highest = min((block.level for block in every if isinstance(block, Heading)), default=0)
    parts: list[tuple[Heading | None, list[Block]]] = [(None, [])]
    for block in every:
        if isinstance(block, Heading) and block.level == highest:
            parts.append((block, []))
        else:
            parts[-1][1].append(block)
    return [BlockSection(heading, tuple(under)) for heading, under in parts if heading or under]
