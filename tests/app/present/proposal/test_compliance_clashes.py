"""Clashes and replacements in words."""

import pytest

from cocau.app.present.blocks import LineBlock, TableBlock
from cocau.app.present.explanations.replacements import render_replacements
from cocau.app.present.names import Names
from cocau.app.present.proposal.compliance import render_clashes
from cocau.constraints.checks.clashes import Clash
from cocau.solver.explain.replacements import CostlyReplacement, PersonReplacements, ReplacementsAnswer
from cocau.solver.proposal import Proposal

CLASH = Clash(wants="more-full-time-deputies", caps="full-time-cap-commune", goal=10, cap=8, before=9)


def _sheet(proposal: Proposal, lang: str = "en") -> Names:
    return Names(proposal.rulebook, lang, proposal.request.council, proposal.request.pool)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("vi", "ít nhất 10 người (nhiệm kỳ trước 9); điều thứ hai chỉ cho nhiều nhất 8."),
        ("en", "at least 10 people (previous term 9); the second allows 8 at most."),
    ],
)
def test_a_clash_has_its_three_numbers_in_either_language(proposal: Proposal, lang: str, said: str) -> None:
    lines = [str(b.text) for b in render_clashes(_sheet(proposal, lang), [CLASH]) if isinstance(b, LineBlock)]
    assert said in lines[2]
    assert "[more-full-time-deputies]" in lines[0]
    assert "[full-time-cap-commune]" in lines[1]


@pytest.mark.parametrize(
    ("lang", "kept", "raised"),
    [
        ("vi", "ở đây điều bắt buộc được giữ.", "ở đây cả hai đều bắt buộc."),
        ("en", "the binding one is kept here.", "both are binding here."),
    ],
)
def test_an_aim_that_was_raised_to_a_must_does_not_give_way(
    proposal: Proposal, lang: str, kept: str, raised: str
) -> None:
    book = proposal.rulebook
    for rules, said in ((book, kept), (book.raise_aims(["more-full-time-deputies"]), raised)):
        sheet = _sheet(proposal.replace_unvalidated(rulebook=rules), lang)
        lines = [str(b.text) for b in render_clashes(sheet, [CLASH]) if isinstance(b, LineBlock)]
        assert lines[2].endswith(said)


def test_a_stored_clash_of_rules_that_the_book_does_not_have_is_passed_over(proposal: Proposal) -> None:
    unknown = CLASH.replace_unvalidated(caps="no-such-rule")
    lines = [b for b in render_clashes(_sheet(proposal), [unknown]) if isinstance(b, LineBlock)]
    assert lines == []


def test_a_wish_of_ours_costs_a_ring_and_an_aim_of_a_document_has_its_own_column(proposal: Proposal) -> None:
    slate = proposal.slate
    assert slate is not None
    ids = [i for i in proposal.request.pool.by_id if i not in slate.listed]
    plain = next(i for i in slate.listed if i not in slate.deputies)
    found = PersonReplacements(
        person=plain,
        keeping=(ids[0],),
        costly=(
            CostlyReplacement(person=ids[1], aims=("stand-at-home",)),
            CostlyReplacement(person=ids[2], aims=("stand-at-home", "more-full-time-deputies")),
        ),
    )
    sheet = _sheet(proposal)
    (table,) = (
        b
        for b in render_replacements(sheet, proposal, ReplacementsAnswer(replacements=(found,)))
        if isinstance(b, TableBlock)
    )
    ((who, keeping, costing),) = table.rows
    names = [f"{sheet.person(i)} ({i})" for i in ids]
    assert who == f"{sheet.person(plain)} ({plain}: {slate.get_constituency(plain)})"
    assert keeping == f"{names[0]}; {names[1]} [°stand-at-home]"
    assert costing == f"{names[2]} [°stand-at-home, more-full-time-deputies]"


def test_whoever_is_meant_for_the_council_and_a_post_is_shown_with_both(proposal: Proposal) -> None:
    slate = proposal.slate
    assert slate is not None
    chair = slate.posts["chair"][0]
    (table,) = (
        b
        for b in render_replacements(
            _sheet(proposal), proposal, ReplacementsAnswer(replacements=(PersonReplacements(person=chair),))
        )
        if isinstance(b, TableBlock)
    )
    ((who, keeping, costing),) = table.rows
    assert str(who).endswith(f"({chair}: {slate.get_constituency(chair)}, intended deputy, Chair)")
    assert (keeping, costing) == ("—", "—")
