"""Proposals: created, listed, read, cancelled, audited; encrypted in their job."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import col, not_, select

from cocau.app.audit_log.entries import ReadAccess, log_read, mark_logged
from cocau.app.auth.caller import Caller, build_scope_condition
from cocau.app.db.engine import Store, limit_newest
from cocau.app.db.models import JobRow, JobState, ProposalRow
from cocau.app.db.seals import check_digest, open_column, seal_column
from cocau.app.jobs.lifecycle import create_job
from cocau.app.jobs.task import JobTask
from cocau.app.jobs.tasks.plans import PLAN, dump_plan_input
from cocau.app.permissions import Permission
from cocau.app.services.acts import Act, RequestIdentity, begin_read, compute_request_digest
from cocau.app.services.computations import (
    PreparedSubmission,
    Services,
    Submission,
    cancel_job,
    has_result,
    open_result,
    submit,
)
from cocau.app.services.documents import get_default_expiry, lock_unless_erased
from cocau.app.services.errors import Erased, NotReady
from cocau.app.services.planning.proposal_results import (
    ProposalAggregate,
    record_aggregate,
    redact_aggregate_for,
    redact_proposal_for,
)
from cocau.app.services.planning.proposal_status import (
    WITHOUT_BODIES,
    ProposalStatus,
    build_status,
    get_approval_documents,
    get_proposal_row,
    get_proposal_summary,
    record_digest,
)
from cocau.app.services.planning.requests import ProposalCreate, ResolvedRequest, resolve_request
from cocau.solver.request import PlanRequest

PREFIX = "prp"


@dataclass(frozen=True)
class Derivation:
    """The proposal that a request is derived from, and the patch as JSON.

    `tentative`: what comes of it waits to be kept or dropped.
    """

    derived_from: str
    patch: str
    tentative: bool = False


@dataclass(frozen=True)
class ProposalFilters:
    """Filters of a list of proposals."""

    state: JobState | None = None
    council: str | None = None
    pool: str | None = None
    label: str | None = None
    archived: bool | None = None
    starred: bool | None = None


def create_proposal(
    services: Services, caller: Caller, create: ProposalCreate, key: str | None = None
) -> Submission:
    """Create a proposal, or refuse it as a whole.

    Raises:
        Forbidden, Missing, InputError: see `resolve_request`.
        Erased: the pool was, while this was being asked.
        QuotaExceeded: too many unfinished jobs of this caller.
        KeyReused: the Idempotency-Key was used for something else.
    """
    digest = "" if key is None else compute_request_digest("proposal", create.model_dump_json())
    return submit_proposal(
        services,
        caller,
        RequestIdentity(key, digest),
        lambda: prepare_proposal(
            services, resolve_request(services.store, caller, services.settings, create)
        ),
    )


def submit_proposal(
    services: Services,
    caller: Caller,
    request: RequestIdentity,
    prepare: Callable[[], PreparedSubmission],
) -> Submission:
    """Submit a proposal; whoever asked for it is on record for this hour.

    Raises:
        Erased: the pool, or what it is derived from, was in the meantime.
        Forbidden, QuotaExceeded, KeyReused: see `create_proposal`.
    """
    submission = submit(services, caller, request, prepare)
    if not submission.replayed:
        mark_logged(services.store, caller, ReadAccess("proposal", submission.id))
    return submission


def prepare_proposal(
    services: Services, resolved: ResolvedRequest, lineage: Derivation | None = None
) -> PreparedSubmission:
    """Prepare the submission of a resolved request."""
    text = dump_plan_input(resolved.request, resolved.book)
    of, settings = resolved.references, services.settings

    def accept(act: Act, proposal_id: str) -> None:
        if of.pool is not None:
            lock_unless_erased(act.session, of.pool.ref)
        if lineage is not None:
            before, _ = get_proposal_row(act.session, act.caller, lineage.derived_from, lock=True)
            if before.erased_at is not None:
                raise Erased(lineage.derived_from)
        job = create_job(
            act.session,
            act.ring,
            act.caller,
            job_id=proposal_id,
            kind=PLAN.name,
            text=text,
            seconds=resolved.request.seconds,
            locality=resolved.locality,
            settings=settings,
        )
        row = _build_row(act.caller, resolved, job, lineage)
        if of.pool is None:  # a stored pool has its own day of erasure
            row.kept_until = get_default_expiry(settings)
        seal_column(act.ring, row, "patch", None if lineage is None else lineage.patch)
        row.request_digest = hashlib.sha256(text.encode()).hexdigest()
        act.session.add(row)
        act.log("ask", "proposal", proposal_id, digest=row.request_digest)

    return PreparedSubmission(PREFIX, accept, JobTask(PLAN.name, text))


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
        tentative=lineage is not None and lineage.tentative,
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
    with begin_read(store, caller, Permission.READ, single=True) as session:
        row, job, progress = get_proposal_summary(session, caller, proposal_id)
        documents = get_approval_documents(session, store.ring, [row])
        unnoted = _is_unrecorded(row, job)
    if unnoted:
        row = record_completion(store, caller, proposal_id)
    return build_status(caller, row, job, progress, ring=store.ring, documents=documents)


def list_proposals(
    store: Store, caller: Caller, filters: ProposalFilters, *, after: str | None = None, limit: int = 50
) -> list[ProposalStatus]:
    """List up to `limit` proposals in the caller's scope, newest first.

    Only those after the one named `after`.

    Raises:
        Forbidden: the role does not allow it.
    """
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
    if filters.archived is not None:
        unarchived = col(ProposalRow.archived_at).is_(None)
        chosen = chosen.where(not_(unarchived) if filters.archived else unarchived)
    if filters.starred is not None:
        chosen = chosen.where(ProposalRow.starred == filters.starred)
    with begin_read(store, caller, Permission.READ) as session:
        newest = limit_newest(chosen, ProposalRow.id, after, limit).options(*WITHOUT_BODIES)
        rows = list(session.exec(newest))
        documents = get_approval_documents(session, store.ring, [row for row, _ in rows])
    return [build_status(caller, row, job, ring=store.ring, documents=documents) for row, job in rows]


@dataclass(frozen=True)
class ProposalText:
    """A proposal as this caller may see it: its JSON, and the ETag of these bytes."""

    text: str
    tag: str


def get_proposal_text(store: Store, caller: Caller, proposal_id: str) -> ProposalText:
    """Return the JSON of a proposal, redacted for callers who may not see people.

    Raises:
        Forbidden, Missing: see `get_proposal_status`.
        Erased: only its numbers are left.
        InputError: its computation found that it cannot be planned; seldom, as requests are checked before.
        NotReady: it is still being made, or ended without one.
    """
    of = read_completed_proposal(store, caller, proposal_id)
    text = redact_proposal_for(caller, of.text)
    whole = caller.may(Permission.SEE_PEOPLE)
    digest = of.row.proposal_digest if whole else hashlib.sha256(text.encode()).hexdigest()
    return ProposalText(text, f'"{digest}"')


def match_proposal_text(
    store: Store, caller: Caller, status: ProposalStatus, output: str | None
) -> ProposalText | None:
    """Return the text of an output at hand if it is exactly what the caller may see.

    None unless these are the very bytes. `status`: as this caller may know it; without a digest, they may not
    see the whole.
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
    with begin_read(store, caller, Permission.READ) as session:
        row, job = get_proposal_row(session, caller, proposal_id)
    explained = caller.may(Permission.SEE_PEOPLE)  # refusals name people by their ids
    text = open_result(store.ring, job, row.erased_at, explain_refusal=explained, digest=row.proposal_digest)
    if _is_unrecorded(row, job):
        row = record_completion(store, caller, proposal_id)
    return CompletedProposal(row, text)


