"""A rulebook spoken of without codes: fields and bounds in words, rules and steps by what they say."""

import re
from dataclasses import dataclass
from functools import cached_property

from cocau.app.law_words import BOUNDS, COUNCIL_FIELDS, SELECTORS
from cocau.app.render.wording import Wording
from cocau.app.words import FIELDS
from cocau.constraints.record import Text
from cocau.constraints.rule import Rule

_CODE = re.compile(r"(?<![\w/-])[a-z0-9]+(?:[_-][a-z0-9]+)+(?![\w/-])")


@dataclass(frozen=True)
class Leaf(Wording):
    """Wording for pages that are read by people who do not program."""

    def says(self, rule: Rule) -> str:
        """A rule in words, without codes."""
        return self.coded(super().says(rule))

    def plain(self, text: Text) -> str:
        """A text of the rulebook without codes."""
        return self.coded(text.of(self.lang))

    def coded(self, text: str) -> str:
        """A text with words in the place of its codes."""
        return _CODE.sub(lambda found: self._words.get(found[0], found[0]), text)

    @cached_property
    def _words(self) -> dict[str, str]:
        """What stands for a code: words in quotation marks, and after those of a rule or step its id."""
        known = FIELDS | COUNCIL_FIELDS | SELECTORS | BOUNDS
        words = {code: f"“{text.of(self.lang)}”" for code, text in known.items()}
        said = {step.id: step.says.of(self.lang) for step in self.book.steps}
        said |= {rule.id: super(Leaf, self).says(rule) for rule in self.book.rules}
        return words | {i: f"“{sense.rstrip('.')}” (`{i}`)" for i, sense in said.items()}
