"""Where a document is cited: its clauses in order, and what each says for which elections."""

from collections.abc import Iterable, Sequence
from datetime import date

from cocau.app.present.citations import describe_place
from cocau.app.present.wording import Wording
from cocau.constraints.rulebook import NotModelled, Rulebook, SourceKind
from cocau.constraints.rules.rule import Citation, Rule
from cocau.constraints.rules.steps import ProcedureStep

POINT_LETTERS = "abcdđeghiklmnopqrstuvxy"
"""The order in which Vietnamese texts letter their points."""

CitedProvision = tuple[Citation, Rule | ProcedureStep]
"""A citation, and the rule or step that rests on it."""

ElectionSpan = tuple[date, date | None]
"""The first election day, and the one before which it ends."""


def list_provisions(book: Rulebook) -> tuple[Rule | ProcedureStep, ...]:
    """Return the rules and steps of a rulebook, all of which cite documents."""
    return (*book.rules, *book.steps)


def list_citations(book: Rulebook, source: str) -> list[CitedProvision]:
    """List every citation of a document by a rule or a step."""
    return [(cite, one) for one in list_provisions(book) for cite in one.cites if cite.source == source]


def group_by_place(wording: Wording, source: str) -> dict[str, dict[ElectionSpan, list[CitedProvision]]]:
    """Group the citations of a document by place, and at each place by version."""
    found: dict[str, list[CitedProvision]] = {}
    for cite, one in sorted(list_citations(wording.book, source), key=lambda pair: get_place_key(pair[0])):
        found.setdefault(name_place(wording, cite), []).append((cite, one))
    return {place: group_by_version(here) for place, here in found.items()}


def group_by_version(citations: Sequence[CitedProvision]) -> dict[ElectionSpan, list[CitedProvision]]:
    """Group the citations of one place, where versions of a rule rest on other words."""
    words: dict[ElectionSpan, set[str]] = {}
    own: dict[str, dict[date, set[str]]] = {}
    for cite, one in citations:
        quoted = {cite.quote} - {""}
        words.setdefault(_get_span(one), set()).update(quoted)
        own.setdefault(one.id, {}).setdefault(one.in_force, set()).update(quoted)
    if all(_are_all_equal(by_day.values()) for by_day in own.values()):
        return {_join_spans(words): list(citations)}
    found: dict[ElectionSpan, list[CitedProvision]] = {}
    for cite, one in citations:
        alike = _join_spans(span for span, others in words.items() if others == words[_get_span(one)])
        found.setdefault(alike, []).append((cite, one))
    return found


def _get_span(provision: Rule | ProcedureStep) -> ElectionSpan:
    return provision.in_force, provision.until


def _are_all_equal(sets: Iterable[set[str]]) -> bool:
    return len({frozenset(one) for one in sets}) == 1


def _join_spans(spans: Iterable[ElectionSpan]) -> ElectionSpan:
    starts, ends = zip(*spans, strict=True)
    closed = [end for end in ends if end is not None]
    return min(starts), max(closed) if len(closed) == len(ends) else None


def list_quotable(citations: Iterable[CitedProvision]) -> list[Citation]:
    """List the citations to quote, without the doubts that belong to steps."""
    return [
        cite if isinstance(one, Rule) else cite.replace_unvalidated(doubt=None) for cite, one in citations
    ]


def list_resting(citations: Iterable[CitedProvision]) -> list[Rule | ProcedureStep]:
    """List the rules and steps that rest on these citations, each once."""
    return list({(one.id, one.in_force): one for _, one in citations}.values())


def describe_places(wording: Wording, entry: NotModelled, source: str) -> str:
    """Return the places of a document that an entry is about."""
    return ", ".join(dict.fromkeys(name_place(wording, c) for c in entry.cites if c.source == source))


def name_place(wording: Wording, cite: Citation) -> str:
    """Return article, clause and point, or say that none is known."""
    unnamed = wording.say("Không rõ điều khoản", "No article is known")
    if wording.book.sources[cite.source].kind is SourceKind.HOUSE:
        unnamed = wording.say("Các mong muốn", "The wishes")
    if cite.section is not None and not wording.codes:
        number = cite.section.removeprefix("S").partition(".")[0]
        return wording.say(f"mục {number}", f"section {number}")
    return describe_place(cite, wording.lang) or unnamed


def get_place_key(cite: Citation) -> tuple[bool, int, int, int, tuple[int, ...]]:
    """Return a sort key by place in the document; citations without a place come last."""
    nowhere = cite.article is None and cite.section is None
    point = 1 + POINT_LETTERS.find((cite.point or "")[:1]) if cite.point else 0
    parts = (cite.section or "").removeprefix("S").split(".")
    section = tuple(int(part) for part in parts if part.isdigit())
    return nowhere, cite.article or 0, cite.clause or 0, point, section
