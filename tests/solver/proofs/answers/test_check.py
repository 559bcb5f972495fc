"""A proof of an answer that was altered, or that is of something else, is refused: no engine is asked."""

import subprocess
import sys
from collections.abc import Callable
from functools import cache

import pytest

from cocau.constraints.model.selectors import GROUPS, Among
from cocau.constraints.record import compute_digest
from cocau.solver.explain.alternatives import find_alternatives
from cocau.solver.explain.elections.outcomes import compute_outcomes
from cocau.solver.explain.pareto import trace_pareto_front
from cocau.solver.explain.price_report import RulePrices
from cocau.solver.explain.prices import compute_prices
from cocau.solver.explain.ranges import GroupRanges, compute_ranges
from cocau.solver.model.restricted_programs import BETTER
from cocau.solver.proofs.answers.answer_proof import AnswerClaim, AnswerProof
from cocau.solver.proofs.answers.check import check_answer_proof
from cocau.solver.proofs.answers.find import find_answer_proof
from cocau.solver.proofs.proof import ProofNode
from cocau.solver.question import QuestionAnswer
from cocau.solver.time_budget import TimeBudget
from tests.solver.support.shipped import shipped_plan

SORTS = ("ranges", "prices", "alternatives", "front", "outcomes")


@cache
def _proven(sort: str) -> tuple[QuestionAnswer, AnswerProof]:
    proposal, effort = shipped_plan("xa-mau"), TimeBudget(60)
    answer: QuestionAnswer
    if sort == "ranges":
        answer = compute_ranges(
            proposal, effort, [GROUPS["women"], GROUPS["under_40"]], (Among.CANDIDATES, Among.DEPUTIES)
        )
    elif sort == "prices":
        answer = compute_prices(proposal, effort, ("full-time-cap-commune", "seats-filled"))
    elif sort == "alternatives":
        answer = find_alternatives(proposal, 2, 3, (), effort)
    elif sort == "front":
        answer = trace_pareto_front(proposal, ("more-full-time-deputies", "stay-near-reference"), effort)
    else:
        answer = compute_outcomes(proposal, ("women",), effort=effort)
    return answer, find_answer_proof(proposal, answer, effort)


def _codes(answer: QuestionAnswer, proof: AnswerProof) -> set[str]:
    return {problem.code for problem in check_answer_proof(shipped_plan("xa-mau"), answer, proof)}


def _put(proof: AnswerProof, number: int, **changes: object) -> AnswerProof:
    claims = list(proof.claims)
    claims[number] = claims[number].replace_unvalidated(**changes)
    return proof.replace_unvalidated(claims=tuple(claims))


def _turn_one(rows: dict[str, int], name: str) -> dict[str, int]:
    return rows | {name: -rows[name]}


def _leave_out(rows: dict[str, int], name: str) -> dict[str, int]:
    return {other: times for other, times in rows.items() if other != name}


def _let_overflow(rows: dict[str, int], name: str) -> dict[str, int]:
    return rows | {name: rows[name] + 2**64}


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("alter", [_turn_one, _leave_out, _let_overflow])
def test_no_multiplier_can_be_altered(
    sort: str, alter: Callable[[dict[str, int], str], dict[str, int]]
) -> None:
    answer, proof = _proven(sort)
    assert proof.claims
    assert _codes(answer, proof) == set()
    for number, claim in enumerate(proof.claims):
        (leaf,) = claim.nodes
        name = f"{BETTER}#1" if f"{BETTER}#1" in leaf.rows else next(iter(leaf.rows))
        altered = ProofNode(rows=alter(leaf.rows, name))
        assert _codes(answer, _put(proof, number, nodes=(altered,))) == {"proof_fails"}


@pytest.mark.parametrize("sort", SORTS)
def test_no_row_that_is_not_of_the_program_can_be_used(sort: str) -> None:
    answer, proof = _proven(sort)
    (leaf,) = proof.claims[0].nodes
    for stranger in ("held:99#1", "demand:#99", "no-such-rule#1"):
        altered = ProofNode(rows=leaf.rows | {stranger: -1})
        assert _codes(answer, _put(proof, 0, nodes=(altered,))) == {"proof_fails"}


