"""Footnotes: what is doubtful about the rules shown, what the marks mean, and whose the numbers are."""

from collections.abc import Iterator

from cocau.app.render.blocks import Block, Heading, Line, Tone
from cocau.app.render.clauses import legend
from cocau.app.render.wording import Wording, doubts
from cocau.constraints.rule import Rule


class Notes:
    """Footnotes, each text once, numbered in the order in which they are first asked for."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._numbers: dict[str, int] = {}
        self._sections = False

    def marks(self, rule: Rule) -> str:
        """The numbers of the notes of a rule, as ``[1, 4]``."""
        self._sections |= any(cite.section is not None for cite in rule.cites)
        numbers = [self._number(doubt.of(self._wording.lang)) for doubt in doubts(rule)]
        return f" [{', '.join(map(str, numbers))}]" if numbers else ""

    def blocks(self) -> Iterator[Block]:
        """All notes in the order of their numbers."""
        say = self._wording.say
        yield Heading(say("Mức độ kiểm chứng và điểm còn nghi vấn", "Verification and doubts"))
        yield Line(legend(self._wording.lang), Tone.CARE)
        if self._sections:
            yield Line(
                say(
                    "S2.x, S3.x: số do cocau tự đặt cho từng câu của chỉ thị, không phải số của văn bản.",
                    "S2.x, S3.x: cocau's own numbers of the directive's sentences, not the document's.",
                ),
                Tone.CARE,
            )
        for text, number in self._numbers.items():
            yield Line(text, Tone.QUIET, mark=f"[{number}]")

    def _number(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers) + 1)
