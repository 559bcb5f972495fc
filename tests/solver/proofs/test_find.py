"""What is proven holds for every slate there is, and what is false gets no proof."""

from unittest.mock import patch

import pytest
from hypothesis import given

from cocau.constraints.errors import AuditDisagreesError, InputError
from cocau.constraints.rulebook import Rulebook
from cocau.solver.model.slate_model import SlateModel
from cocau.solver.plan import plan
from cocau.solver.proofs.check import check_proof
from cocau.solver.proofs.find import find_proof, prove_proposal
from cocau.solver.proofs.proof import ConflictClaim, EngineClaim, ProposalProof, TierClaim
from cocau.solver.proposal import Proposal, ProposalOutcome, add_digest, get_proven_tiers
from cocau.solver.request import Pins, PlanRequest
from cocau.solver.time_budget import TimeBudget
from tests.solver.explain.tiny_requests import Every, requests
from tests.solver.support.lying_engine import inventing_a_conflict, overstating_tiers
from tests.solver.support.shipped import request_for, shipped_plan


def _prove(proposal: Proposal) -> ProposalProof:
    proof = find_proof(proposal, TimeBudget(60))
    assert check_proof(proposal, proof) == []
    return proof


def _list_trees(proof: ProposalProof) -> list[TierClaim | ConflictClaim]:
    return [claim for claim in proof.claims if not isinstance(claim, EngineClaim)]


@pytest.mark.parametrize("council", ["xa-mau", "thach-ha", "ha-tinh"])
def test_every_tier_of_a_shipped_council_is_proven_exactly(council: str) -> None:
    proposal = shipped_plan(council)
    proof = _prove(proposal)
    trees = _list_trees(proof)
    above = [tier.rules for tier in get_proven_tiers(proposal) if tier.value]
    assert [claim.rules for claim in trees if isinstance(claim, TierClaim)] == above
    assert {claim.leaves for claim in trees} == {1}
    assert len(proof.to_json()) < len(proposal.to_json()) / 20
    assert ProposalProof.model_validate_json(proof.to_json()) == proof


@given(requests())
def test_on_tiny_councils_all_is_proven_exactly(case: tuple[PlanRequest, Rulebook]) -> None:
    request, book = case
    proposal = plan(request, book)
    proof = _prove(proposal)
    assert all(claim.leaves for claim in _list_trees(proof))
    every = Every(request, book)
    least, _ = every.best()
    if least is not None:
        assert tuple(tier.value for tier in get_proven_tiers(proposal)) == least
    for claim in _list_trees(proof):
        if isinstance(claim, TierClaim):
            assert least is not None
            assert claim.bound == least[claim.tier - 1]
    for claim in _list_trees(proof):
        if isinstance(claim, ConflictClaim) and claim.aim is None:
            assert every.best()[0] is None
            for member, slate in claim.witnesses.items():
                broken = {
                    f.rule for f in book.audit(request.council, request.pool, slate) if f.verdict == "broken"
                }
                assert not broken & {other for other in claim.members if other != member}


def test_a_conflict_is_proven_with_a_slate_for_each_member() -> None:
    request = request_for("xa-mau")
    women = tuple(p.id for p in request.pool.people if p.sex == "female")
    proposal = plan(request.replace_unvalidated(pins=Pins(out=women)))
    assert proposal.outcome is ProposalOutcome.CONFLICT
    (claim, *rest) = _prove(proposal).claims
    assert isinstance(claim, ConflictClaim)
    assert claim.leaves == 1
    assert {claim.claim for claim in rest} <= {"smallest"}


def test_a_false_optimum_of_the_engine_is_caught() -> None:
    with overstating_tiers():
        proposal = plan(request_for("xa-mau"))
    assert any(tier.value for tier in get_proven_tiers(proposal))
    with pytest.raises(AuditDisagreesError):
        find_proof(proposal, TimeBudget(60))


def test_a_false_conflict_of_the_engine_is_caught() -> None:
    with inventing_a_conflict():
        proposal = plan(request_for("xa-mau"))
    assert proposal.outcome is ProposalOutcome.CONFLICT
    with pytest.raises(AuditDisagreesError):
        find_proof(proposal, TimeBudget(60))


def test_what_is_found_is_checked_at_once_against_rows_compiled_once() -> None:
    proposal = shipped_plan("xa-mau")
    with patch("cocau.solver.proofs.check.SlateModel", wraps=SlateModel) as compiled:
        assert prove_proposal(proposal, TimeBudget(60)) == _prove(proposal)
    assert compiled.call_count == 1 + 2  # once, where finding and checking apart take two
    assert proposal.slate is not None
    fewer = proposal.slate.replace_unvalidated(deputies=proposal.slate.deputies[1:])
    with pytest.raises(InputError):
        prove_proposal(add_digest(proposal.replace_unvalidated(slate=fewer)), TimeBudget(60))


def test_nothing_is_claimed_of_a_slate_changed_by_hand() -> None:
    solved = shipped_plan("xa-mau")
    edited = add_digest(solved.replace_unvalidated(outcome=ProposalOutcome.EDITED, aims=()))
    assert _prove(edited).claims == ()


def test_moves_of_a_slate_planned_again_are_proven() -> None:
    before = shipped_plan("xa-mau")
    assert before.slate is not None
    left = before.request.pool.by_id[before.slate.deputies[2]]
    pool = before.request.pool.replace_unvalidated(
        people=tuple(person for person in before.request.pool.people if person != left)
    )
    request = before.request.replace_unvalidated(pool=pool, near=before.slate, gone={left.id: left.name})
    trees = _list_trees(_prove(plan(request)))
    assert "moves:people" in {rule for claim in trees if isinstance(claim, TierClaim) for rule in claim.rules}
    assert all(claim.leaves for claim in trees)


def test_what_a_stopped_search_had_proven_is_proven() -> None:
    solved = shipped_plan("xa-mau")
    last = min(aim.priority for aim in solved.aims if aim.tier_value)
    aims = tuple(
        aim if aim.priority <= last else aim.replace_unvalidated(tier_bound=0) for aim in solved.aims
    )
    stopped = solved.replace_unvalidated(outcome=ProposalOutcome.OUT_OF_TIME, aims=aims)
    (tier, *others) = _prove(add_digest(stopped)).claims
    assert tier.claim == "tier"
    assert {claim.claim for claim in others} <= {"conflict"}
