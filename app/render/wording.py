"""Rules in words: what they say, how they are broken, and on which clauses they rest, in one language."""

from dataclasses import dataclass

from cocau.app.render.clauses import clauses
from cocau.app.words import label
from cocau.constraints.record import Text
from cocau.constraints.rule import Rule
from cocau.constraints.rulebook import Rulebook


@dataclass(frozen=True)
class Wording:
    """A rulebook, and the language it is spoken of in."""

    book: Rulebook
    lang: str

    def say(self, vi: str, en: str) -> str:
        """The words in this language."""
        return en if self.lang == "en" else vi

    def label(self, value: str) -> str:
        """A value of an enum, or a group, in words."""
        return label(value, self.lang)

    def says(self, rule: Rule) -> str:
        """A rule in words, with its bounds."""
        return rule.says.of(self.lang).format_map(Filled(bounds(rule)))

    def clause(self, rule: Rule) -> str:
        """The clauses of a rule."""
        return clauses(rule.cites, self.book.sources, self.lang)

    def strength(self, rule: Rule) -> str:
        """How binding a rule is, in a word."""
        return self.label(rule.strength).lower()


class Filled(dict[str, str]):
    """Values for the placeholders of a text; one without a value stands as an ellipsis."""

    def __missing__(self, key: str) -> str:
        return "…"


def bounds(rule: Rule) -> dict[str, str]:
    """The bounds of a rule that a what-if may change, where they are set."""
    fields = sorted(rule.adjustable)  # a set has another order in every process
    return {field: str(getattr(rule, field)) for field in fields if getattr(rule, field) is not None}


def doubts(rule: Rule) -> list[Text]:
    """What is uncertain about a rule or about its clauses."""
    return [text for text in (rule.doubt, *(cite.doubt for cite in rule.cites)) if text is not None]
