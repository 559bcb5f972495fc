"""The frame of every command that asks something of a stored proposal: read, search, answer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from cocau.app.commands.audit import remark_if_altered, stored
from cocau.app.commands.endings import form_for
from cocau.app.commands.options import JSON_FILES, Format
from cocau.app.commands.reporting import note
from cocau.app.commands.search import Search
from cocau.app.commands.writing import PLAIN_WIDTH, put, save, spare, styled, width
from cocau.app.languages import Lang

if TYPE_CHECKING:
    from cocau.app.render.blocks import Block
    from cocau.app.render.sheet import Sheet
    from cocau.solver.effort import Effort
    from cocau.solver.proposal import Proposal


class Answer(Protocol):
    """Whatever a question of a proposal is answered with."""

    def to_json(self) -> str: ...


A = TypeVar("A", bound=Answer)


@dataclass(frozen=True)
class Inquiry:
    """A question of a stored proposal, as a command line puts it. `seconds` bounds the answer."""

    file: Path
    seconds: float
    form: Format | None
    output: Path | None
    lang: Lang

    def answered(
        self,
        ask: "Callable[[Proposal, Effort], A]",
        render: "Callable[[Sheet, Proposal, A], Iterable[Block]]",
    ) -> A:
        """Ask, and show or write the answer; Ctrl-C keeps what is known.

        Raises:
            InputError: the file holds no proposal, or what is asked means nothing for it.
        """
        form = form_for(self.form, self.output, JSON_FILES, Format.TEXT)
        spare(self.output, (self.file,))
        from cocau.solver.effort import Effort

        proposal = stored(self.file)
        remark_if_altered(proposal, self.lang)
        answer = Search(lambda tell: ask(proposal, Effort(self.seconds, tell)), self.lang).run()
        self._say(proposal, answer, form, render)
        return answer

    def _say(
        self,
        proposal: "Proposal",
        answer: A,
        form: Format,
        render: "Callable[[Sheet, Proposal, A], Iterable[Block]]",
    ) -> None:
        from cocau.app.render.paper import lines
        from cocau.app.render.sheet import Sheet

        sheet = Sheet.of(proposal, self.lang)
        if form is Format.JSON:
            text = answer.to_json()
        else:
            wide, coloured = (width(), styled()) if self.output is None else (PLAIN_WIDTH, False)
            text = "\n".join(lines(render(sheet, proposal, answer), wide, styled=coloured)) + "\n"
        if self.output is None:
            put(text)
        else:
            save(text, self.output)
            note(f"{'Written' if self.lang is Lang.EN else 'Đã ghi'}: {self.output}")
