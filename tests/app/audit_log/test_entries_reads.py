"""Who has read what tells of people: one entry for each caller, thing and hour, on both databases."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from cocau.app.audit_log import entries
from cocau.app.audit_log.entries import ReadAccess, add_entry, log_read
from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.db.models import AuditLogEntry
from cocau.app.permissions import Forbidden, UserRole
from cocau.app.services.documents import create_document, revise_document
from cocau.app.services.pools import POOLS, compare_versions, count_pool, read_pool_for_export
from cocau.constraints.model.people import Pool
from tests.app.web.api.acting import ANALYST, PLANNER, VIEWER

OTHER = Caller("usr_9", "người khác", UserRole.ANALYST)
NOON = datetime(2026, 5, 1, 12, 59, tzinfo=UTC)
THING = ReadAccess("proposal", "prp_1")


def _read(store: Store) -> list[tuple[str, str, str, int | None]]:
    with store.reading() as session:
        entries = session.exec(select(AuditLogEntry).order_by(AuditLogEntry.seq))  # type: ignore[arg-type]  # sqlmodel
        return [(e.actor, e.action, e.kind, e.version) for e in entries]


def test_reading_often_is_one_entry_an_hour(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    at = [NOON]
    monkeypatch.setattr(entries, "now", lambda: at[0])
    monkeypatch.setattr("cocau.app.audit_log.entries.now", lambda: at[0])
    again = Store(store.url, store.ring)  # another process
    for one in (store, again, store, again):
        log_read(one, ANALYST, THING)
    assert _read(store) == [(ANALYST.id, "read", "proposal", None)]
    at[0] += timedelta(minutes=1)
    log_read(again, ANALYST, THING)
    log_read(again, OTHER, THING)
    log_read(again, OTHER, ReadAccess("proposal", "prp_1", action="export"))
    again.close()
    assert [(who, act) for who, act, *_ in _read(store)[1:]] == [
        (ANALYST.id, "read"),
        (OTHER.id, "read"),
        (OTHER.id, "export"),
    ]


def test_of_several_processes_at_once_one_writes(store: Store) -> None:
    others = [Store(store.url, store.ring) for _ in range(4)]
    gate = threading.Barrier(len(others))

    def one(of: Store) -> None:
        gate.wait()
        log_read(of, ANALYST, THING)

    threads = [threading.Thread(target=one, args=(of,)) for of in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for of in others:
        of.close()
    assert len(_read(store)) == 1


def test_whoever_asked_for_it_is_on_record(store: Store) -> None:
    with store.writing() as session:
        add_entry(session, store.ring, ANALYST, "ask", "proposal", "prp_1")
    log_read(store, ANALYST, THING)
    assert [act for _, act, *_ in _read(store)] == ["ask"]


def test_a_remembered_reading_asks_nothing_of_the_database(
    one_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_read(one_store, ANALYST, THING)
    monkeypatch.setattr(one_store, "reading", None)
    monkeypatch.setattr(one_store, "writing", None)
    log_read(one_store, ANALYST, THING)


def test_pools_are_noted_in_their_version_for_who_sees_people(one_store: Store) -> None:
    store = one_store
    which = create_document(store, PLANNER, POOLS, Pool(people=()), label="x", locality="ha-tinh").document.id
    revise_document(store, PLANNER, POOLS, which, Pool(people=()), expected=1)
    count_pool(store, VIEWER, which, None)
    with pytest.raises(Forbidden):
        read_pool_for_export(store, VIEWER, which, None)
    count_pool(store, ANALYST, which, 1)
    compare_versions(store, ANALYST, which)
    read_pool_for_export(store, ANALYST, which, 2)
    assert _read(store)[2:] == [
        (ANALYST.id, "read", "pool", 1),
        (ANALYST.id, "read", "pool", 2),
        (ANALYST.id, "export", "pool", 2),
    ]
