"""What all paper formats of an annex share: values as text, widths, line and page breaks."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from textwrap import wrap

from cocau.app.i18n.languages import say
from cocau.app.present.annex.model import (
    Annex,
    AnnexColumn,
    AnnexParagraph,
    AnnexPart,
    AnnexPiece,
    AnnexRow,
    AnnexTable,
    AnnexValue,
    ColumnAlign,
    Percent,
    SuppressedCount,
)
from cocau.app.present.blocks import Block, BlockCell, Heading, LineBlock, Tone
from cocau.app.present.blocks import TableBlock as Grid
from cocau.app.present.wording import format_number, format_tenths

PAGE_WIDTH = 267
"""Millimetres between the margins of A4 laid across."""

_NARROW_WIDTH = 30


def fit_columns(columns: Sequence[AnnexColumn]) -> tuple[AnnexColumn, ...]:
    """Return columns as they are, or narrowed in proportion where they are wider than a page."""
    total = sum(column.width for column in columns)
    if total <= PAGE_WIDTH:
        return tuple(columns)
    return tuple(c.replace_unvalidated(width=c.width * PAGE_WIDTH // total) for c in columns)


def convert_blocks(blocks: Iterable[Block]) -> Iterator[AnnexPiece]:
    """Convert blocks to pieces of an annex; headings become strong lines."""
    for block in blocks:
        match block:
            case Heading(text, _):
                yield AnnexParagraph(text=text, tone=Tone.STRONG)
            case LineBlock(text="", mark=""):
                continue
            case LineBlock(text, tone, mark, indent):
                yield AnnexParagraph(text=text, tone=tone, mark=mark, indent=indent // 2)
            case Grid():
                yield _convert_table(block)


def convert_without_headings(blocks: Iterable[Block]) -> Iterator[AnnexPiece]:
    """Convert blocks to pieces of an annex and leave out headings."""
    return convert_blocks(block for block in blocks if not isinstance(block, Heading))


def _convert_table(grid: Grid) -> AnnexTable:
    """Convert a table of blocks to one over the whole width of a page."""
    narrow = sum(_NARROW_WIDTH for column in grid.columns if column.narrow)
    shares = sum(column.share for column in grid.columns if not column.narrow) or 1
    columns = tuple(
        AnnexColumn(
            key=f"c{place}",
            head=column.head,
            width=_NARROW_WIDTH if column.narrow else (PAGE_WIDTH - narrow) * column.share // shares,
            align=ColumnAlign.RIGHT if column.right else ColumnAlign.LEFT,
        )
        for place, column in enumerate(grid.columns, start=1)
    )
    return AnnexTable(
        columns=columns, rows=tuple(AnnexRow(values=tuple(map(_get_cell_text, row))) for row in grid.rows)
    )


def _get_cell_text(cell: BlockCell) -> str:
    return cell if isinstance(cell, str) else cell.text


BREAK = "\u200b"
"""A place without width where a line may end."""

_MM_OF_LETTER = 2
"""Millimetres of a wide letter in a table."""

_NEVER_BROKEN = 10
"""Letters never broken: no word of a name is longer, and broken words are hard to find."""


def insert_breaks(text: str, width: int = PAGE_WIDTH) -> str:
    """Insert break points into words too long for a width in millimetres."""
    most = max(_NEVER_BROKEN, width // _MM_OF_LETTER)
    if len(text) <= most:
        return text
    return re.sub(rf"[^\s-]{{{most + 1},}}", lambda word: _break_word(word[0]), text)


def _break_word(word: str) -> str:
    """Insert a break point after every letter, never before a combining mark."""
    return "".join(c if unicodedata.combining(c) else f"{BREAK}{c}" for c in word).removeprefix(BREAK)


_MM_OF_LETTER_AND_POINT, _CELL_INSET = 0.138, 2
"""Millimetres of a letter for each point of its size, rather too many than too few."""


def count_lines(text: str, width: float, size: float = 10) -> int:
    """Return how many lines a text takes in a width in millimetres."""
    letters = max(1, int((width - _CELL_INSET) / (_MM_OF_LETTER_AND_POINT * size)))
    return 1 if len(text) <= letters else len(wrap(text, letters))


_ON_THE_SAME_PAGE = frozenset({AnnexPart.FRONT, AnnexPart.CHANGES, AnnexPart.PROVENANCE})


def get_footer(annex: Annex) -> str:
    """Return the label and the council for the foot of every page."""
    return f"{annex.head.label.capitalize()} · {annex.head.council}"


def get_page_word(annex: Annex) -> str:
    """Return the word for "page" in the language of an annex."""
    return say(annex.lang, "Trang", "Page")


def list_page_breaks(annex: Annex) -> Iterator[bool]:
    """Yield for each section whether it begins a new page."""
    seen = set(_ON_THE_SAME_PAGE)
    for section in annex.sections:
        yield section.part not in seen
        seen.add(section.part)


def format_value(value: AnnexValue, lang: str) -> str:
    """Format the value of a cell as text; nothing for one to be filled in by hand."""
    match value:
        case None:
            return ""
        case str():
            return value
        case int():
            return format_number(value, lang)
        case Percent():
            return f"{format_tenths(Fraction(value.tenths, 10), lang)}%"
        case SuppressedCount():
            return "*"
