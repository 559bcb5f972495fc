"""Erasures of proposals, pools and tables with all made of them; numbers stay.

Erased, in one transaction with its entries in the audit log: bodies, label and notes of
the pool's versions; for each proposal made from it or derived from those, the request,
the proposal, the best slate so far, its patch and label, and what approvers wrote; the
same for explanations and what-ifs; counted results entered for such a proposal, and the
term after them. Running computations are ended at once and have nothing left to write
to.

Kept: that there was a pool, its owner and time; digests of its versions; for each
proposal its numbers without people, digests and decisions; the audit log, which holds
only ids and digests.
"""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from cocau.app.auth.caller import Caller
from cocau.app.db.clock import now
from cocau.app.db.engine import Store
from cocau.app.db.models import (
    BACKGROUND_TURN,
    ApprovalRow,
    BatchRunPoolRow,
    BatchRunRow,
    DocumentKind,
    DocumentRow,
    ExplanationRow,
    JobRow,
    JobState,
    ProgressRow,
    ProposalRow,
    SlateEditRow,
    StructurePlanRow,
    VersionRow,
)
from cocau.app.db.seals import open_column, seal_column
from cocau.app.permissions import Permission
from cocau.app.services.acts import Act, begin_erasure
from cocau.app.services.documents import clear_document, erase_document, select_documents_about
from cocau.app.services.errors import ActRefused, Erased
from cocau.app.services.planning.proposal_results import record_aggregate
from cocau.app.services.planning.proposal_status import (
    ApprovalContent,
    ProposalStatus,
    build_status,
    get_proposal_row,
    record_digest,
)
from cocau.app.services.pools import POOLS
from cocau.constraints.results.counts import ElectionResults


def clear_proposals(act: Act, rows: Iterable[ProposalRow]) -> None:
    """Erase proposals and all that was made of them.

    That is sweeps over them, and what was derived: a patch keeps near the slate it is made to.
    """
    waiting, seen = list(rows), set[str]()
    while waiting:
        row = waiting.pop()
        if row.id in seen:
            continue
        seen.add(row.id)
        waiting += act.session.exec(select(ProposalRow).where(ProposalRow.derived_from == row.id))
        if row.erased_at is None:
            clear_proposal(act, row)
        of_it = select(BatchRunRow).where(
            BatchRunRow.proposal_id == row.id, col(BatchRunRow.erased_at).is_(None)
        )
        for sweep in act.session.exec(of_it):
            clear_batch_run(act, sweep)


def clear_proposal(act: Act, row: ProposalRow) -> None:
    """Erase a proposal and the questions asked about it."""
    job = act.session.get_one(JobRow, row.id, with_for_update=True)
    for one in (job, *list_question_jobs(act.session, row.id)):
        stop_job(one)
    act.session.flush()  # what follows reads the jobs again
    _clear_contents(act, row, job)
    clear_results(act, row)
    act.log("erase", "proposal", row.id, digest=row.proposal_digest)


def clear_results(act: Act, row: ProposalRow) -> None:
    """Erase the counted results of a proposal and the term after them: both name its people."""
    if row.council_id is None:
        return
    for document in act.session.exec(select_documents_about(DocumentKind.RESULTS, row.council_id)):
        newest = None
        for version in act.session.exec(select(VersionRow).where(VersionRow.document_id == document.id)):
            if version.body is None or _get_proposal(act, version) != row.id:
                continue
            version.body, version.note = None, ""
            newest = version.number if version.number == document.version else newest
        if newest is not None:
            clear_document(act, document)
            for term in act.session.exec(select_documents_about(DocumentKind.TERM, row.council_id)):
                clear_document(act, term)


def _get_proposal(act: Act, version: VersionRow) -> str:
    return ElectionResults.model_validate_json(open_column(act.ring, version, "body")).proposal


def clear_batch_run(act: Act, row: BatchRunRow) -> None:
    """Erase a sweep or a programme and stop its batches.

    What was derived from it goes too: the people of most of its councils are the same.
    """
    if row.erased_at is not None:
        return
    lock_batches(act.session, row.id)
    for job in act.session.exec(select(JobRow).where(JobRow.parent == row.id)):
        stop_job(job)
        clear_job(act.session, job)
    moment = now()
    row.erased_at, row.base, row.withdrawal, row.label = moment, None, None, ""
    row.ended_at = row.ended_at or moment
    act.log("erase", row.kind, row.id)
    for derived in act.session.exec(select(BatchRunRow).where(BatchRunRow.derived_from == row.id)):
        clear_batch_run(act, derived)


