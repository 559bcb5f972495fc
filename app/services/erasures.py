"""Erasures of proposals, pools and allocation tables with everything that was made of them; numbers stay.

What goes, in one transaction with its entries in the audit log: the bodies, label and notes of the pool's
versions; of every proposal made from it, and of all derived from those, the request, the proposal, the best
slate so far, the patch it came from, its label, and what approvers wrote; of explanations and what-ifs about
them the same.
What is still being computed is ended there and then: whoever computes it finds nothing to write to.

What stays: that there was a pool, whose and when; the digests of its versions; of each proposal its numbers
without people, its digests and decisions; the audit log, which holds ids and digests only.
"""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from cocau.app.audit_log.entries import add_entry
from cocau.app.auth.caller import Caller
from cocau.app.db.clock import now
from cocau.app.db.encryption import Keyring
from cocau.app.db.engine import Store
from cocau.app.db.models import (
    ApprovalRow,
    BatchRunPoolRow,
    BatchRunRow,
    DocumentRow,
    ExplanationRow,
    JobRow,
    JobState,
    ProgressRow,
    ProposalRow,
    StructurePlanRow,
)
from cocau.app.permissions import Permission
from cocau.app.services.allocation_tables import ALLOCATION_TABLES
from cocau.app.services.documents import clear_document, lock_for_erasure
from cocau.app.services.errors import ActRefused, Erased
from cocau.app.services.planning.approvals import ApprovalContent
from cocau.app.services.planning.proposal_results import record_aggregate, record_digest
from cocau.app.services.planning.proposal_status import ProposalStatus, build_status, get_proposal_row
from cocau.app.services.pools import POOLS


def clear_proposals(store: Store, session: Session, caller: Caller, rows: Iterable[ProposalRow]) -> None:
    """Erase proposals and all that was made of them. `session` writes.

    That is sweeps over them, and what was derived: a patch keeps near the slate it is made to.
    """
    waiting, seen = list(rows), set[str]()
    while waiting:
        row = waiting.pop()
        if row.id in seen:
            continue
        seen.add(row.id)
        waiting += session.exec(select(ProposalRow).where(ProposalRow.derived_from == row.id))
        if row.erased_at is None:
            clear_proposal(store, session, caller, row)
        of_it = select(BatchRunRow).where(
            BatchRunRow.proposal_id == row.id, col(BatchRunRow.erased_at).is_(None)
        )
        for sweep in session.exec(of_it):
            clear_batch_run(store, session, caller, sweep)


def clear_proposal(store: Store, session: Session, caller: Caller, row: ProposalRow) -> None:
    """Erase a proposal and the questions asked about it. `session` writes."""
    job = session.get_one(JobRow, row.id, with_for_update=True)
    for one in (job, *list_question_jobs(session, row.id)):
        stop_job(one)
    session.flush()  # what follows reads the jobs again
    _clear_contents(session, store.ring, row, job)
    add_entry(session, store.ring, caller, "erase", "proposal", row.id, digest=row.proposal_digest)


def clear_batch_run(store: Store, session: Session, caller: Caller, row: BatchRunRow) -> None:
    """Erase a sweep or a programme and stop its batches. `session` writes.

    What was derived from it goes too: the people of most of its councils are the same.
    """
    if row.erased_at is not None:
        return
    lock_batches(session, row.id)
    for job in session.exec(select(JobRow).where(JobRow.parent == row.id)):
        stop_job(job)
        clear_job(session, job)
    moment = now()
    row.erased_at, row.base, row.withdrawal, row.label = moment, None, None, ""
    row.ended_at = row.ended_at or moment
    add_entry(session, store.ring, caller, "erase", row.kind, row.id)
    for derived in session.exec(select(BatchRunRow).where(BatchRunRow.derived_from == row.id)):
        clear_batch_run(store, session, caller, derived)


def lock_batches(session: Session, run_id: str) -> None:
    """Lock the batches of a run before the run itself, in the order in which batches end."""
    session.exec(
        select(JobRow.id).where(JobRow.parent == run_id).order_by(col(JobRow.id)).with_for_update()
    ).all()


def stop_job(job: JobRow) -> None:
    """Stop a job that has not ended; the process that computes it may write no more."""
    if not job.state.final:
        job.state, job.ended_at = JobState.STOPPED, now()


