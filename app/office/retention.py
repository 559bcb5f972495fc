"""What is kept until a day is erased from that day on; what an interrupted or late hand left behind, too."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from sqlmodel import Session, col, or_, select

from cocau.app.access.caller import Caller
from cocau.app.access.roles import Role
from cocau.app.jobs.beat import Beat
from cocau.app.office.erasing_documents import empty
from cocau.app.office.erasing_made import empty_fan_out, empty_proposals, hold_parts
from cocau.app.office.erasing_pools import empty_pool
from cocau.app.store import Store
from cocau.app.store.moment import now
from cocau.app.store.tables import Document, Fan, FanOut, FanOutPool, Kind, ProposalRow

log = logging.getLogger("cocau")

HOUR = 3600.0
"""Seconds between two looks at what is due."""

RETENTION = Caller("retention", "retention", Role.ADMIN)
"""Who the trail says did it: nobody has to be there when a day comes."""

_VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True)
class Due:
    """Something to be erased: `kind` as in the trail; `kept_until` None: what it was made of is erased."""

    id: str
    kind: str
    kept_until: date | None


def due(store: Store, moment: datetime) -> list[Due]:
    """What is past its day, or was made of what is erased; oldest first. The day is Vietnam's."""
    with store.reading() as session:
        return list(_due(session, moment.astimezone(_VIETNAM).date()))


def erase_due(store: Store, moment: datetime) -> list[Due]:
    """Erase all of it, each in a transaction of its own, and tell what was erased.

    May be ended and begun again at any time, and by several at once: what is erased already is passed over.
    """
    erased = [one for one in due(store, moment) if _erased(store, one)]
    if erased:
        store.overwrite()
    return erased


def look(store: Store) -> None:
    """Erase what is due now, and log how many things that were, and nothing else about them."""
    if erased := erase_due(store, now()):
        log.info("%s erased: past the day until which they were kept", len(erased))


def each_hour(store: Store) -> Beat:
    """Such looks, one now and then one each hour, wherever the service runs: in web processes and workers."""
    return Beat("retention", HOUR, lambda: look(store))


def _due(session: Session, day: date) -> Iterator[Due]:
    documents = select(Document).where(col(Document.erased_at).is_(None), col(Document.kept_until) <= day)
    for document in session.exec(documents.order_by(col(Document.id))):
        yield Due(document.id, document.kind.name.lower(), document.kept_until)
    gone = select(Document.id).where(col(Document.erased_at).is_not(None), Document.kind == Kind.POOL)
    past = or_(col(ProposalRow.kept_until) <= day, col(ProposalRow.pool_id).in_(gone))
    for row in session.exec(select(ProposalRow).where(col(ProposalRow.erased_at).is_(None), past)):
        yield Due(row.id, "proposal", row.kept_until)
    of_them = select(FanOutPool.fan_out_id).where(col(FanOutPool.pool_id).in_(gone))
    made = select(FanOut).where(col(FanOut.erased_at).is_(None), col(FanOut.id).in_(of_them))
    for fan in session.exec(made):
        yield Due(fan.id, fan.kind, None)


def _erased(store: Store, one: Due) -> bool:
    """Whether it was not erased before."""
    with store.writing() as session:
        if one.kind in list(Fan):
            hold_parts(session, one.id)
            fan = session.get_one(FanOut, one.id, with_for_update=True)
            if fan.erased_at is not None:
                return False
            empty_fan_out(store, session, RETENTION, fan)
            return True
        if one.kind == "proposal":
            row = session.get_one(ProposalRow, one.id, with_for_update=True)
            if row.erased_at is None:
                empty_proposals(store, session, RETENTION, [row])
                return True
            return False
        document = session.get_one(Document, one.id, with_for_update=True)
        if document.erased_at is not None:
            return False
        (empty_pool if document.kind is Kind.POOL else empty)(store, session, RETENTION, document)
    return True
