"""Sealed columns: what they hold opens in its own row and beside its facts only.

The one way to seal or open: place (table, column, primary key) and bound facts are taken from the row.
"""

import hashlib
import json
import logging
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Float, LargeBinary, Table
from sqlmodel import SQLModel

import cocau.app.db.models  # noqa: F401  # makes every table known
from cocau.app.db.clock import format_time
from cocau.app.db.encryption import Keyring, Sealed, SealPlace, Unreadable

log = logging.getLogger("cocau.db")


def list_sealed_columns() -> dict[Table, list[Column[Any]]]:
    """List the sealed columns of every table: nothing else is stored as bytes."""
    found = {
        table: [column for column in table.columns if isinstance(column.type, LargeBinary)]
        for table in SQLModel.metadata.sorted_tables
    }
    return {table: columns for table, columns in found.items() if columns}


def list_bound_columns(column: Column[Any]) -> list[Column[Any]]:
    """List the columns that a sealed one is bound to, the primary key among them."""
    table: Table = column.table
    return [*table.primary_key.columns, *(table.columns[name] for name in column.info["binds"])]


def build_place(column: Column[Any], facts: Mapping[str, Any]) -> SealPlace:
    """Build the place of a sealed column in the row with these facts."""
    table: Table = column.table
    bound = [[c.name, _to_plain(c, facts[c.name])] for c in list_bound_columns(column)]
    text = json.dumps([table.name, column.name, bound], ensure_ascii=False, sort_keys=True)
    ids = " ".join(str(facts[c.name]) for c in table.primary_key.columns)
    return SealPlace(f"{table.name}.{column.name} {ids}", text.encode())


def _to_plain(column: Column[Any], value: Any) -> Any:  # noqa: ANN401  # whatever a column holds
    if isinstance(column.type, Float) and value is not None:
        return float(value)
    return format_time(value)


def seal_column(ring: Keyring, row: SQLModel, name: str, text: str | None) -> None:
    """Seal a text into a column of a row whose other columns are set; None empties it."""
    setattr(row, name, None if text is None else ring.seal(text, _get_place(row, name)))


def open_column(ring: Keyring, row: SQLModel, name: str, *, alarm: bool = True) -> str:
    """Open what a column of a row holds; `alarm`: raise an alarm where it does not open.

    Raises:
        Unreadable: it is empty, or was not sealed there and beside these facts.
    """
    try:
        return ring.open(getattr(row, name) or b"", _get_place(row, name))
    except Unreadable as error:
        if alarm:
            raise_alarm(ring, error.place)
        raise


def check_digest(ring: Keyring, row: SQLModel, name: str, text: str, digest: str | None) -> None:
    """Check that an opened text has the digest that is noted of it; None: none is noted yet.

    Raises:
        Unreadable: it has another.
    """
    if digest is not None and hashlib.sha256(text.encode()).hexdigest() != digest:
        place = _get_place(row, name).name
        raise_alarm(ring, place)
        raise Unreadable(place)


def raise_alarm(ring: Keyring, place: str) -> None:
    """Raise an alarm over altered content: for the log, metrics and `/readyz`."""
    log.critical("stored content was altered: %s", place)
    ring.alarms.add(place)


def seal_value(ring: Keyring, kind: type[SQLModel], name: str, text: str, facts: Mapping[str, Any]) -> Sealed:
    """Seal a text for a column of a row that only an UPDATE will see."""
    return ring.seal(text, build_place(_get_column(kind, name), facts))


def _get_place(row: SQLModel, name: str) -> SealPlace:
    column = _get_column(type(row), name)
    return build_place(column, {c.name: getattr(row, c.name) for c in list_bound_columns(column)})


def _get_column(kind: type[SQLModel], name: str) -> Column[Any]:
    table: Table = SQLModel.metadata.tables[str(kind.__tablename__)]
    return table.columns[name]
