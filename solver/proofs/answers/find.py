"""Find the proof of an answer: trees for what it says cannot be, or the word of engines."""

from collections import defaultdict
from functools import partial
from typing import NamedTuple

from cocau.constraints.errors import InputError
from cocau.constraints.record import compute_digest
from cocau.solver.proofs.answers.answer_proof import AnswerClaim, AnswerPlace, AnswerProof
from cocau.solver.proofs.answers.formats import list_impossibilities
from cocau.solver.proofs.answers.impossibility import Impossibility
from cocau.solver.proofs.proof import ProvenClaim
from cocau.solver.proofs.prover import ProofFinder, ProofRoom, measure_room
from cocau.solver.proofs.tree_check import check_tree
from cocau.solver.proposal import Proposal, compute_proposal_digest
from cocau.solver.question import QuestionAnswer
from cocau.solver.request import find_request_problems
from cocau.solver.time_budget import TimeBudget


def find_answer_proof(proposal: Proposal, answer: QuestionAnswer, effort: TimeBudget) -> AnswerProof:
    """Find what proves an answer about a proposal, as far as time allows.

    Raises:
        InputError: answers of this sort have no proof; the proposal cannot be planned any more.
        AuditDisagreesError: something that the answer says is false; a defect of ours.
    """
    if problems := find_request_problems(proposal.request.in_order(), proposal.rulebook):
        raise InputError(problems)
    search = _AnswerProofSearch(proposal, effort)
    for said in list_impossibilities(proposal, answer):
        search.prove(said)
    return AnswerProof(
        format="cocau/answer-proof/1",
        of=compute_proposal_digest(proposal),
        answer=compute_digest(answer),
        claims=search.build_claims(),
    )


class _AnswerProofSearch:
    """The search for the proof of one answer; a tree proves as much as it can."""

    def __init__(self, proposal: Proposal, effort: TimeBudget) -> None:
        self._effort = effort
        self._room = ProofRoom(partial(measure_room, proposal))
        self._proven: list[_ProvenPlaces] = []
        self._trees: dict[str, list[_ProvenPlaces]] = defaultdict(list)

    def prove(self, said: Impossibility) -> None:
        """Prove something by a tree that is known already, or by one of its own."""
        prover = ProofFinder(self._effort, lambda: said.variables.names, self._room)
        program, known = said.build(), self._trees[said.alike]
        for proven in known:
            if not any(check_tree(proven.claim.nodes, program, said.variables.numbers)):
                proven.places.append(said.place)
                return
        before = range(len(said.part.rows), len(said.part.rows) + len(said.held))
        claim = prover.prove(program, prover.find_tree(program, said.objective, before, said.split_first))
        proven = _ProvenPlaces(claim, [said.place])
        self._proven.append(proven)
        if claim.nodes:
            known.append(proven)

    def build_claims(self) -> tuple[AnswerClaim, ...]:
        """Return what was proven, in the order of the answer."""
        return tuple(
            AnswerClaim(places=tuple(one.places), nodes=one.claim.nodes, confirmed_by=one.claim.confirmed_by)
            for one in self._proven
        )


class _ProvenPlaces(NamedTuple):
    claim: ProvenClaim
    places: list[AnswerPlace]
