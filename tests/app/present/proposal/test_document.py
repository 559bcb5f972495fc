import re
from datetime import date

import pytest

from cocau.app.present.blocks import Block, BlockColumn, Heading, LineBlock, StyledText, TableBlock, Tone
from cocau.app.present.citations import describe_citations
from cocau.app.present.names import Names
from cocau.app.present.proposal.document import render_text
from cocau.app.present.proposal.slate_rows import GroupShare, list_composition
from cocau.app.present.terminal import render_lines
from cocau.app.present.wording import list_doubts
from cocau.constraints.library import load_rulebook
from cocau.constraints.rulebook import SourceKind
from cocau.constraints.rules.rule import Strength, Verdict
from cocau.solver.interchangeable_people import InterchangeablePeople
from cocau.solver.proposal import AimResult, Proposal, ProposalOutcome, RuleConflict


def _said(proposal: Proposal, lang: str = "vi", width: int = 400) -> str:
    return "\n".join(render_text(proposal, lang, width))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_rule_is_in_the_compliance_table_with_its_words(proposal: Proposal, lang: str) -> None:
    said = _said(proposal, lang, 2000)
    for rule in proposal.rulebook.rules:
        assert rule.says.of(lang) in said
        assert rule.id in said


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_no_line_is_wider_than_asked(proposal: Proposal, width: int) -> None:
    assert max(len(line) for line in render_text(proposal, "vi", width)) <= width


def test_plain_text_has_no_escapes_and_styled_text_has(proposal: Proposal) -> None:
    assert "\x1b[" not in _said(proposal)
    assert any("\x1b[" in line for line in render_text(proposal, "vi", 100, styled=True))


def test_nothing_in_vietnamese_output_is_left_as_a_code(proposal: Proposal) -> None:
    said = _said(proposal).split("Đối chiếu từng quy định")[0]
    assert not {"grassroots", "armed_forces", "female", "standing_committee", "non_party"} & set(said.split())


def test_the_lists_show_every_candidate_and_mark_the_intended_deputies(proposal: Proposal) -> None:
    assert proposal.slate is not None
    said = _said(proposal)
    names = proposal.request.pool.by_id
    assert said.count(" ● ") >= len(proposal.slate.deputies)
    assert all(names[i].name in said for i in proposal.slate.listed)


def test_the_programs_wishes_stand_apart_from_law(proposal: Proposal) -> None:
    said = _said(proposal)
    law, wishes = said.split("Tiêu chí bổ sung (ngoài văn bản)")
    assert "stand-at-home" in wishes
    assert "stand-at-home" not in law


def test_unverified_clauses_are_marked_and_doubts_are_footnotes(proposal: Proposal) -> None:
    said = _said(proposal)
    assert "(chưa kiểm chứng)" in said
    assert "chưa kiểm chứng – không trình bày như luật" in said
    assert "[1] " in said


def test_ids_in_facts_become_names(proposal: Proposal) -> None:
    assert proposal.slate is not None
    chair = proposal.request.pool.by_id[proposal.slate.get_holders("chair")[0]]
    row = next(line for line in render_text(proposal, "vi", 600) if "chair-is-secretary" in line)
    assert chair.name in row


def test_a_conflict_is_told_by_its_rules_pins_and_engines(conflict: Proposal) -> None:
    assert conflict.conflict is not None
    off = {i for ids in conflict.barred.values() for i in ids}
    person = next(p for p in conflict.request.pool.people if p.id not in off)
    pins = tuple(f"{what}:{person.id}" for what in ("in", "deputy", "out", "at", "head/legal"))
    said = _said(
        conflict.replace_unvalidated(conflict=conflict.conflict.replace_unvalidated(pins=pins)), "en"
    )
    assert all(conflict.rulebook.by_id[i].says.en in said for i in conflict.conflict.rules)
    assert said.split("Who may not stand")[0].count(person.name) == len(pins)
    assert "By the engines: no conflict has fewer rules." in said
    assert "Proven in exact arithmetic" in said
    by_engines = conflict.conflict.replace_unvalidated(confirmed_by=("HiGHS", "CP-SAT"))
    assert "two independent searches: HiGHS, CP-SAT." in _said(
        conflict.replace_unvalidated(conflict=by_engines), "en"
    )
    assert "Compliance" not in said


@pytest.mark.parametrize(
    ("irreducible", "words"), [(True, "a smaller conflict may exist"), (False, "Time ran out before")]
)
def test_a_conflict_says_how_far_it_was_made_small(conflict: Proposal, irreducible: bool, words: str) -> None:
    assert conflict.conflict is not None
    found = conflict.conflict.replace_unvalidated(smallest=False, irreducible=irreducible)
    assert words in _said(conflict.replace_unvalidated(conflict=found), "en")


def _late(proposal: Proposal, rule: str) -> Proposal:
    aim = AimResult(rule=rule, priority=1, missed=True, tier_value=5, tier_bound=2)
    return proposal.replace_unvalidated(outcome=ProposalOutcome.OUT_OF_TIME, open_tier=(rule,), aims=(aim,))


