"""Blocks as lines of text for a terminal or a text file. The only place that knows rich."""

from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from rich import box
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table as RichTable
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


def render_lines(blocks: Iterable[Block], width: int, *, styled: bool = False) -> Iterator[str]:
    """Render blocks as lines of text without trailing blanks, coloured if `styled`."""
    paper = StringIO()
    console = Console(
        file=paper,
        width=width,
        force_terminal=styled,
        color_system="standard" if styled else None,
        legacy_windows=False,
        force_jupyter=False,  # in a notebook it would show every line as well
        _environ={},
    )
    pieces = (piece for block in blocks for piece in _convert_block(block, width))
    console.print(Group(*pieces), highlight=False, markup=False, emoji=False)
    blank = True
    for line in map(str.rstrip, paper.getvalue().splitlines()):
        if line or not blank:
            yield line
        blank = not line


def _convert_block(block: Block, width: int) -> Iterator[RenderableType]:
    match block:
        case Heading(text, 1):
            yield Rule(Text(text, style="bold"), characters="═", align="left", style="none")
        case Heading(text, _):
            yield ""
            yield Rule(Text(text, style="bold"), align="left", style="none")
        case LineBlock():
            yield _convert_line(block)
        case TableBlock():
            yield from _lay_out_table(block, width) or (_convert_table(block),)
        case ChartBlock():
            yield from _convert_block(block.table, width)
            yield from map(_convert_line, block.notes)


def _convert_line(line: LineBlock) -> RenderableType:
    text = _convert_cell(StyledText(line.text, line.tone))
    if not line.mark:
        return Padding(text, (0, 0, 0, line.indent))
    grid = RichTable.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column()
    grid.add_row(_convert_cell(StyledText(line.mark, line.tone)), text)
    return Padding(grid, (0, 0, 0, line.indent))


_GAP = 2
"""Blanks between two columns; a table has one at either side."""


def _lay_out_table(table: TableBlock, width: int) -> list[RenderableType]:
    """Return the lines of a table in which nothing is wrapped; none if it is wider.

    They are those that rich draws of it, in half the time: it lays out each cell on its own.
    """
    heads = [StyledText(column.head, Tone.STRONG) for column in table.columns]
    rows = [[StyledText(cell) if isinstance(cell, str) else cell for cell in row] for row in table.rows]
    widths = [max(1, *(cell_len(cell.text) for cell in cells)) for cells in zip(heads, *rows, strict=True)]
    across = sum(widths) + _GAP * (len(widths) - 1)
    is_plain = all(cell.text.isprintable() for row in rows for cell in row)
    if not rows or table.rules or not is_plain or across + 2 > width:
        return []
    lines: list[RenderableType] = [""]
    if any(head.text for head in heads):
        lines += [_join_cells(heads, table.columns, widths), Text(" " + "─" * across)]
    return [*lines, *(_join_cells(row, table.columns, widths) for row in rows), ""]


def _join_cells(cells: Sequence[StyledText], columns: Sequence[BlockColumn], widths: Sequence[int]) -> Text:
    """Return the cells of a row in one line."""
    line = Text(" ", no_wrap=True, overflow="ignore")
    for cell, column, width in zip(cells, columns, widths, strict=True):
        blank = " " * (width - cell_len(cell.text))
        style = cell.tone.value or None
        if column.right:
            line.append(blank).append(cell.text, style)
        else:
            line.append(cell.text, style).append(blank)
        line.append(" " * _GAP)
    return line


def _convert_table(table: TableBlock) -> RichTable:
    drawn = RichTable(
        box=box.SIMPLE_HEAD,
        show_lines=False,
        pad_edge=False,
        padding=(0, 1, 1 if table.rules else 0, 0),
        collapse_padding=True,
        header_style="bold",
        show_header=any(column.head for column in table.columns),
    )
    for column in table.columns:
        drawn.add_column(
            Text(column.head),
            no_wrap=column.narrow,
            overflow="fold",
            justify="right" if column.right else "left",
            ratio=None if column.narrow else column.share,
        )
    for row in table.rows:
        drawn.add_row(*(_convert_cell(cell) for cell in row))
    return drawn


def _convert_cell(cell: BlockCell) -> Text:
    words = StyledText(cell) if isinstance(cell, str) else cell
    return Text(words.text, style="none" if words.tone is Tone.PLAIN else words.tone.value)
