"""What is shipped: every rule can be told in both languages, holds for its term, and cites what it should."""

import tomllib
from functools import cache
from pathlib import Path

import pytest

from cocau.constraints import library
from cocau.constraints.kinds.seats_formula import SeatsFormula
from cocau.constraints.library import load_combinations
from cocau.constraints.model.council import (
    Council,
    CouncilOffice,
    GainingBody,
    TransferRecord,
    ViceChairTransfer,
)
from cocau.constraints.model.people import Pool
from cocau.constraints.model.slate import Slate
from cocau.constraints.rulebook import Rulebook, SourceKind
from cocau.constraints.rules.rule import Finding, Rule, Strength, Verdict, VerificationMark
from cocau.constraints.version import VERSION
from tests.constraints.samples import FIXTURES, council, shipped_council, shipped_pool, slate


@cache
def load(name: str) -> Rulebook:
    return library.load_rulebook(name)


RULES = [(name, rule.id) for name in load_combinations() for rule in load(name).rules]
LAYERS = sorted({layer for c in load_combinations().values() for layer in c.layers})


def complete(of: Council) -> Council:
    """A council that gives every number a rule may ask for."""
    known = {"seats_decided_by": None, "ethnic_minority_candidates": 1, "population": 5_000, "merged_from": 2}
    committees = tuple(c.replace_unvalidated(deputy_heads=2) for c in of.committees)
    record = TransferRecord(by="ai đó", on=of.election_day, content="có")
    whole = dict.fromkeys(("need", "conditions", "consensus", "approval"), record)
    transfer = ViceChairTransfer(towards=GainingBody.COUNCIL, **whole)
    return of.replace_unvalidated(
        **known, committees=committees, sitting={CouncilOffice.VICE_CHAIR: 2}, vice_chair_transfer=transfer
    )


def small_slate(of: Council, everybody: Pool) -> Slate:
    """Something to judge: the first people on the lists, the first listed as deputies, one holder per post."""
    ids = iter(p.id for p in everybody.people)
    lists = {u.id: tuple(next(ids) for _ in range(u.seats + 1)) for u in of.constituencies}
    deputies = tuple(i for u in of.constituencies for i in lists[u.id][: u.seats])
    posts = dict(zip(of.posts, ((i,) for i in deputies), strict=False))
    return Slate(candidates=lists, deputies=deputies, posts=posts)


@cache
def small_council(name: str, kind: str) -> Council:
    return complete(Council.model_validate(shipped_council(name).model_dump() | {"kind": kind}))


def judged(rule: Rule) -> list[tuple[Council, Finding]]:
    """The rule's findings on the made-up small councils of its levels, and on nobody at all."""
    found = []
    for name, kinds in (("tinh-nho", ("province", "rural_district")), ("xa-nho", ("commune",))):
        for kind in kinds:
            of, everybody = small_council(name, kind), shipped_pool(name)
            if of.level in rule.levels:
                for named in (small_slate(of, everybody), slate()):
                    book = load("national-2021").replace_unvalidated(rules=(rule,))
                    found += [(of, f) for f in book.audit(of, everybody, named)]
    return found


@pytest.mark.parametrize(("name", "rule_id"), RULES, ids=[f"{n}:{r}" for n, r in RULES])
def test_every_rule_can_be_told_in_both_languages(name: str, rule_id: str) -> None:
    rule = load(name).by_id[rule_id]
    bounds = {b: getattr(rule, b) for b in rule.adjustable if getattr(rule, b) is not None}
    every = judged(rule)
    findings = [(of, f) for of, f in every if f.verdict is not Verdict.UNDECIDED]
    assert findings
    # the seat formulas of some kinds are not known
    assert isinstance(rule, SeatsFormula) or len(findings) == len(every)
    for _, finding in findings:
        assert finding.facts.keys() <= rule.facts
        for lang in ("vi", "en"):
            assert rule.says.of(lang).format_map(bounds)
            told = rule.broken.of(lang).format_map(bounds | finding.facts)
            assert "None" not in told
            assert "{" not in told


def test_every_rule_says_it_in_two_languages_and_not_in_one_twice() -> None:
    for name, rule_id in RULES:
        rule = load(name).by_id[rule_id]
        assert rule.says.vi != rule.says.en, (name, rule_id)
        assert rule.broken.vi != rule.broken.en, (name, rule_id)


@pytest.mark.parametrize("name", load_combinations())
def test_a_combination_changes_within_its_term_only_where_a_text_begins_to_hold(name: str) -> None:
    book = load(name)
    assert book.term is not None
    assert book.term.first <= book.term.last
    begin = {rule.in_force.isoformat() for rule in book.rules if rule.in_force > book.term.first}
    assert begin == {
        "ha-tinh-2016": {"2018-07-09", "2020-07-01"},
        "national-2016": {"2020-07-01"},
        "national-2026": {"2025-10-16", "2025-11-01"},
    }.get(name, set())
    ended = {
        "national-2026": ["voters-confidence", "more-surplus-at-consultation-3"]
    }  # for 15 March 2026 alone
    assert [rule.id for rule in book.rules if not rule.in_force_on(book.term.last)] == ended.get(name, [])