def read_completed_proposal(store: Store, caller: Caller, proposal_id: str) -> CompletedProposal:
    """Return a completed proposal that is about to be shown, and log the access; not redacted.

    Raises:
        Forbidden, Missing, Erased, InputError, NotReady: see `get_proposal_text`.
    """
    found = get_completed_proposal(store, caller, proposal_id)
    log_read(store, caller, ReadAccess("proposal", proposal_id))
    return found


def get_aggregate(store: Store, caller: Caller, proposal_id: str) -> ProposalAggregate:
    """Return the numbers of a proposal, for viewers only those of the lists.

    They stay when the rest is erased.

    Raises:
        Forbidden, Missing, NotReady: see `get_proposal_text`.
    """
    with begin_read(store, caller, Permission.READ) as session:
        row, job = get_proposal_row(session, caller, proposal_id)
    if row.aggregate is None and has_result(job):
        with store.writing() as session:
            row, job = get_proposal_row(session, caller, proposal_id, lock=True)
            record_aggregate(session, store.ring, row, job)
    if row.aggregate is None:
        raise NotReady(proposal_id, str(job.state))
    return redact_aggregate_for(caller, ProposalAggregate.model_validate(row.aggregate))


def cancel_proposal(services: Services, caller: Caller, proposal_id: str) -> ProposalStatus:
    """Cancel a proposal and keep the best slate so far, unless it has ended.

    Raises:
        Forbidden, Missing: see `get_proposal_status`.
    """
    cancel_job(
        services,
        caller,
        "proposal",
        lambda session: get_proposal_row(session, caller, proposal_id, lock=True)[1],
    )
    return get_proposal_status(services.store, caller, proposal_id)


def _is_unrecorded(row: ProposalRow, job: JobRow) -> bool:
    return row.proposal_digest is None and has_result(job)


def record_completion(store: Store, caller: Caller, proposal_id: str) -> ProposalRow:
    """Record the digest of a proposal that has just been completed."""
    with store.writing() as session:
        row, job = get_proposal_row(session, caller, proposal_id, lock=True)
        record_digest(session, store.ring, row, job)
    return row


def get_plan_request(store: Store, caller: Caller, proposal_id: str) -> PlanRequest:
    """Return the resolved request of a proposal.

    Raises:
        Forbidden: the role does not allow to see people.
        Missing: there is none, or it is not the caller's.
        Erased: its request is gone.
    """
    with begin_read(store, caller, Permission.SEE_PEOPLE) as session:
        row, job = get_proposal_row(session, caller, proposal_id)
    if job.input is None:
        raise Erased(proposal_id)
    text = open_column(store.ring, job, "input")
    if job.state is not JobState.EDITED:  # its digest is that of the request before
        check_digest(store.ring, job, "input", text, row.request_digest)
    log_read(store, caller, ReadAccess("proposal", proposal_id))
    return PLAN.read(text).request
