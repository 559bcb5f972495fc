"""The slate that moves the fewest, against every slate there is on councils small enough to try them all."""

from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Pool
from cocau.constraints.model.slate import Slate
from cocau.constraints.rulebook import Rulebook
from cocau.solver.plan import plan
from cocau.solver.proposal import ProposalOutcome
from cocau.solver.request import PlanRequest
from tests.examples import examples
from tests.solver.support.small_councils import councils, people
from tests.solver.test_plan_brute_force import FRAME, NUMBERS, WHOLE, _keeps, _missed, _slates, cases


def _moves(before: Slate, after: Slate, barred: frozenset[str]) -> tuple[int, int, int]:
    """People, posts and constituencies moved, told off on the fingers; those who may not stand are not counted."""
    able = {*before.listed, *after.listed} - barred

    def role(slate: Slate, i: str) -> str:
        return "deputy" if i in slate.deputies else "listed" if i in slate.listed else "out"

    people = sum(role(before, i) != role(after, i) for i in able)
    held = {(post, i) for post, ids in before.posts.items() for i in ids if i not in barred}
    now = {(post, i) for post, ids in after.posts.items() for i in ids}
    stayed = set(before.listed) & set(after.listed)
    return (
        people,
        len(held ^ now),
        sum(before.get_constituency(i) != after.get_constituency(i) for i in stayed),
    )


def _best(
    here: Rulebook, council: Council, pool: Pool, before: Slate, keeping: list[Slate]
) -> tuple[tuple[int, int, int], tuple[int, ...]]:
    barred = here.list_barred(council, pool)
    return min((_moves(before, s, barred), _missed(here, council, pool, s)) for s in keeping)


@pytest.mark.long
@examples(15)
@given(cases(), st.randoms(use_true_random=False))
def test_a_slate_planned_near_another_moves_the_fewest_and_then_is_the_best(
    case: tuple[Council, Pool, list[str]],
    random: Random,
) -> None:
    council, pool, rules = case
    book = WHOLE.select_rules(rules)
    here = book.for_council(council)
    every = _slates(council, pool)
    keeping = [s for s in every if _keeps(here, council, pool, s)]
    assume(keeping)
    before = random.choice(every)
    proposal = plan(PlanRequest(council=council, pool=pool, near=before), book)
    assert proposal.outcome is ProposalOutcome.SOLVED
    assert proposal.slate is not None
    barred = here.list_barred(council, pool)
    got = (_moves(before, proposal.slate, barred), _missed(here, council, pool, proposal.slate))
    assert got == _best(here, council, pool, before, keeping)
    assert tuple(m.value for m in proposal.moved) == got[0]
    assert all(m.proven for m in proposal.moved)


@examples(30)
@given(cases(), st.randoms(use_true_random=False))
def test_the_differences_told_turn_the_slate_before_into_the_slate_now(
    case: tuple[Council, Pool, list[str]],
    random: Random,
) -> None:
    council, pool, rules = case
    book = WHOLE.select_rules(rules)
    every = _slates(council, pool)
    assume(every)
    before = random.choice(every)
    proposal = plan(PlanRequest(council=council, pool=pool, near=before), book)
    assume(proposal.slate is not None)
    assert proposal.slate is not None
    parts = {i: _part(before, i) for i in before.listed}
    for move in proposal.differences:
        assert (None if move.was is None else tuple(move.was.model_dump().values())) == parts.pop(
            move.person, None
        )
        if move.now is not None:
            parts[move.person] = tuple(move.now.model_dump().values())
    assert parts == {i: _part(proposal.slate, i) for i in proposal.slate.listed}


def _part(slate: Slate, i: str) -> tuple[object, ...]:
    posts = tuple(post for post, ids in slate.posts.items() if i in ids)
    return (slate.get_constituency(i), i in slate.deputies, posts, False)


HOMES = (*FRAME, *NUMBERS, "women-in-every-constituency", "stand-at-home")


@st.composite
def _cases_of_homes(draw: st.DrawFn) -> tuple[Council, Pool, list[str]]:
    """People at home in one of two constituencies or in none, and the wish to stand there."""
    council = draw(councils())
    needed = sum({1: 2, 2: 3}[unit.seats] for unit in council.constituencies)
    pool = draw(people(needed, needed + 1))
    tied = (
        p.replace_unvalidated(locality=draw(st.sampled_from(["Xã A", "Xã B", None])), unmet_standards=())
        for p in pool.people
    )
    here = WHOLE.for_council(council).by_id
    return council, Pool(people=tuple(tied)), [r for r in HOMES if r in here]


@examples(25)
@given(_cases_of_homes(), st.booleans(), st.randoms(use_true_random=False))
def test_whoever_cannot_stand_at_home_is_counted_exactly_near_another_slate_or_not(
    case: tuple[Council, Pool, list[str]], near: bool, random: Random
) -> None:
    council, pool, rules = case
    book = WHOLE.select_rules(rules)
    here = book.for_council(council)
    keeping = [s for s in _slates(council, pool) if _keeps(here, council, pool, s)]
    assume(keeping)
    before = random.choice(keeping) if near else None
    proposal = plan(PlanRequest(council=council, pool=pool, near=before), book)
    assert proposal.slate is not None
    missed = _missed(here, council, pool, proposal.slate)
    tiers = {aim.priority: aim.tier_value for aim in proposal.aims}
    assert tuple(tiers[p] for p in sorted(tiers)) == missed
    if before is None:
        assert missed == min(_missed(here, council, pool, s) for s in keeping)
    else:
        got = (_moves(before, proposal.slate, frozenset()), missed)
        assert got == _best(here, council, pool, before, keeping)
