from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, LargeBinary, insert, select
from sqlmodel import Session, SQLModel

from cocau.app.access.caller import DEVELOPER
from cocau.app.store import Ring, Store
from cocau.app.store.moment import Moment
from cocau.app.store.resealing import BATCH, reseal, sealed_columns
from cocau.app.store.sealed import Unreadable, new_key
from cocau.app.store.tables import Job
from cocau.app.trail.entry import entry
from cocau.app.trail.verify import verify

OLD, NEW = new_key(), new_key()
SECRET = "Nguyễn Thị Mười"


def _value(column: Column[Any], ring: Ring) -> object:
    """Something that fits into a column."""
    if column.foreign_keys:
        return "id" if not column.nullable else None
    kinds: list[tuple[type, object]] = [
        (LargeBinary, ring.seal(SECRET)),
        (Moment, datetime(2026, 1, 1, tzinfo=UTC)),
        (Date, date(2026, 1, 1)),
        (Boolean, False),
        (Integer, 1),
        (Float, 1.0),
        (JSON, {}),
    ]
    for kind, value in kinds:
        if isinstance(column.type, kind):
            return value
    enums = getattr(column.type, "enums", None)
    return enums[0] if enums else "id"


def _filled(store: Store) -> None:
    """One row in every table."""
    with store.engine.begin() as connection:
        for table in SQLModel.metadata.sorted_tables:
            row = {c.name: _value(c, store.ring) for c in table.columns}
            connection.execute(insert(table).values(row))


def _with(store: Store, *keys: str) -> Store:
    return Store(store.url, Ring(keys))


def _sealed(store: Store) -> list[bytes]:
    with store.engine.connect() as connection:
        found = [
            (value, f"{table.name}.{column.name}")
            for table, columns in sealed_columns().items()
            for column in columns
            for value in connection.execute(select(column)).scalars()
        ]
    assert not [name for value, name in found if value is None]
    return [value for value, _ in found]


@pytest.fixture
def filled(store: Store) -> Store:
    old = _with(store, OLD)
    _filled(old)
    old.close()
    return store


def test_afterwards_the_new_key_alone_opens_everything(filled: Store) -> None:
    both = _with(filled, NEW, OLD)
    told = list(reseal(both))
    both.close()
    assert {p.table for p in told} >= {"versions", "jobs", "standings", "trail_head", "approvals", "fan_outs"}
    values = _sealed(filled)
    assert {Ring([NEW]).open(value) for value in values} == {SECRET}
    for value in values:
        with pytest.raises(Unreadable):
            Ring([OLD]).open(value)


def test_it_can_be_stopped_and_begun_again(one_store: Store) -> None:
    old = _with(one_store, OLD)
    with old.writing() as session:
        session.add_all(_jobs(old.ring, 2 * BATCH + 1))
    both = _with(one_store, NEW, OLD)
    with both.writing() as session:
        entry(session, old.ring, DEVELOPER, "x", "x", "x")
    running = reseal(both)
    assert next(p for p in running if p.table == "jobs").again == BATCH
    running.close()
    assert max(p.again for p in reseal(both) if p.table == "jobs") == BATCH + 1
    assert {p.again for p in reseal(both)} == {0}
    only = _with(one_store, NEW)
    assert verify(only).whole


def _jobs(ring: Ring, count: int) -> list[Job]:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    facts: dict[str, Any] = {"kind": "x", "locality": "x", "caller": "x", "asked_at": moment}
    return [Job(id=f"job_{n:05}", input=ring.seal(SECRET), **facts) for n in range(count)]


def test_what_no_key_opens_is_told_and_left(one_store: Store) -> None:
    lost = _with(one_store, new_key())
    with lost.writing() as session:
        session.add_all(_jobs(lost.ring, 1))
    both = _with(one_store, NEW, OLD)
    told = [p for p in reseal(both) if p.table == "jobs"]
    assert told[-1].unreadable == ["jobs.input job_00000"]
    with both.reading() as session:
        assert lost.ring.open(_input(session)) == SECRET


def test_a_value_that_changed_meanwhile_is_not_put_back(
    one_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = _with(one_store, OLD)
    with old.writing() as session:
        session.add_all(_jobs(old.ring, 1))
    both = _with(one_store, NEW, OLD)
    again = both.ring.again

    def meanwhile(sealed: bytes) -> Any:
        with old.writing() as session:
            session.get_one(Job, "job_00000").input = old.ring.seal("đã đổi")
        monkeypatch.undo()
        return again(sealed)

    monkeypatch.setattr(both.ring, "again", meanwhile)
    list(reseal(both))
    with both.reading() as session:
        assert Ring([NEW]).open(_input(session)) == "đã đổi"  # in the second pass


def _input(session: Session) -> bytes:
    sealed = session.get_one(Job, "job_00000").input
    assert sealed is not None
    return sealed
