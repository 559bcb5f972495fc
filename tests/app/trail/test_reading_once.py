"""Who has read what tells of people: one entry for each caller, thing and hour, on both databases."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from cocau.app.access.caller import Caller
from cocau.app.access.errors import Forbidden
from cocau.app.access.roles import Role
from cocau.app.office.pool_counts import counted
from cocau.app.office.pool_differences import compared
from cocau.app.office.pools import add, exported, revise
from cocau.app.store import Store
from cocau.app.store.tables import TrailEntry
from cocau.app.trail import reading_once
from cocau.app.trail.entry import entry
from cocau.app.trail.reading_once import Reading, noted
from cocau.constraints.people import Pool
from tests.app.api.acting import ANALYST, PLANNER, VIEWER

OTHER = Caller("usr_9", "người khác", Role.ANALYST)
NOON = datetime(2026, 5, 1, 12, 59, tzinfo=UTC)
THING = Reading("proposal", "prp_1")


def _read(store: Store) -> list[tuple[str, str, str, int | None]]:
    with store.reading() as session:
        entries = session.exec(select(TrailEntry).order_by(TrailEntry.seq))  # type: ignore[arg-type]  # sqlmodel
        return [(e.actor, e.action, e.kind, e.version) for e in entries]


def test_reading_often_is_one_entry_an_hour(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    at = [NOON]
    monkeypatch.setattr(reading_once, "now", lambda: at[0])
    monkeypatch.setattr("cocau.app.trail.entry.now", lambda: at[0])
    again = Store(store.url, store.ring)  # another process
    for one in (store, again, store, again):
        noted(one, ANALYST, THING)
    assert _read(store) == [(ANALYST.id, "read", "proposal", None)]
    at[0] += timedelta(minutes=1)
    noted(again, ANALYST, THING)
    noted(again, OTHER, THING)
    noted(again, OTHER, Reading("proposal", "prp_1", action="export"))
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
        noted(of, ANALYST, THING)

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
        entry(session, store.ring, ANALYST, "ask", "proposal", "prp_1")
    noted(store, ANALYST, THING)
    assert [act for _, act, *_ in _read(store)] == ["ask"]


def test_a_remembered_reading_asks_nothing_of_the_database(
    one_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted(one_store, ANALYST, THING)
    monkeypatch.setattr(one_store, "reading", None)
    monkeypatch.setattr(one_store, "writing", None)
    noted(one_store, ANALYST, THING)


def test_pools_are_noted_in_their_version_for_who_sees_people(one_store: Store) -> None:
    store = one_store
    which = add(store, PLANNER, Pool(people=()), label="x", locality="ha-tinh").document.id
    revise(store, PLANNER, which, Pool(people=()), expected=1)
    counted(store, VIEWER, which, None, 5)
    with pytest.raises(Forbidden):
        exported(store, VIEWER, which, None)
    counted(store, ANALYST, which, 1, 5)
    compared(store, ANALYST, which)
    exported(store, ANALYST, which, 2)
    assert _read(store)[2:] == [
        (ANALYST.id, "read", "pool", 1),
        (ANALYST.id, "read", "pool", 2),
        (ANALYST.id, "export", "pool", 2),
    ]
