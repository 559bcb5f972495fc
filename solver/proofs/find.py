"""Find the proof of a proposal: a tree for every claim, or else the word of engines.

Nothing waits for it: a plan is answered before anybody looks for its proof.
"""

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from cocau.constraints.errors import InputError
from cocau.constraints.model.slate import Slate
from cocau.solver.conflicts.mus import FeasibilityOracle
from cocau.solver.engines.certificate import is_contradiction
from cocau.solver.engines.highs import Highs
from cocau.solver.model.program import STRUCTURAL, Program
from cocau.solver.model.restricted_programs import BETTER
from cocau.solver.model.variable_names import list_variable_names
from cocau.solver.proofs.check import ProofChecker
from cocau.solver.proofs.proof import (
    ConflictClaim,
    EngineClaim,
    ProposalProof,
    ProvenClaim,
    TierClaim,
)
from cocau.solver.proofs.prover import ProofFinder, ProofRoom, measure_room
from cocau.solver.proofs.tree_search import (
    CertificateTree,
    Multipliers,
    RefutationSearch,
    TreeNode,
    VariableSplit,
)
from cocau.solver.proposal import Proposal, compute_proposal_digest
from cocau.solver.time_budget import TimeBudget


def find_proof(proposal: Proposal, effort: TimeBudget) -> ProposalProof:
    """Find what proves a proposal, as far as time allows.

    Raises:
        InputError: it was altered so that it cannot be planned any more.
        AuditDisagreesError: something that it says is false; a defect of ours.
    """
    return _find_with(ProofChecker(proposal), effort)


def prove_proposal(proposal: Proposal, effort: TimeBudget) -> ProposalProof:
    """Find what proves a proposal, and check it: its rows are compiled once for both.

    Raises:
        InputError: see `find_proof`; or the check refuses what was found.
        AuditDisagreesError: see `find_proof`.
    """
    checker = ProofChecker(proposal)
    found = _find_with(checker, effort)
    if problems := checker.check(found):
        raise InputError(problems)
    return found


def _find_with(checker: ProofChecker, effort: TimeBudget) -> ProposalProof:
    if problems := checker.find_request_problems():
        raise InputError(problems)
    claims = tuple(_ProofSearch(checker, effort).list_claims())
    return ProposalProof(format="cocau/proof/1", of=compute_proposal_digest(checker.proposal), claims=claims)


class _ProofSearch:
    """The search for the proof of one proposal."""

    def __init__(self, checker: ProofChecker, effort: TimeBudget) -> None:
        self._effort, self._checker = effort, checker
        self._model = self._checker.model
        self._prover = ProofFinder(
            effort,
            partial(list_variable_names, self._model),
            ProofRoom(partial(measure_room, checker.proposal)),
        )
        self._certificates: dict[int, Multipliers] = {}

    def list_claims(self) -> Iterator[TierClaim | ConflictClaim | EngineClaim]:
        """List a claim for everything that the proposal says."""
        first = self._prover.first
        for sort, of in self._checker.list_due():
            if isinstance(of, int):
                yield self._claim_tier(of)
            elif sort == "conflict":
                yield from self._claim_conflict(of)
            elif sort == "average":
                yield EngineClaim(claim="average", rules=(str(of),), confirmed_by=first)
            elif sort == "smallest":
                yield EngineClaim(claim="smallest", aim=of, confirmed_by=first)
            else:
                yield EngineClaim(claim="lot", confirmed_by=first)

    def _claim_tier(self, number: int) -> TierClaim:
        tier, program = self._checker.tiers[number - 1], self._checker.build_tier(number)
        before = range(len(self._model.program.rows), len(program.rows) - 1)
        nodes = self._find_near_blockers(number, program, before)
        if not nodes:
            nodes = self._prover.find_tree(program, self._model.objective(tier.rules), before)
        if len(nodes) == 1 and not isinstance(nodes[0], VariableSplit):
            self._certificates[number] = nodes[0]
        proven = self._prover.prove(program, nodes)
        return TierClaim(
            claim="tier",
            tier=number,
            rules=tier.rules,
            bound=tier.bound,
            nodes=proven.nodes,
            confirmed_by=proven.confirmed_by,
        )

    def _claim_conflict(self, aim: str | None) -> Iterator[ConflictClaim | EngineClaim]:
        program, members = self._checker.build_conflict(aim)
        proven = self._reuse_certificate(aim, program, members)
        if proven is None:
            alone = program.with_tags(members.__contains__)
            proven = self._prover.prove(alone, self._prover.find_tree(alone, None, ()))
        lacking = list(self._checker.find_unwitnessed(aim, {}))
        witnesses = dict(self._find_witnesses(lacking, program, members))
        yield ConflictClaim(
            claim="conflict",
            aim=aim,
            members=members,
            nodes=proven.nodes,
            confirmed_by=proven.confirmed_by,
            witnesses=witnesses,
        )
        if lacking and any(self._checker.find_unwitnessed(aim, witnesses)):
            yield EngineClaim(claim="irreducible", aim=aim, confirmed_by=self._prover.first)

    def _find_witnesses(
        self, lacking: Sequence[str], program: Program, members: Sequence[str]
    ) -> Iterator[tuple[str, Slate]]:
        """Find slates which the proposal does not show: without one member all others hold."""
        if not lacking:
            return
        lots = self._model.people.lots
        alone = program.with_tags(members.__contains__)
        oracle = FeasibilityOracle(alone, Highs(), self._effort, lots)
        for member in lacking:
            values = oracle.values([other for other in members if other != member])
            if values is not None:
                yield member, self._model.build_slate(values)

    def _find_near_blockers(self, number: int, program: Program, held: Sequence[int]) -> Sequence[TreeNode]:
        """Find a certificate among the rows of what blocks a tier's aims: few, and mostly enough."""
        rules = self._checker.tiers[number - 1].rules
        blockers = {
            tag
            for rule in rules
            if rule in self._checker.conflicts
            for tag in self._checker.build_conflict(rule)[1]
        }
        if not blockers:
            return ()
        wanted = blockers.union(rules, (STRUCTURAL, BETTER), (program.rows[i].tag for i in held))
        some = program.with_tags(wanted.__contains__)
        structural = some.find_tagged((STRUCTURAL,))
        behind = range(len(some.rows) - len(held) - 1, len(some.rows) - 1)
        objective = self._model.objective(rules)
        search = RefutationSearch(some, objective, behind, self._effort, waiting=structural)
        found = search.run(most_leaves=1)
        if not isinstance(found, CertificateTree):  # an assignment of these rows alone says nothing
            return ()
        kept = np.flatnonzero(program.find_tagged(wanted)).tolist()
        return [
            {kept[i]: times for i, times in leaf.items()} for leaf in found.nodes if isinstance(leaf, dict)
        ]

    def _reuse_certificate(
        self, aim: str | None, program: Program, members: Sequence[str]
    ) -> ProvenClaim | None:
        """Prove what blocks an aim by the certificate of its tier, where that needs no other rows."""
        number = next((n for n, tier in enumerate(self._checker.tiers, start=1) if aim in tier.rules), 0)
        compiled = len(self._model.program.rows)
        # There the tiers held and "better" stand behind the compiled rows; here first that the aim is met.
        moved = {
            i if i < compiled else compiled if i == compiled + number - 1 else i + 1: times
            for i, times in self._certificates.get(number, {}).items()
        }
        tags = {program.rows[i].tag for i in moved} - {STRUCTURAL}
        if moved and tags <= {*members} and is_contradiction(program, moved):
            return self._prover.prove(program, [moved])
        return None
