"""Blocks, as a terminal shows them, as the pieces of an annex."""

from collections.abc import Iterable, Iterator

from cocau.app.render.annex.form import Align, Column, Paragraph, Piece, Row, Table
from cocau.app.render.blocks import Block, Cell, Heading, Line, Tone
from cocau.app.render.blocks import Table as Grid

ACROSS = 267
"""Millimetres between the margins of A4 laid across."""

_NARROW = 30


def pieces(blocks: Iterable[Block]) -> Iterator[Piece]:
    """Lines as paragraphs, tables as tables; a heading within a section stands as a strong line."""
    for block in blocks:
        match block:
            case Heading(text, _):
                yield Paragraph(text=text, tone=Tone.STRONG)
            case Line(text="", mark=""):
                continue
            case Line(text, tone, mark, indent):
                yield Paragraph(text=text, tone=tone, mark=mark, indent=indent // 2)
            case Grid():
                yield _table(block)


def without_headings(blocks: Iterable[Block]) -> Iterator[Piece]:
    """The same without the headings: the section has its own title."""
    return pieces(block for block in blocks if not isinstance(block, Heading))


def _table(grid: Grid) -> Table:
    """A grid over the whole width, shared as its columns say."""
    narrow = sum(_NARROW for column in grid.columns if column.narrow)
    shares = sum(column.share for column in grid.columns if not column.narrow) or 1
    columns = tuple(
        Column(
            key=f"c{place}",
            head=column.head,
            width=_NARROW if column.narrow else (ACROSS - narrow) * column.share // shares,
            align=Align.RIGHT if column.right else Align.LEFT,
        )
        for place, column in enumerate(grid.columns, start=1)
    )
    return Table(columns=columns, rows=tuple(Row(values=tuple(map(_text, row))) for row in grid.rows))


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.text