def _clear_contents(session: Session, ring: Keyring, row: ProposalRow, job: JobRow) -> None:
    record_digest(session, ring, row, job)
    record_aggregate(session, ring, row, job)
    row.erased_at = now()
    row.patch, row.label = None, ""
    clear_job(session, job)
    for about in list_question_jobs(session, row.id):
        clear_job(session, about)
    for asked in session.exec(select(ExplanationRow).where(ExplanationRow.proposal_id == row.id)):
        asked.asked = None
    for made in session.exec(select(ApprovalRow).where(ApprovalRow.proposal_id == row.id)):
        made.content = ring.seal(ApprovalContent(document="", reason="").model_dump_json())


def list_question_jobs(session: Session, proposal_id: str) -> list[JobRow]:
    """List the jobs of all questions about a proposal."""
    of_it = select(JobRow).where(JobRow.id == ExplanationRow.id, ExplanationRow.proposal_id == proposal_id)
    return list(session.exec(of_it))


def clear_job(session: Session, job: JobRow) -> None:
    """Clear the input, the output and the best slate of a job."""
    job.input = job.output = None
    standing = session.get(ProgressRow, job.id)
    if standing is not None:
        standing.best = None


def erase_proposal(store: Store, caller: Caller, proposal_id: str) -> ProposalStatus:
    """Erase a proposal with everything that was asked about it.

    If its people were sent with it, nothing else ever erases them: what was derived from it goes too, and
    every sweep over it. Those of a stored pool stay until it is erased.

    If its people were sent with it, nothing else ever erases them: what was derived from it goes too, and
    every sweep over it. Those of a pool that is kept stay until it is erased.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is none, or it is not the caller's.
        Erased: it was erased before.
        ActRefused: it is still being made.
    """
    caller.require(Permission.ERASE)
    with store.writing() as session:
        row, job = get_proposal_row(session, caller, proposal_id, lock=True)
        if row.erased_at is not None:
            raise Erased(proposal_id)
        if not all(one.state.final for one in (job, *list_question_jobs(session, proposal_id))):
            raise ActRefused(
                "Đề xuất, hoặc một giải thích về nó, còn đang được tính; hãy hủy (cancel) hoặc chờ rồi xóa.",
                "The proposal or an explanation of it is still being made; cancel it or wait, then erase it.",
            )
        if row.pool_id is None:
            clear_proposals(store, session, caller, [row])
        else:
            clear_proposal(store, session, caller, row)
    store.truncate_log()
    return build_status(caller, row, job)


def erase_pool(store: Store, caller: Caller, pool_id: str, *, expected: int) -> DocumentRow:
    """Erase a pool and what was made of it.

    Raises:
        Forbidden, Missing, Erased, Stale: as `erasing_documents.erase`.
    """
    with store.writing() as session:
        document = lock_for_erasure(session, caller, POOLS, pool_id, expected)
        clear_pool(store, session, caller, document)
    store.truncate_log()
    return document


def clear_pool(store: Store, session: Session, caller: Caller, pool: DocumentRow) -> None:
    """Erase a locked pool and what was made of it. `session` writes."""
    clear_document(store, session, caller, pool)
    made = session.exec(select(ProposalRow).where(ProposalRow.pool_id == pool.id))
    clear_proposals(store, session, caller, made)
    of_it = select(BatchRunPoolRow.fan_out_id).where(BatchRunPoolRow.pool_id == pool.id)
    over_it = select(BatchRunRow).where(col(BatchRunRow.id).in_(of_it), col(BatchRunRow.erased_at).is_(None))
    for row in session.exec(over_it):
        clear_batch_run(store, session, caller, row)


def erase_allocation_table(store: Store, caller: Caller, table_id: str, *, expected: int) -> DocumentRow:
    """Erase an allocation table and its structure plans; stop what is being computed.

    Raises:
        Forbidden, Missing, Erased, Stale: as `erasing_documents.erase`.
    """
    with store.writing() as session:
        document = lock_for_erasure(session, caller, ALLOCATION_TABLES, table_id, expected)
        clear_document(store, session, caller, document)
        _clear_structure_plans(store, session, caller, table_id)
    store.truncate_log()
    return document


def _clear_structure_plans(store: Store, session: Session, caller: Caller, table_id: str) -> None:
    rows = select(StructurePlanRow).where(
        StructurePlanRow.table_id == table_id, col(StructurePlanRow.erased_at).is_(None)
    )
    for row in session.exec(rows):
        job = session.get_one(JobRow, row.id, with_for_update=True)
        stop_job(job)
        clear_job(session, job)
        row.erased_at = now()
        add_entry(session, store.ring, caller, "erase", "structure", row.id)
