"""A proof that was altered, or that is of something else, is refused: no engine is asked."""

import subprocess
import sys
from collections.abc import Callable
from functools import cache

import pytest

from cocau.solver.model.restricted_programs import BETTER
from cocau.solver.plan import plan
from cocau.solver.proofs.check import check_proof
from cocau.solver.proofs.find import find_proof
from cocau.solver.proofs.proof import ConflictClaim, ProofNode, ProposalProof, TierClaim
from cocau.solver.proposal import AimResult, Proposal, add_digest
from cocau.solver.request import Pins
from cocau.solver.time_budget import TimeBudget
from tests.solver.support.shipped import request_for, shipped_plan


@cache
def _solved() -> tuple[Proposal, ProposalProof]:
    proposal = shipped_plan("xa-mau")
    return proposal, find_proof(proposal, TimeBudget(60))


@cache
def _conflict() -> tuple[Proposal, ProposalProof]:
    request = request_for("xa-mau")
    women = tuple(p.id for p in request.pool.people if p.sex == "female")
    proposal = plan(request.replace_unvalidated(pins=Pins(out=women[:-2])))
    return proposal, find_proof(proposal, TimeBudget(60))


def _codes(proposal: Proposal, proof: ProposalProof) -> set[str]:
    return {problem.code for problem in check_proof(proposal, proof)}


def _put(proof: ProposalProof, number: int, **changes: object) -> ProposalProof:
    claims = list(proof.claims)
    claims[number] = claims[number].replace_unvalidated(**changes)
    return proof.replace_unvalidated(claims=tuple(claims))


def _alter_rows(proof: ProposalProof, number: int, rows: dict[str, int]) -> ProposalProof:
    return _put(proof, number, nodes=(ProofNode(rows=rows),))


def _list_tiers(proof: ProposalProof) -> list[int]:
    return [i for i, claim in enumerate(proof.claims) if isinstance(claim, TierClaim)]


def _rows(proof: ProposalProof, number: int) -> dict[str, int]:
    claim = proof.claims[number]
    assert isinstance(claim, TierClaim | ConflictClaim)
    return dict(claim.nodes[0].rows)


def _turn_one(rows: dict[str, int], name: str) -> dict[str, int]:
    return rows | {name: -rows[name]}


def _leave_out(rows: dict[str, int], name: str) -> dict[str, int]:
    return {other: times for other, times in rows.items() if other != name}


def _let_overflow(rows: dict[str, int], name: str) -> dict[str, int]:
    return rows | {name: rows[name] + 2**64}


@pytest.mark.parametrize("alter", [_turn_one, _leave_out, _let_overflow])
def test_no_multiplier_can_be_altered(alter: Callable[[dict[str, int], str], dict[str, int]]) -> None:
    proposal, proof = _solved()
    assert check_proof(proposal, proof) == []
    for number in _list_tiers(proof):
        rows = _rows(proof, number)
        own = next(name for name in rows if name.startswith(proof.claims[number].rules[0]))  # type: ignore[union-attr]
        for name in (own, f"{BETTER}#1"):
            assert _codes(proposal, _alter_rows(proof, number, alter(rows, name))) == {"proof_fails"}


def test_what_sums_up_for_one_tier_does_not_for_another() -> None:
    proposal, proof = _solved()
    one, other, *_ = _list_tiers(proof)
    assert _codes(proposal, _alter_rows(proof, one, _rows(proof, other))) == {"proof_fails"}


def test_no_row_of_a_later_tier_can_be_used() -> None:
    proposal, proof = _solved()
    number = _list_tiers(proof)[0]
    assert _codes(proposal, _alter_rows(proof, number, _rows(proof, number) | {"held:20#1": -1})) == {
        "proof_fails"
    }


def _with_bound(proposal: Proposal, proof: ProposalProof, more: int) -> tuple[Proposal, ProposalProof]:
    """Another bound and value, told by the proposal and claimed by the proof alike."""
    number = _list_tiers(proof)[0]
    claim = proof.claims[number]
    assert isinstance(claim, TierClaim)

    def change(aim: AimResult) -> AimResult:
        if aim.rule not in claim.rules:
            return aim
        return aim.replace_unvalidated(tier_value=aim.tier_value + more, tier_bound=aim.tier_bound + more)

    told = add_digest(proposal.replace_unvalidated(aims=tuple(change(aim) for aim in proposal.aims)))
    return told, _put(proof, number, bound=claim.bound + more).replace_unvalidated(of=told.provenance.digest)


