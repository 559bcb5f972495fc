"""Proposals: created, listed, read, cancelled, audited; request and answer are encrypted in their job."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from cocau.app.audit_log.entries import ReadAccess, add_entry, log_read, mark_logged
from cocau.app.audits.proposals import list_broken_rules, reaudit
from cocau.app.auth.caller import Caller, build_scope_condition
from cocau.app.db.clock import new_id, now
from cocau.app.db.encryption import Sealed
from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow, JobState, ProposalRow
from cocau.app.jobs.lifecycle import create_job
from cocau.app.jobs.queue import JobQueue
from cocau.app.jobs.task import JobTask
from cocau.app.jobs.tasks.plans import PLAN, dump_plan_input
from cocau.app.permissions import Permission
from cocau.app.services.documents import lock_unless_erased
from cocau.app.services.errors import Erased, NotReady
from cocau.app.services.idempotency import compute_request_digest, find_submission, record_submission
from cocau.app.services.planning.proposal_results import (
    ProposalAggregate,
    has_result,
    is_refused,
    read_refusal,
    record_aggregate,
    record_digest,
    redact_aggregate_for,
    redact_proposal_for,
)
from cocau.app.services.planning.proposal_status import (
    WITHOUT_BODIES,
    ProposalStatus,
    build_status,
    get_proposal_row,
    get_proposal_summary,
)
from cocau.app.services.planning.requests import ProposalCreate, ResolvedRequest, resolve_request
from cocau.app.settings import Settings
from cocau.constraints.record import Record
from cocau.constraints.rules.rule import Finding
from cocau.solver.proposal import Proposal
from cocau.solver.request import PlanRequest

PREFIX = "prp"


@dataclass(frozen=True)
class Services:
    """What services that submit jobs need: the store, the queue, and the operator's settings."""

    store: Store
    line: JobQueue
    settings: Settings


@dataclass(frozen=True)
class Submission:
    """The id of what was created; `find_submission`: it existed already, under the same Idempotency-Key."""

    id: str
    replayed: bool = False


@dataclass(frozen=True)
class Derivation:
    """The proposal that a request is derived from, and the (encrypted) patch."""

    derived_from: str
    patch: Sealed


@dataclass(frozen=True)
class ProposalFilters:
    """Filters of a list of proposals."""

    state: JobState | None = None
    council: str | None = None
    pool: str | None = None
    label: str | None = None


def create_proposal(
    services: Services, caller: Caller, create: ProposalCreate, key: str | None = None
) -> Submission:
    """Create a proposal, or refuse it as a whole.

    Raises:
        Forbidden, Missing, InputError: see `resolve_request`.
        Erased: the pool was, while this was being asked.
        TooMany: too many unfinished jobs of this caller.
        KeyReused: the Idempotency-Key was used for something else.
    """
    caller.require(Permission.ASK)
    digest = "" if key is None else compute_request_digest("proposal", create.model_dump_json())
    with services.store.reading() as session:
        before = find_submission(session, caller, key, digest)
    if before is not None:
        return Submission(before, replayed=True)
    return store_submission(
        services, caller, resolve_request(services.store, caller, services.settings, create), key, digest
    )


def store_submission(
    services: Services,
    caller: Caller,
    resolved: ResolvedRequest,
    key: str | None,
    digest: str,
    lineage: Derivation | None = None,
) -> Submission:
    """Store a resolved request as a job; of two with one key, one is stored.

    Raises:
        Erased: the pool, or what it is derived from, was in the meantime.
        TooMany, KeyReused: see `create_proposal`.
    """
    try:
        made = _accept_job(services, caller, resolved, key, digest, lineage)
    except IntegrityError:
        if key is None:
            raise
        made = _accept_job(services, caller, resolved, key, digest, lineage)
    if not made.replayed:
        mark_logged(
            services.store, caller, ReadAccess("proposal", made.id)
        )  # the entry of its asking is of this hour
        services.line.submit(made.id)
    return made


def _accept_job(
    services: Services,
    caller: Caller,
    resolved: ResolvedRequest,
    key: str | None,
    digest: str,
    lineage: Derivation | None,
) -> Submission:
    text = dump_plan_input(resolved.request, resolved.book)
    ring, which = services.store.ring, new_id(PREFIX)
    with (
        services.line.start_speculatively(which, JobTask(PLAN.name, text)),
        services.store.writing() as session,
    ):
        before = find_submission(session, caller, key, digest)
        if before is not None:
            services.line.drop_speculative(which)
            return Submission(before, replayed=True)
        record_submission(session, caller, key, digest, which)
        session.flush()
        if resolved.references.pool is not None:
            lock_unless_erased(session, resolved.references.pool.ref)
        if (
            lineage is not None
            and get_proposal_row(session, caller, lineage.derived_from, lock=True)[0].erased_at
        ):
            raise Erased(lineage.derived_from)
        job = create_job(
            session,
            ring,
            caller,
            job_id=which,
            kind=PLAN.name,
            text=text,
            seconds=resolved.request.seconds,
            locality=resolved.locality,
            settings=services.settings,
        )
        row = _build_row(caller, resolved, job, lineage)
        if resolved.references.pool is None and services.settings.keep_days:  # nobody else's day to be erased
            row.kept_until = now().date() + timedelta(days=services.settings.keep_days)
        row.request_digest = hashlib.sha256(text.encode()).hexdigest()
        session.add(row)
        add_entry(session, ring, caller, "ask", "proposal", which, digest=row.request_digest)
    return Submission(which)


