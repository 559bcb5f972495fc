"""A kept proposal judged again, from its own bytes alone: no planner, no newer rulebook."""

from typing import Literal

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.judging import broken, rejudge
from cocau.app.office.proposals import ended
from cocau.app.store import Store
from cocau.constraints.record import Record
from cocau.constraints.rule import Finding
from cocau.solver.proposal import Proposal


class Difference(Record):
    """Something stored in a proposal that judging it again does not confirm."""

    what: str
    vi: str
    en: str


class Again(Record):
    """What a new audit finds. `same`: nothing differs from what is stored; `kept`: no must is broken."""

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