def test_the_certificate_of_another_claim_proves_nothing() -> None:
    """What shows that there are no fewer does not show that there are no more, nor the other way round."""
    answer, proof = _proven("ranges")
    numbers = {place: i for i, claim in enumerate(proof.claims) for place in claim.places}
    pairs = [
        (number, numbers[*place[:-1], "most"])
        for place, number in numbers.items()
        if place[-1] == "least" and (*place[:-1], "most") in numbers
    ]
    assert pairs
    for one, other in pairs:
        for number, nodes in ((one, proof.claims[other].nodes), (other, proof.claims[one].nodes)):
            assert _codes(answer, _put(proof, number, nodes=nodes)) == {"proof_fails"}


def test_the_dropped_must_cannot_be_used_for_its_own_price() -> None:
    answer, proof = _proven("prices")
    assert isinstance(answer, RulePrices)
    must = "full-time-cap-commune"
    number = [price.rule for price in answer.prices].index(must)
    using = [any(f"{must}#1" in node.rows for node in claim.nodes) for claim in proof.claims]
    own = [any(place[:3] == ("prices", number, "tiers") for place in claim.places) for claim in proof.claims]
    assert any(using)
    assert any(own)
    assert not any(used and its_price for used, its_price in zip(using, own, strict=True))
    nodes = proof.claims[using.index(True)].nodes
    assert _codes(answer, _put(proof, own.index(True), nodes=nodes)) == {"proof_fails"}


@pytest.mark.parametrize(("end", "by"), [("least", 1), ("most", -1)])
def test_a_bound_that_is_off_by_one_is_refused(end: str, by: int) -> None:
    """Both the answer and the proof were altered: the sum no longer contradicts itself."""
    answer, proof = _proven("ranges")
    assert isinstance(answer, GroupRanges)
    for i in {int(place[1]) for claim in proof.claims for place in claim.places if place[3] == end}:
        groups = [*answer.groups]
        optimum = groups[i].at_optimum
        assert optimum is not None
        moved = optimum.replace_unvalidated(**{end: getattr(optimum, end) + by})
        groups[i] = groups[i].replace_unvalidated(at_optimum=moved)
        told = answer.replace_unvalidated(groups=tuple(groups))
        assert "proof_fails" in _codes(told, proof.replace_unvalidated(answer=compute_digest(told)))


@pytest.mark.parametrize("sort", SORTS)
def test_a_claim_is_about_what_the_answer_says(sort: str) -> None:
    answer, proof = _proven(sort)
    first = proof.claims[0]
    assert _codes(answer, proof.replace_unvalidated(claims=proof.claims[1:])) == {"proof_incomplete"}
    for places in ((("groups", 10**6, "possible", "most"),), (("groups",),)):
        assert "proof_fails" in _codes(answer, _put(proof, 0, places=(*first.places, *places)))
    assert _codes(answer, _put(proof, 0, nodes=())) == {"proof_fails"}
    assert _codes(answer, _put(proof, 0, confirmed_by=("HiGHS",))) == {"proof_fails"}
    engines = AnswerClaim(places=first.places, confirmed_by=("HiGHS",))
    rested = proof.replace_unvalidated(claims=(engines, *proof.claims[1:]))
    assert _codes(answer, rested) == set()
    assert rested.exact == proof.exact - len(first.places)


def test_a_proof_is_of_one_answer_to_one_proposal() -> None:
    answer, proof = _proven("ranges")
    other, _ = _proven("prices")
    assert _codes(other, proof) == {"proof_of_another"}
    assert _codes(answer, proof.replace_unvalidated(of="0" * 64)) == {"proof_of_another"}
    problems = check_answer_proof(shipped_plan("thach-ha"), answer, proof)
    assert {problem.code for problem in problems} == {"proof_of_another"}


def test_checking_needs_no_engine() -> None:
    script = (
        "import sys, cocau.solver.proofs.answers.check;"
        "print({'highspy', 'ortools'} & {m.split('.')[0] for m in sys.modules})"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
