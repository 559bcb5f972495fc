"""One page per document and language, for people who do not program; the committed ones are the latest."""

import re
from pathlib import Path

import pytest

from app.law_words import BOUNDS, COUNCIL_FIELDS, SELECTORS
from app.render.clauses import verified
from app.render.law_index import COMMAND
from app.render.law_pages import pages
from app.render.law_places import order
from app.words import label
from constraints.clauses import registers
from constraints.council import Council
from constraints.rule import Citation, Mark, Rule
from constraints.select import Selector
from constraints.shelf import shelf
from constraints.sources import SourceKind

ROOT = Path(__file__).parents[3]
BOOK = shelf()
PAGES = pages(BOOK, registers())
LANGS = ("vi", "en")
CITED = sorted({cite.source for one in (*BOOK.rules, *BOOK.steps) for cite in one.cites})
DIRECTIVE = "chi-thi-ha-tinh-2018"

_ASIDE = re.compile(r"`[^`]*`|\]\([^)]*\)")
_CODES = re.compile(r"\b[a-z0-9]+_[a-z0-9_]+\b|(?<!\S)--[a-z]+")


def page(source: str, lang: str) -> str:
    return PAGES[f"{source}.{lang}.md"]


def test_the_committed_pages_are_what_the_rulebooks_say_now() -> None:
    folder = ROOT / "docs" / "law"
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    stale = sorted(name for name in PAGES.keys() | there.keys() if PAGES.get(name) != there.get(name))
    assert stale == [], f"write the pages again: {COMMAND} (and delete pages of documents that are gone)"


def test_every_document_that_is_cited_has_a_page_in_both_languages() -> None:
    expected = {f"{source}.{lang}.md" for source in CITED for lang in LANGS}
    assert set(PAGES) == expected | {"README.md"}


@pytest.mark.parametrize("source", CITED)
def test_the_index_leads_to_every_page_with_number_and_days(source: str) -> None:
    row = next(line for line in PAGES["README.md"].splitlines() if f"({source}.vi.md)" in line)
    document = BOOK.sources[source]
    assert f"({source}.en.md)" in row
    assert document.title.vi in row
    assert document.title.en in row
    assert document.number is None or document.number in row
    assert ("not law" in row) is (document.kind is SourceKind.HOUSE)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("source", CITED)
def test_every_rule_and_step_stands_on_the_page_of_each_document_it_cites(source: str, lang: str) -> None:
    text = page(source, lang)
    for one in (*BOOK.rules, *BOOK.steps):
        here = [cite for cite in one.cites if cite.source == source]
        if here:
            assert f"<sub>`{one.id}`</sub>" in text
            assert all(any(cite.quote in line for line in text.splitlines()) for cite in here)
            assert not isinstance(one, Rule) or f"- **{label(one.strength, lang)}" in text


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("source", CITED)
def test_no_code_stands_on_a_page_but_the_ids_of_rules(source: str, lang: str) -> None:
    assert _CODES.findall(_ASIDE.sub("", page(source, lang))) == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("source", CITED)
def test_what_is_left_to_people_stands_there_with_the_reason(source: str, lang: str) -> None:
    left = [n for n in BOOK.not_modelled if any(cite.source == source for cite in n.cites)]
    words = _ASIDE.sub("", page(source, lang))
    for entry in left:
        first = re.split(r"[a-z]+[_-][a-z]+", entry.why.of(lang))[0].strip(" (")
        assert first in words


@pytest.mark.parametrize("lang", LANGS)
def test_the_directive_is_told_clause_by_clause(lang: str) -> None:
    text = page(DIRECTIVE, lang)
    clauses = registers()[DIRECTIVE].clauses
    assert re.findall(r"^## (S\S+)$", text, re.MULTILINE) == [c.id for c in clauses]
    for clause in clauses:
        assert clause.says.of(lang) in text
        assert f"> “{clause.quote}”" in text
        assert clause.answer.out_of_scope is None or clause.answer.out_of_scope.of(lang) in text


@pytest.mark.parametrize(("lang", "words"), [("vi", "Đây không phải pháp luật"), ("en", "This is not law")])
def test_the_wishes_of_the_program_are_plainly_not_law(lang: str, words: str) -> None:
    assert f"> **{words}." in page("cocau", lang)
    assert all(words not in page(source, lang) for source in CITED if source != "cocau")


@pytest.mark.parametrize("lang", LANGS)
def test_a_number_of_the_program_is_told_as_its_own_on_the_page_of_a_law(lang: str) -> None:
    said = {"vi": "**Của chương trình, không phải luật.**", "en": "**The program’s own, not law.**"}[lang]
    entry = page("nq-1187-2021", lang).partition("<sub>`people-per-seat`")[0].rpartition("</sub>")[2]
    assert said in entry


@pytest.mark.parametrize("lang", LANGS)
def test_an_unverified_deadline_is_said_to_be_none_of_law(lang: str) -> None:
    unsure = [s for s in BOOK.steps if s.mark is Mark.UNVERIFIED]
    text = page(unsure[0].cites[0].source, lang)
    entry = text.partition(f"<sub>`{unsure[0].id}`")[0].rpartition("</sub>")[2]
    assert verified(Mark.UNVERIFIED, lang) in entry


@pytest.mark.parametrize(
    ("lang", "words"),
    [("vi", "(chưa kiểm chứng, không trình bày như luật)"), ("en", "(unverified, not to be")],
)
def test_a_rule_that_rests_on_nothing_verified_says_so_beside_its_strength(lang: str, words: str) -> None:
    heads = [line for source in CITED for line in page(source, lang).splitlines() if line.startswith("- **")]
    told = sum(words in head for head in heads)
    unsure = {
        (source, one.id, one.in_force)
        for source in CITED
        for one in (*BOOK.rules, *BOOK.steps)
        if {cite.mark for cite in one.cites if cite.source == source} == {Mark.UNVERIFIED}
    }
    assert told == len(unsure) > 0


@pytest.mark.parametrize("lang", LANGS)
def test_doubts_about_some_kinds_of_council_name_them(lang: str) -> None:
    text = page("luat-tccqdp-2015", lang)
    some = [c for rule in BOOK.rules for c in rule.cites if c.kinds and c.doubt and not c.quote]
    here = [c for c in some if c.source == "luat-tccqdp-2015"]
    assert here
    for cite in here:
        kinds = ", ".join(label(kind, lang) for kind in cite.kinds)
        assert f" ({kinds}): " in text


def test_clauses_come_in_the_order_of_their_document() -> None:
    places = [
        {"article": 2},
        {"article": 2, "clause": 1, "point": "d"},
        {"article": 2, "clause": 1, "point": "đ"},
        {"article": 2, "clause": 1, "point": "e"},
        {"article": 2, "clause": 10},
        {"article": 11},
        {},
    ]
    cites = [Citation(source="law", mark=Mark.V2, **place) for place in places]
    backwards = cites[::-1]
    assert sorted(backwards, key=order) == cites
    sections = [Citation(source="law", mark=Mark.V2, section=s) for s in ("S2.9", "S2.13", "S8")]
    backwards = sections[::-1]
    assert sorted(backwards, key=order) == sections


def test_every_bound_that_may_be_changed_has_words_and_every_word_a_bound() -> None:
    assert {name for kind in Rule.registry.values() for name in kind.adjustable} == set(BOUNDS)
    assert set(COUNCIL_FIELDS) <= set(Council.model_fields)
    assert set(SELECTORS) <= set(Selector.model_fields)
