"""Where a document is cited: its clauses, in their order, and what each says for which elections."""

from collections.abc import Iterable, Sequence
from datetime import date

from cocau.app.render.clauses import place
from cocau.app.render.wording import Wording
from cocau.constraints.rule import Citation, Rule
from cocau.constraints.rulebook import NotModelled, Rulebook
from cocau.constraints.sources import SourceKind
from cocau.constraints.steps import Step

ALPHABET = "abcdđeghiklmnopqrstuvxy"
"""The order in which Vietnamese texts letter their points."""

Cited = tuple[Citation, Rule | Step]
"""A citation, and the rule or step that rests on it."""

Span = tuple[date, date | None]
"""The first election day, and the one before which it ends."""


def provisions(book: Rulebook) -> tuple[Rule | Step, ...]:
    """Everything that cites a document and is asked or followed."""
    return (*book.rules, *book.steps)


def cited(book: Rulebook, source: str) -> list[Cited]:
    """Every citation of a document by a rule or a step."""
    return [(cite, one) for one in provisions(book) for cite in one.cites if cite.source == source]


def places(wording: Wording, source: str) -> dict[str, dict[Span, list[Cited]]]:
    """The citations of a document by place, and at each place by version."""
    found: dict[str, list[Cited]] = {}
    for cite, one in sorted(cited(wording.book, source), key=lambda pair: order(pair[0])):
        found.setdefault(named(wording, cite), []).append((cite, one))
    return {place: versions(here) for place, here in found.items()}


def versions(here: Sequence[Cited]) -> dict[Span, list[Cited]]:
    """The citations of one place, apart where versions of a rule or step rest on other words."""
    words: dict[Span, set[str]] = {}
    own: dict[str, dict[date, set[str]]] = {}
    for cite, one in here:
        quoted = {cite.quote} - {""}
        words.setdefault(_span(one), set()).update(quoted)
        own.setdefault(one.id, {}).setdefault(one.in_force, set()).update(quoted)
    if all(_all_alike(by_day.values()) for by_day in own.values()):
        return {_joined(words): list(here)}
    found: dict[Span, list[Cited]] = {}
    for cite, one in here:
        alike = _joined(span for span, others in words.items() if others == words[_span(one)])
        found.setdefault(alike, []).append((cite, one))
    return found


def _span(one: Rule | Step) -> Span:
    return one.in_force, one.until


def _all_alike(sets: Iterable[set[str]]) -> bool:
    return len({frozenset(one) for one in sets}) == 1


def _joined(spans: Iterable[Span]) -> Span:
    starts, ends = zip(*spans, strict=True)
    closed = [end for end in ends if end is not None]
    return min(starts), max(closed) if len(closed) == len(ends) else None


def quotable(here: Iterable[Cited]) -> list[Citation]:
    """The citations; what is doubtful about a step is told with the step."""
    return [cite if isinstance(one, Rule) else cite.but(doubt=None) for cite, one in here]


def resting(here: Iterable[Cited]) -> list[Rule | Step]:
    """The rules and steps that rest on these citations, each once."""
    return list({(one.id, one.in_force): one for _, one in here}.values())


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
