"""The councils of a programme: those without a slate and why, the aims missed, and one row for each."""

from collections import Counter
from collections.abc import Iterator

from cocau.app.render.blocks import Block, Cell, Column, Heading, Line, Table, Tone, Words
from cocau.app.render.programme.board import STEPS, Board
from cocau.app.render.wording import Wording
from cocau.constraints.council import Level
from cocau.constraints.gates import State
from cocau.solver.programme.result import CouncilOutcome, Fate


def without_slate(board: Board) -> Iterator[Block]:
    """Councils in conflict, each with what cannot hold together; for the limit: with the people kept off."""
    without = [c for c in board.result.councils if c.fate in {Fate.CONFLICT, Fate.LIMITED}]
    if not without:
        return
    say = board.say
    yield Heading(say(f"Không lập được ({len(without)})", f"Without a slate ({len(without)})"))
    names = {one.person: one for one in board.result.left}
    for council in without:
        yield Line(f"{council.name} [{council.id}]: {', '.join(council.part.conflict)}", Tone.BAD, mark="✗")
        for i in council.part.out if council.fate is Fate.LIMITED else ():
            one = names[i]
            kept = ", ".join(board.level(level) for level in one.kept)
            yield Line(
                say(
                    f"Cần {one.name} [{i}], đã ở: {kept}; nhiều nhất {one.allowed} cấp.",
                    f"Needs {one.name} [{i}], who stays at: {kept}; at most {one.allowed} levels.",
                ),
                indent=2,
            )


def aims_missed(board: Board) -> Iterator[Block]:
    """Missed aims, in how many councils of each level."""
    counts: dict[str, Counter[Level]] = {}
    for council in board.result.councils:
        for i in council.part.missed:
            counts.setdefault(i, Counter())[council.level] += 1
    if not counts:
        return
    say = board.say
    yield Heading(say("Mục tiêu chưa đạt", "Aims missed"))
    heads = (
        Column(say("Mục tiêu (° mong muốn của chương trình)", "Aim (° a wish of the program)"), share=6),
        *(Column(board.level(level), narrow=True, right=True) for level in Level),
    )
    order = sorted(counts, key=lambda i: (-counts[i].total(), i))
    yield Table(
        heads,
        tuple((_aim(board, i), *(str(counts[i][level] or "·") for level in Level)) for i in order),
    )


def _aim(board: Board, i: str) -> str:
    if i not in board.rules:
        return i
    book = board.rules[i]
    mark = "°" if board.is_ours(i) else ""
    return f"{mark}{Wording(book, board.lang).says(book.by_id[i])} [{i}]"


def councils(board: Board) -> Iterator[Block]:
    """One row for each council, the provincial one first."""
    say = board.say
    yield Heading(say("Từng hội đồng", "Each council"))
    heads = (
        Column(say("Hội đồng", "Council"), share=4),
        Column(say("Cấp", "Level"), narrow=True),
        Column(say("Kết quả", "Outcome"), share=2),
        Column(say("Chưa đạt", "Missed"), narrow=True, right=True),
        Column(say("Rời vì giới hạn", "Left for the limit"), narrow=True, right=True),
        *([Column(say("Các bước", "Steps"), share=3)] if board.steps else []),
    )
    order = sorted(board.result.councils, key=lambda c: (list(Level).index(c.level), c.id))
    yield Table(heads, tuple(_row(board, council) for council in order))


def _row(board: Board, council: CouncilOutcome) -> tuple[Cell, ...]:
    theirs, ours = board.missed(council)
    missed = "—" if council.part.slate is None else f"{theirs} + {ours}°"
    return (
        f"{council.name} [{council.id}]",
        board.level(council.level),
        board.fate(council),
        missed,
        str(len(council.part.out) or "·"),
        *([_steps(board, board.steps.get(council.id))] if board.steps else []),
    )


def _steps(board: Board, steps: Counter[State] | None) -> Cell:
    if steps is None:
        return Words("—", Tone.QUIET)
    told = [f"{board.say(*words)} {steps[state]}" for state, words in STEPS.items() if steps[state]]
    bad = steps[State.LATE] + steps[State.OUT_OF_ORDER]
    return Words(", ".join(told), Tone.BAD if bad else Tone.PLAIN)
