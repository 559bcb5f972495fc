"""Erasing pools: the people of every version, and whatever was made of them; numbers stay.

What goes, in one transaction with its entries in the trail: the bodies, label and notes of the pool's
versions; of every proposal made from it, and of all derived from those, the request, the proposal, the best
slate so far, the patch it came from, its label, and what approvers wrote; of explanations and what-ifs about
them the same.
What is still being computed is ended there and then: whoever computes it finds nothing to write to.

What stays: that there was a pool, whose and when; the digests of its versions; of each proposal its numbers
without people, its digests and decisions; the trail, which holds ids and digests only.
"""

from sqlmodel import Session, col, select

from cocau.app.access.caller import Caller
from cocau.app.office.erasing_documents import empty, erasable
from cocau.app.office.erasing_made import empty_fan_out, empty_proposals
from cocau.app.office.pools import POOLS
from cocau.app.store import Store
from cocau.app.store.tables import Document, FanOut, FanOutPool, ProposalRow


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
    of_it = select(FanOutPool.fan_out_id).where(FanOutPool.pool_id == pool.id)
    over_it = select(FanOut).where(col(FanOut.id).in_(of_it), col(FanOut.erased_at).is_(None))
    for row in session.exec(over_it):
        empty_fan_out(store, session, caller, row)
