"""Texts of the renderers with links in them: to people, and to the rules that they name by an id."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from markupsafe import Markup, escape

from cocau.app.pages.people_of import numbers
from cocau.app.render.blocks import Block, Cell, Heading, Line, Table, Words
from cocau.app.render.sheet import Sheet

_FOR_A_TERMINAL = (" (viết như --set)", ", written as --set has it", " (--seconds)")
"""What only helps whoever types commands."""

MOST = 1_000
"""People of whom each name is looked for; in larger pools only ids are links."""


class Links:
    """Links to the pages of one proposal."""

    def __init__(self, sheet: Sheet, which: str) -> None:
        self._sheet, self._own = sheet, f"/proposals/{which}"

    def blocks(self, blocks: Iterable[Block]) -> list[Block]:
        """The same blocks, what they name as links."""
        return [self._block(block) for block in blocks]

    def _block(self, block: Block) -> Block:
        if isinstance(block, Heading):
            return replace(block, text=_plain(block.text))
        if isinstance(block, Line):
            return replace(block, text=self.of(block.text))
        rows = tuple(tuple(self._cell(cell) for cell in row) for row in block.rows)
        return Table(block.columns, rows, block.rules)

    def _cell(self, cell: Cell) -> Cell:
        if isinstance(cell, Words):
            return replace(cell, text=self.of(cell.text))
        return self.of(cell)

    def of(self, text: str) -> str:
        """A text with links."""
        text = _plain(text)
        parts, end = [], 0
        for found in self._names.finditer(text):
            parts += [escape(text[end : found.start()]), self._link(found)]
            end = found.end()
        return Markup("").join([*parts, escape(text[end:])])

    def _link(self, found: re.Match[str]) -> Markup:
        said = found[0]
        rule = self._sheet.book.by_id.get(said)
        if rule is not None:
            words = f"{self._sheet.says(rule)} — {self._sheet.clause(rule)}"
            return Markup('<a class="rule" href="{}#rule-{}" title="{}"><code>{}</code></a>').format(
                self._own, said, words, said
            )
        return Markup('<a href="{}/people/{}">{}</a>').format(self._own, self._people[said], said)

    @cached_property
    def _people(self) -> dict[str, int]:
        """The number of whoever has a name of their own, by it; of everybody by their id."""
        people = self._sheet.pool.people
        ids = dict(numbers(self._sheet.pool))
        if len(people) > MOST:
            return ids
        names = Counter(person.name for person in people)
        return ids | {person.name: ids[person.id] for person in people if names[person.name] == 1}

    @cached_property
    def _names(self) -> re.Pattern[str]:
        words = sorted((*self._sheet.book.by_id, *self._people), key=len, reverse=True)
        return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?![\w-])")


def _plain(text: str) -> str:
    for words in _FOR_A_TERMINAL:
        text = text.replace(words, "")
    return text