def _build_row(
    caller: Caller, resolved: ResolvedRequest, job: JobRow, lineage: Derivation | None
) -> ProposalRow:
    of = resolved.references
    return ProposalRow(
        id=job.id,
        label=resolved.label,
        locality=resolved.locality,
        council_id=None if of.council is None else of.council.ref,
        council_version=None if of.council is None else of.council.version,
        pool_id=None if of.pool is None else of.pool.ref,
        pool_version=None if of.pool is None else of.pool.version,
        rulebook_id=None if of.rulebook is None else of.rulebook.ref,
        rulebook_version=None if of.rulebook is None else of.rulebook.version,
        scenario_id=None if of.scenario is None else of.scenario.ref,
        scenario_version=None if of.scenario is None else of.scenario.version,
        derived_from=None if lineage is None else lineage.derived_from,
        patch=None if lineage is None else lineage.patch,
        asked_by=caller.id,
        asked_at=job.asked_at,
        request_digest="",
    )


def get_proposal_status(store: Store, caller: Caller, proposal_id: str) -> ProposalStatus:
    """Return the status of a proposal.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is none, or it is not the caller's.
    """
    caller.require(Permission.READ)
    with store.reading() as session:
        row, job, standing = get_proposal_summary(session, caller, proposal_id)
        unnoted = _is_unrecorded(row, job)
    if unnoted:
        row = record_completion(store, caller, proposal_id)
    return build_status(caller, row, job, standing)


def list_proposals(
    store: Store, caller: Caller, filters: ProposalFilters, *, after: str | None = None, limit: int = 50
) -> list[ProposalStatus]:
    """List up to `limit` proposals in the caller's scope, newest first.

    Only those after the one named `after`.

    Raises:
        Forbidden: the role does not allow it.
    """
    caller.require(Permission.READ)
    chosen = select(ProposalRow, JobRow).where(
        ProposalRow.id == JobRow.id, build_scope_condition(ProposalRow.locality, caller.scope)
    )
    if filters.state is not None:
        chosen = chosen.where(JobRow.state == filters.state)
    if filters.council is not None:
        chosen = chosen.where(ProposalRow.council_id == filters.council)
    if filters.pool is not None:
        chosen = chosen.where(ProposalRow.pool_id == filters.pool)
    if filters.label is not None:
        chosen = chosen.where(col(ProposalRow.label).icontains(filters.label, autoescape=True))
    if after is not None:
        chosen = chosen.where(ProposalRow.id < after)
    with store.reading() as session:
        newest = chosen.order_by(col(ProposalRow.id).desc()).limit(limit)
        rows = session.exec(newest.options(*WITHOUT_BODIES))
        return [build_status(caller, row, job) for row, job in rows]


SMALL_CELL = Settings().small_cell


@dataclass(frozen=True)
class ProposalText:
    """A proposal as this caller may see it: its JSON, and the ETag of these bytes."""

    text: str
    tag: str


def get_proposal_text(
    store: Store, caller: Caller, proposal_id: str, min_count: int = SMALL_CELL
) -> ProposalText:
    """Return the JSON of a proposal, redacted for callers who may not see people.

    Raises:
        Forbidden, Missing: see `get_proposal_status`.
        Erased: only its numbers are left.
        InputError: its computation found that it cannot be planned; seldom, as requests are checked before.
        NotReady: it is still being made, or ended without one.
    """
    of = get_completed_proposal(store, caller, proposal_id)
    log_read(store, caller, ReadAccess("proposal", proposal_id))
    text = redact_proposal_for(caller, of.text, min_count)
    whole = caller.may(Permission.SEE_PEOPLE)
    digest = of.row.proposal_digest if whole else hashlib.sha256(text.encode()).hexdigest()
    return ProposalText(text, f'"{digest}"')


def match_proposal_text(
    store: Store, caller: Caller, status: ProposalStatus, output: str | None
) -> ProposalText | None:
    """Return the text of an output at hand if it is exactly what the caller may see.

    None unless these are the very bytes. `status`: the status as this caller may know it: without a digest,
    it is not whole that they see it.

    `status`: where it stands, as this caller may know it: without a digest, it is not whole that they see it.
    """
    if output is None or status.digest is None or status.erased is not None:
        return None
    if hashlib.sha256(output.encode()).hexdigest() != status.digest:
        return None
    log_read(store, caller, ReadAccess("proposal", status.id))
    return ProposalText(output, f'"{status.digest}"')


