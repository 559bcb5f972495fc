"""Every quote of every shipped layer against the texts of the law, each in the version of the rule's own period.

The texts are no part of this repository: copies lie in ``../shared/law`` beside it (or where LAW_TEXTS points).
Where they are absent these tests are left out, and say so.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from cocau.constraints.clauses import load_registers
from cocau.constraints.library import list_layer_names, load_rulebook
from cocau.constraints.results.provisions import load_provisions
from cocau.constraints.rules.rule import Citation, VerificationMark

TEXTS = Path(os.environ.get("LAW_TEXTS") or Path(__file__).parents[3] / "shared" / "law")
pytestmark = pytest.mark.skipif(
    not TEXTS.is_dir(), reason=f"left out: the texts of the law are not at {TEXTS}"
)

Articles = Mapping[int | None, str]


class Version(NamedTuple):
    """One text of a document, and the provisions that it must bear out: those that hold on a day between."""

    articles: Articles
    first: date = date.min
    last: date = date.max


class Quoted(NamedTuple):
    """A citation with a quote, whose it is, and from when until when that provision holds."""

    layer: str
    name: str
    cite: Citation
    first: date
    until: date


def _list_quoted() -> Iterator[Quoted]:
    for layer in list_layer_names():
        book = load_rulebook(layer)
        for one in (*book.rules, *book.steps, *book.not_modelled):
            name = getattr(one, "id", "not modelled")
            for cite in one.cites:
                if cite.quote:
                    first = one.in_force or book.sources[cite.source].in_force
                    yield Quoted(layer, name, cite, first, one.until or date.max)


def _list_result_provisions() -> Iterator[Quoted]:
    """List what the judgement of results rests on; the days that no wording gives are those of its document."""
    sources = load_rulebook("luat-bau-cu-2015").sources | load_rulebook("luat-tccqdp-2025").sources
    for one in load_provisions():
        first = one.since or sources[one.cite.source].in_force
        yield Quoted("results", one.provision.value, one.cite, first, one.until or date.max)


QUOTED = [*_list_quoted(), *_list_result_provisions()]


def _read(name: str) -> str:
    return (TEXTS / name).read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _split(text: str, heading: str) -> dict[str, str]:
    """Split a text at the lines that match; each part, the first of that name, under its heading's first group."""
    starts = [*re.finditer(heading, text, re.MULTILINE)]
    ends = [*(m.start() for m in starts[1:]), len(text)]
    found: dict[str, str] = {}
    for heading_found, end in zip(starts, ends, strict=False):
        found.setdefault(heading_found[1], text[heading_found.start() : end])
    return found


def _split_articles(text: str) -> dict[int | None, str]:
    return {int(n): article for n, article in _split(text, r"^Điều (\d+)\. ").items()}


def _split_codification(document: str) -> dict[int | None, str]:
    """Return the articles of one document in the official codification, which orders them by subject."""
    found: dict[int | None, str] = {}
    for article in _split(_read("text/phapdien_baucu.md"), r"^Điều (\d+\.\S+) ").values():
        origin = re.search(rf"^\(Điều (\d+) {document}", article, re.MULTILINE)
        if origin:
            found[int(origin[1])] = article
    return found


def _amend(articles: Articles, amending: str) -> dict[int | None, str]:
    """Return the articles after Law 47/2019: each clause that it words anew put for the old one."""
    amended = dict(articles)
    items = _split(_split_articles(amending)[2], r"^(\d+)\. (?:Sửa đổi|Bổ sung)").values()
    for item in items:
        article = int((re.search(r"Điều (\d+)(?: như sau)?", item) or [0, 0])[1])
        new = _split(item.partition("“")[2].replace("”.", ""), r"^(\d+a?)\. ")
        old = amended.get(article, "")
        clauses = _split(old, r"^(\d+)\. ")
        amended[article] = old.split("\n")[0] + "\n" + "\n".join((clauses | new).values())
    return amended


@cache
def _load_versions(source: str) -> tuple[Version, ...]:
    """Load the texts of a document; none for one that was never read."""
    load = _LOADERS.get(source)
    return () if load is None else load()


def _load_election_law() -> tuple[Version, ...]:
    amended = date(2025, 7, 1)  # by Law 83/2025
    return (
        Version(_split_articles(_read("text/luat-85-2015-QH13.original.txt")), last=amended),
        Version(_split_codification("Luật số 85/2015/QH13"), first=amended),
    )


