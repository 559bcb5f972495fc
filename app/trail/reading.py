"""The entries of the trail as they stand in the database, whatever somebody has made of them."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, Text, cast, func, select
from sqlmodel import Session, col

from cocau.app.store.tables.trail import TrailEntry, TrailHead

BATCH = 1_000

FIELDS = ("seq", "at", "actor", "action", "kind", "subject", "version", "digest", "before", "hash")


def entries(session: Session, batch: int = BATCH) -> Iterator[dict[str, Any]]:
    """Every entry by its number, a batch in memory at a time."""
    after: int | None = None
    while True:
        found = _after(session, after, batch)
        yield from found
        if len(found) < batch:
            return
        after = found[-1]["seq"]


def followed(session: Session, before: str) -> int | None:
    """The number of the entry whose hash this is; None: there is none."""
    chosen = select(col(TrailEntry.seq)).where(col(TrailEntry.hash) == before)
    return session.connection().execute(chosen.order_by(col(TrailEntry.seq)).limit(1)).scalar()


def says_before(session: Session, seq: int, digest: str) -> bool:
    """Whether an entry, or the head, knows the one before its number by this hash."""
    entry = select(col(TrailEntry.seq)).where(col(TrailEntry.seq) == seq, col(TrailEntry.before) == digest)
    head = select(col(TrailHead.seq)).where(col(TrailHead.seq) == seq - 1, col(TrailHead.hash) == digest)
    return any(session.connection().execute(chosen).first() is not None for chosen in (entry, head))


def total(session: Session) -> int:
    """How many entries there are, by the database's own count."""
    return session.connection().execute(select(func.count()).select_from(TrailEntry)).scalar_one()


def _after(session: Session, after: int | None, batch: int) -> list[dict[str, Any]]:
    chosen = select(*(_column(name, session) for name in FIELDS)).order_by(col(TrailEntry.seq)).limit(batch)
    if after is not None:
        chosen = chosen.where(col(TrailEntry.seq) > after)
    return [_read(row) for row in session.connection().execute(chosen).mappings()]


def _column(name: str, session: Session) -> ColumnElement[Any]:
    """All but the number as bytes of text: SQLite takes any value, which need not be UTF-8."""
    column = col(getattr(TrailEntry, name))
    if name == "seq":
        return column.label(name)
    if session.get_bind().dialect.name == "sqlite":
        return cast(column, LargeBinary).label(name)
    return func.convert_to(cast(column, Text), "UTF8").label(name)


def _read(row: Mapping[Any, Any]) -> dict[str, Any]:
    texts = {name: _text(value) for name, value in row.items() if name != "seq"}
    return {**texts, "seq": row["seq"], "at": _moment(texts["at"]), "version": _number(texts["version"])}


def _text(value: Any) -> str | None:  # noqa: ANN401  # whatever stands there
    try:
        return None if value is None else bytes(value).decode()
    except UnicodeDecodeError:
        return repr(value)


def _number(text: str | None) -> int | str | None:
    return int(text) if text is not None and text.isdecimal() else text


def _moment(text: str | None) -> datetime | str | None:
    """A moment in UTC; whatever else stands there stays as it is, and fits no hash."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return text
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
