"""Rows of any table as lines of JSON, and back: what is sealed stays sealed, as base64."""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Date, Insert, LargeBinary, Table, bindparam, insert
from sqlmodel import SQLModel

import cocau.app.store.tables  # noqa: F401  # makes every table known
from cocau.app.store.moment import Moment

LEFT_OUT = frozenset({"sessions"})
"""Whoever was signed in signs in again: a session that has been ended must not come back."""


def tables() -> list[Table]:
    """Every table that is kept, each behind those that it refers to."""
    return [table for table in SQLModel.metadata.sorted_tables if table.name not in LEFT_OUT]


def line(row: Iterable[tuple[str, Any]]) -> bytes:
    """One row as a line of JSON."""
    return json.dumps(dict(row), default=_plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def row_of(text: bytes, table: Table) -> dict[str, Any]:
    """One line as a row of a table.

    Raises:
        ValueError: it is no line of this table.
    """
    facts = json.loads(text)
    if not isinstance(facts, dict) or set(facts) != {column.name for column in table.columns}:
        raise ValueError(f"not a row of {table.name}")
    return {column.name: _value(column, facts[column.name]) for column in table.columns}


def inserting(table: Table) -> Insert:
    """A statement that takes rows; an empty JSON column stays empty, and does not become a JSON null."""
    plain = {c.name: bindparam(c.name, type_=JSON(none_as_null=True)) for c in table.columns if _is_json(c)}
    return insert(table).values({c.name: plain.get(c.name, bindparam(c.name)) for c in table.columns})


def parents_first(rows: Iterable[dict[str, Any]], table: Table) -> Iterator[dict[str, Any]]:
    """Rows in such an order that each follows the row of the same table that it refers to."""
    own = next((c.name for c in table.columns for key in c.foreign_keys if key.column.table is table), None)
    if own is None:
        yield from rows
        return
    known: set[str] = set()
    waiting: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row[own] is not None and row[own] not in known:
            waiting.setdefault(row[own], []).append(row)
            continue
        ready = [row]
        while ready:
            following = ready.pop()
            known.add(following["id"])
            ready += waiting.pop(following["id"], [])
            yield following
    for rest in waiting.values():  # the database says what is wrong with them
        yield from rest


def _is_json(column: Column[Any]) -> bool:
    return isinstance(column.type, JSON)


def _plain(value: Any) -> str:  # noqa: ANN401  # whatever a column holds
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, date):  # and so every moment
        return value.isoformat()
    raise TypeError(f"no plain form for {type(value).__name__}")


def _value(column: Column[Any], plain: Any) -> Any:  # noqa: ANN401  # as `_plain`
    if plain is None or _is_json(column):
        return plain
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(plain, validate=True)
    if isinstance(column.type, Moment):
        return datetime.fromisoformat(plain)
    return date.fromisoformat(plain) if isinstance(column.type, Date) else plain