def lock_batches(session: Session, run_id: str) -> None:
    """Lock the batches of a run before the run itself, in the order in which batches end."""
    session.exec(
        select(JobRow.id).where(JobRow.parent == run_id).order_by(col(JobRow.id)).with_for_update()
    ).all()


def stop_job(job: JobRow) -> None:
    """Stop a job that has not ended; the process that computes it may write no more."""
    if not job.state.final:
        job.state, job.ended_at = JobState.STOPPED, now()


def _clear_contents(act: Act, row: ProposalRow, job: JobRow) -> None:
    record_digest(act.session, act.ring, row, job)
    record_aggregate(act.session, act.ring, row, job)
    row.erased_at = now()
    row.patch, row.note, row.label = None, None, ""
    clear_job(act.session, job)
    for about in list_question_jobs(act.session, row.id):
        clear_job(act.session, about)
    for edit in act.session.exec(select(SlateEditRow).where(SlateEditRow.proposal_id == row.id)):
        act.session.delete(edit)
    for asked in act.session.exec(select(ExplanationRow).where(ExplanationRow.proposal_id == row.id)):
        asked.asked = None
    for approval in act.session.exec(select(ApprovalRow).where(ApprovalRow.proposal_id == row.id)):
        emptied = ApprovalContent(document="", reason="").model_dump_json()
        seal_column(act.ring, approval, "content", emptied)


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

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is none, or it is not the caller's.
        Erased: it was erased before.
        ActRefused: it is still being made.
    """
    with begin_erasure(store, caller, Permission.ERASE) as act:
        row, job = get_proposal_row(act.session, caller, proposal_id, lock=True)
        if row.erased_at is not None:
            raise Erased(proposal_id)
        asked = (one for one in list_question_jobs(act.session, proposal_id) if one.turn != BACKGROUND_TURN)
        if not all(one.state.final for one in (job, *asked)):
            raise ActRefused(
                "Đề xuất, hoặc một giải thích về nó, còn đang được tính; hãy hủy (cancel) hoặc chờ rồi xóa.",
                "The proposal or an explanation of it is still being made; cancel it or wait, then erase it.",
            )
        if row.pool_id is None:
            clear_proposals(act, [row])
        else:
            clear_proposal(act, row)
    return build_status(caller, row, job)


def erase_pool(store: Store, caller: Caller, pool_id: str, *, expected: int) -> DocumentRow:
    """Erase a pool and what was made of it.

    Raises:
        Forbidden, Missing, Erased, Stale: as `erase_document`.
    """
    return erase_document(store, caller, POOLS, pool_id, expected=expected, clear=clear_pool)


def clear_pool(act: Act, pool: DocumentRow) -> None:
    """Erase a locked pool and what was made of it."""
    clear_document(act, pool)
    proposals = act.session.exec(select(ProposalRow).where(ProposalRow.pool_id == pool.id))
    clear_proposals(act, proposals)
    of_it = select(BatchRunPoolRow.fan_out_id).where(BatchRunPoolRow.pool_id == pool.id)
    over_it = select(BatchRunRow).where(col(BatchRunRow.id).in_(of_it), col(BatchRunRow.erased_at).is_(None))
    for row in act.session.exec(over_it):
        clear_batch_run(act, row)


def clear_allocation_table(act: Act, table: DocumentRow) -> None:
    """Erase a locked allocation table and its structure plans, and stop those being computed."""
    clear_document(act, table)
    rows = select(StructurePlanRow).where(
        StructurePlanRow.table_id == table.id, col(StructurePlanRow.erased_at).is_(None)
    )
    for row in act.session.exec(rows):
        job = act.session.get_one(JobRow, row.id, with_for_update=True)
        stop_job(job)
        clear_job(act.session, job)
        row.erased_at = now()
        act.log("erase", "structure", row.id)
