"""The rulebook on the desk: document by document, nothing smoothed over, the program's wishes apart."""

import re

import pytest
from fastapi.testclient import TestClient

from cocau.app.db.engine import Store
from cocau.app.files.readers import read_council
from cocau.app.services.documents import create_document
from cocau.app.services.operations.demo import seed_demo
from cocau.app.services.scenarios import SCENARIOS
from cocau.app.web.desk.rules import RulebookChapter, build_chapters, filter_chapters, list_unmodelled
from cocau.constraints.library import load_rulebook
from cocau.constraints.rules.rule import Strength, VerificationMark
from cocau.solver.explain.scenario import Scenario
from tests.app.conftest import COUNCIL
from tests.app.web.api.acting import ANALYST, PLANNER, VIEWER, Acting, acting

__all__ = ["acting"]

HTML = {"Sec-Fetch-Site": "same-origin"}
BOOK = load_rulebook().for_council(read_council(COUNCIL))


@pytest.fixture(scope="module")
def whole() -> tuple[RulebookChapter, ...]:
    return build_chapters(BOOK, "vi")


def _ids(found: tuple[RulebookChapter, ...]) -> list[str]:
    return [entry.id for chapter in found for entry in chapter.entries]


def test_every_rule_stands_once_and_wishes_of_the_program_come_last(
    whole: tuple[RulebookChapter, ...],
) -> None:
    assert sorted(_ids(whole)) == sorted(rule.id for rule in BOOK.rules)
    assert [chapter.ours for chapter in whole] == [False] * (len(whole) - 1) + [True]
    assert all(BOOK.is_ours(entry.rule) == chapter.ours for chapter in whole for entry in chapter.entries)


def test_documents_and_rules_keep_their_order(whole: tuple[RulebookChapter, ...]) -> None:
    law = [rule.id for rule in BOOK.rules if not BOOK.is_ours(rule)]
    for chapter in whole[:-1]:
        own = [entry.id for entry in chapter.entries]
        assert own == [i for i in law if BOOK.by_id[i].cites[0].source == chapter.key]


def test_quotes_marks_and_doubts_are_all_there(whole: tuple[RulebookChapter, ...]) -> None:
    shown = {e.id: e for chapter in whole for e in chapter.entries}
    for rule in BOOK.rules:
        clauses = shown[rule.id].clauses
        assert [c.quote for c in clauses] == [cite.quote for cite in dict.fromkeys(rule.cites)]
        assert sum(c.doubt != "" for c in clauses) == sum(
            c.doubt is not None for c in dict.fromkeys(rule.cites)
        )
    marks = {c.mark for e in shown.values() for c in e.clauses}
    assert marks == {*VerificationMark, None} - {VerificationMark.UNVERIFIED}  # none is shipped any more
    assert len(list_unmodelled(BOOK, "en")) == len(BOOK.not_modelled)


def test_no_number_of_ours_stands_for_a_sentence_of_the_directive() -> None:
    for lang, section in (("vi", "mục 2"), ("en", "section 2")):
        entries = [entry for chapter in build_chapters(BOOK, lang) for entry in chapter.entries]
        told = [text for e in entries for text in (e.says, e.doubt, *(c.place for c in e.clauses))]
        told += [c.doubt for e in entries for c in e.clauses]
        told += [one.why for one in list_unmodelled(BOOK, lang)]
        assert [text for text in told if re.search(r"S\d\.\d", text)] == []
        assert any(text.endswith(section) for text in told)


def test_rules_are_found_by_words_without_marks_by_clause_and_by_strength(
    whole: tuple[RulebookChapter, ...],
) -> None:
    women = _ids(filter_chapters(whole, (), "phu nu"))
    assert "women-35-percent" in women
    assert "age-21" not in women
    assert _ids(filter_chapters(whole, (), "bảy mươi tư tuổi rưỡi")) == []
    standards = _ids(filter_chapters(whole, (Strength.STANDARD,), ""))
    assert standards == [i for i in _ids(whole) if BOOK.by_id[i].strength is Strength.STANDARD]


def test_the_page_shows_clause_quote_strength_and_doubt_and_filters_by_its_address(
    visitor: TestClient,
) -> None:
    council = re.findall(r"/councils/(cnc_\w+)", visitor.get("/").text)[-1]
    html = visitor.get(f"/councils/{council}/rules").text
    assert "Luật 85/2015/QH13, Điều 9" in html
    assert "“bảo đảm có ít nhất ba mươi lăm phần trăm" in html
    assert "Chưa kiểm chứng" in html
    assert html.index("Đây không phải pháp luật") > html.rindex(
        'class="chapter"', 0, html.index('id="cocau"')
    )
    some = visitor.get(f"/councils/{council}/rules", params={"strength": "standard", "q": "21 tuổi"}).text
    assert re.findall(r'<article class="rule" id="r-([\w-]+)"', some) == ["age-21"]
    none = visitor.get(f"/councils/{council}/rules", params={"q": "xyzzy"}).text
    assert "Không có quy định nào khớp" in none


def test_whoever_may_only_look_sees_the_rules_and_no_scenarios_and_an_analyst_changes_nobody_elses(
    acting: Acting, one_store: Store
) -> None:
    council = seed_demo(one_store, PLANNER)[0].council
    which = create_document(
        one_store, PLANNER, SCENARIOS, Scenario(name="Của người khác"), about=council
    ).document.id
    viewer = acting(VIEWER)
    rules = viewer.get(f"/councils/{council}/rules")
    assert rules.status_code == 200
    assert "/scenarios" not in rules.text
    for path in (f"/councils/{council}/scenarios", f"/scenarios/{which}", f"/councils/{council}/compare"):
        assert viewer.get(path, headers=HTML).status_code == 403
    analyst = acting(ANALYST)
    html = analyst.get(f"/scenarios/{which}").text
    assert 'value="plan"' not in html
    assert f'name="scenario" value="{which}"' in html
    sent = {"version": "1", "name": "Của tôi"}
    assert analyst.post(f"/scenarios/{which}", data=sent, headers=HTML).status_code == 403
    assert analyst.post(f"/scenarios/{which}/erase", data={"version": "1"}, headers=HTML).status_code == 403
