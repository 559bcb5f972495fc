"""Citations in words: a document's name, the place in it, and how far it was verified."""

from collections.abc import Iterable, Mapping

from cocau.app.i18n.languages import say
from cocau.constraints.rulebook import CitedSource, SourceKind
from cocau.constraints.rules.rule import Citation, VerificationMark

_KINDS = {
    SourceKind.LAW: ("Luật", "Law"),
    SourceKind.RESOLUTION: ("NQ", "Resolution"),
    SourceKind.GUIDANCE: ("Hướng dẫn", "Guidance"),
    SourceKind.DIRECTIVE: ("Chỉ thị", "Directive"),
    SourceKind.HOUSE: ("Tiêu chí bổ sung của cocau", "Additional criterion of cocau"),
}

_MARKS = {
    VerificationMark.V1: ("đã đối chiếu với văn bản", "compared with the text"),
    VerificationMark.V2: (
        "theo trả lời, thông báo của cơ quan nhà nước hoặc báo chí, chưa đối chiếu với nguyên văn",
        "from answers or notices of state bodies or the press, not compared with the text",
    ),
    VerificationMark.DERIVED: ("suy ra, không có nguyên văn", "derived, not stated in so many words"),
    VerificationMark.UNVERIFIED: (
        "chưa kiểm chứng – không trình bày như luật",
        "unverified – not to be presented as law",
    ),
}

_BRIEF = {
    VerificationMark.V1: ("", ""),
    VerificationMark.V2: (" (theo nguồn thứ cấp)", " (secondary source)"),
    VerificationMark.DERIVED: (" (suy ra)", " (derived)"),
    VerificationMark.UNVERIFIED: (" (chưa kiểm chứng)", " (unverified)"),
}


def name_document(source: CitedSource, lang: str) -> str:
    """Return the short name of a document: its number, or its kind and issuer."""
    kind = say(lang, *_KINDS[source.kind])
    if source.kind is SourceKind.HOUSE:
        return kind
    if source.number is not None:
        return f"{kind} {source.number}"
    issuer = source.issuer.of(lang).partition(" (")[0]
    return f"{kind} {say(lang, 'của', 'of')} {issuer}"


def describe_place(cite: Citation, lang: str) -> str:
    """Return article, clause and point of a citation: ``Điều 58 khoản 3``, ``Art. 58(3)``."""
    if cite.section is not None:
        return cite.section
    if cite.article is None:
        return ""
    if lang == "en":
        return f"Art. {cite.article}" + "".join(f"({part})" for part in (cite.clause, cite.point) if part)
    clause = f" khoản {cite.clause}" if cite.clause else ""
    point = f" điểm {cite.point}" if cite.point else ""
    return f"Điều {cite.article}{clause}{point}"


def describe_citations(
    cites: Iterable[Citation], sources: Mapping[str, CitedSource], lang: str, *, sections: bool = True
) -> str:
    """Return all citations by document, with a mark where verification is incomplete.

    Without `sections`: without the program's own numbers of a directive's sentences.
    """
    places: dict[str, dict[VerificationMark, list[str]]] = {}
    for cite in cites:
        known = places.setdefault(cite.source, {}).setdefault(cite.mark, [])
        where = describe_place(cite, lang) if sections or cite.section is None else ""
        if where and where not in known:
            known.append(where)
    return "; ".join(
        (
            f"{name_document(sources[key], lang)} "
            f"{', '.join(_describe_marked_places(marks, sources[key], lang))}"
        ).rstrip()
        for key, marks in places.items()
    )


def _describe_marked_places(
    marks: Mapping[VerificationMark, list[str]], source: CitedSource, lang: str
) -> Iterable[str]:
    for mark, wheres in marks.items():
        degree = "" if source.kind is SourceKind.HOUSE else abbreviate_mark(mark, lang)
        yield (", ".join(wheres) + degree).lstrip()


def describe_verification(mark: VerificationMark, lang: str) -> str:
    """Describe what a mark of verification means."""
    return say(lang, *_MARKS[mark])


def abbreviate_mark(mark: VerificationMark, lang: str) -> str:
    """Return a mark in one word; nothing for what was compared with the text."""
    return say(lang, *_BRIEF[mark])


def describe_marks(lang: str) -> str:
    """Describe the marks used in a compliance table."""
    return (
        "; ".join(
            f"{abbreviate_mark(mark, lang).strip()}: {describe_verification(mark, lang)}"
            for mark in _BRIEF
            if mark is not VerificationMark.V1
        )
        + "."
    )
