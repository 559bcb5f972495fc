"""Where a proposal stands: row, job and digest, status as in the API, best slate so far."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field
from sqlalchemy import bindparam
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from cocau.app.audit_log.entries import ReadAccess, log_read
from cocau.app.audit_log.records import check_record
from cocau.app.auth.caller import Caller
from cocau.app.db.encryption import Keyring
from cocau.app.db.engine import Store
from cocau.app.db.models import ApprovalDecision, ApprovalRow, JobRow, JobState, ProgressRow, ProposalRow
from cocau.app.db.seals import open_column
from cocau.app.jobs.lifecycle import WITHOUT_JOB_BODIES
from cocau.app.jobs.results import BestSlate
from cocau.app.permissions import Permission
from cocau.app.services.acts import begin_read
from cocau.app.services.computations import (
    StatusFailure,
    StatusProgress,
    StatusTimes,
    build_failure,
    build_progress,
    build_times,
    has_result,
    open_result,
)
from cocau.app.services.errors import Erased, Missing, NotReady
from cocau.app.services.planning.requests import ProposalReferences, VersionReference
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record
from cocau.solver.proposal import Proposal

_BODIES: tuple[Any, ...] = (ProposalRow.patch, ProposalRow.aggregate)
WITHOUT_BODIES = (*WITHOUT_JOB_BODIES, *(defer(body) for body in _BODIES))

_SUMMARY = (
    select(ProposalRow, JobRow, ProgressRow)
    .join(JobRow, col(JobRow.id) == ProposalRow.id)
    .join(ProgressRow, col(ProgressRow.job_id) == ProposalRow.id, isouter=True)
    .where(ProposalRow.id == bindparam("proposal_id"))
    .options(*WITHOUT_BODIES)
)
"""Put together once: it is what is read most often."""


def get_proposal_row(
    session: Session, caller: Caller, proposal_id: str, *, lock: bool = False
) -> tuple[ProposalRow, JobRow]:
    """Return the row and the job of a proposal in the caller's scope.

    Raises:
        Missing: there is none, or it is not the caller's.
    """
    row = session.get(ProposalRow, proposal_id, with_for_update=lock or None)
    if row is None or not caller.can_see(row.locality):
        raise Missing(proposal_id)  # before anything else is asked: the time would tell that it is there
    job = session.get(JobRow, proposal_id, with_for_update=lock or None)
    if job is None:
        raise Missing(proposal_id)
    if lock:
        check_record(session, "proposal", proposal_id)
    return row, job


def lock_proposal(session: Session, caller: Caller, proposal_id: str) -> ProposalRow:
    """Lock a proposal that is not to be changed, against its erasure; without its bodies.

    Raises:
        Missing: as `get_proposal_row`.
    """
    without = [defer(body) for body in _BODIES]
    row = session.get(ProposalRow, proposal_id, with_for_update=True, options=without)
    if row is None or not caller.can_see(row.locality):
        raise Missing(proposal_id)
    return row


def get_proposal_summary(
    session: Session, caller: Caller, proposal_id: str
) -> tuple[ProposalRow, JobRow, ProgressRow | None]:
    """Return a proposal's row, job and progress in one query, without bodies.

    Raises:
        Missing: as `get_proposal_row`.
    """
    one = session.exec(_SUMMARY, params={"proposal_id": proposal_id}).first()
    if one is None or not caller.can_see(one[0].locality):
        raise Missing(proposal_id)
    return one


def record_digest(
    session: Session, ring: Keyring, row: ProposalRow, job: JobRow, text: str | None = None
) -> None:
    """Record the digest of a proposal unless it is recorded already. `session` writes.

    Whoever asked waits for this: the numbers are counted later, see `record_aggregate`.
    """
    if row.proposal_digest is not None or not has_result(job):
        return
    text = open_column(ring, job, "output") if text is None else text
    row.proposal_digest = hashlib.sha256(text.encode()).hexdigest()
    session.add(row)
    if job.state not in PROVEN:
        _record_gap(session, row.id, Proposal.model_validate_json(text))


PROVEN = (JobState.OPTIMAL, JobState.CONFLICT)
"""Nothing is left open in these."""


def _record_gap(session: Session, proposal_id: str, proposal: Proposal) -> None:
    """Record the gap of the first open tier where a search did not prove everything."""
    standing = session.get(ProgressRow, proposal_id)
    aims = sorted(proposal.aims, key=lambda aim: aim.priority)
    tiers = [*((m.value, m.bound) for m in proposal.moved), *((a.tier_value, a.tier_bound) for a in aims)]
    gap = next(((value, bound) for value, bound in tiers if value != bound), None)
    if standing is not None and gap is not None:
        standing.value, standing.bound = gap
        session.add(standing)


def complete_proposal(session: Session, ring: Keyring, job: JobRow, output: str | None) -> None:
    """Record the digest of a proposal whose job has ended."""
    row = session.get(ProposalRow, job.id)
    if row is not None:
        record_digest(session, ring, row, job, output)


class ProposalStanding(StrEnum):
    """A proposal's standing in its office; `tentative`: an adjustment not kept or dropped yet."""

    DRAFT = "draft"
    TENTATIVE = "tentative"
    APPROVED = "approved"
    RETURNED = "returned"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


