"""Answers that are rare: what the seats alone forbid, a set that may not be the smallest, each sort of question."""

import pytest

from cocau.app.present.explanations.why import render_reasons
from cocau.app.present.names import Names
from cocau.app.present.terminal import render_lines
from cocau.solver.explain.proven_plan import AlternativeSlate, TierComparison
from cocau.solver.explain.questions import PartQuestion, PlanPart
from cocau.solver.explain.why import WhyAnswer, WhyAnswerKind, WhyAnswers
from cocau.solver.proposal import Proposal, RuleConflict


def _said(proposal: Proposal, reason: WhyAnswer, lang: str = "en") -> str:
    request = proposal.request
    sheet = Names(proposal.rulebook, lang, request.council, request.pool)
    found = WhyAnswers(of=proposal.provenance, reasons=(reason,))
    return " ".join(" ".join(render_lines(render_reasons(sheet, proposal, found), 1000)).split())


def _question(proposal: Proposal, what: PlanPart, where: str | None) -> PartQuestion:
    return PartQuestion(person=proposal.request.pool.people[0].id, what=what, where=where)


@pytest.mark.parametrize(
    ("what", "where", "has", "vi", "en"),
    [
        (PlanPart.LISTED, None, True, "Không thể bỏ {} khỏi danh sách:", "Leaving {} off the lists"),
        (PlanPart.LISTED, None, False, "Không thể đưa {} vào danh sách:", "Putting {} on a list"),
        (
            PlanPart.DEPUTY,
            None,
            True,
            "Không thể không dự kiến {} làm đại biểu",
            "Taking {} out of the intended council",
        ),
        (PlanPart.DEPUTY, None, False, "Không thể dự kiến {} làm đại biểu", "Making {} an intended deputy"),
        (
            PlanPart.POST,
            "chair",
            True,
            "Không thể không để {} giữ chức danh Chủ tịch HĐND",
            "Taking the post of Chair from {}",
        ),
        (
            PlanPart.POST,
            "chair",
            False,
            "Không thể để {} giữ chức danh Chủ tịch HĐND",
            "Giving the post of Chair to {}",
        ),
        (
            PlanPart.AT,
            "dv01",
            True,
            "Không thể đưa {} sang đơn vị bầu cử khác",
            "Standing {} at another constituency",
        ),
        (PlanPart.AT, "dv01", False, "Không thể đưa {} về ứng cử ở", "Standing {} at"),
    ],
)
def test_the_opposite_is_said_in_both_languages(
    what: PlanPart, where: str | None, has: bool, vi: str, en: str, proposal: Proposal
) -> None:
    person = proposal.request.pool.people[0]
    nothing = RuleConflict(rules=(), irreducible=True, smallest=True, confirmed_by=("HiGHS", "CP-SAT"))
    reason = WhyAnswer(
        question=_question(proposal, what, where), has=has, answer=WhyAnswerKind.CONFLICT, conflict=nothing
    )
    who = f"{person.name} ({person.id})"
    assert vi.format(who) in _said(proposal, reason, "vi")
    assert "số ghế và danh sách giới thiệu không cho phép" in _said(proposal, reason, "vi")
    assert en.format(who) in _said(proposal, reason)
    assert "the seats and the pool do not allow it" in _said(proposal, reason)


def test_a_set_that_may_not_be_the_smallest_says_so(proposal: Proposal) -> None:
    found = RuleConflict(
        rules=("one-chair",), irreducible=True, smallest=False, confirmed_by=("HiGHS", "CP-SAT")
    )
    reason = WhyAnswer(
        question=_question(proposal, PlanPart.POST, "chair"),
        has=True,
        answer=WhyAnswerKind.CONFLICT,
        conflict=found,
    )
    assert "a smaller conflict may exist elsewhere." in _said(proposal, reason)
    assert "[must, one-chair]" in _said(proposal, reason)


def test_people_alike_are_named(proposal: Proposal) -> None:
    assert proposal.slate is not None
    beside = AlternativeSlate(slate=proposal.slate, tiers=(), changed=(), moves=())
    alike = tuple(p.id for p in proposal.request.pool.people[1:3])
    reason = WhyAnswer(
        question=_question(proposal, PlanPart.LISTED, None),
        has=False,
        answer=WhyAnswerKind.FREE,
        beside=beside,
        alike=alike,
    )
    said = _said(proposal, reason)
    assert f"Alike to every rule: {', '.join(p.name for p in proposal.request.pool.people[1:3])}" in said
    assert "Nobody's part is another one." in said


def test_a_tier_of_moves_is_told_in_words(proposal: Proposal) -> None:
    assert proposal.slate is not None
    tiers = (
        TierComparison(rules=("moves:people",), was=0, now=2),
        TierComparison(rules=("stay-near-reference",), was=5, now=3),
    )
    beside = AlternativeSlate(slate=proposal.slate, tiers=tiers, changed=(), moves=())
    reason = WhyAnswer(
        question=_question(proposal, PlanPart.LISTED, None),
        has=True,
        answer=WhyAnswerKind.COSTS,
        beside=beside,
    )
    said = _said(proposal, reason)
    assert "▼ the fewest people moved against before: short by 0 → 2" in said
    assert "[aim, stay-near-reference]: short by 5 → 3" in said
    assert "▼ worse, ▲ better; earlier aims decide first." in said
