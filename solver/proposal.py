"""A proposal: request, rules, result, and everything needed to audit it again."""

import hashlib
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any, Literal

from pydantic import Field

from cocau.constraints.checks.clashes import Clash, find_clashes
from cocau.constraints.checks.remarks import PersonRemark, find_remarks, list_full_time_without_post
from cocau.constraints.errors import AuditDisagreesError
from cocau.constraints.model.selectors import Selector, list_structures
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import CanonicalRecord, Record, dump_bytes
from cocau.constraints.rulebook import Departure, Rulebook
from cocau.constraints.rules.rule import Finding, Strength, Verdict
from cocau.solver.interchangeable_people import InterchangeablePeople
from cocau.solver.outcome import Tier
from cocau.solver.request import PlanRequest
from cocau.solver.slate_differences import PersonMove


class NearestMiss(Record):
    """How near one rule of a conflict comes to holding, on a slate that keeps all the others.

    As near is the planner's measure: what the rows of the rule are missed by, together.
    """

    rule: str
    finding: Finding
    slate: Slate


class DescribedPeople(Record):
    """The people of the pool whom members of a conflict count by one description.

    `barred`: standard -> those of them who miss it; `out`: those whom a pin of the conflict keeps off;
    `left`: everybody else.
    """

    who: Selector
    members: tuple[str, ...]
    left: tuple[str, ...]
    barred: dict[str, tuple[str, ...]] = {}
    out: tuple[str, ...] = ()

    @property
    def people(self) -> int:
        """Return how many people the description fits."""
        barred = {i for ids in self.barred.values() for i in ids}
        return len({*self.left, *self.out, *barred})


class WantedHolders(Record):
    """People whom a member needs in these posts, and whom other members keep out of them.

    `excluded`: member -> those whom it alone keeps out; `barred`: standard -> those who pass all members and
    miss it; `left`: those whom nothing keeps out.
    """

    posts: tuple[str, ...]
    member: str
    need: int
    people: tuple[str, ...]
    excluded: dict[str, tuple[str, ...]] = {}
    barred: dict[str, tuple[str, ...]] = {}
    left: tuple[str, ...] = ()


class ProposalOutcome(StrEnum):
    """The three outcomes of planning; `edited`: the slate was changed by hand afterwards."""

    SOLVED = "solved"
    CONFLICT = "conflict"
    OUT_OF_TIME = "out_of_time"
    EDITED = "edited"


class RuleConflict(Record):
    """Rules and pins that cannot hold together.

    `irreducible`: without any one of them the rest can hold; `smallest`: no other conflict has fewer.
    `confirmed_by` names the engines that each found it impossible, or the first one and ``certificate``: an
    exact proof was checked without any engine. What makes it so: how near each rule comes while the others
    hold (where it was found out in time), and who there is for what they ask.
    """

    rules: tuple[str, ...]
    pins: tuple[str, ...] = ()
    irreducible: bool
    smallest: bool
    confirmed_by: tuple[str, ...]
    nearest: tuple[NearestMiss, ...] = ()
    described: tuple[DescribedPeople, ...] = ()
    wanted: tuple[WantedHolders, ...] = ()

    @property
    def members(self) -> tuple[str, ...]:
        """Return the rules, then the pins."""
        return (*self.rules, *self.pins)

    @property
    def alone(self) -> bool:
        """Return whether one rule or pin alone is impossible, in conflict with no other."""
        return len(self.rules) + len(self.pins) == 1


class AimResult(Record):
    """One aim after planning. `blocked_by`: what keeps it from holding, if it is missed.

    `tier_value` and `tier_bound` are the least shortfall of all aims of this priority together, in the
    planner's units, and what was proven impossible to beat; equal where the optimum is proven.
    """

    rule: str
    priority: int
    missed: bool
    tier_value: int
    tier_bound: int
    blocked_by: RuleConflict | None = None

    @property
    def proven(self) -> bool:
        """Return whether nothing better exists without giving up an earlier aim."""
        return self.tier_value == self.tier_bound


class MoveTotal(Record):
    """How many moves against the slate to stay near: `what` is one of `MOVE_TIERS`.

    `bound` was proven impossible to beat without more moves of a sort named before it.
    """

    what: str
    value: int
    bound: int

    @property
    def proven(self) -> bool:
        """Return whether fewer moves are impossible."""
        return self.value == self.bound


class Provenance(Record):
    """What a proposal was made with: versions, and sha256 digests of the input."""

    cocau: str
    engines: dict[str, str]
    rulebook_digest: str
    council_digest: str
    pool_digest: str
    slate_digest: str | None = Field(default=None, description="of the slate, if there is one")
    digest: str | None = Field(
        default=None, description="of all that was asked and answered; null in older files"
    )


