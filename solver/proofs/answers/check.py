"""Check the proof of an answer: claims are added up in whole numbers, without an engine."""

from collections.abc import Iterator, Mapping

from cocau.constraints.errors import Problem, format_loc
from cocau.constraints.record import compute_digest
from cocau.solver.proofs.answers.answer_proof import AnswerClaim, AnswerPlace, AnswerProof
from cocau.solver.proofs.answers.formats import list_impossibilities
from cocau.solver.proofs.answers.impossibility import Impossibility
from cocau.solver.proofs.tree_check import build_failure, check_tree
from cocau.solver.proposal import Proposal, compute_proposal_digest
from cocau.solver.question import QuestionAnswer
from cocau.solver.request import find_request_problems


def check_answer_proof(proposal: Proposal, answer: QuestionAnswer, proof: AnswerProof) -> list[Problem]:
    """Check all that a proof claims of an answer; no problem: it shows what it says.

    That the plan has the tiers told, and none better, is shown by the proof of the proposal.
    """
    if problems := [*_find_others(proposal, answer, proof)]:
        return problems
    if problems := find_request_problems(proposal.request.in_order(), proposal.rulebook):
        return problems
    return [*_check_claims(proposal, answer, proof)]


def _find_others(proposal: Proposal, answer: QuestionAnswer, proof: AnswerProof) -> Iterator[Problem]:
    """Find what is not of one proposal and one answer."""
    digest = compute_proposal_digest(proposal)
    if proof.of != digest or getattr(answer, "of", None) != proposal.provenance:
        yield Problem(
            "proof_of_another",
            ("of",),
            "Chứng minh hoặc trả lời này của một phương án khác, hoặc phương án đã bị sửa.",
            "This proof or answer is of another proposal, or the proposal was altered.",
        )
    if proof.answer != compute_digest(answer):
        yield Problem(
            "proof_of_another",
            ("answer",),
            "Chứng minh này của một trả lời khác, hoặc trả lời đã bị sửa.",
            "This proof is of another answer, or the answer was altered.",
        )


def _check_claims(proposal: Proposal, answer: QuestionAnswer, proof: AnswerProof) -> Iterator[Problem]:
    """Check each claim at each of its places, and that none is missing."""
    due = {said.place: said for said in list_impossibilities(proposal, answer)}
    shown: set[AnswerPlace] = set()
    for i, claim in enumerate(proof.claims):
        for problem in _check_claim(claim, due):
            yield problem.at(("claims", i, *problem.loc))
        shown.update(claim.places)
    if lacking := [format_loc(place) for place in due if place not in shown]:
        yield Problem(
            "proof_incomplete",
            ("claims",),
            f"Thiếu chứng minh cho: {', '.join(lacking)}.",
            f"There is no proof of: {', '.join(lacking)}.",
        )


def _check_claim(claim: AnswerClaim, due: Mapping[AnswerPlace, Impossibility]) -> Iterator[Problem]:
    """Check one claim by itself, at each of its places."""
    if (claim.nodes == ()) is (claim.confirmed_by == ()):
        yield build_failure(
            (), "phải có cây chứng minh hoặc bộ giải", "either a tree or engines must prove it"
        )
    for n, place in enumerate(claim.places):
        if place not in due:
            yield build_failure(("places", n), "trả lời không nêu điều này", "the answer does not say this")
            continue
        said = due[place]
        yield from check_tree(claim.nodes, said.build(), said.variables.numbers)
