"""One page per document and language, for people who do not program; the committed ones are the latest."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from cocau.app.i18n.words import BOUNDS, COUNCIL_FIELDS, SELECTORS, get_label
from cocau.app.present.citations import describe_verification
from cocau.app.present.law.pages import PAGES_COMMAND, render_pages
from cocau.app.present.law.places import get_place_key, group_by_place, group_by_version, list_citations
from cocau.app.present.wording import Wording, describe_council_kinds
from cocau.constraints.clauses import load_registers
from cocau.constraints.kinds.seats_formula import SeatsFormula
from cocau.constraints.library import load_all_layers
from cocau.constraints.model.council import Council, CouncilKind, CouncilLevel
from cocau.constraints.model.selectors import Selector
from cocau.constraints.record import Text
from cocau.constraints.rulebook import SourceKind
from cocau.constraints.rules.rule import Citation, DatedBy, Rule, VerificationMark

ROOT = Path(__file__).parents[4]
BOOK = load_all_layers()
PAGES = render_pages(BOOK, load_registers())
LANGS = ("vi", "en")
CITED = sorted({cite.source for one in (*BOOK.rules, *BOOK.steps) for cite in one.cites})
DIRECTIVE = "chi-thi-ha-tinh-2018"


def make_unsure_pages() -> dict[str, str]:
    """Pages of a book in which some things were not read: no shipped rule or deadline is unverified any more."""
    doubt = Text(vi="Ghi theo trí nhớ.", en="From memory.")

    def doubted(cite: Citation, **kept: object) -> Citation:
        changed = {"mark": VerificationMark.UNVERIFIED, "quote": "", "doubt": doubt} | kept
        return cite.replace_unvalidated(**changed)

    rules = []
    for rule in BOOK.rules:
        some: tuple[Citation, ...] = rule.cites
        if rule.id == "one-chair":
            some = tuple(doubted(cite) for cite in rule.cites)
        if rule.id == "one-head-per-committee":
            some = tuple(doubted(c) if set(c.kinds) & set(DISTRICTS) else c for c in rule.cites)
        rules.append(rule.replace_unvalidated(cites=some))
    steps = []
    for step in BOOK.steps:
        if step.until is not None and step.id in ("official-list", "list-posted"):
            step = step.replace_unvalidated(mark=VerificationMark.UNVERIFIED, doubt=doubt)  # noqa: PLW2901
        steps.append(step)
    book = BOOK.replace_unvalidated(rules=tuple(rules), steps=tuple(steps))
    return render_pages(book, load_registers())


DISTRICTS = [kind for kind in CouncilKind if kind.level is CouncilLevel.DISTRICT]

UNSURE_PAGES = make_unsure_pages()

_ASIDE = re.compile(r"`[^`]*`|\]\([^)]*\)")
_CODES = re.compile(r"\b[a-z0-9]+_[a-z0-9_]+\b|(?<!\S)--[a-z]+")


def page(source: str, lang: str) -> str:
    return PAGES[f"{source}.{lang}.md"]


def test_the_committed_pages_are_what_the_rulebooks_say_now() -> None:
    folder = ROOT / "docs" / "law"
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    stale = sorted(name for name in PAGES.keys() | there.keys() if PAGES.get(name) != there.get(name))
    assert stale == [], (
        f"write the pages again: {PAGES_COMMAND} (and delete pages of documents that are gone)"
    )


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
            assert not isinstance(one, Rule) or f"- **{get_label(one.strength, lang)}" in text


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
    clauses = load_registers()[DIRECTIVE].clauses
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
    unverified = describe_verification(VerificationMark.UNVERIFIED, lang)
    text, sure = UNSURE_PAGES[f"luat-bau-cu-2015.{lang}.md"], page("luat-bau-cu-2015", lang)
    told = [e for e in text.split("</sub>") if e.endswith("<sub>`list-posted`") and unverified in e]
    assert len(told) == 1
    assert unverified not in sure


@pytest.mark.parametrize(
    ("lang", "words"),
    [("vi", "(chưa kiểm chứng, không trình bày như luật)"), ("en", "(unverified, not to be")],
)
def test_a_rule_that_rests_on_nothing_verified_says_so_beside_its_strength(lang: str, words: str) -> None:
    def told(pages: Mapping[str, str]) -> set[str]:
        every = (e for s in CITED for e in pages[f"{s}.{lang}.md"].split("</sub>"))
        heads = (e for e in every if any(words in line for line in e.splitlines() if line.startswith("- **")))
        return {e.rpartition("<sub>`")[2].rstrip("`") for e in heads}

    assert told(UNSURE_PAGES) - told(PAGES) == {"one-chair"}


@pytest.mark.parametrize("lang", LANGS)
def test_doubts_about_some_kinds_of_council_name_them(lang: str) -> None:
    text = UNSURE_PAGES[f"luat-tccqdp-2015.{lang}.md"]
    kinds = describe_council_kinds(
        Wording(BOOK, lang), [CouncilKind.RURAL_DISTRICT, CouncilKind.MOUNTAINOUS_DISTRICT]
    )
    assert f" ({kinds}): " in text


def entry(text: str, name: str, words: str) -> str:
    """What stands at one entry of a page: the first with this id that has these words."""
    return next(e for e in text.split("</sub>") if e.endswith(f"<sub>`{name}`") and words in e)


@pytest.mark.parametrize("source", CITED)
def test_no_version_stands_under_words_that_only_another_version_cites(source: str) -> None:
    for apart in group_by_place(Wording(BOOK, "vi"), source).values():
        for here in apart.values():
            for _, one in here:
                own = {cite.quote for cite, other in here if other is one}
                others = {cite.quote for cite, other in here if other.id == one.id} - own
                assert others <= {""}


@pytest.mark.parametrize(
    ("lang", "old", "new"),
    [
        ("vi", "### Bầu cử từ 01/09/2015 đến trước 01/07/2025", "### Bầu cử từ 01/07/2025"),
        (
            "en",
            "### Elections from 1 September 2015 on and before 1 July 2025",
            "### Elections from 1 July 2025 on",
        ),
    ],
)
def test_each_version_of_a_step_stands_with_its_own_words_under_its_days(
    lang: str, old: str, new: str
) -> None:
    heading = {"vi": "## Điều 53 khoản 1\n", "en": "## Art. 53(1)\n"}[lang]
    place = page("luat-bau-cu-2015", lang).partition(heading)[2].partition("\n## ")[0]
    before, _, after = place.partition(f"{new}\n")
    assert before.lstrip().startswith(old)
    assert "chậm nhất là 65 ngày trước ngày bầu cử”" in before
    assert " 40 " not in before
    assert after.lstrip().startswith("> “")
    assert "chậm nhất là 40 ngày trước ngày bầu cử”" in after
    assert " 65 " not in after


def test_versions_with_the_same_words_stand_together_under_them() -> None:
    here = [(c, o) for c, o in list_citations(BOOK, "luat-bau-cu-2015") if (c.article, c.clause) == (50, 1)]
    assert len({one.in_force for _, one in here}) > 1
    assert list(group_by_version(here).values()) == [here]


def test_rules_of_different_days_stand_together_where_none_has_versions() -> None:
    (together,) = group_by_place(Wording(BOOK, "vi"), "nq-1187-2021")["Điều 2 khoản 3 điểm a"].values()
    assert len({one.in_force for _, one in together}) > 1


@pytest.mark.parametrize(
    ("lang", "words"),
    [("vi", "(thời hạn chưa kiểm chứng, không phải luật)"), ("en", "(its deadline is unverified, not law)")],
)
def test_an_unverified_deadline_of_a_clause_that_was_read_is_told_at_the_step(lang: str, words: str) -> None:
    text = UNSURE_PAGES[f"luat-bau-cu-2015.{lang}.md"]
    told = entry(text, "official-list", words).partition(words)[2]
    assert {"vi": "Ghi theo trí nhớ.", "en": "From memory."}[lang] in told
    assert words not in page("luat-bau-cu-2015", lang)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("source", ["luat-tccqdp-2015", "luat-tccqdp-2025"])
def test_every_seat_formula_stands_in_a_table_under_its_rule(source: str, lang: str) -> None:
    found = [r for r in BOOK.rules if isinstance(r, SeatsFormula) and r.cites[0].source == source]
    entries = [e for e in page(source, lang).split("</sub>") if f"<sub>`{found[0].id}`" in e and "| ---" in e]
    for rule, told in zip(found, entries, strict=True):
        table = [line.strip() for line in told.splitlines() if line.startswith("  | ")][2:]
        bands = sum(len(f.bands) for f in rule.formulas)
        assert len(table) == bands + sum(f.large is not None for f in rule.formulas)
        for formula in rule.formulas:
            own = [row for row in table if row.startswith(f"| {get_label(formula.kind, lang)} |")]
            unverified = describe_verification(VerificationMark.UNVERIFIED, lang)
            assert all((unverified in row) is (formula.mark is VerificationMark.UNVERIFIED) for row in own)
            assert f"| {formula.most} |" in own[-1]


@pytest.mark.parametrize(
    ("lang", "rows"),
    [
        (
            "vi",
            (
                "| Tỉnh | 1.000.000 | 50 | 70.000 | 85 | Điều 18 khoản 1 điểm b | đã đọc nguyên văn |",
                "| Xã miền núi, vùng cao, hải đảo | 2.999 | 19 | — | — | Điều 32 khoản 1 điểm a, ",
                (
                    "| Huyện, có từ 30 đơn vị hành chính cấp xã trở lên | mọi mức dân số | "
                    "Ủy ban Thường vụ Quốc hội quyết định | — | 40 | Điều 25 khoản 1 điểm b, Điều 25 khoản 1 điểm c |"
                ),
                (
                    "| Quận | 100.000 | 30 | 15.000 | 35 | Điều 46 khoản 1 điểm a, Điều 46 khoản 1 điểm b | "
                    "đã đọc nguyên văn |"
                ),
            ),
        ),
        (
            "en",
            (
                ("| Province | 1,000,000 | 50 | 70,000 | 85 | Art. 18(1)(b) | read in full text |"),
                (
                    "| Rural district with 30 units of commune level or more | whatever the population | "
                    "decided by the Standing Committee of the National Assembly | — | 40 | Art. 25(1)(b), "
                ),
                (
                    "| Urban district | 100,000 | 30 | 15,000 | 35 | Art. 46(1)(a), Art. 46(1)(b) | "
                    "read in full text |"
                ),
            ),
        ),
    ],
)
def test_the_numbers_of_2019_are_in_the_table_of_their_days(lang: str, rows: tuple[str, ...]) -> None:
    since = {"vi": "bầu cử từ 23/05/2021", "en": "elections from 23 May 2021"}[lang]
    told = entry(page("luat-tccqdp-2015", lang), "seats-by-population", since)
    assert all(f"  {row}" in told for row in rows)


@pytest.mark.parametrize(
    ("lang", "words"),
    [("vi", "(trừ phần ghi là chưa kiểm chứng)"), ("en", "(except what is marked unverified)")],
)
def test_a_rule_verified_for_some_councils_only_says_so_beside_its_strength(lang: str, words: str) -> None:
    text = UNSURE_PAGES[f"luat-tccqdp-2015.{lang}.md"]
    told = entry(text, "one-head-per-committee", words).rpartition(words)[2]
    unverified = describe_verification(VerificationMark.UNVERIFIED, lang)
    (mark,) = [line for line in told.splitlines() if unverified in line]
    assert f"({describe_council_kinds(Wording(BOOK, lang), DISTRICTS)})" in mark
    assert words not in page("luat-tccqdp-2015", lang)


@pytest.mark.parametrize("lang", LANGS)
def test_a_rule_or_step_named_in_a_text_is_told_by_what_it_says_with_its_id_after(lang: str) -> None:
    rule = next(r for r in BOOK.rules if r.id == "two-vice-chairs-2016")
    step = next(s for s in BOOK.steps if s.id == "structure-plan")
    assert f"“{rule.says.of(lang).rstrip('.')}” (`{rule.id}`)" in page("luat-tccqdp-2015", lang)
    assert f"“{step.says.of(lang).rstrip('.')}” (`{step.id}`)" in page("nq-1187-2021", lang)


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_told_above_names_the_councils_that_this_place_speaks_of(lang: str) -> None:
    heading = {"vi": "## Điều 60 khoản 1 điểm a\n", "en": "## Art. 60(1)(a)\n"}[lang]
    again = {"vi": "- Như trên (phường): ", "en": "- As above (ward): "}[lang]
    place = page("luat-tccqdp-2015", lang).partition(heading)[2].partition("\n## ")[0]
    assert f"\n{again}" in place


@pytest.mark.parametrize(
    ("lang", "words"), [("vi", "phương án lập từ 09/07/2018"), ("en", "plans made from 9 July 2018 on")]
)
def test_what_goes_by_the_day_of_the_plan_says_so(lang: str, words: str) -> None:
    by_plan = {one.id for one in (*BOOK.rules, *BOOK.steps) if one.dated_by is DatedBy.PLAN}
    told = [e for e in page(DIRECTIVE, lang).split("</sub>") if words in e]
    assert {e.rpartition("<sub>`")[2].rstrip("`") for e in told} == by_plan


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
    cites = [Citation(source="law", mark=VerificationMark.V2, **place) for place in places]
    backwards = cites[::-1]
    assert sorted(backwards, key=get_place_key) == cites
    sections = [Citation(source="law", mark=VerificationMark.V2, section=s) for s in ("S2.9", "S2.13", "S8")]
    backwards = sections[::-1]
    assert sorted(backwards, key=get_place_key) == sections


def test_every_bound_that_may_be_changed_has_words_and_every_word_a_bound() -> None:
    assert {name for kind in Rule.registry.values() for name in kind.adjustable} == set(BOUNDS)
    assert set(COUNCIL_FIELDS) <= set(Council.model_fields)
    assert set(SELECTORS) <= set(Selector.model_fields)
