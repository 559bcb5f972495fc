"""Erasing pools: the people of every version, and whatever was made of them; numbers stay.

What goes, in one transaction with its entries in the trail: the bodies, label and notes of the pool's
versions; of every proposal made from it, and of all derived from those, the request, the proposal, the best
slate so far, the patch it came from, its label, and what approvers wrote; of explanations and what-ifs about
them the same.
What is still being computed is ended there and then: whoever computes it finds nothing to write to.

What stays: that there was a pool, whose and when; the digests of its versions; of each proposal its numbers
without people, its digests and decisions; the trail, which holds ids and digests only.
"""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from app.access.caller import Caller
from app.office.erasing import asked_about, emptied, without_input
from app.office.erasing_documents import empty, erasable
from app.office.pools import POOLS
from app.store import Store
from app.store.moment import now
from app.store.tables import Document, Job, ProposalRow, State, Sweep
from app.trail.entry import entry


def erase(store: Store, caller: Caller, which: str, *, expected: int) -> Document:
    """Erase a pool and what was made of it.

    Raises:
        Forbidden, Missing, Erased, Stale: as `erasing_documents.erase`.
    """
    with store.writing() as session:
        document = erasable(session, caller, POOLS, which, expected)
        empty_pool(store, session, caller, document)
    store.overwrite()
    return document


def empty_pool(store: Store, session: Session, caller: Caller, pool: Document) -> None:
    """Erase a locked pool and what was made of it. `session` writes."""
    empty(store, session, caller, pool)
    made = session.exec(select(ProposalRow).where(ProposalRow.pool_id == pool.id))
    empty_proposals(store, session, caller, made)
    sweeps = session.exec(select(Sweep).where(Sweep.pool_id == pool.id, col(Sweep.erased_at).is_(None)))
    for sweep in sweeps:
        empty_sweep(store, session, caller, sweep)


def empty_proposals(store: Store, session: Session, caller: Caller, rows: Iterable[ProposalRow]) -> None:
    """Erase proposals, and all that were derived from them: a patch keeps near the slate it is made to."""
    waiting, seen = list(rows), set[str]()
    while waiting:
        row = waiting.pop()
        if row.id in seen:
            continue
        seen.add(row.id)
        waiting += session.exec(select(ProposalRow).where(ProposalRow.derived_from == row.id))
        if row.erased_at is None:
            _empty_proposal(store, session, caller, row)


def _empty_proposal(store: Store, session: Session, caller: Caller, row: ProposalRow) -> None:
    job = session.get_one(Job, row.id, with_for_update=True)
    for one in (job, *asked_about(session, row.id)):
        _end(one)
    session.flush()  # what follows reads the jobs again
    emptied(session, store.ring, row, job)
    entry(session, store.ring, caller, "erase", "proposal", row.id, digest=row.proposal_digest)


def empty_sweep(store: Store, session: Session, caller: Caller, sweep: Sweep) -> None:
    """Erase a sweep, its parts ended where they are not over. `session` writes."""
    for job in session.exec(select(Job).where(Job.parent == sweep.id)):
        _end(job)
        without_input(session, job)
    moment = now()
    sweep.erased_at, sweep.base, sweep.label = moment, None, ""
    sweep.ended_at = sweep.ended_at or moment
    entry(session, store.ring, caller, "erase", "sweep", sweep.id)


def _end(job: Job) -> None:
    """A job that is not over is now: the process that computes it looks at its row, and may write no more."""
    if not job.state.final:
        job.state, job.ended_at = State.STOPPED, now()