@dataclass(frozen=True)
class CompletedProposal:
    """A completed proposal: its row, and its whole JSON, which not every caller may see."""

    row: ProposalRow
    text: str


def get_completed_proposal(store: Store, caller: Caller, proposal_id: str) -> CompletedProposal:
    """Return a completed proposal for further use; its text is not redacted.

    Raises:
        Forbidden, Missing, Erased, InputError, NotReady: see `get_proposal_text`.
    """
    caller.require(Permission.READ)
    with store.reading() as session:
        row, job = get_proposal_row(session, caller, proposal_id)
    if row.erased_at is not None:
        raise Erased(proposal_id)
    if is_refused(job) and caller.may(Permission.SEE_PEOPLE):  # what was wrong is told by people's ids
        raise read_refusal(store.ring, job)
    if not has_result(job) or job.output is None:
        raise NotReady(proposal_id, str(job.state))
    if _is_unrecorded(row, job):
        row = record_completion(store, caller, proposal_id)
    return CompletedProposal(row, store.ring.open(job.output))


def get_aggregate(
    store: Store, caller: Caller, proposal_id: str, min_count: int = SMALL_CELL
) -> ProposalAggregate:
    """Return the numbers of a proposal, small ones suppressed for viewers.

    They stay when the rest is erased.

    Raises:
        Forbidden, Missing, NotReady: see `get_proposal_text`.
    """
    caller.require(Permission.READ)
    with store.reading() as session:
        row, job = get_proposal_row(session, caller, proposal_id)
    if row.aggregate is None and has_result(job):
        with store.writing() as session:
            row, job = get_proposal_row(session, caller, proposal_id, lock=True)
            record_aggregate(session, store.ring, row, job)
    if row.aggregate is None:
        raise NotReady(proposal_id, str(job.state))
    return redact_aggregate_for(caller, ProposalAggregate.model_validate(row.aggregate), min_count)


def cancel_proposal(services: Services, caller: Caller, proposal_id: str) -> ProposalStatus:
    """Cancel a proposal and keep the best slate so far, unless it has ended.

    Raises:
        Forbidden, Missing: see `get_proposal_status`.
    """
    caller.require(Permission.ASK)
    with services.store.writing() as session:
        _, job = get_proposal_row(session, caller, proposal_id, lock=True)
        if not job.state.final and job.cancel_asked_at is None:
            add_entry(session, services.store.ring, caller, "cancel", "proposal", proposal_id)
            services.line.request_cancel(session, proposal_id)
    services.line.cancel(proposal_id)
    return get_proposal_status(services.store, caller, proposal_id)


def _is_unrecorded(row: ProposalRow, job: JobRow) -> bool:
    return row.proposal_digest is None and has_result(job)


def record_completion(store: Store, caller: Caller, proposal_id: str) -> ProposalRow:
    """Record the digest of a proposal that has just been completed."""
    with store.writing() as session:
        row, job = get_proposal_row(session, caller, proposal_id, lock=True)
        record_digest(session, store.ring, row, job)
    return row


class ReauditDifference(Record):
    """Something stored in a proposal that auditing it again does not confirm."""

    what: str
    vi: str
    en: str


class Reaudit(Record):
    """The result of a new audit. `same`: nothing differs from what is stored; `kept`: no must is broken."""

    format: Literal["cocau/again/1"] = "cocau/again/1"
    digest: str
    same: bool
    kept: bool
    findings: tuple[Finding, ...]
    differences: tuple[ReauditDifference, ...]


def reaudit_proposal(store: Store, caller: Caller, proposal_id: str) -> Reaudit:
    """Audit a proposal again, under the rulebook that is stored in it.

    Raises:
        Forbidden: the role does not allow to see people.
        Missing, Erased, NotReady, InputError: see `result`.
    """
    caller.require(Permission.SEE_PEOPLE)
    kept = get_completed_proposal(store, caller, proposal_id)
    proposal = Proposal.model_validate_json(kept.text)
    again = reaudit(proposal)
    return Reaudit(
        digest=f"{kept.row.proposal_digest}",
        same=not again.differences,
        kept=not list_broken_rules(proposal.rulebook, again.findings),
        findings=again.findings,
        differences=tuple(ReauditDifference(what=d.what, vi=d.vi, en=d.en) for d in again.differences),
    )


def get_plan_request(store: Store, caller: Caller, proposal_id: str) -> PlanRequest:
    """Return the resolved request of a proposal.

    Raises:
        Forbidden: the role does not allow to see people.
        Missing: there is none, or it is not the caller's.
        Erased: its request is gone.
    """
    caller.require(Permission.SEE_PEOPLE)
    with store.reading() as session:
        _, job = get_proposal_row(session, caller, proposal_id)
    if job.input is None:
        raise Erased(proposal_id)
    log_read(store, caller, ReadAccess("proposal", proposal_id))
    return PLAN.read(store.ring.open(job.input)).request
