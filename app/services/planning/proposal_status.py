"""Where a proposal stands: its row and job, its status as the API shows it, the best slate so far."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import Field
from sqlalchemy import bindparam
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from cocau.app.audit_log.entries import ReadAccess, log_read
from cocau.app.auth.caller import Caller
from cocau.app.db.encryption import Keyring
from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow, JobState, ProgressRow, ProposalRow
from cocau.app.jobs.results import BestSlate
from cocau.app.permissions import Permission
from cocau.app.services.errors import Erased, Missing, NotReady
from cocau.app.services.planning.proposal_results import has_result
from cocau.app.services.planning.requests import ProposalReferences, VersionReference
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record
from cocau.solver.proposal import Proposal

_JOB_BODIES: tuple[Any, ...] = (JobRow.input, JobRow.output)
_BODIES: tuple[Any, ...] = (*_JOB_BODIES, ProposalRow.patch, ProposalRow.aggregate)
WITHOUT_JOB_BODIES = tuple(defer(body) for body in _JOB_BODIES)
WITHOUT_BODIES = tuple(defer(body) for body in _BODIES)
"""What is left out where only the standing of a proposal is read: bodies are a thousand times as large."""


_SUMMARY = (
    select(ProposalRow, JobRow, ProgressRow)
    .join(JobRow, col(JobRow.id) == ProposalRow.id)
    .join(ProgressRow, col(ProgressRow.job_id) == ProposalRow.id, isouter=True)
    .where(ProposalRow.id == bindparam("which"))
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
    job = None if row is None else session.get(JobRow, proposal_id, with_for_update=lock or None)
    if row is None or job is None or not caller.can_see(row.locality):
        raise Missing(proposal_id)
    return row, job


def get_proposal_summary(
    session: Session, caller: Caller, proposal_id: str
) -> tuple[ProposalRow, JobRow, ProgressRow | None]:
    """Return a proposal's row, job and progress in one query, without bodies.

    Raises:
        Missing: as `get_proposal_row`.
    """
    one = session.exec(_SUMMARY, params={"which": proposal_id}).first()
    if one is None or not caller.can_see(one[0].locality):
        raise Missing(proposal_id)
    return one


class StatusTimes(Record):
    """The times of a job's events, in UTC; null: not yet, or never."""

    asked: datetime
    started: datetime | None = None
    first_slate: datetime | None = Field(default=None, description="a first slate that breaks no must")
    cancel_asked: datetime | None = None
    ended: datetime | None = None


class StatusProgress(Record):
    """The progress of a search: tier `step` of `steps` and, in its units, the best value and the bound.

    `gap`: the value less the bound; 0: this tier is proven. `elapsed`: seconds of search.
    """

    number: int = Field(description="grows with every change")
    step: int
    steps: int
    value: int | None = None
    bound: int | None = None
    gap: int | None = None
    elapsed: float
    slate: bool = Field(description="whether a best slate so far can be read")


class StatusFailure(Record):
    """The reason why there is no result, in both languages."""

    code: str
    vi: str
    en: str


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


class ProposalStatus(Record):
    """The status of a proposal. `digest`: sha256 of the proposal's bytes, once there are any.

    Both digests, and the numbers of `progress`, are null for whoever may not see people: from a digest a
    small pool can be guessed, and what an aim comes to is counted in people.
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
    links: ProposalLinks


def build_status(
    caller: Caller, row: ProposalRow, job: JobRow, standing: ProgressRow | None = None
) -> ProposalStatus:
    """Build the status of a proposal as this caller may know it."""
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
        progress=build_progress(caller, standing),
        failure=build_failure(job.failure),
        digest=row.proposal_digest if whole else None,
        erased=row.erased_at,
        kept_until=None if row.kept_until is None else row.kept_until.isoformat(),
        links=build_links(row.id),
    )


def build_progress(caller: Caller, standing: ProgressRow | None) -> StatusProgress | None:
    """Build the progress of a job without its slate.

    Its numbers are left out for callers who may not see people.
    """
    if standing is None:
        return None
    told = caller.may(Permission.SEE_PEOPLE)
    known = told and standing.value is not None and standing.bound is not None
    return StatusProgress(
        number=standing.number,
        step=standing.step,
        steps=standing.steps,
        value=standing.value if told else None,
        bound=standing.bound if told else None,
        gap=(standing.value or 0) - (standing.bound or 0) if known else None,
        elapsed=standing.elapsed,
        slate=standing.best is not None,
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


def build_times(job: JobRow) -> StatusTimes:
    """Build the times of a job's events."""
    return StatusTimes(
        asked=job.asked_at,
        started=job.started_at,
        first_slate=job.first_slate_at,
        cancel_asked=job.cancel_asked_at,
        ended=job.ended_at,
    )


def _build_reference(ref: str | None, version: int | None) -> VersionReference | None:
    return None if ref is None or version is None else VersionReference(ref=ref, version=version)


def build_failure(failure: dict[str, Any] | None) -> StatusFailure | None:
    """Build the failure of a job, if it failed."""
    if failure is None:
        return None
    return StatusFailure(code=failure["code"], vi=failure["vi"], en=failure["en"])


class BestSoFar(Record):
    """A slate that breaks no must. `final`: no better one will come; `proven`: no better one exists."""

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
        Missing, Erased: see `result`.
        NotReady: no slate is known yet, or none came of it.
    """
    caller.require(Permission.SEE_PEOPLE)
    with store.reading() as session:
        row, job = get_proposal_row(session, caller, proposal_id)
        standing = session.get(ProgressRow, proposal_id)
    if row.erased_at is not None:
        raise Erased(proposal_id)
    if job.output is not None and has_result(job):
        slate = Proposal.model_validate_json(store.ring.open(job.output)).slate
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
        Forbidden, Missing: see `status`.
    """
    caller.require(Permission.READ)
    with store.reading() as session:
        row, job, standing = get_proposal_summary(session, caller, proposal_id)
    slate = open_slate(store.ring, standing) if caller.may(Permission.SEE_PEOPLE) else None
    if slate is not None:
        log_read(store, caller, ReadAccess("proposal", proposal_id))
    return ProposalSnapshot(build_status(caller, row, job, standing), slate)


def open_slate(ring: Keyring, standing: ProgressRow | None) -> Slate | None:
    """Decrypt the best slate so far, if there is one."""
    if standing is None or standing.best is None:
        return None
    return BestSlate.model_validate_json(ring.open(standing.best)).slate
