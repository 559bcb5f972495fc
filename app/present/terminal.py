"""Blocks as lines of text for a terminal or a text file. The only place that knows rich."""

from collections.abc import Iterable, Iterator
from io import StringIO

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table as RichTable
from rich.text import Text

from cocau.app.present.blocks import (
    Block,
    BlockCell,
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
    pieces = (piece for block in blocks for piece in _convert_block(block))
    console.print(Group(*pieces), highlight=False, markup=False, emoji=False)
    blank = True
    for line in map(str.rstrip, paper.getvalue().splitlines()):
        if line or not blank:
            yield line
        blank = not line


def _convert_block(block: Block) -> Iterator[RenderableType]:
    match block:
        case Heading(text, 1):
            yield Rule(Text(text, style="bold"), characters="═", align="left", style="none")
        case Heading(text, _):
            yield ""
            yield Rule(Text(text, style="bold"), align="left", style="none")
        case LineBlock():
            yield _convert_line(block)
        case TableBlock():
            yield _convert_table(block)
        case ChartBlock():
            yield _convert_table(block.table)
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
