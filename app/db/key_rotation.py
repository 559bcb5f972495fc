"""Key rotation: every stored value encrypted with the newest key, so older ones may go.

It runs beside the service, in short transactions, and can be stopped and begun again at any time: what is
encrypted with the newest key already is passed over. A value is replaced only if it is still the one read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, select, tuple_, update
from sqlmodel import Session, SQLModel

import cocau.app.db.models  # noqa: F401  # makes every table known
from cocau.app.db.encryption import Sealed, Unreadable
from cocau.app.db.engine import Store

BATCH = 100
_PASSES = 5


@dataclass
class RotationProgress:
    """Key rotation in one table: rows read, values encrypted again, values no key opens.

    `overtaken`: values that somebody else changed at that moment; the next pass looks at them.
    """

    table: str
    rows: int = 0
    reencrypted: int = 0
    overtaken: int = 0
    unreadable: list[str] = field(default_factory=list)


def list_sealed_columns() -> dict[Table, list[Column[Any]]]:
    """List the encrypted columns of every table: nothing else is stored as bytes."""
    found = {
        table: [column for column in table.columns if isinstance(column.type, LargeBinary)]
        for table in SQLModel.metadata.sorted_tables
    }
    return {table: columns for table, columns in found.items() if columns}


def rotate_keys(store: Store) -> Iterator[RotationProgress]:
    """Encrypt everything again with the newest key, yielding progress after each batch.

    It goes over all tables until a whole pass finds nothing: the service may have sealed something with an
    older key meanwhile, if one of its processes still has the older ring.
    """
    for _ in range(_PASSES):
        found = 0
        for table, columns in list_sealed_columns().items():
            progress = RotationProgress(table.name)
            yield from _rotate_table(store, table, columns, progress)
            found += progress.reencrypted + progress.overtaken
        if not found:
            return


def _rotate_table(
    store: Store, table: Table, columns: list[Column[Any]], progress: RotationProgress
) -> Iterator[RotationProgress]:
    keys = list(table.primary_key.columns)
    last: tuple[Any, ...] | None = None
    while True:
        chosen = select(*keys, *columns).order_by(*keys).limit(BATCH)
        if last is not None:
            chosen = chosen.where(tuple_(*keys) > last)
        with store.reading() as session:
            rows = [tuple(row) for row in session.connection().execute(chosen)]
        if not rows:
            return
        last = rows[-1][: len(keys)]
        changed = [c for row in rows for c in _find_changes(store, table, row, columns, progress)]
        if changed:
            with store.writing() as session:
                done = sum(_replace_value(session, table, *change) for change in changed)
            progress.reencrypted += done
            progress.overtaken += len(changed) - done
        progress.rows += len(rows)
        yield progress


_Change = tuple[tuple[Any, ...], Column[Any], bytes, Sealed]


def _find_changes(
    store: Store, table: Table, row: tuple[Any, ...], columns: list[Column[Any]], progress: RotationProgress
) -> Iterator[_Change]:
    count = len(table.primary_key.columns)
    key, values = row[:count], row[count:]
    for column, value in zip(columns, values, strict=True):
        if value is None or store.ring.newest_seals(value):
            continue
        try:
            yield key, column, value, store.ring.again(value)
        except Unreadable:
            progress.unreadable.append(f"{table.name}.{column.name} {' '.join(map(str, key))}")


def _replace_value(
    session: Session, table: Table, key: tuple[Any, ...], column: Column[Any], old: bytes, new: Sealed
) -> int:
    """Replace a value if it is still the old one; return 1 if it was, else 0."""
    same = [k == v for k, v in zip(table.primary_key.columns, key, strict=True)]
    done = session.connection().execute(update(table).where(*same, column == old).values({column: new}))
    return int(done.rowcount)
