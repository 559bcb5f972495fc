"""Within the pool no repair is cheaper than the first: proven on tiny councils, and only where it is so."""

import pytest
from hypothesis import assume, given

from cocau.constraints.errors import AuditDisagreesError
from cocau.solver.explain.repairs.repair import RecruitedPeople, Repair, Repairs
from cocau.solver.explain.repairs.search import find_repairs
from cocau.solver.plan import plan
from cocau.solver.proofs.answers.check import check_answer_proof
from cocau.solver.proofs.answers.find import find_answer_proof
from cocau.solver.proofs.proof import ProofNode
from cocau.solver.proposal import Proposal
from cocau.solver.request import PlanRequest
from cocau.solver.time_budget import TimeBudget
from tests.examples import examples
from tests.solver.explain.repairs.test_search import PHASES, _conflict, requests
from tests.solver.support.shipped import request_for


def _find(proposal: Proposal) -> Repairs:
    return find_repairs(proposal, TimeBudget(60), 8, 0)


def _is_within_pool(repair: Repair) -> bool:
    return not any(isinstance(step, RecruitedPeople) for step in repair.steps)


@examples(25, phases=PHASES)
@given(requests())
def test_the_cheapest_is_proven_and_nothing_dearer(case: tuple[PlanRequest, tuple[str, ...]]) -> None:
    proposal = _conflict(case)
    answer = _find(proposal)
    assume(answer.repairs)
    proof = find_answer_proof(proposal, answer, TimeBudget(60))
    assert check_answer_proof(proposal, answer, proof) == []
    assert proof.exact == proof.said > 0
    within = [repair for repair in answer.repairs if _is_within_pool(repair)]
    for dearer in within[1:]:
        if dearer.price != within[0].price:
            false = answer.replace_unvalidated(repairs=(dearer,))
            with pytest.raises(AuditDisagreesError):
                find_answer_proof(proposal, false, TimeBudget(60))


def test_a_shipped_conflict_is_mended_by_no_less_and_no_altered_sum_shows_it() -> None:
    proposal = plan(request_for("ha-tinh", "ha-tinh-thieu-nu"))
    answer = _find(proposal)
    proof = find_answer_proof(proposal, answer, TimeBudget(60))
    (claim,) = proof.claims
    assert claim.places == (("repairs", 0, "price", "recruits"),)
    assert claim.leaves == 1
    (leaf,) = claim.nodes
    for name in list(leaf.rows)[:5]:
        altered = claim.replace_unvalidated(nodes=(ProofNode(rows=leaf.rows | {name: -leaf.rows[name]}),))
        false = proof.replace_unvalidated(claims=(altered,))
        assert {p.code for p in check_answer_proof(proposal, answer, false)} == {"proof_fails"}
    fewer = answer.repairs[0].price.replace_unvalidated(law_moved=1)
    dearer = answer.replace_unvalidated(repairs=(answer.repairs[0].replace_unvalidated(price=fewer),))
    with pytest.raises(AuditDisagreesError):
        find_answer_proof(proposal, dearer, TimeBudget(60))