class Proposal(CanonicalRecord):
    """One answer, complete: it can be judged again years later from this value alone."""

    format: Literal["cocau/proposal/1"] = "cocau/proposal/1"
    outcome: ProposalOutcome
    departures: tuple[Departure, ...] = ()
    request: PlanRequest
    barred: dict[str, tuple[str, ...]] = Field(default_factory=dict, description="standard -> who misses it")
    slate: Slate | None = None
    findings: tuple[Finding, ...] = ()
    aims: tuple[AimResult, ...] = ()
    moved: tuple[MoveTotal, ...] = Field(default=(), description="against the slate to stay near")
    differences: tuple[PersonMove, ...] = Field(default=(), description="the same, person by person")
    clashes: tuple[Clash, ...] = Field(default=(), description="of two clauses, whatever the slate")
    remarks: tuple[PersonRemark, ...] = Field(
        default=(), description="on people of the slate; no rule's verdict"
    )
    structures: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="everybody on a list -> the structures that he or she combines"
    )
    conflict: RuleConflict | None = None
    open_tier: tuple[str, ...] = Field(default=(), description="aims at which time ran out")
    interchangeable: tuple[InterchangeablePeople, ...] = ()
    rulebook: Rulebook
    provenance: Provenance

    def __repr_args__(self) -> Iterator[tuple[str, object]]:
        yield "outcome", self.outcome.value
        yield "council", self.request.council.id
        if self.slate is not None:
            yield "deputies", len(self.slate.deputies)
            yield "candidates", len(self.slate.listed)
        yield "missed", sum(aim.missed for aim in self.aims)


def get_proven_tiers(proposal: Proposal) -> tuple[Tier, ...]:
    """Return the tiers of a proposal as proven, moves first; empty without a slate.

    Without the wishes that come after all others: what more is asked of a proposal leaves them out.
    """
    moved = [Tier((m.what,), m.value, m.bound) for m in proposal.moved]
    by_priority: dict[int, list[str]] = {}
    reached: dict[int, tuple[int, int]] = {}
    for aim in proposal.aims:
        if proposal.rulebook.by_id[aim.rule].after_all:
            continue
        by_priority.setdefault(aim.priority, []).append(aim.rule)
        reached[aim.priority] = (aim.tier_value, aim.tier_bound)
    aims: Sequence[Tier] = [Tier(tuple(by_priority[p]), *reached[p]) for p in sorted(by_priority)]
    return (*moved, *aims)


def compute_proposal_digest(proposal: Proposal) -> str:
    """Return the sha256 of a whole proposal but for this digest itself.

    Fields that have their default are left out: one that a later version adds changes nothing.
    """
    made = proposal.provenance.replace_unvalidated(digest=None)
    whole = dump_bytes(proposal.replace_unvalidated(provenance=made), exclude_defaults=True)
    return hashlib.sha256(whole).hexdigest()


def add_digest(proposal: Proposal) -> Proposal:
    """Return a finished proposal with its digest."""
    made = proposal.provenance.replace_unvalidated(digest=compute_proposal_digest(proposal))
    return proposal.replace_unvalidated(provenance=made)


def audit_lawful_slate(request: PlanRequest, book: Rulebook, slate: Slate, label: str) -> tuple[Finding, ...]:
    """Audit a slate and return every finding; refuse one that breaks a must or a standard.

    The last gate before anybody sees it. `label`: how an error calls the slate.

    Raises:
        AuditDisagreesError: a must or a standard is broken; a defect of ours.
    """
    findings = book.audit(request.council, request.pool, slate)
    if broken := list_broken_musts(book, findings):
        raise AuditDisagreesError(f"{label} breaks {', '.join(broken)}")
    return findings


def list_broken_musts(book: Rulebook, findings: Sequence[Finding]) -> list[str]:
    """List the musts and standards that are broken; `findings`: on every rule of the book."""
    return [
        finding.rule
        for rule, finding in zip(book.rules, findings, strict=True)
        if rule.strength is not Strength.AIM and finding.verdict is Verdict.BROKEN
    ]


def describe_people(request: PlanRequest, book: Rulebook, slate: Slate) -> dict[str, Any]:
    """Return the fields that follow from who is on the slate: clashes, remarks, structures."""
    council, pool = request.council, request.pool
    return {
        "clashes": find_clashes(book, council, list_full_time_without_post(pool, slate)),
        "remarks": find_remarks(book, council, pool, slate),
        "structures": {i: list_structures(pool.by_id[i], council.election_day) for i in sorted(slate.listed)},
    }