def get_standing(row: ProposalRow) -> ProposalStanding:
    """Return what a proposal is to its office: withdrawn before superseded before decided."""
    if row.withdrawn_at is not None:
        return ProposalStanding.WITHDRAWN
    if row.superseded_by is not None:
        return ProposalStanding.SUPERSEDED
    if row.decision is not None:
        return ProposalStanding(row.decision)
    return ProposalStanding.TENTATIVE if row.tentative else ProposalStanding.DRAFT


class ApprovalContent(Record):
    """The encrypted part of a decision. `outdated_reason`: why although it was out of date."""

    document: str
    reason: str
    outdated_reason: str = ""


def get_approval_documents(session: Session, ring: Keyring, rows: Collection[ProposalRow]) -> dict[str, str]:
    """Return number and day of the paper decision of each approved proposal that has one."""
    approved = [row.id for row in rows if row.decision is ApprovalDecision.APPROVED]
    if not approved:
        return {}
    approvals = select(ApprovalRow).where(
        col(ApprovalRow.proposal_id).in_(approved), ApprovalRow.decision == ApprovalDecision.APPROVED
    )
    found = session.exec(approvals.order_by(col(ApprovalRow.id)))
    return {
        row.proposal_id: ApprovalContent.model_validate_json(open_column(ring, row, "content")).document
        for row in found
    }


class ProposalLinks(Record):
    """The addresses of a proposal's parts."""

    self: str  # the usual name of this link
    proposal: str
    best: str
    events: str
    cancel: str
    derived: str
    lineage: str
    explanations: str
    approvals: str
    audit: str
    news: str


class ProposalStatus(Record):
    """The status of a proposal. `digest`: sha256 of the proposal's bytes, once there are any.

    Both digests, and the numbers of `progress`, are null for whoever may not see people: from a digest a
    small pool can be guessed, and what an aim comes to is counted in people. So are `document` and `note`.
    """

    id: str
    state: JobState
    label: str
    locality: str
    asked_by: str
    moments: StatusTimes
    derived_from: str | None = None
    references: ProposalReferences = ProposalReferences()
    request_digest: str | None = None
    progress: StatusProgress | None = None
    failure: StatusFailure | None = None
    digest: str | None = None
    erased: datetime | None = None
    kept_until: str | None = None
    standing: ProposalStanding = ProposalStanding.DRAFT
    document: str | None = Field(default=None, description="number and day of the approval on paper")
    superseded_by: str | None = None
    unlawful: bool = Field(default=False, description="changed by hand, and breaks a must: never approved")
    starred: bool = False
    archived: bool = False
    note: str | None = None
    links: ProposalLinks


