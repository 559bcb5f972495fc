"""What an answer says cannot be is proven on tiny councils, is true of every slate, and false words get no proof."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cocau.constraints.errors import AuditDisagreesError, InputError
from cocau.constraints.model.council import Constituency
from cocau.constraints.model.selectors import Selector
from cocau.constraints.model.slate import Slate
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Strength
from cocau.solver.explain.alternatives import Alternatives, AlternativesEnd, find_alternatives
from cocau.solver.explain.elections.outcomes import compute_outcomes
from cocau.solver.explain.pareto import ParetoFront, trace_pareto_front
from cocau.solver.explain.price_report import AimEffect, RulePrices
from cocau.solver.explain.prices import compute_prices
from cocau.solver.explain.ranges import GroupRanges, RangeEnds, compute_ranges
from cocau.solver.explain.replacements import ReplacementsQuestion
from cocau.solver.plan import plan
from cocau.solver.proofs.answers.answer_proof import AnswerPlace, AnswerProof
from cocau.solver.proofs.answers.check import check_answer_proof
from cocau.solver.proofs.answers.find import find_answer_proof
from cocau.solver.proofs.proof import ProvenClaim
from cocau.solver.proofs.prover import ProofFinder
from cocau.solver.proofs.tree_search import TreeNode, VariableSplit
from cocau.solver.proposal import Proposal, ProposalOutcome
from cocau.solver.question import QuestionAnswer
from cocau.solver.request import PlanRequest
from cocau.solver.search.lexicographic import get_tiers
from cocau.solver.time_budget import TimeBudget
from tests.examples import examples
from tests.solver.explain.tiny_requests import WHO, Every, requests
from tests.solver.support.shipped import shipped_plan


def _prove(proposal: Proposal, answer: QuestionAnswer) -> AnswerProof:
    proof = find_answer_proof(proposal, answer, TimeBudget(60))
    assert check_answer_proof(proposal, answer, proof) == []
    assert AnswerProof.model_validate_json(proof.to_json()) == proof
    return proof


def _plan(case: tuple[PlanRequest, Rulebook]) -> tuple[Proposal, Every]:
    proposal = plan(*case)
    assume(proposal.outcome is ProposalOutcome.SOLVED)
    return proposal, Every(case[0], proposal.rulebook)


def _list_places(proof: AnswerProof) -> set[AnswerPlace]:
    return {place for claim in proof.claims if claim.leaves for place in claim.places}


@examples(8)
@given(requests())
def test_both_ends_of_each_range_are_proven_and_one_more_is_not(
    case: tuple[PlanRequest, Rulebook],
) -> None:
    proposal, every = _plan(case)
    answer = compute_ranges(proposal, TimeBudget(60), WHO[:3])
    proof = _prove(proposal, answer)
    assert proof.exact == proof.said
    council, pool = case[0].council, case[0].pool
    for _, i, region, end in _list_places(proof):  # type: ignore[misc]  # of a range
        group = answer.groups[i]  # type: ignore[index]
        slates = every.keeping if region == "possible" else every.best()[1]
        numbers = [
            len(AuditContext(council, pool, slate).list_matching(group.among, group.who)) for slate in slates
        ]
        told = getattr(getattr(group, str(region)), str(end))
        assert told == (min if end == "least" else max)(numbers)
        with pytest.raises(AuditDisagreesError):
            find_answer_proof(proposal, _narrow_range(answer, i, region, end), TimeBudget(60))  # type: ignore[arg-type]


def _narrow_range(answer: GroupRanges, number: int, region: str, end: str) -> GroupRanges:
    group = answer.groups[number]
    ends: RangeEnds = getattr(group, region)
    told = ends.replace_unvalidated(**{end: getattr(ends, end) + (1 if end == "least" else -1)})
    return answer.replace_unvalidated(groups=(group.replace_unvalidated(**{region: told}),))


@examples(8)
@given(requests())
def test_every_price_and_step_is_proven_and_the_best_there_is(case: tuple[PlanRequest, Rulebook]) -> None:
    proposal, every = _plan(case)
    answer = compute_prices(proposal, TimeBudget(60))
    proof = _prove(proposal, answer)
    assert proof.exact == proof.said
    tiers = get_tiers(proposal.rulebook.rules)
    plain, _ = every.best()
    assert plain is not None
    for price in answer.prices:
        if price.rule is not None and not price.rule.startswith("must"):
            continue  # without it there are slates of other sizes, which are not enumerated
        best, _ = every.best(without=price.pin or price.rule or "")
        assert best is not None
        now = {change.rules: change.now for change in price.tiers}
        assert best == tuple(now.get(rules, was) for rules, was in zip(tiers, plain, strict=True))
    for told in _list_better_prices(answer):
        with pytest.raises(AuditDisagreesError):
            find_answer_proof(proposal, told, TimeBudget(60))


def _list_better_prices(answer: RulePrices) -> Iterator[RulePrices]:
    """The answer with one tier told as one worse than it could be: that less cannot be is false."""
    for i, price in enumerate(answer.prices):
        if price.effect is AimEffect.BETTER:
            first, *others = price.tiers
            worse = (first.replace_unvalidated(now=first.now + 1), *others)
            prices = [*answer.prices]
            prices[i] = price.replace_unvalidated(tiers=worse)
            yield answer.replace_unvalidated(prices=tuple(prices))


@examples(8)
@given(requests())
def test_the_next_best_are_proven_and_that_no_other_is_left(case: tuple[PlanRequest, Rulebook]) -> None:
    proposal, _ = _plan(case)
    book = proposal.rulebook
    asked = [rule.id for rule in book.rules if rule.strength is Strength.AIM][:1]
    try:
        answer = find_alternatives(proposal, 3, 2, asked, TimeBudget(60))
    except InputError:  # the aim asks nothing here
        answer = find_alternatives(proposal, 3, 2, (), TimeBudget(60))
    proof = _prove(proposal, answer)
    assert proof.exact == proof.said
    if answer.ended is AlternativesEnd.NO_OTHER:
        assert ("ended",) in _list_places(proof)
    if answer.alternatives:
        with pytest.raises(AuditDisagreesError):
            find_answer_proof(proposal, _deny_last(answer), TimeBudget(60))


def _deny_last(answer: Alternatives) -> Alternatives:
    return answer.replace_unvalidated(alternatives=answer.alternatives[:-1], ended=AlternativesEnd.NO_OTHER)


@examples(12)
@given(requests(), st.booleans())
def test_no_point_of_a_front_is_beaten_and_there_is_no_other(
    case: tuple[PlanRequest, Rulebook], keep: bool
) -> None:
    proposal, _ = _plan(case)
    aims = [rule.id for rule in proposal.rulebook.rules if rule.strength is Strength.AIM][:2]
    try:
        answer = trace_pareto_front(proposal, aims, TimeBudget(60), keep_earlier=keep)
    except InputError:  # one asks nothing here
        assume(False)
    proof = _prove(proposal, answer)
    assert proof.exact == proof.said
    for worse in _list_worse_fronts(answer):
        with pytest.raises(AuditDisagreesError):
            find_answer_proof(proposal, worse, TimeBudget(60))


def _list_worse_fronts(answer: ParetoFront) -> Iterator[ParetoFront]:
    """Each point with either aim missed by one more; and the front without its last point."""
    for i, point in enumerate(answer.points):
        for values in ((point.values[0] + 1, point.values[1]), (point.values[0], point.values[1] + 1)):
            points = [*answer.points]
            points[i] = point.replace_unvalidated(values=values)
            yield answer.replace_unvalidated(points=tuple(points))
    if answer.complete and len(answer.points) > 1:
        yield answer.replace_unvalidated(points=answer.points[:-1])


@examples(8)
@given(requests())
def test_no_lawful_outcome_has_fewer_or_more_of_a_group(case: tuple[PlanRequest, Rulebook]) -> None:
    proposal, _ = _plan(case)
    slate, council, pool = proposal.slate, case[0].council, case[0].pool
    assert slate is not None
    answer = compute_outcomes(proposal, effort=TimeBudget(60))
    proof = _prove(proposal, answer)
    assert proof.exact == proof.said
    for group in answer.groups:
        ways = [_list_elected(slate.candidates[unit.id], unit.seats) for unit in council.constituencies]
        for name in ("filled", "lawful"):
            numbers = {
                sum(group.who.matches(pool.by_id[i], council.election_day) for ids in one for i in ids)
                for one in product(*ways)
                if name == "lawful"
                or all(
                    _fills(slate, unit, ids) for unit, ids in zip(council.constituencies, one, strict=True)
                )
            }
            told = getattr(group, name)
            assert (told.least, told.most) == (min(numbers), max(numbers))
    first = answer.groups[0]
    for end, by in (("least", 1), ("most", -1)):
        filled = first.filled.replace_unvalidated(**{end: getattr(first.filled, end) + by})
        false = answer.replace_unvalidated(groups=(first.replace_unvalidated(filled=filled),))
        with pytest.raises(AuditDisagreesError):
            find_answer_proof(proposal, false, TimeBudget(60))


def _list_elected(listed: Sequence[str], seats: int) -> list[tuple[str, ...]]:
    """Everybody who may be elected together: any set of people that the seats can hold."""
    return [ids for size in range(seats + 1) for ids in combinations(listed, size)]


def _fills(slate: Slate, unit: Constituency, elected: Sequence[str]) -> bool:
    return len(elected) == min(unit.seats, len(slate.candidates[unit.id]))


def test_posts_need_people_even_in_fractions() -> None:
    """Whoever is a part of a deputy holds a part of one post, not of many: no tree is needed."""
    proposal = shipped_plan("ha-tinh")
    full_time = Selector(full_time=True)
    proof = _prove(proposal, compute_ranges(proposal, TimeBudget(60), [full_time]))
    assert ("groups", 0, "possible", "least") in _list_places(proof)
    assert proof.exact == proof.said
    assert {claim.leaves for claim in proof.claims} == {1}


def test_one_tree_proves_as_much_as_it_can() -> None:
    proposal = shipped_plan("xa-mau")
    answer = compute_prices(proposal, TimeBudget(60))
    proof = _prove(proposal, answer)
    assert proof.exact == proof.said
    assert len(proof.claims) < proof.said / 4
    assert len(proof.to_json()) < len(proposal.to_json()) / 10


def test_what_was_not_answered_in_time_is_not_claimed() -> None:
    proposal = shipped_plan("xa-mau")
    for answer in (
        compute_ranges(proposal, TimeBudget(0)),
        find_alternatives(proposal, 2, 3, (), TimeBudget(0)),
    ):
        assert _prove(proposal, answer).claims == ()


def test_without_time_what_is_said_rests_on_engines() -> None:
    proposal = shipped_plan("xa-mau")
    answer = compute_ranges(proposal, TimeBudget(60), WHO[:1])
    proof = find_answer_proof(proposal, answer, TimeBudget(0))
    assert check_answer_proof(proposal, answer, proof) == []
    assert proof.exact == 0
    assert {claim.confirmed_by[0] for claim in proof.claims} == {"HiGHS"}


def test_all_trees_of_an_answer_share_the_room_of_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    find_tree, room = ProofFinder.find_tree, 4000

    def split_in_vain(*asked: Any) -> Sequence[TreeNode]:
        (leaf,) = find_tree(*asked)
        return VariableSplit(0, 0), leaf, leaf

    monkeypatch.setattr(ProofFinder, "find_tree", split_in_vain)
    monkeypatch.setattr("cocau.solver.proofs.answers.find.measure_room", lambda _: room)
    proposal = shipped_plan("xa-mau")
    proof = _prove(proposal, compute_ranges(proposal, TimeBudget(60), WHO[:3]))
    trees = [ProvenClaim(nodes=claim.nodes) for claim in proof.claims if claim.leaves]
    sizes = [len(tree.model_dump_json(exclude_defaults=True)) for tree in trees]
    assert room / 2 < sum(sizes) <= room
    assert 0 < proof.exact < proof.said


def test_answers_that_say_nothing_is_impossible_have_no_proof() -> None:
    proposal = shipped_plan("xa-mau")
    answer = ReplacementsQuestion().solve(proposal, TimeBudget(9))
    with pytest.raises(InputError, match="rests on solvers"):
        find_answer_proof(proposal, answer, TimeBudget(9))