def test_the_terms_of_one_place_abut_and_share_no_day() -> None:
    terms = [load_combinations()[name].term for name in ("ha-tinh-2016", "ha-tinh-2021")]
    first, second = (term for term in terms if term is not None)
    assert (second.first - first.last).days == 1


def test_what_switches_off_in_2021_is_in_no_book_of_that_term() -> None:
    off = {"no-vice-chairs-added", "vice-chair-heads-committee", "two-vice-chairs-2016"}
    assert off <= set(load("ha-tinh-2016").by_id)
    assert not off & set(load("ha-tinh-2021").by_id)
    later = {"vice-chair-in-standing-committee", "more-experts", "under-40-on-list", "vice-chairs-province"}
    assert later <= set(load("ha-tinh-2021").by_id)
    assert not later & set(load("ha-tinh-2016").by_id)


@pytest.mark.parametrize("name", ["ha-tinh-2016", "national-2016"])
def test_an_age_of_2021_is_no_rule_of_another_term(name: str) -> None:
    assert not [r.id for r in load(name).rules if "under_40" in r.id or "under-40" in r.id]


@pytest.mark.parametrize("council", sorted(p.stem for p in (FIXTURES / "councils").glob("*.yaml")))
def test_every_shipped_council_votes_within_the_term_of_one_nationwide_book(council: str) -> None:
    fit = library.list_fitting_rulebooks(shipped_council(council).election_day)
    assert len({"national-2021", "national-2026"}.intersection(fit)) == 1


def test_the_chair_of_the_peoples_committee_need_not_be_a_deputy_in_2026() -> None:
    assert "peoples-committee-chair-is-deputy" in load("national-2021").by_id
    book = load("national-2026")
    assert "peoples-committee-chair-is-deputy" not in book.by_id
    assert "standing-committee-not-in-peoples-committee" in book.by_id
    (left,) = [left for left in book.not_modelled if (left.cites[0].article, left.cites[0].clause) == (36, 2)]
    assert (
        left.cites[0].quote == "Thành viên của Ủy ban nhân dân không nhất thiết là đại biểu Hội đồng nhân dân"
    )


def test_the_directive_joined_to_2026_asks_for_no_number_of_the_replaced_law_and_says_so() -> None:
    of = council(kind="province", election_day="2026-03-15")
    book = load("national-2026+chi-thi-ha-tinh-2018").for_council(of)
    assert "more-full-time-deputies" in book.by_id
    assert "committee-leaders-full-time" not in book.by_id
    assert any("2026 - 2031" in left.why.vi for left in book.not_modelled)
    assert "committee-leaders-full-time" in load(library.DEFAULT_RULEBOOK).by_id


@pytest.mark.parametrize("layer", LAYERS)
def test_nothing_of_2021_is_in_force_at_the_election_of_2026(layer: str) -> None:
    left = {r.id for r in load(layer).rules if r.until is None}
    lasting = {"luat-bau-cu-2015", "luat-tccqdp-2025", "nq-107-2025", "nq-106-2025"}
    lasting |= {"chi-thi-ha-tinh-2018", "cocau-wishes"}
    assert bool(left) is (layer in lasting)


@pytest.mark.parametrize("name", load_combinations())
def test_no_two_aims_of_a_combination_share_a_priority(name: str) -> None:
    aims = [r for r in load(name).rules if r.strength is Strength.AIM]
    assert len({r.priority for r in aims}) == len(aims)


@pytest.mark.parametrize("layer", LAYERS)
def test_a_compared_citation_rests_on_a_document_that_was_compared(layer: str) -> None:
    book = load(layer)
    cites = [(rule.id, cite) for rule in book.rules for cite in rule.cites]
    cites += [("not modelled", cite) for left in book.not_modelled for cite in left.cites]
    for where, cite in cites:
        if cite.mark is VerificationMark.V1:
            assert book.sources[cite.source].verified is not None, where
        if book.sources[cite.source].kind is SourceKind.HOUSE:
            assert cite.mark is VerificationMark.DERIVED, where


@pytest.mark.parametrize(
    ("rule_id", "first"), [("women-35-percent", "2015-09-01"), ("deputy-standards", "2016-01-01")]
)
def test_a_rule_of_the_law_holds_from_the_day_of_the_law(rule_id: str, first: str) -> None:
    assert str(load(library.DEFAULT_RULEBOOK).by_id[rule_id].in_force) == first


def test_the_version_is_that_of_the_distribution() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == VERSION
