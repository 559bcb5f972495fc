"""What a death leaves behind, put right; a worker that was only thought dead can change nothing any more."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.clock import new_id
from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow, JobState
from cocau.app.db.seals import open_column
from cocau.app.jobs.lifecycle import (
    JobLease,
    JobResult,
    QueueEntry,
    build_entry_name,
    claim_job,
    complete_job,
    create_job,
    find_next_job,
)
from cocau.app.jobs.liveness import MAX_DEATHS, Reaper
from cocau.app.jobs.worker import LocalSlots
from cocau.app.settings import Settings


@dataclass
class Workers:
    """Those that live; `patience` as in the locks."""

    living: set[str]
    patience: float = 0.0

    def hold(self, worker: str) -> None:
        self.living.add(worker)

    def release(self) -> None:
        raise NotImplementedError

    def is_alive(self, worker: str) -> bool:
        return worker in self.living


@dataclass
class Queue:
    """Entries by name."""

    known: dict[str, QueueEntry] = field(default_factory=dict)
    put: list[str] = field(default_factory=list)

    def enqueue(self, job_id: str, tries: int, turn: int) -> None:
        assert turn > 0
        self.put.append(build_entry_name(job_id, tries))
        self.known[build_entry_name(job_id, tries)] = QueueEntry(over=False, worker=None)

    def get_entries(self, names: Iterable[str]) -> dict[str, QueueEntry]:
        return {name: self.known[name] for name in names if name in self.known}

    def cancel_entries(self, names: Iterable[str]) -> None:
        for name in names:
            self.known[name] = QueueEntry(over=True, worker=None)

    def delete_old_entries(self, before: datetime) -> None:
        assert before.tzinfo is not None


def _accepted(store: Store) -> str:
    job_id = new_id("prp")
    more: dict[str, Any] = {"kind": "plan", "text": "{}", "seconds": 1, "locality": "ha-tinh"}
    with store.writing() as session:
        create_job(session, store.ring, DEVELOPER, job_id=job_id, settings=Settings(), **more)
    return job_id


def _claimed(store: Store, worker: str) -> JobLease:
    with store.writing() as session:
        found = find_next_job(session, [])
        assert found is not None
        mine = claim_job(session, *found, worker)
    assert mine is not None
    return mine


def _job(store: Store, job_id: str) -> JobRow:
    with store.reading() as session:
        return session.get_one(JobRow, job_id)


def _mending(store: Store, queue: Queue, workers: Workers, here: LocalSlots | None = None) -> Reaper:
    return Reaper(store, "me", here or LocalSlots(2), workers, queue)


def test_a_worker_thought_dead_cannot_end_its_job(store: Store) -> None:
    job_id, queue, workers = _accepted(store), Queue(), Workers({"me"})
    lost = _claimed(store, "other")
    _mending(store, queue, workers).reap()
    assert queue.put == [build_entry_name(job_id, 1)]
    won = _claimed(store, "me")
    with store.writing() as session:
        assert not complete_job(session, store.ring, lost, JobResult(JobState.OPTIMAL, "late"))
    with store.writing() as session:
        assert complete_job(session, store.ring, won, JobResult(JobState.CONFLICT, "in time"))
        assert not complete_job(session, store.ring, won, JobResult(JobState.OPTIMAL, "twice"))
    job = _job(store, job_id)
    assert (job.state, job.lost, job.tries) == (JobState.CONFLICT, 1, 2)
    assert open_column(store.ring, job, "output") == "in time"


def test_the_living_keep_what_they_have(store: Store) -> None:
    _accepted(store)
    mine, queue = _claimed(store, "other"), Queue()
    _mending(store, queue, Workers({"other"})).reap()
    _mending(store, queue, Workers(set(), patience=60)).reap()
    assert _job(store, mine.job_id).worker == "other"
    assert queue.put == []


def test_a_job_of_ours_that_nobody_computes_is_given_out_anew(store: Store) -> None:
    _accepted(store)
    mine, queue, here = _claimed(store, "me"), Queue(), LocalSlots(2)
    here.add_running(mine.job_id, 0)
    _mending(store, queue, Workers({"me"}), here).reap()
    assert _job(store, mine.job_id).state is JobState.RUNNING
    here.remove_running(mine.job_id)
    _mending(store, queue, Workers({"me"}), here).reap()
    assert _job(store, mine.job_id).state is JobState.QUEUED


def test_a_job_over_which_workers_die_ends_as_failed(store: Store) -> None:
    job_id, queue = _accepted(store), Queue()
    for number in range(MAX_DEATHS):
        assert _job(store, job_id).state is JobState.QUEUED
        _claimed(store, f"doomed {number}")
        _mending(store, queue, Workers({"me"})).reap()
    job = _job(store, job_id)
    assert job.state is JobState.FAILED
    assert job.failure is not None
    assert job.failure["code"] == "lost_too_often"


@pytest.mark.parametrize(
    ("entry", "put"),
    [
        (None, 0),
        (QueueEntry(over=False, worker=None), None),
        (QueueEntry(over=False, worker="other"), None),
        (QueueEntry(over=True, worker=None), 1),
        (QueueEntry(over=False, worker="dead"), 1),
    ],
    ids=["missing", "waits", "about to start", "over", "at a dead worker"],
)
def test_a_job_that_waits_is_in_line(one_store: Store, entry: QueueEntry | None, put: int | None) -> None:
    job_id, queue = _accepted(one_store), Queue()
    if entry is not None:
        queue.known[build_entry_name(job_id, 0)] = entry
    mending = _mending(one_store, queue, Workers({"other", "me"}))
    mending.reap()
    mending.reap()
    assert queue.put == ([] if put is None else [build_entry_name(job_id, put)])
