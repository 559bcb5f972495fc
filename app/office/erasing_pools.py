"""Erasing pools: the people of every version, and whatever was made of them; numbers stay.

What goes, in one transaction with its entries in the trail: the bodies, label and notes of the pool's versions;
of every proposal made from it, and of all derived from those, the request, the proposal, the best slate so far,
the patch it came from, its label, and what approvers wrote; of explanations and what-ifs about them the same.
What is still being computed is ended there and then: whoever computes it finds nothing to write to.

What stays: that there was a pool, whose and when; the digests of its versions; of each proposal its numbers
without people, its digests and decisions; the trail, which holds ids and digests only.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.access.caller import Caller
from app.jobs.accepting import UNFINISHED
from app.office.documents import empty, erasable
from app.office.pools import POOLS
from app.store import Ring, Store
from app.store.moment import now
from app.store.tables import Approval, Document, Explanation, Job, ProposalRow, Standing, State, Sweep
from app.trail.entry import entry

_AT_ONCE = 500
"""Ids in one statement: databases take some thousand at the most."""

_NOTHING_WRITTEN = '{"document":"","reason":""}'


def erase(store: Store, caller: Caller, which: str, *, expected: int) -> Document:
    """Erase a pool and what was made of it.

    Raises:
        Forbidden, Missing, Erased, Stale: as `documents.erase`.
    """
    with store.writing() as session:
        document = erasable(session, caller, POOLS, which, expected)
        empty_pool(store, session, caller, document)
    return document


def empty_pool(store: Store, session: Session, caller: Caller, pool: Document) -> None:
    """Erase a locked pool and what was made of it. `session` writes."""
    empty(store, session, caller, pool)
    made = session.exec(select(ProposalRow).where(ProposalRow.pool_id == pool.id))
    empty_proposals(store, session, caller, made)
    sweeps = session.exec(select(Sweep).where(Sweep.pool_id == pool.id, col(Sweep.erased_at).is_(None)))
    for sweep in sweeps:
        _empty_sweep(store, session, caller, sweep)


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
    about = session.exec(select(Explanation.id).where(Explanation.proposal_id == row.id))
    _empty_jobs(session, [row.id, *about])
    row.erased_at, row.patch, row.label = now(), None, ""
    _unwrite(session, store.ring, row.id)
    entry(session, store.ring, caller, "erase", "proposal", row.id, digest=row.proposal_digest)


def _unwrite(session: Session, ring: Ring, proposal: str) -> None:
    """What approvers wrote may name people; that they decided, and on which bytes, stays."""
    for approval in session.exec(select(Approval).where(Approval.proposal_id == proposal)):
        approval.content = ring.seal(_NOTHING_WRITTEN)


def _empty_sweep(store: Store, session: Session, caller: Caller, sweep: Sweep) -> None:
    _empty_jobs(session, list(session.exec(select(Job.id).where(Job.parent == sweep.id))))
    moment = now()
    sweep.erased_at, sweep.base, sweep.label = moment, None, ""
    sweep.ended_at = sweep.ended_at or moment
    entry(session, store.ring, caller, "erase", "sweep", sweep.id)


def _empty_jobs(session: Session, ids: Sequence[str]) -> None:
    """Take away what jobs were given and what they found; whoever still computes one finds it ended."""
    connection = session.connection()
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        unfinished = update(Job).where(col(Job.id).in_(some), col(Job.state).in_(UNFINISHED))
        connection.execute(unfinished.values(state=State.STOPPED, ended_at=now()))
        connection.execute(update(Job).where(col(Job.id).in_(some)).values(input=None, output=None))
        connection.execute(update(Standing).where(col(Standing.job_id).in_(some)).values(best=None))
