"""Answers that are rare: what the seats alone forbid, a set that may not be the smallest, each sort of question."""

import pytest

from cocau.app.render.paper import lines
from cocau.app.render.sheet import Sheet
from cocau.app.render.why import reasons
from cocau.solver.explain.beside import Beside, TierBeside
from cocau.solver.explain.question import Question, What
from cocau.solver.explain.why import Answered, Reason, Reasons
from cocau.solver.proposal import Conflict, Proposal


def _said(proposal: Proposal, reason: Reason, lang: str = "en") -> str:
    request = proposal.request
    sheet = Sheet(proposal.rulebook, lang, request.council, request.pool)
    found = Reasons(of=proposal.provenance, reasons=(reason,))
    return " ".join(" ".join(lines(reasons(sheet, proposal, found), 1000)).split())


def _question(proposal: Proposal, what: What, where: str | None) -> Question:
    return Question(person=proposal.request.pool.people[0].id, what=what, where=where)


@pytest.mark.parametrize(
    ("what", "where", "has", "vi", "en"),
    [
        (What.LISTED, None, True, "Không thể bỏ {} khỏi danh sách:", "Leaving {} off the lists"),
        (What.LISTED, None, False, "Không thể đưa {} vào danh sách:", "Putting {} on a list"),
        (
            What.DEPUTY,
            None,
            True,
            "Không thể không dự kiến {} làm đại biểu",
            "Taking {} out of the intended council",
        ),
        (What.DEPUTY, None, False, "Không thể dự kiến {} làm đại biểu", "Making {} an intended deputy"),
        (
            What.POST,
            "chair",
            True,
            "Không thể không để {} giữ chức danh Chủ tịch HĐND",
            "Taking the post of Chair from {}",
        ),
        (
            What.POST,
            "chair",
            False,
            "Không thể để {} giữ chức danh Chủ tịch HĐND",
            "Giving the post of Chair to {}",
        ),
        (
            What.AT,
            "dv01",
            True,
            "Không thể đưa {} sang đơn vị bầu cử khác",
            "Standing {} at another constituency",
        ),
        (What.AT, "dv01", False, "Không thể đưa {} về ứng cử ở", "Standing {} at"),
    ],
)
def test_the_opposite_is_said_in_both_languages(
    what: What, where: str | None, has: bool, vi: str, en: str, proposal: Proposal
) -> None:
    person = proposal.request.pool.people[0]
    nothing = Conflict(rules=(), irreducible=True, smallest=True, confirmed_by=("HiGHS", "CP-SAT"))
    reason = Reason(
        question=_question(proposal, what, where), has=has, answer=Answered.CONFLICT, conflict=nothing
    )
    who = f"{person.name} ({person.id})"
    assert vi.format(who) in _said(proposal, reason, "vi")
    assert "số ghế và danh sách giới thiệu không cho phép" in _said(proposal, reason, "vi")
    assert en.format(who) in _said(proposal, reason)
    assert "the seats and the pool do not allow it" in _said(proposal, reason)


def test_a_set_that_may_not_be_the_smallest_says_so(proposal: Proposal) -> None:
    found = Conflict(rules=("one-chair",), irreducible=True, smallest=False, confirmed_by=("HiGHS", "CP-SAT"))
    reason = Reason(
        question=_question(proposal, What.POST, "chair"), has=True, answer=Answered.CONFLICT, conflict=found
    )
    assert "a smaller conflict may exist elsewhere." in _said(proposal, reason)
    assert "[must, one-chair]" in _said(proposal, reason)


def test_people_alike_are_named(proposal: Proposal) -> None:
    assert proposal.slate is not None
    beside = Beside(slate=proposal.slate, tiers=(), changed=(), moves=())
    alike = tuple(p.id for p in proposal.request.pool.people[1:3])
    reason = Reason(
        question=_question(proposal, What.LISTED, None),
        has=False,
        answer=Answered.FREE,
        beside=beside,
        alike=alike,
    )
    said = _said(proposal, reason)
    assert f"Alike to every rule: {', '.join(p.name for p in proposal.request.pool.people[1:3])}" in said
    assert "Nobody's part is another one." in said


def test_a_tier_of_moves_is_told_in_words(proposal: Proposal) -> None:
    assert proposal.slate is not None
    tiers = (
        TierBeside(rules=("moves:people",), was=0, now=2),
        TierBeside(rules=("stay-near-reference",), was=5, now=3),
    )
    beside = Beside(slate=proposal.slate, tiers=tiers, changed=(), moves=())
    reason = Reason(
        question=_question(proposal, What.LISTED, None), has=True, answer=Answered.COSTS, beside=beside
    )
    said = _said(proposal, reason)
    assert "▼ the fewest people moved against before: short by 0 → 2" in said
    assert "[aim, stay-near-reference]: short by 5 → 3" in said
    assert "▼ worse, ▲ better; earlier aims decide first." in said