def test_out_of_time_shows_the_best_so_far_and_the_open_tier(proposal: Proposal) -> None:
    said = _said(_late(proposal, "women-30-percent-deputies"), "en")
    assert "below is the best slate so far" in said
    assert "Open at: " in said
    assert "shortfall 5, down to 2 is not ruled out" in said


def test_out_of_time_without_a_slate_does_not_read_as_impossible(proposal: Proposal) -> None:
    late = _late(proposal, "women-30-percent-deputies").replace_unvalidated(
        slate=None, findings=(), open_tier=("lot",)
    )
    said = _said(late, "en")
    assert "says nothing about whether one exists" in said
    assert "choosing among people alike" in said


def _missing(proposal: Proposal, blocked: RuleConflict | None) -> str:
    aim = AimResult(
        rule="more-full-time-deputies",
        priority=1,
        missed=True,
        tier_value=1,
        tier_bound=1,
        blocked_by=blocked,
    )
    return _said(proposal.replace_unvalidated(aims=(aim,)), "en")


def test_a_missed_aim_names_what_stands_in_its_way(proposal: Proposal) -> None:
    block = RuleConflict(rules=("one-chair",), irreducible=False, smallest=False, confirmed_by=("CP-SAT",))
    said = _missing(proposal, block)
    assert "It cannot hold together with:" in said
    assert "perhaps not the smallest set" in said
    assert "lacks the people" in _missing(proposal, block.replace_unvalidated(rules=()))
    assert "was not found out" in _missing(proposal, None)


def test_a_broken_rule_is_told_by_its_own_sentence_and_witnesses(proposal: Proposal) -> None:
    person = proposal.request.pool.people[0]
    findings = tuple(
        f.replace_unvalidated(verdict=Verdict.BROKEN, facts={"unfit": 1}, witnesses=(person.id,), short=1)
        if f.rule == "age-21"
        else f
        for f in proposal.findings
    )
    said = _said(proposal.replace_unvalidated(findings=findings), "en", 2000)
    sentence = proposal.rulebook.by_id["age-21"].broken.en.format(unfit=1)
    assert f"{sentence} ({person.name})" in said
    assert "1 broken" in said


def test_interchangeable_people_are_grouped(proposal: Proposal) -> None:
    people = proposal.request.pool.people[:3]
    group = InterchangeablePeople(people=tuple(p.id for p in people))
    assert "⇄ " + ", ".join(p.name for p in people) in _said(
        proposal.replace_unvalidated(interchangeable=(group,))
    )


def test_people_of_one_name_are_told_apart_by_id(proposal: Proposal) -> None:
    first, *rest = proposal.request.pool.people
    twin = rest[0].replace_unvalidated(name=first.name)
    pool = proposal.request.pool.replace_unvalidated(people=(first, twin, *rest[1:]))
    group = InterchangeablePeople(people=(first.id, twin.id))
    changed = proposal.replace_unvalidated(
        request=proposal.request.replace_unvalidated(pool=pool), interchangeable=(group,)
    )
    assert f"⇄ {first.name} ({first.id}), {first.name} ({twin.id})" in _said(changed)


def test_composition_counts_are_those_of_the_selectors(proposal: Proposal) -> None:
    assert proposal.slate is not None
    request = proposal.request
    women = next(f for f in list_composition(Names.of(proposal, "vi"), proposal.slate) if f.group == "women")
    people = [request.pool.by_id[i] for i in proposal.slate.deputies]
    assert women.intended == GroupShare(sum(p.sex == "female" for p in people), 25)
    assert women.before == GroupShare(6, 26)


@pytest.mark.parametrize(
    ("count", "total", "tenths"), [(1, 3, 333), (2, 3, 667), (1, 8, 125), (1, 16, 63), (0, 5, 0)]
)
def test_percents_are_rounded_half_up_in_whole_numbers(count: int, total: int, tenths: int) -> None:
    assert GroupShare(count, total).tenths() == tenths


def test_a_share_of_nobody_is_no_percent() -> None:
    assert GroupShare(0, 0).tenths() is None
    assert GroupShare(None, 26).tenths() is None


def test_a_council_without_a_previous_term_shows_dashes(proposal: Proposal) -> None:
    council = proposal.request.council.replace_unvalidated(prior_term=None)
    said = _said(proposal.replace_unvalidated(request=proposal.request.replace_unvalidated(council=council)))
    assert "—" in next(line for line in said.splitlines() if "Phụ nữ  " in line)


def test_clauses_name_documents_articles_and_marks() -> None:
    book = load_rulebook()
    assert describe_citations(book.by_id["women-35-percent"].cites, book.sources, "vi").startswith(
        "Luật 85/2015/QH13 Điều 9 khoản 1, Điều 9 khoản 2;"
    )
    assert (
        describe_citations(book.by_id["seats-filled"].cites, book.sources, "en")
        == "Law 85/2015/QH13 Art. 10(3) (derived)"
    )
    assert "S2.13" in describe_citations(
        book.by_id["vice-chair-in-standing-committee"].cites, book.sources, "vi"
    )


