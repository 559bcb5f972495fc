"""Citations in words: the short name of a document, its place in it, and how far it was read."""

from collections.abc import Iterable, Mapping

from cocau.constraints.rule import Citation, Mark
from cocau.constraints.sources import Source, SourceKind

_KINDS = {
    SourceKind.LAW: ("Luật", "Law"),
    SourceKind.RESOLUTION: ("NQ", "Resolution"),
    SourceKind.GUIDANCE: ("Hướng dẫn", "Guidance"),
    SourceKind.DIRECTIVE: ("Chỉ thị", "Directive"),
    SourceKind.HOUSE: ("Mong muốn của cocau", "Wish of cocau"),
}

_MARKS = {
    Mark.V1: ("đã đối chiếu với văn bản", "compared with the text"),
    Mark.V2: (
        "theo trả lời, thông báo của cơ quan nhà nước hoặc báo chí, chưa đối chiếu với nguyên văn",
        "from answers or notices of state bodies or the press, not compared with the text",
    ),
    Mark.DERIVED: ("suy ra, không có nguyên văn", "derived, not stated in so many words"),
    Mark.UNVERIFIED: (
        "chưa kiểm chứng – không trình bày như luật",
        "unverified – not to be presented as law",
    ),
}

_BRIEF = {
    Mark.V1: ("", ""),
    Mark.V2: (" (V2)", " (V2)"),
    Mark.DERIVED: (" (suy ra)", " (derived)"),
    Mark.UNVERIFIED: (" (chưa kiểm chứng)", " (unverified)"),
}


def document(source: Source, lang: str) -> str:
    """The short name of a document: ``Luật 85/2015/QH13``, or its kind and issuer where it has no number."""
    kind = _KINDS[source.kind][lang == "en"]
    if source.kind is SourceKind.HOUSE:
        return kind
    if source.number is not None:
        return f"{kind} {source.number}"
    issuer = source.issuer.of(lang).partition(" (")[0]
    return f"{kind} {'of' if lang == 'en' else 'của'} {issuer}"


def place(cite: Citation, lang: str) -> str:
    """Article, clause and point: ``Điều 58 khoản 3``, ``Art. 58(3)``; or the number of our clause list."""
    if cite.section is not None:
        return cite.section
    if cite.article is None:
        return ""
    if lang == "en":
        return f"Art. {cite.article}" + "".join(f"({part})" for part in (cite.clause, cite.point) if part)
    clause = f" khoản {cite.clause}" if cite.clause else ""
    point = f" điểm {cite.point}" if cite.point else ""
    return f"Điều {cite.article}{clause}{point}"


def clauses(cites: Iterable[Citation], sources: Mapping[str, Source], lang: str) -> str:
    """All clauses of a rule, by document; with the mark of verification where it is not the best."""
    places: dict[str, dict[Mark, list[str]]] = {}
    for cite in cites:
        known = places.setdefault(cite.source, {}).setdefault(cite.mark, [])
        where = place(cite, lang)
        if where and where not in known:
            known.append(where)
    return "; ".join(
        f"{document(sources[key], lang)} {', '.join(_marked(marks, sources[key], lang))}".rstrip()
        for key, marks in places.items()
    )


def _marked(marks: Mapping[Mark, list[str]], source: Source, lang: str) -> Iterable[str]:
    for mark, wheres in marks.items():
        degree = "" if source.kind is SourceKind.HOUSE else brief(mark, lang)
        yield (", ".join(wheres) + degree).lstrip()


def verified(mark: Mark, lang: str) -> str:
    """What a mark of verification means."""
    return _MARKS[mark][lang == "en"]


def brief(mark: Mark, lang: str) -> str:
    """The same in a word, after a clause or a figure; nothing for what was compared with the text."""
    return _BRIEF[mark][lang == "en"]


def legend(lang: str) -> str:
    """What the marks in a compliance table mean."""
    return (
        "; ".join(
            f"{brief(mark, lang).strip()}: {verified(mark, lang)}" for mark in _BRIEF if mark is not Mark.V1
        )
        + "."
    )
