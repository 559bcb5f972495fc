"""Blocks as lines of text for a terminal or a text file.

Tables are laid out here as rich's would be, in a sixth of the time: it renders each cell apart. Words are
wrapped by rich, which knows how wide a character is.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from rich.text import Text

from cocau.app.present.blocks import (
    Block,
    BlockCell,
    BlockColumn,
    ChartBlock,
    Heading,
    LineBlock,
    StyledText,
    TableBlock,
    Tone,
)

Line = list[StyledText]
"""A line of the page, piece by piece."""

_GAP = 2
"""Blanks between two columns; a table has one at either side."""

_LEAST = 8
"""No column gives way further than that, with the blank behind it."""

_RULE = "─"
_TITLE_RULE = "═"


def render_lines(blocks: Iterable[Block], width: int, *, styled: bool = False) -> Iterator[str]:
    """Render blocks as lines of text without trailing blanks, coloured if `styled`."""
    paint = _paint if styled else _get_text
    blank = True
    for block in blocks:
        for pieces in _lay_out_block(block, width):
            line = "".join(map(paint, pieces)).rstrip()
            if line or not blank:
                yield line
            blank = not line


def _get_text(piece: StyledText) -> str:
    return piece.text


def _paint(piece: StyledText) -> str:
    return _find_style(piece.tone).render(piece.text, color_system=ColorSystem.STANDARD)


@cache
def _find_style(tone: Tone) -> Style:
    return Style.parse(tone.value)


def _lay_out_block(block: Block, width: int) -> Iterator[Line]:
    match block:
        case Heading(text, 1):
            yield _lay_out_heading(text, _TITLE_RULE, width)
        case Heading(text, _):
            yield []
            yield _lay_out_heading(text, _RULE, width)
        case LineBlock():
            yield from _lay_out_paragraph(block, width)
        case TableBlock():
            yield from _lay_out_table(block, width)
        case ChartBlock():
            yield from _lay_out_table(block.table, width)
            for note in block.notes:
                yield from _lay_out_paragraph(note, width)


def _lay_out_heading(text: str, rule: str, width: int) -> Line:
    title = Text(text.replace("\n", " "))
    title.truncate(max(1, width - _GAP), overflow="ellipsis")
    return [StyledText(title.plain, Tone.STRONG), StyledText(" " + rule * (width - title.cell_len - 1))]


def _lay_out_paragraph(line: LineBlock, width: int) -> Iterator[Line]:
    before = " " * line.indent
    mark = line.mark + " " if line.mark else ""
    room = max(1, width - line.indent - cell_len(mark))
    for number, text in enumerate(_wrap(line.text, room)):
        pieces = [StyledText(before)]
        if mark:
            pieces.append(StyledText(mark if number == 0 else " " * cell_len(mark), line.tone))
        yield [*pieces, StyledText(text, line.tone)]


def _lay_out_table(table: TableBlock, width: int) -> Iterator[Line]:
    """Lay out rows under their heads and a rule."""
    heads = [_clean_cell(StyledText(column.head, Tone.STRONG)) for column in table.columns]
    rows = [[_clean_cell(cell) for cell in row] for row in table.rows]
    has_head = any(head.text for head in heads)
    widths = _choose_widths(table.columns, [heads, *rows] if has_head else rows, width)
    yield []
    if has_head:
        yield from _lay_out_row(heads, table.columns, widths, at_bottom=True)
        yield [StyledText(" " + _RULE * (sum(widths) + _GAP * (len(widths) - 1)))]
    for row in rows:
        yield from _lay_out_row(row, table.columns, widths)
    yield []


def _clean_cell(cell: BlockCell) -> StyledText:
    """Return a cell without characters that would move what follows them."""
    words = StyledText(cell) if isinstance(cell, str) else cell
    return (
        words
        if words.text.isprintable()
        else StyledText(Text(words.text.replace("\t", " ")).plain, words.tone)
    )


def _choose_widths(
    columns: Sequence[BlockColumn], rows: Sequence[Sequence[StyledText]], width: int
) -> list[int]:
    """Choose how wide columns are: as their widest cells, as far as the page is wide enough.

    First the widest that may be wrapped, until it is as wide as the next, and so on down to `_LEAST`: a table
    of many columns is wider than a narrow page, but nothing of it is cut off.
    """
    gaps = [1] * (len(columns) - 1) + [0]
    room = width - len(columns) - 1
    widths = [max(1, gap, *(_measure(row[n].text) + gap for row in rows)) for n, gap in enumerate(gaps)]
    for n in (n for n, column in enumerate(columns) if not column.narrow):
        widths[n] = min(widths[n], max(room, _LEAST))
    _narrow(widths, [n for n, column in enumerate(columns) if not column.narrow], sum(widths) - room)
    return [own - gap for own, gap in zip(widths, gaps, strict=True)]


def _narrow(widths: list[int], givers: Sequence[int], over: int) -> None:
    """Take `over` from the widest of these columns, in even shares."""
    while over > 0 and (widest := max((widths[n] for n in givers), default=0)) > _LEAST:
        sharing = [n for n in givers if widths[n] == widest]
        next_widest = max((widths[n] for n in givers if widths[n] < widest), default=0)
        at_most = widest - max(next_widest, _LEAST)
        for sharers, n in zip(range(len(sharing), 0, -1), sharing, strict=True):
            share = min(at_most, round(over / sharers))
            widths[n] -= share
            over -= share


def _measure(text: str) -> int:
    return max(map(cell_len, text.split("\n")))


def _lay_out_row(
    cells: Sequence[StyledText],
    columns: Sequence[BlockColumn],
    widths: Sequence[int],
    *,
    at_bottom: bool = False,
) -> Iterator[Line]:
    """Lay out a row; `at_bottom`: cells of fewer lines stand at the bottom."""
    wrapped = [_wrap(cell.text, width) for cell, width in zip(cells, widths, strict=True)]
    height = max(map(len, wrapped))
    for texts in wrapped:
        missing = [""] * (height - len(texts))
        texts[:] = [*missing, *texts] if at_bottom else [*texts, *missing]
    for line_of_each in zip(*wrapped, strict=True):
        line = [StyledText(" ")]
        for text, cell, column, width in zip(line_of_each, cells, columns, widths, strict=True):
            blank, words = StyledText(" " * (width - cell_len(text))), StyledText(text, cell.tone)
            line += [blank, words] if column.right else [words, blank]
            line.append(StyledText(" " * _GAP))
        yield line


def _wrap(text: str, width: int) -> list[str]:
    """Wrap a text at blanks, and words that are too long anywhere."""
    if text.isprintable() and cell_len(text) <= width:
        return [text]
    lines = Text(text).wrap(_get_console(), width, overflow="fold")
    return [line.plain.rstrip() for line in lines]


@cache
def _get_console() -> Console:
    return Console(width=80, force_terminal=False, legacy_windows=False, force_jupyter=False, _environ={})