def test_no_rule_of_the_program_passes_for_law() -> None:
    book = load_rulebook()
    for rule in book.rules:
        if book.is_ours(rule):
            assert any(book.sources[c.source].kind is SourceKind.HOUSE for c in rule.cites)
            assert rule.strength is not Strength.STANDARD


def test_names_with_brackets_are_not_taken_for_markup() -> None:
    blocks: list[Block] = [
        Heading("[bold]x"),
        LineBlock("[red]y", mark="•"),
        TableBlock((BlockColumn("[a]"),), ((StyledText("[b]", Tone.BAD),),)),
    ]
    said = "\n".join(render_lines(blocks, 40))
    assert all(piece in said for piece in ("[bold]x", "[red]y", "[a]", "[b]"))


def test_a_post_nobody_is_meant_for_and_a_holder_outside_the_plan_show(proposal: Proposal) -> None:
    assert proposal.slate is not None
    pool = proposal.request.pool
    pool = pool.replace_unvalidated(people=tuple(p.replace_unvalidated(planned_for=()) for p in pool.people))
    slate = proposal.slate.replace_unvalidated(
        posts={"chair": (proposal.slate.deputies[0],), "vice_chair": ("stranger",)}
    )
    changed = proposal.replace_unvalidated(
        request=proposal.request.replace_unvalidated(pool=pool), slate=slate
    )
    said = _said(changed, "en").split("Lists by constituency")[0]
    assert "—" in said
    assert "no" in said.split()


def test_people_the_pool_does_not_know_are_shown_by_id(proposal: Proposal) -> None:
    assert proposal.slate is not None
    slate = proposal.slate.replace_unvalidated(
        candidates={**proposal.slate.candidates, "dv01": ("stranger",)}
    )
    assert "stranger" in _said(proposal.replace_unvalidated(slate=slate))


def test_somebody_without_a_locality_has_no_tie(proposal: Proposal) -> None:
    pool = proposal.request.pool
    pool = pool.replace_unvalidated(people=tuple(p.replace_unvalidated(locality=None) for p in pool.people))
    said = _said(proposal.replace_unvalidated(request=proposal.request.replace_unvalidated(pool=pool)))
    assert "Thôn Đông" not in said.split("Cơ cấu")[0].replace("dv01 · Thôn Đông", "")


def test_rules_and_wishes_are_counted_apart(proposal: Proposal) -> None:
    said = _said(proposal, "en")
    ours = [proposal.rulebook.is_ours(proposal.rulebook.by_id[f.rule]) for f in proposal.findings]
    line = next(line for line in said.splitlines() if "rules kept" in line)
    numbers = [int(n) for n in re.findall(r"[0-9]+", line)]
    assert (sum(numbers[:4]), sum(numbers[4:])) == (ours.count(False), ours.count(True))


def test_a_pinned_place_is_named_in_a_conflict(conflict: Proposal) -> None:
    assert conflict.conflict is not None
    request, unit = conflict.request, conflict.request.council.constituencies[0]
    person = request.pool.people[0]
    pinned = request.replace_unvalidated(
        pins=request.pins.replace_unvalidated(constituencies={person.id: unit.id})
    )
    found = conflict.conflict.replace_unvalidated(pins=(f"at:{person.id}",))
    said = _said(conflict.replace_unvalidated(request=pinned, conflict=found), "en")
    assert f"{person.name} must stand at {unit.name} ({unit.id})" in said
    assert "cannot hold together" in said


def test_a_conflict_has_the_doubts_of_its_rules_beneath(conflict: Proposal) -> None:
    assert conflict.conflict is not None
    rule = next(r for r in conflict.rulebook.rules if list_doubts(r))
    said = _said(
        conflict.replace_unvalidated(conflict=conflict.conflict.replace_unvalidated(rules=(rule.id,))), "en"
    )
    assert f"[1] {list_doubts(rule)[0].en}" in said
    assert "(secondary source): from answers or notices of state bodies or the press" in said
    assert "cannot hold together" not in said


def test_numbers_of_sentences_are_said_to_be_ours(proposal: Proposal) -> None:
    assert "S2.x, S3.x: số do cocau tự đặt" in _said(proposal)


def test_a_clause_without_an_article_has_one_space_before_its_mark() -> None:
    book = load_rulebook()
    assert all("  " not in describe_citations(rule.cites, book.sources, "vi") for rule in book.rules)


@pytest.mark.parametrize(
    ("lang", "words"), [("vi", "phương án lập ngày 02/06/2022"), ("en", "planned on 2022-06-02")]
)
def test_a_plan_made_during_the_term_shows_its_day(proposal: Proposal, lang: str, words: str) -> None:
    council = proposal.request.council.replace_unvalidated(planned_on=date(2022, 6, 2))
    dated = proposal.replace_unvalidated(request=proposal.request.replace_unvalidated(council=council))
    assert words in _said(dated, lang)
    assert words.rpartition(" ")[0] not in _said(proposal, lang)
