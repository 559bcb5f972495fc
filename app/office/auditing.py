"""A kept proposal judged again, from its own bytes alone: no planner, no newer rulebook."""

from typing import Literal

from app.access.caller import Caller
from app.access.roles import May
from app.judging import broken, rejudge
from app.office.proposals import ended
from app.store import Store
from constraints.record import Record
from constraints.rule import Finding
from solver.proposal import Proposal


class Difference(Record):
    """Something stored in a proposal that judging it again does not confirm."""

    what: str
    vi: str
    en: str


class Again(Record):
    """What a new audit finds. `same`: nothing differs from what is stored; `kept`: no standard or must is broken."""

    format: Literal["cocau/again/1"] = "cocau/again/1"
    digest: str
    same: bool
    kept: bool
    findings: tuple[Finding, ...]
    differences: tuple[Difference, ...]


def audit_again(store: Store, caller: Caller, which: str) -> Again:
    """Judge a proposal again, under the rulebook that is stored in it.

    Raises:
        Forbidden: the role does not allow to see people.
        Missing, Erased, NotReady, InputError: see `result`.
    """
    caller.must(May.SEE_PEOPLE)
    kept = ended(store, caller, which)
    proposal = Proposal.model_validate_json(kept.text)
    again = rejudge(proposal)
    return Again(
        digest=f"{kept.row.proposal_digest}",
        same=not again.differences,
        kept=not broken(proposal.rulebook, again.findings),
        findings=again.findings,
        differences=tuple(Difference(what=d.what, vi=d.vi, en=d.en) for d in again.differences),
    )