def build_status(
    caller: Caller,
    row: ProposalRow,
    job: JobRow,
    progress: ProgressRow | None = None,
    *,
    ring: Keyring | None = None,
    documents: Mapping[str, str] | None = None,
) -> ProposalStatus:
    """Build the status of a proposal as this caller may know it.

    `ring`: opens its note; `documents`: see `get_approval_documents`.
    """
    whole = caller.may(Permission.SEE_PEOPLE)
    return ProposalStatus(
        id=row.id,
        state=job.state,
        label=row.label,
        locality=row.locality,
        asked_by=row.asked_by,
        moments=build_times(job),
        derived_from=row.derived_from,
        references=build_references(row),
        request_digest=row.request_digest if whole else None,
        progress=build_progress(caller, progress),
        failure=build_failure(job.failure),
        digest=row.proposal_digest if whole else None,
        erased=row.erased_at,
        kept_until=None if row.kept_until is None else row.kept_until.isoformat(),
        standing=get_standing(row),
        document=(documents or {}).get(row.id) or None if whole else None,
        superseded_by=row.superseded_by,
        unlawful=row.unlawful,
        starred=row.starred,
        archived=row.archived_at is not None,
        note=open_column(ring, row, "note") if whole and ring is not None and row.note is not None else None,
        links=build_links(row.id),
    )


def build_references(row: ProposalRow) -> ProposalReferences:
    """Build the references of a proposal."""
    return ProposalReferences(
        council=_build_reference(row.council_id, row.council_version),
        pool=_build_reference(row.pool_id, row.pool_version),
        rulebook=_build_reference(row.rulebook_id, row.rulebook_version),
        scenario=_build_reference(row.scenario_id, row.scenario_version),
    )


def build_links(proposal_id: str) -> ProposalLinks:
    """Build the links to the parts of a proposal."""
    own = f"/v1/proposals/{proposal_id}"
    parts = {name: f"{own}/{name}" for name in ProposalLinks.model_fields if name != "self"}
    return ProposalLinks(self=own, **parts)


def _build_reference(ref: str | None, version: int | None) -> VersionReference | None:
    return None if ref is None or version is None else VersionReference(ref=ref, version=version)


class BestSoFar(Record):
    """A slate that breaks no must; `final`: no better will come, `proven`: none exists."""

    state: JobState
    final: bool
    proven: bool
    progress: StatusProgress | None = None
    slate: Slate


@dataclass(frozen=True)
class ProposalSnapshot:
    """A look at a proposal: its status, and the best slate so far where the caller may see it."""

    status: ProposalStatus
    slate: Slate | None


def get_best_so_far(store: Store, caller: Caller, proposal_id: str) -> BestSoFar:
    """Return the best slate so far, or the slate of a completed proposal.

    Raises:
        Forbidden: the role does not allow to see people.
        Missing, Erased: see `get_proposal_text`.
        NotReady: no slate is known yet, or none came of it.
    """
    with begin_read(store, caller, Permission.SEE_PEOPLE) as session:
        row, job = get_proposal_row(session, caller, proposal_id)
        standing = session.get(ProgressRow, proposal_id)
    if row.erased_at is not None:
        raise Erased(proposal_id)
    if job.output is not None and has_result(job):
        text = open_result(store.ring, job, digest=row.proposal_digest)
        slate = Proposal.model_validate_json(text).slate
    else:
        slate = open_slate(store.ring, standing)
    if slate is None:
        raise NotReady(proposal_id, str(job.state))
    log_read(store, caller, ReadAccess("proposal", proposal_id))
    return BestSoFar(
        state=job.state,
        final=job.state.final,
        proven=job.state is JobState.OPTIMAL,
        progress=build_progress(caller, standing),
        slate=slate,
    )


def get_snapshot(store: Store, caller: Caller, proposal_id: str) -> ProposalSnapshot:
    """Return the status and the best slate so far of a proposal that is being followed.

    Raises:
        Forbidden, Missing: see `get_proposal_status`.
    """
    with begin_read(store, caller, Permission.READ) as session:
        row, job, standing = get_proposal_summary(session, caller, proposal_id)
    slate = open_slate(store.ring, standing) if caller.may(Permission.SEE_PEOPLE) else None
    if slate is not None:
        log_read(store, caller, ReadAccess("proposal", proposal_id))
    return ProposalSnapshot(build_status(caller, row, job, standing, ring=store.ring), slate)


def open_slate(ring: Keyring, standing: ProgressRow | None) -> Slate | None:
    """Decrypt the best slate so far, if there is one."""
    if standing is None or standing.best is None:
        return None
    return BestSlate.model_validate_json(open_column(ring, standing, "best")).slate
