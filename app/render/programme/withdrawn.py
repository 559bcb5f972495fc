"""What came of a withdrawal, for a reader: who withdrew, what was planned anew, who moved, what stayed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cocau.app.render.blocks import Block, Column, Heading, Line, Table, Tone
from cocau.app.render.moves import part_in_words, why_in_words
from cocau.app.render.programme.board import FATES
from cocau.app.render.sheet import Sheet
from cocau.solver.differences import Move
from cocau.solver.programme.result import Fate


@dataclass(frozen=True)
class Anew:
    """One council planned anew. `sheet`: its names; `was`, `now`: None where there is nothing, or not yet."""

    sheet: Sheet
    was: Fate | None
    now: Fate | None
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class Withdrawn:
    """`names`: of everybody told of, by id; `kept`: how many councils are as they were."""

    people: tuple[str, ...]
    names: Mapping[str, str]
    anew: tuple[Anew, ...]
    kept: int
    lang: str

    def say(self, vi: str, en: str) -> str:
        """The words in this language."""
        return en if self.lang == "en" else vi


def withdrawn(of: Withdrawn) -> Iterator[Block]:
    """All of it, below a title of the page's own."""
    who = ", ".join(f"{of.names[i]} [{i}]" for i in of.people)
    yield Line(of.say(f"Rút: {who}.", f"Withdrew: {who}."), Tone.STRONG)
    yield Line(
        of.say(
            f"Lập lại {len(of.anew)} hội đồng; {of.kept} hội đồng khác giữ nguyên.",
            f"Planned anew: {len(of.anew)}; kept as they were: {of.kept}.",
        )
    )
    for one in of.anew:
        yield from _council(of, one)


def _council(of: Withdrawn, one: Anew) -> Iterator[Block]:
    council = one.sheet.council
    yield Heading(f"{council.name} [{council.id}]", level=3)
    if one.now is None:
        yield Line(of.say("Chưa có phương án mới.", "No new plan yet."), Tone.QUIET)
        return
    told = of.say(*FATES[one.now])
    if one.was is not one.now:
        before = of.say("chưa lập", "not planned") if one.was is None else of.say(*FATES[one.was])
        yield Line(of.say(f"Trước: {before}; nay: {told}.", f"Before: {before}; now: {told}."), Tone.CARE)
    if not one.moves:
        yield Line(of.say("Không ai thay đổi vị trí.", "Nobody's part is another one."), Tone.GOOD)
        return
    heads = (
        Column(of.say("Họ và tên", "Name"), share=3),
        Column(of.say("Trước", "Before"), share=4),
        Column(of.say("Nay", "Now"), share=4),
        Column(of.say("Vì", "Because"), share=3),
    )
    yield Table(heads, tuple(_row(of, one, move) for move in one.moves))


def _row(of: Withdrawn, one: Anew, move: Move) -> tuple[str, ...]:
    return (
        f"{of.names[move.person]} [{move.person}]",
        part_in_words(one.sheet, move.was),
        part_in_words(one.sheet, move.now),
        why_in_words(one.sheet, move, proven=one.now is not Fate.OUT_OF_TIME),
    )
