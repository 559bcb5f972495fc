"""Audits: every rule checked on a slate or a stored proposal; no planner is imported."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from cocau.app.audits.differences import StoredDifference, find_differences
from cocau.constraints.checks.clashes import Clash, find_clashes
from cocau.constraints.checks.council import check_council_and_pool, check_slate
from cocau.constraints.checks.remarks import PersonRemark, find_remarks, list_full_time_without_post
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.library import CouncilRulebookName, load_rulebook
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Pool
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import CanonicalRecord, Record
from cocau.constraints.rulebook import Departure, Rulebook
from cocau.constraints.rules.rule import Finding, Rule, Strength, Verdict
from cocau.solver.proposal import Proposal

if TYPE_CHECKING:
    from cocau.solver.proofs.proof import ProposalProof


class AuditRequest(Record):
    """A slate to be audited, whoever made it."""

    council: Council
    pool: Pool
    slate: Slate
    rulebook: CouncilRulebookName = ""
    overrides: dict[str, dict[str, int | None]] = Field(default_factory=dict)


class Audit(CanonicalRecord):
    """The verdicts of all rules on a slate. `kept`: no standard and no must is broken."""

    format: Literal["cocau/audit/1"] = "cocau/audit/1"
    kept: bool
    departures: tuple[Departure, ...] = ()
    findings: tuple[Finding, ...]
    clashes: tuple[Clash, ...] = ()
    remarks: tuple[PersonRemark, ...] = Field(
        default=(), description="on people of the slate; no rule's verdict"
    )
    rulebook: str
    rulebook_digest: str


def audit_slate(request: AuditRequest, book: Rulebook | None = None) -> tuple[Audit, Rulebook]:
    """Audit a slate; return the audit and the rulebook that was applied.

    `book` replaces the rulebook named in the request (for rulebooks that are not on disk).

    Raises:
        InputError: a rulebook, council, pool or slate that cannot be judged.
    """
    whole = load_rulebook(request.rulebook) if book is None else book
    book = whole.for_council(request.council).apply_overrides(request.overrides)
    problems = [
        *_find_input_problems(request, book),
        *check_slate(request.council, request.pool, request.slate),
    ]
    if problems:
        raise InputError(problems)
    council, pool, slate = request.council, request.pool, request.slate
    findings = book.audit(council, pool, slate)
    audit = Audit(
        kept=not list_broken_rules(book, findings),
        departures=book.departures,
        findings=findings,
        clashes=find_clashes(book, council, list_full_time_without_post(pool, slate)),
        remarks=find_remarks(book, council, pool, slate),
        rulebook=book.name,
        rulebook_digest=book.digest,
    )
    return audit, book


def list_broken_rules(book: Rulebook, findings: Iterable[Finding]) -> list[Rule]:
    """List the standards and musts that a slate breaks."""
    rules = (book.by_id[f.rule] for f in findings if f.verdict is Verdict.BROKEN)
    return [rule for rule in rules if rule.strength is not Strength.AIM]


def _find_input_problems(request: AuditRequest, book: Rulebook) -> Iterator[Problem]:
    """Yield faults of council and pool that the audit does not report as broken rules."""
    judged = {*book.by_id, "pool_too_small"}
    return (p for p in check_council_and_pool(request.council, request.pool, book) if p.code not in judged)


PROOF_PLACE = "proof."
"""How the place of a fault of a proof begins."""


@dataclass(frozen=True)
class ReauditFindings:
    """The findings of a stored proposal that was audited again, from itself alone.

    `proof`: the one that came with it.
    """

    findings: tuple[Finding, ...]
    differences: tuple[StoredDifference, ...]
    proof: "ProposalProof | None" = None


def reaudit(proposal: Proposal, proof: "ProposalProof | None" = None) -> ReauditFindings:
    """Audit a stored proposal and its proof again; compare the result with what is stored.

    Raises:
        InputError: the stored slate names ids that its council or pool does not have.
    """
    request, book, slate = proposal.request, proposal.rulebook, proposal.slate
    findings: tuple[Finding, ...] = ()
    if slate is not None:
        problems = check_slate(request.council, request.pool, slate)
        if problems:
            raise InputError(problems)
        findings = book.audit(request.council, request.pool, slate)
    differences = tuple(find_differences(proposal, findings))
    return ReauditFindings(findings, differences + find_proof_faults(proposal, proof), proof)


def find_proof_faults(proposal: Proposal, proof: "ProposalProof | None") -> tuple[StoredDifference, ...]:
    """Find what a proof claims and does not show."""
    if proof is None:
        return ()
    from cocau.solver.proofs.check import check_proof  # compiles every row: not for those without a proof

    return tuple(
        StoredDifference(f"{PROOF_PLACE}{p.where}", p.vi, p.en) for p in check_proof(proposal, proof)
    )
