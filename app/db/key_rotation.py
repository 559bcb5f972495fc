"""Key rotation: every stored value encrypted with the newest key, so older ones may go.

It runs beside the service in short transactions and can be stopped and resumed: values
already under the newest key are skipped. A value is replaced only if it has not changed
since it was read.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, RowMapping, Table, select, tuple_, update
from sqlmodel import Session

from cocau.app.db.encryption import Keyring, Sealed, SealPlace, Unreadable
from cocau.app.db.engine import Store
from cocau.app.db.seals import build_place, list_bound_columns, list_sealed_columns

BATCH = 100
_PASSES = 5


@dataclass
class RotationProgress:
    """Sealing again in one table: rows read, values encrypted again, values no key opens.

    `overtaken`: values that somebody else changed at that moment; the next pass looks at them.
    """

    table: str
    rows: int = 0
    reencrypted: int = 0
    overtaken: int = 0
    unreadable: list[str] = field(default_factory=list)


Resealing = Callable[[Keyring, bytes, SealPlace], Sealed | None]
"""How a value is sealed again in its place; None: it stays. Raises `Unreadable`."""


def _reseal_with_newest(ring: Keyring, sealed: bytes, place: SealPlace) -> Sealed | None:
    if not ring.newest_seals(sealed):
        return ring.again(sealed, place)
    ring.open(sealed, place)
    return None


def rotate_keys(store: Store) -> Iterator[RotationProgress]:
    """Encrypt everything again with the newest key, yielding progress after each batch.

    It goes over all tables until a whole pass finds nothing: the service may have sealed something with an
    older key meanwhile, if one of its processes still has the older ring.
    """
    for _ in range(_PASSES):
        found = 0
        for table, columns in list_sealed_columns().items():
            progress = RotationProgress(table.name)
            yield from reseal_table(store, table, columns, _reseal_with_newest, progress)
            found += progress.reencrypted + progress.overtaken
        if not found:
            return


def reseal_table(
    store: Store, table: Table, columns: list[Column[Any]], reseal: Resealing, progress: RotationProgress
) -> Iterator[RotationProgress]:
    """Seal the values of a table again, in a transaction a batch; yield after each."""
    for rows in _iterate_batches(store.reading, table, columns):
        found = [c for row in rows for c in _find_changes(store.ring, row, columns, reseal, progress)]
        if found:
            with store.writing() as session:
                done = sum(_replace_value(session, *change) for change in found)
            progress.reencrypted += done
            progress.overtaken += len(found) - done
        progress.rows += len(rows)
        yield progress


def reseal_rows(
    session: Session, ring: Keyring, table: Table, columns: list[Column[Any]], reseal: Resealing
) -> None:
    """Seal the values of a table again in one transaction.

    Raises:
        Unreadable: no key opens one.
    """
    progress = RotationProgress(table.name)
    for rows in _iterate_batches(lambda: nullcontext(session), table, columns):
        for row in rows:
            for change in _find_changes(ring, row, columns, reseal, progress):
                _replace_value(session, *change)
    if progress.unreadable:
        raise Unreadable(", ".join(progress.unreadable[:5]))


def _iterate_batches(
    begin: Callable[[], AbstractContextManager[Session]], table: Table, columns: list[Column[Any]]
) -> Iterator[list[RowMapping]]:
    keys = list(table.primary_key.columns)
    wanted = {c.name: c for column in columns for c in (*list_bound_columns(column), column)}
    last: tuple[Any, ...] | None = None
    while True:
        chosen = select(*wanted.values()).order_by(*keys).limit(BATCH)
        if last is not None:
            chosen = chosen.where(tuple_(*keys) > last)
        with begin() as session:
            rows = list(session.connection().execute(chosen).mappings())
        if not rows:
            return
        last = tuple(rows[-1][key.name] for key in keys)
        yield rows


_Change = tuple[Mapping[Any, Any], Column[Any], Sealed]


def _find_changes(
    ring: Keyring, row: RowMapping, columns: list[Column[Any]], reseal: Resealing, progress: RotationProgress
) -> Iterator[_Change]:
    facts = {str(name): value for name, value in row.items()}
    for column in columns:
        value, place = row[column.name], build_place(column, facts)
        if value is None:
            continue
        try:
            sealed = reseal(ring, value, place)
        except Unreadable:
            progress.unreadable.append(place.name)
            continue
        if sealed is not None:
            yield row, column, sealed


def _replace_value(session: Session, row: Mapping[Any, Any], column: Column[Any], new: Sealed) -> int:
    """Replace a value if it is still the old one; return 1 if it was, else 0."""
    table: Table = column.table
    same = [key == row[key.name] for key in table.primary_key.columns]
    changed = update(table).where(*same, column == row[column.name]).values({column: new})
    return int(session.connection().execute(changed).rowcount)
