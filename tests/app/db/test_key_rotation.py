from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, insert, select
from sqlmodel import SQLModel

from cocau.app.audit_log.entries import add_entry
from cocau.app.audit_log.verification import verify_store
from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.clock import UTCDateTime
from cocau.app.db.encryption import Keyring, SealPlace, Unreadable, generate_key
from cocau.app.db.engine import Store
from cocau.app.db.key_rotation import BATCH, rotate_keys
from cocau.app.db.models import JobRow
from cocau.app.db.seals import build_place, list_sealed_columns, open_column
from tests.databases import sealed

OLD, NEW = generate_key(), generate_key()
SECRET = "Nguyễn Thị Mười"


def _value(column: Column[Any]) -> object:
    """Something that fits into a column."""
    if column.foreign_keys:
        return "id" if not column.nullable else None
    kinds: list[tuple[type, object]] = [
        (UTCDateTime, datetime(2026, 1, 1, tzinfo=UTC)),
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
            row = {c.name: _value(c) for c in table.columns}
            for column in list_sealed_columns().get(table, ()):
                row[column.name] = store.ring.seal(SECRET, build_place(column, row))
            connection.execute(insert(table).values(row))


def _with(store: Store, *keys: str) -> Store:
    return Store(store.url, Keyring(keys))


def _sealed(store: Store) -> list[tuple[bytes, SealPlace]]:
    with store.engine.connect() as connection:
        return [
            (row[column.name], build_place(column, {c.name: row[c.name] for c in table.columns}))
            for table, columns in list_sealed_columns().items()
            for column in columns
            for row in connection.execute(select(table)).mappings()
        ]


@pytest.fixture
def filled(store: Store) -> Store:
    old = _with(store, OLD)
    _filled(old)
    old.close()
    return store


def test_afterwards_the_new_key_alone_opens_everything(filled: Store) -> None:
    both = _with(filled, NEW, OLD)
    told = list(rotate_keys(both))
    both.close()
    assert {p.table for p in told} >= {"versions", "jobs", "standings", "trail_head", "approvals", "fan_outs"}
    values = _sealed(filled)
    assert {Keyring([NEW]).open(*value) for value in values} == {SECRET}
    for value in values:
        with pytest.raises(Unreadable):
            Keyring([OLD]).open(*value)


def test_it_can_be_stopped_and_begun_again(one_store: Store) -> None:
    old = _with(one_store, OLD)
    with old.writing() as session:
        add_entry(session, old.ring, DEVELOPER, "x", "x", "x")
        session.add_all(_jobs(old.ring, 2 * BATCH + 1))
    both = _with(one_store, NEW, OLD)
    running = rotate_keys(both)
    assert next(p for p in running if p.table == "jobs").reencrypted == BATCH
    running.close()
    assert max(p.reencrypted for p in rotate_keys(both) if p.table == "jobs") == BATCH + 1
    assert {p.reencrypted for p in rotate_keys(both)} == {0}
    only = _with(one_store, NEW)
    assert verify_store(only).whole


def _jobs(ring: Keyring, count: int) -> list[JobRow]:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    facts: dict[str, Any] = {"kind": "x", "locality": "x", "caller": "x", "asked_at": moment}
    return [sealed(ring, JobRow(id=f"job_{n:05}", **facts), input=SECRET) for n in range(count)]


def test_what_no_key_opens_is_told_and_left(one_store: Store) -> None:
    lost = _with(one_store, generate_key())
    with lost.writing() as session:
        session.add_all(_jobs(lost.ring, 1))
    both = _with(one_store, NEW, OLD)
    told = [p for p in rotate_keys(both) if p.table == "jobs"]
    assert told[-1].unreadable == ["jobs.input job_00000"]
    with both.reading() as session:
        assert open_column(lost.ring, session.get_one(JobRow, "job_00000"), "input") == SECRET


def test_a_value_that_changed_meanwhile_is_not_put_back(
    one_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = _with(one_store, OLD)
    with old.writing() as session:
        session.add_all(_jobs(old.ring, 1))
    both = _with(one_store, NEW, OLD)
    again = both.ring.again

    def meanwhile(value: bytes, place: SealPlace) -> Any:
        with old.writing() as session:
            sealed(old.ring, session.get_one(JobRow, "job_00000"), input="đã đổi")
        monkeypatch.undo()
        return again(value, place)

    monkeypatch.setattr(both.ring, "again", meanwhile)
    list(rotate_keys(both))
    with both.reading() as session:
        job = session.get_one(JobRow, "job_00000")
        assert open_column(Keyring([NEW]), job, "input") == "đã đổi"  # in the second pass
