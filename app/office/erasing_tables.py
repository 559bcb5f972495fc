"""Erasing tables of offers: the offers of every version, and whatever was planned of them."""

from sqlmodel import Session, col, select

from cocau.app.access.caller import Caller
from cocau.app.office.erasing_documents import empty, erasable
from cocau.app.office.erasing_made import end, without_input
from cocau.app.office.tables import TABLES
from cocau.app.store import Store
from cocau.app.store.moment import now
from cocau.app.store.tables import Document, Job, StructureRow
from cocau.app.trail.entry import entry


def erase(store: Store, caller: Caller, which: str, *, expected: int) -> Document:
    """Erase a table and the structure plans of it; what is still being computed is ended.

    Raises:
        Forbidden, Missing, Erased, Stale: as `erasing_documents.erase`.
    """
    with store.writing() as session:
        document = erasable(session, caller, TABLES, which, expected)
        empty(store, session, caller, document)
        _empty_plans(store, session, caller, which)
    store.overwrite()
    return document


def _empty_plans(store: Store, session: Session, caller: Caller, table: str) -> None:
    rows = select(StructureRow).where(StructureRow.table_id == table, col(StructureRow.erased_at).is_(None))
    for row in session.exec(rows):
        job = session.get_one(Job, row.id, with_for_update=True)
        end(job)
        without_input(session, job)
        row.erased_at = now()
        entry(session, store.ring, caller, "erase", "structure", row.id)
