"""Audits: every rule judged on a slate, or on a stored proposal once more; no planner is imported here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from cocau.app.difference import Difference
from cocau.app.differences import differences
from cocau.constraints.checks import problems_with, slate_problems
from cocau.constraints.clashes import Clash, clashes
from cocau.constraints.council import Council
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.library import DEFAULT, load
from cocau.constraints.people import Pool
from cocau.constraints.record import Record
from cocau.constraints.rule import Finding, Rule, Strength, Verdict
from cocau.constraints.rulebook import Departure, Rulebook
from cocau.constraints.slate import Slate
from cocau.solver.proposal import Proposal


class AuditRequest(Record):
    """A slate to be judged, whoever made it."""

    council: Council
    pool: Pool
    slate: Slate
    rulebook: str = DEFAULT
    overrides: dict[str, dict[str, int | None]] = Field(default_factory=dict)


class Audit(Record):
    """What every rule says of a slate. `kept`: no standard and no must is broken."""

    format: Literal["cocau/audit/1"] = "cocau/audit/1"
    kept: bool
    departures: tuple[Departure, ...] = ()
    findings: tuple[Finding, ...]
    clashes: tuple[Clash, ...] = ()
    rulebook: str
    rulebook_digest: str

    def to_json(self) -> str:
        """Canonical JSON: the same audit is the same bytes."""
        return self.model_dump_json(indent=1) + "\n"


def judge(request: AuditRequest, book: Rulebook | None = None) -> tuple[Audit, Rulebook]:
    """The findings on a slate, and the rules that were asked.

    `book` replaces the rulebook named in the request (for rulebooks that are not on disk).

    Raises:
        InputError: a rulebook, council, pool or slate that cannot be judged.
    """
    whole = load(request.rulebook) if book is None else book
    book = whole.for_council(request.council).changed(request.overrides)
    problems = [
        *_unjudgeable(request, book),
        *slate_problems(request.council, request.pool, request.slate),
    ]
    if problems:
        raise InputError(problems)
    findings = book.audit(request.council, request.pool, request.slate)
    audit = Audit(
        kept=not broken(book, findings),
        departures=book.departures,
        findings=findings,
        clashes=clashes(book, request.council),
        rulebook=book.name,
        rulebook_digest=book.digest,
    )
    return audit, book


def broken(book: Rulebook, findings: Iterable[Finding]) -> list[Rule]:
    """The standards and musts that a slate breaks."""
    rules = (book.by_id[f.rule] for f in findings if f.verdict is Verdict.BROKEN)
    return [rule for rule in rules if rule.strength is not Strength.AIM]


def _unjudgeable(request: AuditRequest, book: Rulebook) -> Iterator[Problem]:
    """Faults of the council and the pool, without those that the audit will report as broken rules."""
    judged = {*book.by_id, "pool_too_small"}
    return (p for p in problems_with(request.council, request.pool, book) if p.code not in judged)


@dataclass(frozen=True)
class Rejudged:
    """A stored proposal judged once more, from itself alone."""

    findings: tuple[Finding, ...]
    differences: tuple[Difference, ...]


def rejudge(proposal: Proposal) -> Rejudged:
    """New findings under the stored rulebook, and everything that differs from what is stored.

    Raises:
        InputError: the stored slate names ids that its council or pool does not have.
    """
    request, book, slate = proposal.request, proposal.rulebook, proposal.slate
    findings: tuple[Finding, ...] = ()
    if slate is not None:
        problems = slate_problems(request.council, request.pool, slate)
        if problems:
            raise InputError(problems)
        findings = book.audit(request.council, request.pool, slate)
    return Rejudged(findings, tuple(differences(proposal, findings)))