@pytest.mark.parametrize("more", [-1, 1])
def test_a_bound_that_is_off_by_one_is_refused(more: int) -> None:
    told, claimed = _with_bound(*_solved(), more)
    assert any(problem.code == "proof_fails" for problem in check_proof(told, claimed))


def test_a_claim_is_about_what_the_proposal_says() -> None:
    proposal, proof = _solved()
    number = _list_tiers(proof)[0]
    assert _codes(proposal, _put(proof, number, bound=0)) == {"proof_fails"}
    assert _codes(proposal, _put(proof, number, tier=1)) == {"proof_fails", "proof_incomplete"}
    assert _codes(proposal, _put(proof, number, tier=10**6)) == {"proof_fails", "proof_incomplete"}
    assert _codes(proposal, _put(proof, number, nodes=())) == {"proof_fails"}
    assert _codes(proposal, proof.replace_unvalidated(claims=proof.claims[1:])) == {"proof_incomplete"}
    assert _codes(proposal, proof.replace_unvalidated(claims=(*proof.claims, proof.claims[0]))) == {
        "proof_fails"
    }


def test_a_proof_is_of_one_proposal_only() -> None:
    proposal, proof = _solved()
    assert _codes(shipped_plan("thach-ha"), proof) == {"proof_of_another"}
    assert _codes(proposal.replace_unvalidated(open_tier=("women",)), proof) == {"proof_of_another"}


def test_an_older_proposal_without_a_digest_can_have_a_proof() -> None:
    proposal, proof = _solved()
    bare = proposal.provenance.replace_unvalidated(digest=None)
    assert check_proof(proposal.replace_unvalidated(provenance=bare), proof) == []
    other = proposal.provenance.replace_unvalidated(digest="0" * 64)
    assert _codes(proposal.replace_unvalidated(provenance=other), proof) == {"proof_of_another"}


def test_another_slate_and_other_aims_are_found() -> None:
    proposal, proof = _solved()
    slate = proposal.slate
    assert slate is not None
    unit, ids = next(iter(slate.candidates.items()))
    for changes in (
        {"slate": slate.replace_unvalidated(candidates=slate.candidates | {unit: ids[:-1]})},
        {"aims": proposal.aims[1:]},
        {"aims": (proposal.aims[0].replace_unvalidated(priority=99), *proposal.aims[1:])},
    ):
        told = add_digest(proposal.replace_unvalidated(**changes))
        assert "proof_fails" in _codes(told, proof.replace_unvalidated(of=told.provenance.digest))


def test_a_tree_is_whole() -> None:
    """Both branches of a split are shown, each under its own bounds, and nothing stands behind them."""
    proposal, proof = _solved()
    number = _list_tiers(proof)[0]
    leaf = ProofNode(rows=_rows(proof, number))
    person = proposal.request.pool.people[0].id
    split = ProofNode(variable=f"listed[{person}]", at=0)
    assert _codes(proposal, _put(proof, number, nodes=(split, leaf, leaf))) == set()
    empty = ProofNode(rows={})
    stranger = ProofNode(variable="listed[nobody]", at=0)
    for nodes in (
        (split, leaf),
        (split, leaf, leaf, leaf),
        (split, leaf, empty),
        (leaf, leaf),
        (stranger, leaf, leaf),
    ):
        assert _codes(proposal, _put(proof, number, nodes=nodes)) == {"proof_fails"}


def test_no_member_of_a_conflict_can_be_left_out_and_none_added() -> None:
    proposal, proof = _conflict()
    assert check_proof(proposal, proof) == []
    claim = proof.claims[0]
    assert isinstance(claim, ConflictClaim)
    assert len(claim.members) > 1
    for members in (claim.members[1:], (*claim.members, "one-post-each")):
        assert "proof_fails" in _codes(proposal, _put(proof, 0, members=members))
    for name in claim.nodes[0].rows:
        assert _codes(proposal, _alter_rows(proof, 0, _leave_out(_rows(proof, 0), name))) == {"proof_fails"}


def test_minimality_needs_a_slate_for_each_member() -> None:
    proposal, proof = _conflict()
    claim = proof.claims[0]
    assert isinstance(claim, ConflictClaim)
    assert claim.witnesses
    assert _codes(proposal, _put(proof, 0, witnesses={})) == {"proof_incomplete"}
    empty = {
        member: slate.replace_unvalidated(candidates={}, deputies=())
        for member, slate in claim.witnesses.items()
    }
    assert "proof_fails" in _codes(proposal, _put(proof, 0, witnesses=empty))


def test_checking_needs_no_engine() -> None:
    script = "import sys, cocau.solver.proofs.check; print({'highspy', 'ortools'} & {m.split('.')[0] for m in sys.modules})"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
