"""What a death leaves behind, put right; a worker that was only thought dead can change nothing any more."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from cocau.app.access.caller import DEVELOPER
from cocau.app.jobs.accepting import accept
from cocau.app.jobs.ending import Result, finish
from cocau.app.jobs.entries import Entry, entry_name
from cocau.app.jobs.here import Here
from cocau.app.jobs.mending import DEATHS, Mending
from cocau.app.jobs.owning import Mine, claim, due
from cocau.app.settings import Settings
from cocau.app.store import Store
from cocau.app.store.ids import new_id
from cocau.app.store.tables import Job, State


@dataclass
class Workers:
    """Those that live; `patience` as in the locks."""

    living: set[str]
    patience: float = 0.0

    def hold(self, worker: str) -> None:
        self.living.add(worker)

    def let_go(self) -> None:
        raise NotImplementedError

    def lives(self, worker: str) -> bool:
        return worker in self.living


@dataclass
class Queue:
    """Entries by name."""

    known: dict[str, Entry] = field(default_factory=dict)
    put: list[str] = field(default_factory=list)

    def enqueue(self, job_id: str, tries: int, turn: int) -> None:
        assert turn > 0
        self.put.append(entry_name(job_id, tries))
        self.known[entry_name(job_id, tries)] = Entry(over=False, worker=None)

    def entries(self, names: Iterable[str]) -> dict[str, Entry]:
        return {name: self.known[name] for name in names if name in self.known}

    def drop(self, names: Iterable[str]) -> None:
        for name in names:
            self.known[name] = Entry(over=True, worker=None)

    def forget(self, before: datetime) -> None:
        assert before.tzinfo is not None


def _accepted(store: Store) -> str:
    job_id = new_id("prp")
    more: dict[str, Any] = {"kind": "plan", "text": "{}", "seconds": 1, "locality": "ha-tinh"}
    with store.writing() as session:
        accept(session, store.ring, DEVELOPER, job_id=job_id, settings=Settings(), **more)
    return job_id


def _claimed(store: Store, worker: str) -> Mine:
    with store.writing() as session:
        found = due(session, [])
        assert found is not None
        mine = claim(session, *found, worker)
    assert mine is not None
    return mine


def _job(store: Store, job_id: str) -> Job:
    with store.reading() as session:
        return session.get_one(Job, job_id)


def _mending(store: Store, queue: Queue, workers: Workers, here: Here | None = None) -> Mending:
    return Mending(store, "me", here or Here(2), workers, queue)


def test_a_worker_thought_dead_cannot_end_its_job(store: Store) -> None:
    job_id, queue, workers = _accepted(store), Queue(), Workers({"me"})
    lost = _claimed(store, "other")
    _mending(store, queue, workers).look()
    assert queue.put == [entry_name(job_id, 1)]
    won = _claimed(store, "me")
    with store.writing() as session:
        assert not finish(session, store.ring, lost, Result(State.OPTIMAL, "late"))
    with store.writing() as session:
        assert finish(session, store.ring, won, Result(State.CONFLICT, "in time"))
        assert not finish(session, store.ring, won, Result(State.OPTIMAL, "twice"))
    job = _job(store, job_id)
    assert (job.state, job.lost, job.tries) == (State.CONFLICT, 1, 2)
    assert store.ring.open(job.output or b"") == "in time"


def test_the_living_keep_what_they_have(store: Store) -> None:
    _accepted(store)
    mine, queue = _claimed(store, "other"), Queue()
    _mending(store, queue, Workers({"other"})).look()
    _mending(store, queue, Workers(set(), patience=60)).look()
    assert _job(store, mine.job_id).worker == "other"
    assert queue.put == []


def test_a_job_of_ours_that_nobody_computes_is_given_out_anew(store: Store) -> None:
    _accepted(store)
    mine, queue, here = _claimed(store, "me"), Queue(), Here(2)
    here.arrive(mine.job_id, 0)
    _mending(store, queue, Workers({"me"}), here).look()
    assert _job(store, mine.job_id).state is State.RUNNING
    here.leave(mine.job_id)
    _mending(store, queue, Workers({"me"}), here).look()
    assert _job(store, mine.job_id).state is State.QUEUED


def test_a_job_over_which_workers_die_ends_as_failed(store: Store) -> None:
    job_id, queue = _accepted(store), Queue()
    for number in range(DEATHS):
        assert _job(store, job_id).state is State.QUEUED
        _claimed(store, f"doomed {number}")
        _mending(store, queue, Workers({"me"})).look()
    job = _job(store, job_id)
    assert job.state is State.FAILED
    assert job.failure is not None
    assert job.failure["code"] == "lost_too_often"


@pytest.mark.parametrize(
    ("entry", "put"),
    [
        (None, 0),
        (Entry(over=False, worker=None), None),
        (Entry(over=False, worker="other"), None),
        (Entry(over=True, worker=None), 1),
        (Entry(over=False, worker="dead"), 1),
    ],
    ids=["missing", "waits", "about to start", "over", "at a dead worker"],
)
def test_a_job_that_waits_is_in_line(one_store: Store, entry: Entry | None, put: int | None) -> None:
    job_id, queue = _accepted(one_store), Queue()
    if entry is not None:
        queue.known[entry_name(job_id, 0)] = entry
    mending = _mending(one_store, queue, Workers({"other", "me"}))
    mending.look()
    mending.look()
    assert queue.put == ([] if put is None else [entry_name(job_id, put)])
