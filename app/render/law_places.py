"""Where a document is cited: its clauses, in their order."""

from app.render.clauses import place
from app.render.wording import Wording
from constraints.rule import Citation, Rule
from constraints.rulebook import NotModelled, Rulebook
from constraints.sources import SourceKind
from constraints.steps import Step

ALPHABET = "abcdđeghiklmnopqrstuvxy"
"""The order in which Vietnamese texts letter their points."""


def provisions(book: Rulebook) -> tuple[Rule | Step, ...]:
    """Everything that cites a document and is asked or followed."""
    return (*book.rules, *book.steps)


def cites_of(book: Rulebook, source: str) -> list[Citation]:
    """Every citation of a document by a rule or a step."""
    return [cite for one in provisions(book) for cite in one.cites if cite.source == source]


def places(wording: Wording, source: str) -> dict[str, list[Citation]]:
    """The citations of a document by place."""
    found: dict[str, list[Citation]] = {}
    for cite in sorted(cites_of(wording.book, source), key=order):
        found.setdefault(named(wording, cite), []).append(cite)
    return found


def where(wording: Wording, entry: NotModelled, source: str) -> str:
    """The places of a document that an entry is about."""
    return ", ".join(dict.fromkeys(named(wording, c) for c in entry.cites if c.source == source))


def named(wording: Wording, cite: Citation) -> str:
    """Article, clause and point, or that none is known."""
    unnamed = wording.say("Không rõ điều khoản", "No article is known")
    if wording.book.sources[cite.source].kind is SourceKind.HOUSE:
        unnamed = wording.say("Các mong muốn", "The wishes")
    return place(cite, wording.lang) or unnamed


def order(cite: Citation) -> tuple[bool, int, int, int, tuple[int, ...]]:
    """Where a citation stands in its document; what names no place comes last."""
    nowhere = cite.article is None and cite.section is None
    point = 1 + ALPHABET.find((cite.point or "")[:1]) if cite.point else 0
    parts = (cite.section or "").removeprefix("S").split(".")
    section = tuple(int(part) for part in parts if part.isdigit())
    return nowhere, cite.article or 0, cite.clause or 0, point, section
