"""A programme as a dashboard: its councils, how near the whole is to the best, who left which level."""

from collections.abc import Iterator

from cocau.app.render.blocks import Block, Heading, Line, Tone
from cocau.app.render.programme.board import Board, board_of
from cocau.app.render.programme.councils import aims_missed, councils, without_slate
from cocau.app.render.programme.head import by_level, exactness, summary, together
from cocau.app.render.programme.people import left_levels, twice_at_a_level
from cocau.app.render.programme.withdrawn import Anew, Withdrawn, withdrawn

__all__ = ["Anew", "Board", "Withdrawn", "board_of", "body", "dashboard", "withdrawn"]


def dashboard(board: Board) -> Iterator[Block]:
    """The whole programme."""
    yield Heading(board.title, level=1)
    yield from body(board)


def body(board: Board) -> Iterator[Block]:
    """All but the title."""
    yield Line(summary(board), Tone.STRONG)
    yield exactness(board)
    yield from by_level(board)
    yield from left_levels(board)
    yield from without_slate(board)
    yield from twice_at_a_level(board)
    yield from aims_missed(board)
    yield from together(board)
    yield from councils(board)
