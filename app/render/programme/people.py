"""People in a programme: who left which level for the limit, and who is on two lists of one level."""

from collections.abc import Iterator

from cocau.app.render.blocks import Block, Cell, Column, Heading, Line, Table, Tone
from cocau.app.render.programme.board import Board
from cocau.app.words import label
from cocau.solver.programme.result import Left


def left_levels(board: Board) -> Iterator[Block]:
    """People moved by the limit."""
    say, left = board.say, board.result.left
    if not left:
        return
    yield Heading(say(f"Rời một cấp vì giới hạn ({len(left)})", f"Left a level for the limit ({len(left)})"))
    heads = (
        Column(say("Người", "Person"), share=3),
        Column(say("Ở lại", "Stays"), share=2),
        Column(say("Rời", "Leaves"), share=2),
        Column(say("Hội đồng", "Council"), share=3),
    )
    yield Table(heads, tuple(_one_left(board, one) for one in left))


def _one_left(board: Board, one: Left) -> tuple[Cell, ...]:
    filed = ", ".join(label(body, board.lang) for body in one.filed)
    kept = ", ".join(board.level(level) for level in one.kept) or "—"
    return (
        f"{one.name} [{one.person}]",
        f"{kept}; {board.say('hồ sơ', 'filed for')}: {filed}" if filed else kept,
        ", ".join(board.level(level) for level in one.left),
        ", ".join(board.named(council) for council in one.councils),
    )


def twice_at_a_level(board: Board) -> Iterator[Block]:
    """On two lists of one level: the text limits levels and says nothing of it, so people have to look."""
    say = board.say
    twice = [one for one in board.result.standings if one.twice_at]
    if not twice:
        return
    yield Heading(
        say(f"Cùng cấp, nhiều hội đồng ({len(twice)})", f"One level, several councils ({len(twice)})")
    )
    yield Line(
        say(
            "Luật giới hạn số cấp, không nói đến hai hội đồng cùng cấp; hãy tự xem xét.",
            "The law limits levels and does not speak of two councils of one level; please look at these.",
        ),
        Tone.CARE,
    )
    for one in twice:
        yield Line(f"{one.name} [{one.person}]: {', '.join(map(board.named, one.councils))}", mark="?")
