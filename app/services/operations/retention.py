"""Retention: what is kept until a day is erased then, and interrupted erasures end."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from cocau.app.auth.caller import Caller
from cocau.app.db.clock import VIETNAM, now
from cocau.app.db.engine import Store
from cocau.app.db.models import (
    BatchRunKind,
    BatchRunPoolRow,
    BatchRunRow,
    DocumentKind,
    DocumentRow,
    ProposalRow,
)
from cocau.app.jobs.queue import PeriodicThread
from cocau.app.permissions import UserRole
from cocau.app.services.acts import begin_act
from cocau.app.services.documents import clear_document
from cocau.app.services.erasures import clear_batch_run, clear_pool, clear_proposals, lock_batches

log = logging.getLogger("cocau")

INTERVAL = 3600.0
"""Seconds between two searches for documents to erase."""

RETENTION = Caller("retention", "retention", UserRole.ADMIN)
"""The caller named in the audit log: documents expire with nobody there."""


@dataclass(frozen=True)
class DueErasure:
    """Something to erase; `kind`: as in the audit log, `kept_until` None: its source is gone."""

    id: str
    kind: str
    kept_until: date | None


def list_due(store: Store, moment: datetime) -> list[DueErasure]:
    """List what is past its day or was made of what is erased, oldest first.

    The day is Vietnam's.
    """
    with store.reading() as session:
        return list(_find_due(session, moment.astimezone(VIETNAM).date()))


def erase_due(store: Store, moment: datetime) -> list[DueErasure]:
    """Erase every expired document in its own transaction; return what was erased.

    It can be interrupted, repeated, and run several times at once: what is erased already
    is skipped.
    """
    erased = [one for one in list_due(store, moment) if _erase_one(store, one)]
    if erased:
        store.truncate_log()
    return erased


def erase_and_log(store: Store) -> None:
    """Erase expired documents, and log only how many there were."""
    if erased := erase_due(store, now()):
        log.info("%s erased: past the day until which they were kept", len(erased))


def build_hourly_beat(store: Store) -> PeriodicThread:
    """Build a job that erases expired documents now and then every hour."""
    return PeriodicThread("retention", INTERVAL, lambda: erase_and_log(store))


def _find_due(session: Session, day: date) -> Iterator[DueErasure]:
    documents = select(DocumentRow).where(
        col(DocumentRow.erased_at).is_(None), col(DocumentRow.kept_until) <= day
    )
    for document in session.exec(documents.order_by(col(DocumentRow.id))):
        yield DueErasure(document.id, document.kind.name.lower(), document.kept_until)
    gone = select(DocumentRow.id).where(
        col(DocumentRow.erased_at).is_not(None), DocumentRow.kind == DocumentKind.POOL
    )
    past = or_(col(ProposalRow.kept_until) <= day, col(ProposalRow.pool_id).in_(gone))
    for row in session.exec(select(ProposalRow).where(col(ProposalRow.erased_at).is_(None), past)):
        yield DueErasure(row.id, "proposal", row.kept_until)
    of_them = select(BatchRunPoolRow.fan_out_id).where(col(BatchRunPoolRow.pool_id).in_(gone))
    runs = select(BatchRunRow).where(col(BatchRunRow.erased_at).is_(None), col(BatchRunRow.id).in_(of_them))
    for run in session.exec(runs):
        yield DueErasure(run.id, run.kind, None)


def _erase_one(store: Store, due: DueErasure) -> bool:
    """Erase one thing that is due; return whether it was not erased before."""
    with begin_act(store, RETENTION) as act:
        session = act.session
        if due.kind in list(BatchRunKind):
            lock_batches(session, due.id)
            fan = session.get_one(BatchRunRow, due.id, with_for_update=True)
            if fan.erased_at is not None:
                return False
            clear_batch_run(act, fan)
            return True
        if due.kind == "proposal":
            row = session.get_one(ProposalRow, due.id, with_for_update=True)
            if row.erased_at is None:
                clear_proposals(act, [row])
                return True
            return False
        document = session.get_one(DocumentRow, due.id, with_for_update=True)
        if document.erased_at is not None:
            return False
        if document.kind is DocumentKind.POOL:
            clear_pool(act, document)
        else:
            clear_document(act, document)
    return True
