"""Check a proof: every claim added up in whole numbers, without an engine.

The rows are compiled anew from the rulebook, the council and the pool of the proposal. The same
`compile` made the plan; that it says what the law says is shown by `cocau.solver.proofs.agreement`.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from cocau.constraints.errors import ItemId, Problem
from cocau.constraints.model.slate import Slate
from cocau.constraints.rules.rule import Strength
from cocau.solver.model.program import STRUCTURAL, Program, evaluate
from cocau.solver.model.restricted_programs import (
    AIM_PREFIX,
    build_blocking_program,
    build_musts_program,
    build_tier_program,
    get_floor,
)
from cocau.solver.model.slate_assignment import assign_slate
from cocau.solver.model.slate_model import PIN_PREFIX, SlateModel
from cocau.solver.model.variable_names import list_variable_names
from cocau.solver.proofs.proof import (
    ConflictClaim,
    EngineClaim,
    ProposalProof,
    ProvenClaim,
    TierClaim,
)
from cocau.solver.proofs.tree_check import build_failure, check_tree
from cocau.solver.proposal import (
    Proposal,
    ProposalOutcome,
    RuleConflict,
    compute_proposal_digest,
    get_proven_tiers,
)
from cocau.solver.request import find_request_problems

ClaimKey = tuple[str, str | int | None]
"""What a claim is about: its sort, and its tier or aim."""


def check_proof(proposal: Proposal, proof: ProposalProof) -> list[Problem]:
    """Check everything that a proof claims; no problem: it is shown as far as it says so."""
    return ProofChecker(proposal).check(proof)


class ProofChecker:
    """A proposal's program, tiers and statements, which claims are held against."""

    def __init__(self, proposal: Proposal) -> None:
        self.proposal = proposal
        self.tiers = get_proven_tiers(proposal)
        self._conflict_programs: dict[str | None, tuple[Program, tuple[str, ...]]] = {}

    @cached_property
    def model(self) -> SlateModel:
        """Return the rows, compiled when they are first needed: of a request without problems."""
        return SlateModel(self.proposal.request.in_order(), self.proposal.rulebook)

    def find_request_problems(self) -> list[Problem]:
        """Find what keeps the request from being planned, and so its rows from being compiled."""
        return find_request_problems(self.proposal.request.in_order(), self.proposal.rulebook)

    def check(self, proof: ProposalProof) -> list[Problem]:
        """Check everything that a proof claims; no problem: it is shown as far as it says so."""
        known = {None, proof.of}
        if proof.of != compute_proposal_digest(self.proposal) or self.proposal.provenance.digest not in known:
            return [
                Problem(
                    "proof_of_another",
                    ("of",),
                    "Chứng minh này của một phương án khác, hoặc phương án đã bị sửa sau khi lập.",
                    "This proof is of another proposal, or the proposal was altered after it was made.",
                )
            ]
        if problems := self.find_request_problems():
            return problems
        return [*self.check_slate(), *self.check_claims(proof)]

    @cached_property
    def conflicts(self) -> dict[str | None, RuleConflict]:
        """Return what is said to be impossible together: of the musts, or of a missed aim."""
        found: dict[str | None, RuleConflict] = {
            aim.rule: aim.blocked_by for aim in self.proposal.aims if aim.blocked_by is not None
        }
        return found if self.proposal.conflict is None else {None: self.proposal.conflict, **found}

    def list_due(self) -> Iterator[ClaimKey]:
        """List what has to be claimed: all that does not follow from the bounds of variables."""
        for number, tier in enumerate(self.tiers, start=1):
            if tier.bound > get_floor(self.model.program, self.model.objective(tier.rules)):
                yield "tier", number
        for aim, conflict in self.conflicts.items():
            yield "conflict", aim
            if conflict.smallest and len(conflict.members) > 1:
                yield "smallest", aim
        book = self.proposal.rulebook
        for result in self.proposal.aims:
            if book.by_id[result.rule].after_all and result.tier_bound > 0:
                yield "average", result.rule
        if self.proposal.outcome is ProposalOutcome.SOLVED:
            yield "lot", None

    def check_slate(self) -> Iterator[Problem]:
        """Check that the slate keeps every row, and that the tiers have the values told."""
        proposal, slate = self.proposal, self.proposal.slate
        book, aims = proposal.rulebook, {result.rule: result.priority for result in proposal.aims}
        asked = {rule.id: rule.priority for rule in book.rules if rule.strength is Strength.AIM}
        if slate is None or proposal.outcome is ProposalOutcome.EDITED:
            return
        if aims != asked or {move.what for move in proposal.moved} != set(self.model.moves):
            yield build_failure(
                ("aims",), "thiếu hoặc thừa mục tiêu", "aims are missing, or there are others"
            )
            return
        values = assign_slate(self.model, slate)
        if not self.model.program.allows(values):
            yield build_failure(
                ("slate",), "phương án không giữ mọi ràng buộc", "the slate does not keep every row"
            )
        for number, tier in enumerate(self.tiers, start=1):
            reached = evaluate(self.model.objective(tier.rules), values)
            if reached != tier.value:
                yield build_failure(
                    ("aims", ItemId(tier.rules[0])),
                    f"bậc {number} ghi {tier.value}, phương án đạt {reached}",
                    f"tier {number} is told as {tier.value}, the slate reaches {reached}",
                )

    def check_claims(self, proof: ProposalProof) -> Iterator[Problem]:
        """Check each claim, and that none is missing."""
        due = set(self.list_due())
        for aim in self.conflicts:
            claims = (c for c in proof.claims if isinstance(c, ConflictClaim) and c.aim == aim)
            if any(self.find_unwitnessed(aim, next((c.witnesses for c in claims), {}))):
                due.add(("irreducible", aim))
        for i, claim in enumerate(proof.claims):
            key = get_key(claim)
            if key not in due:
                yield build_failure(
                    ("claims", i), "phương án không nêu điều này", "the proposal does not say this"
                )
                continue
            due.remove(key)
            for problem in self.check_claim(claim):
                yield problem.at(("claims", i, *problem.loc))
        if due:
            lacking = sorted(f"{sort} {of or ''}".strip() for sort, of in due)
            yield Problem(
                "proof_incomplete",
                ("claims",),
                f"Thiếu chứng minh cho: {', '.join(lacking)}.",
                f"There is no proof of: {', '.join(lacking)}.",
            )

    def check_claim(self, claim: TierClaim | ConflictClaim | EngineClaim) -> Iterator[Problem]:
        """Check one claim by itself."""
        if isinstance(claim, EngineClaim):
            return
        if (claim.nodes == ()) is (claim.confirmed_by == ()):
            yield build_failure(
                (), "phải có cây chứng minh hoặc bộ giải", "either a tree or engines must prove it"
            )
        elif isinstance(claim, TierClaim):
            told = self.tiers[claim.tier - 1]
            if (claim.rules, claim.bound) != (told.rules, told.bound):
                yield build_failure((), "phương án ghi khác", "the proposal tells this tier otherwise")
                return
            yield from self._check_tree(claim, self.build_tier(claim.tier))
        else:
            yield from self._check_conflict(claim)

    def build_tier(self, number: int) -> Program:
        """Build the program that a claim about a tier says is impossible."""
        return build_tier_program(self.model, self.tiers, number, self.tiers[number - 1].bound)

    def build_conflict(self, aim: str | None) -> tuple[Program, tuple[str, ...]]:
        """Build the program that a conflict's members are of, once; return it with their tags."""
        if aim not in self._conflict_programs:
            self._conflict_programs[aim] = self._build_conflict(aim)
        return self._conflict_programs[aim]

    def _build_conflict(self, aim: str | None) -> tuple[Program, tuple[str, ...]]:
        if aim is None:
            program = build_musts_program(self.model, self.proposal.rulebook)
        else:
            program = build_blocking_program(self.model, self.tiers, aim)
        tags = frozenset(program.tags())
        return program, tuple(
            tag
            for member in self.conflicts[aim].members
            for tag in (member, PIN_PREFIX + member, AIM_PREFIX + member)
            if tag in tags
        )

    def list_witnesses(self, aim: str | None) -> Mapping[str, Slate]:
        """Return the slates that the proposal itself shows: nearest misses, by rule."""
        return {near.rule: near.slate for near in self.conflicts[aim].nearest}

    def witnesses(self, program: Program, members: Sequence[str], member: str, slate: Slate) -> bool:
        """Return whether on a slate all the other members hold."""
        broken = program.get_broken_tags(assign_slate(self.model, slate))
        return broken.isdisjoint({STRUCTURAL, *members} - {member})

    def find_unwitnessed(self, aim: str | None, more: Mapping[str, Slate]) -> Iterator[str]:
        """Find members for which neither the proposal nor `more` has a slate with the others."""
        if not self.conflicts[aim].irreducible:
            return
        program, members = self.build_conflict(aim)
        known = {**self.list_witnesses(aim), **more}
        for member in members:
            slate = known.get(member, known.get(member.removeprefix(AIM_PREFIX)))
            if slate is None or not self.witnesses(program, members, member, slate):
                yield member

    def _check_conflict(self, claim: ConflictClaim) -> Iterator[Problem]:
        program, members = self.build_conflict(claim.aim)
        if set(claim.members) != set(members):
            yield build_failure(("members",), "phương án ghi khác", "the proposal names other members")
            return
        yield from self._check_tree(claim, program.with_tags(members.__contains__))
        for member, slate in claim.witnesses.items():
            if member not in members or not self.witnesses(program, members, member, slate):
                yield build_failure(
                    ("witnesses", member),
                    "danh sách này không giữ các điều còn lại",
                    "this slate does not keep all the others",
                )

    def _check_tree(self, claim: ProvenClaim, program: Program) -> Iterator[Problem]:
        return check_tree(claim.nodes, program, self._variables)

    @cached_property
    def _variables(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(list_variable_names(self.model))}


def get_key(claim: TierClaim | ConflictClaim | EngineClaim) -> ClaimKey:
    """Return what a claim is about."""
    if isinstance(claim, TierClaim):
        return "tier", claim.tier
    if isinstance(claim, EngineClaim) and claim.claim == "average":
        return "average", claim.rules[0] if claim.rules else None
    return claim.claim, claim.aim
