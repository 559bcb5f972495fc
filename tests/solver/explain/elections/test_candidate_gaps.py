"""What may be done to lists that lost somebody, by Resolution 160/NQ-HĐBCQG of 2021."""

import pytest

from cocau.app.i18n.languages import Lang
from cocau.app.present.explanations.candidate_gaps import render_candidate_gaps
from cocau.app.present.names import Names
from cocau.constraints.errors import InputError
from cocau.solver.explain.elections.candidate_gaps import CandidateGapsQuestion, ConsideredPerson, GapWay
from cocau.solver.plan import plan
from cocau.solver.proposal import Proposal
from cocau.solver.time_budget import TimeBudget
from tests.solver.support.shipped import request_for

EFFORT = TimeBudget(60)


@pytest.fixture(scope="module")
def proposal() -> Proposal:
    return plan(request_for("xa-mau"))


def _lists(proposal: Proposal) -> tuple[str, int, tuple[str, ...]]:
    """The first constituency of three or more seats, its seats and its candidates."""
    assert proposal.slate is not None
    unit = next(unit for unit in proposal.request.council.constituencies if unit.seats >= 3)
    return unit.id, unit.seats, proposal.slate.candidates[unit.id]


def _others(proposal: Proposal) -> list[str]:
    """Those on no list whom nothing bars."""
    assert proposal.slate is not None
    request = proposal.request
    barred = proposal.rulebook.list_barred(request.council, request.pool)
    return [p.id for p in request.pool.people if p.id not in {*proposal.slate.listed} | barred]


def _considered(*votes: tuple[str, int]) -> tuple[ConsideredPerson, ...]:
    return tuple(ConsideredPerson(person=person, percent=percent) for person, percent in votes)


def test_before_posting_the_person_with_the_most_votes_above_half_is_added(proposal: Proposal) -> None:
    unit, _, listed = _lists(proposal)
    one, two, three, *_ = _others(proposal)
    asked = CandidateGapsQuestion(
        lost=(listed[0],), days=2, considered=_considered((one, 51), (two, 80), (three, 80))
    )
    (gap,) = asked.solve(proposal, EFFORT).gaps
    assert (gap.constituency, gap.way, gap.added, gap.tied) == (unit, GapWay.ADD, (two,), (three,))
    assert gap.seats_then == gap.seats


@pytest.mark.parametrize(("percent", "days"), [(50, 2), (51, 1)])  # not above half; not two days left
def test_else_the_constituency_elects_so_few_that_the_surplus_holds(
    proposal: Proposal, percent: int, days: int
) -> None:
    _, seats, listed = _lists(proposal)
    asked = CandidateGapsQuestion(
        lost=(listed[0],), days=days, considered=_considered((_others(proposal)[0], percent))
    )
    (gap,) = asked.solve(proposal, EFFORT).gaps
    extra = {1: 1, 2: 1, 3: 2, 4: 3, 5: 3}
    most = max(n for n in range(1, seats) if n + extra[n] <= len(listed) - 1)
    assert (gap.way, gap.added, gap.seats_then) == (GapWay.CUT, (), most)


def test_after_posting_one_candidate_more_than_the_seats_is_enough(proposal: Proposal) -> None:
    _, seats, listed = _lists(proposal)
    spare = len(listed) - seats - 1
    kept = CandidateGapsQuestion(lost=listed[:spare], posted=True).solve(proposal, EFFORT).gaps[0]
    cut = CandidateGapsQuestion(lost=listed[: spare + 1], posted=True).solve(proposal, EFFORT).gaps[0]
    assert (kept.way, kept.seats_then) == (GapWay.KEEP, seats)
    assert (cut.way, cut.seats_then) == (GapWay.CUT, seats - 1)


def test_what_means_nothing_is_told_at_once(proposal: Proposal) -> None:
    asked = CandidateGapsQuestion(lost=("nobody",), considered=_considered(("nobody", 60)))
    with pytest.raises(InputError) as caught:
        asked.solve(proposal, EFFORT)
    assert [problem.code for problem in caught.value.problems] == ["not_listed", "unknown_person"]
    with pytest.raises(InputError) as caught:
        CandidateGapsQuestion().solve(proposal, EFFORT)
    assert [problem.code for problem in caught.value.problems] == ["nobody_lost"]


def test_a_rulebook_without_guidance_says_whose_it_is(proposal: Proposal) -> None:
    assert proposal.slate is not None
    steps = tuple(step for step in proposal.rulebook.steps if step.gap is None)
    bare = proposal.replace_unvalidated(rulebook=proposal.rulebook.replace_unvalidated(steps=steps))
    with pytest.raises(InputError) as caught:
        CandidateGapsQuestion(lost=proposal.slate.listed[:1]).solve(bare, EFFORT)
    (problem,) = caught.value.problems
    assert problem.code == "no_guidance"
    assert "58(3)" in problem.en


@pytest.mark.parametrize("lang", list(Lang))
def test_the_answer_says_who_decides_and_what_is_read_into_the_guidance(
    proposal: Proposal, lang: Lang
) -> None:
    _, _, listed = _lists(proposal)
    answer = CandidateGapsQuestion(lost=listed[:1], posted=True).solve(proposal, EFFORT)
    blocks = list(render_candidate_gaps(Names.of(proposal, lang), proposal, answer))
    words = " ".join(str(block) for block in blocks)
    assert ("Ủy ban bầu cử" if lang is Lang.VI else "The election committee") in words
    assert "2026" in words  # the doubt: where it is told
