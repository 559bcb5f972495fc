"""Binding of the seals of older versions to their places, once and never again.

Whether a database is still to be bound is read from the seal of the audit log's head, bound last of all and
in one transaction with an entry. Behind that nothing unbound is opened any more, and nobody without a key can
make the head look older: unbound seals that are put back stay unreadable.
"""

from collections.abc import Iterator

from sqlmodel import Session

from cocau.app.audit_log.entries import AuditLogBroken, add_entry
from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.encryption import Keyring, Sealed, SealPlace, is_unbound
from cocau.app.db.engine import Store
from cocau.app.db.key_rotation import RotationProgress, reseal_rows, reseal_table
from cocau.app.db.models import AuditLogHead
from cocau.app.db.seals import list_sealed_columns

BIND = ("bind", "seals", "all")
"""Action, kind and subject of the entry behind which nothing unbound is read."""


def has_unbound_seals(session: Session) -> bool:
    """Return whether an older version, whose seals were unbound, wrote last."""
    head = session.get(AuditLogHead, 1)
    return head is not None and is_unbound(head.seal)


def bind_seals(store: Store, *, leave_unreadable: bool = False) -> Iterator[RotationProgress]:
    """Bind every value of an older database; yield progress after each batch.

    It can be killed and begun again: what is bound already is passed over. Where no key opens a value, it
    is not finished, unless such values are to be left, unreadable for good.
    """
    with store.reading() as session:
        if not has_unbound_seals(session):
            return
    lost = False
    for table, columns in list_sealed_columns().items():
        if table.name != AuditLogHead.__tablename__:
            progress = RotationProgress(table.name)
            yield from reseal_table(store, table, columns, _bind_value, progress)
            lost = lost or bool(progress.unreadable or progress.overtaken)
    if lost and not leave_unreadable:
        return
    with store.writing() as session:
        if has_unbound_seals(session):
            bind_head(session, store.ring)
            record_binding(session, store.ring)


def bind_restored(session: Session, ring: Keyring) -> None:
    """Bind every value in the transaction that restores a backup.

    Raises:
        Unreadable: no key opens one.
    """
    for table, columns in list_sealed_columns().items():
        reseal_rows(session, ring, table, columns, _bind_value)
    session.expire_all()


def bind_head(session: Session, ring: Keyring) -> None:
    """Bind the seal of the audit log's head; what is in it stays.

    Raises:
        Unreadable: no key opens it.
    """
    columns = list_sealed_columns()
    table = next(table for table in columns if table.name == AuditLogHead.__tablename__)
    reseal_rows(session, ring, table, columns[table], _bind_value)
    session.expire_all()


def record_binding(session: Session, ring: Keyring) -> None:
    """Record the binding in the audit log, unless that is broken."""
    try:
        add_entry(session, ring, DEVELOPER, *BIND)
    except AuditLogBroken:
        return


def _bind_value(ring: Keyring, sealed: bytes, place: SealPlace) -> Sealed | None:
    return ring.bind(sealed, place) if is_unbound(sealed) else None