def _load_local_government_law() -> tuple[Version, ...]:
    original = _split_articles(_read("text/luat-77-2015-QH13.original.txt"))
    amended = _amend(original, _read("text/luat-47-2019-QH14.art2-4.txt"))
    # By Article 4 of Law 47/2019 the old numbers and structures stayed until the councils of 2021 were elected.
    return Version(original, last=date(2020, 7, 1)), Version(amended, first=date(2021, 5, 23))


_LOADERS: dict[str, Callable[[], tuple[Version, ...]]] = {
    "luat-bau-cu-2015": _load_election_law,
    "luat-tccqdp-2015": _load_local_government_law,
    "luat-tccqdp-2025": lambda: (Version(_split_articles(_read("text/luat-72-2025-QH15.txt"))),),
    "nq-1187-2021": lambda: (Version(_split_codification("Nghị quyết số 1187/NQ-UBTVQH14")),),
    "nq-101-2025": lambda: (Version(_split_articles(_read("text/nq-101-2025-UBTVQH15.txt"))),),
    "nqlt-102-2025": lambda: (Version(_split_articles(_read("text/nqlt-102-2025.txt"))),),
    # as the National Election Council retells it; the resolution itself was not read
    "nq-160-2021": lambda: (Version({None: _read("text/nec-hoi-dap-2026.extract.txt")}),),
    "chi-thi-ha-tinh-2018": lambda: (Version({None: _read("directive.vi.txt")}),),
}


def _find_place(articles: Articles, cite: Citation) -> str:
    """Return the words of the place that a citation names: its article, clause and point."""
    place = articles.get(cite.article, "")
    if cite.clause is not None:
        place = _split(place, r"^\s*(\d+)\. ").get(str(cite.clause), "")
    if cite.point is not None:
        place = _split(place, r"^\s*(\w)\) ").get(cite.point, "")
    return _squeeze(place)


def _find_misquoted(versions: tuple[Version, ...], quoted: Quoted) -> list[int]:
    """Return which texts of the provision's period do not have its quote where it says."""
    holding = [
        (i, version)
        for i, version in enumerate(versions)
        if quoted.first < version.last and quoted.until > version.first
    ]
    quote = _squeeze(quoted.cite.quote)
    return [i for i, version in holding if quote not in _find_place(version.articles, quoted.cite)]


@pytest.mark.parametrize("layer", sorted({q.layer for q in QUOTED}))
def test_every_quote_stands_in_its_place_in_the_text_of_its_period(layer: str) -> None:
    here = [q for q in QUOTED if q.layer == layer]
    unread = {q.cite.source for q in here if not _load_versions(q.cite.source)}
    assert unread == set(), "quoted, and no text of it is here"
    wrong = [q for q in here if _find_misquoted(_load_versions(q.cite.source), q)]
    assert [(q.name, q.cite.article, q.cite.clause, q.cite.point, q.cite.quote) for q in wrong] == []


def test_every_compared_clause_is_among_the_quotes() -> None:
    marked = [q for q in QUOTED if q.cite.mark is VerificationMark.V1]
    assert len(marked) > 250
    assert {q.cite.source for q in marked} >= {"luat-bau-cu-2015", "luat-tccqdp-2015", "luat-tccqdp-2025"}


def test_the_clauses_of_the_directive_are_its_words() -> None:
    text = _squeeze(_read("directive.vi.txt"))
    clauses = load_registers()["chi-thi-ha-tinh-2018"].clauses
    assert [c.id for c in clauses if _squeeze(c.quote) not in text] == []


def test_words_of_another_version_another_clause_or_of_nobody_are_found() -> None:
    """The comparison itself: the anachronisms that were shipped once are caught."""
    law = _load_versions("luat-bau-cu-2015")

    def misquoted(quote: str, first: date, until: date, article: int, clause: int | None) -> list[int]:
        cite = Citation(
            source="luat-bau-cu-2015", article=article, clause=clause, mark=VerificationMark.V1, quote=quote
        )
        return _find_misquoted(law, Quoted("", "", cite, first, until))

    old, change = date(2015, 9, 1), date(2025, 7, 1)
    later = "phù hợp với đặc điểm, cơ cấu dân tộc và tình hình cụ thể"
    assert misquoted(later, change, date.max, 9, 1) == []
    assert misquoted(later, old, date.max, 9, 1) == [0]
    assert misquoted("do người đứng đầu cơ quan, tổ chức triệu tập và chủ trì", old, change, 54, 2) == [0]
    assert misquoted("chậm nhất là 65 ngày trước ngày bầu cử", old, change, 53, 1) == []
    assert misquoted("chậm nhất là 65 ngày trước ngày bầu cử", old, change, 53, 2) == [0]
    assert misquoted("chậm nhất là 65 ngày trước ngày bầu cử", old, date.max, 53, 1) == [1]
