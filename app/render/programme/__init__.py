"""A programme as a dashboard: its councils, how near the whole is to the best, who left which level."""

from collections.abc import Iterator

from app.render.blocks import Block, Heading, Line, Tone
from app.render.programme.board import Board
from app.render.programme.councils import aims_missed, councils, without_slate
from app.render.programme.head import by_level, exactness, summary, together
from app.render.programme.people import left_levels, twice_at_a_level

__all__ = ["Board", "dashboard"]


def dashboard(board: Board) -> Iterator[Block]:
    """The whole programme."""
    yield Heading(board.programme.name or board.say("Chương trình", "Programme"), level=1)
    yield Line(summary(board), Tone.STRONG)
    yield exactness(board)
    yield from by_level(board)
    yield from left_levels(board)
    yield from without_slate(board)
    yield from twice_at_a_level(board)
    yield from aims_missed(board)
    yield from together(board)
    yield from councils(board)
