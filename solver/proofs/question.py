"""The question how a proposal is proven: its proof, found after it was answered."""

from typing import Literal

from cocau.solver.proofs.find import find_proof
from cocau.solver.proofs.proof import ProposalProof
from cocau.solver.proposal import Proposal
from cocau.solver.question import ProposalQuestion
from cocau.solver.time_budget import TimeBudget


class ProofQuestion(ProposalQuestion):
    """How is each claim of the proposal proven?"""

    question: Literal["proof"] = "proof"

    def solve(self, proposal: Proposal, effort: TimeBudget) -> ProposalProof:
        """Find the proof.

        Raises:
            InputError: the proposal was altered so that it means nothing.
        """
        return find_proof(proposal, effort)
