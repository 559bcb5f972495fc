"""What a loss leaves behind, put back in line; a worker that was only thought lost can change nothing any more."""

import threading
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlmodel import select

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.clock import new_id
from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow, JobState, WorkerRow
from cocau.app.db.seals import open_column
from cocau.app.jobs import liveness
from cocau.app.jobs.dbos_queue import get_queue_client
from cocau.app.jobs.lifecycle import (
    MAX_LOSSES,
    NO_COMPLETION,
    JobLease,
    JobResult,
    claim_job,
    complete_job,
    create_job,
    release_job,
)
from cocau.app.jobs.liveness import LOOKS_UNTIL_LOST, JobRecovery, beat
from cocau.app.jobs.worker import RunningJobs
from cocau.app.settings import Settings
from tests.patience import PATIENCE, wait_until


@dataclass
class Queue:
    """Who has which job, what is in line, and what was handed on."""

    held: dict[str, str] = field(default_factory=dict)
    active: set[str] | None = None
    handed_on: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)

    def list_held(self) -> dict[str, str]:
        return dict(self.held)

    def list_active(self, job_ids: list[str]) -> set[str]:
        return set(job_ids) if self.active is None else self.active

    def hand_on(self, job_ids: list[str]) -> None:
        self.handed_on += job_ids
        for job_id in job_ids:
            del self.held[job_id]

    def delete(self, job_ids: list[str]) -> None:
        self.deleted += job_ids

    def delete_old(self, before: Any) -> None:
        assert before.tzinfo is not None


def _accept(store: Store) -> str:
    job_id = new_id("prp")
    more: dict[str, Any] = {"kind": "plan", "text": "{}", "seconds": 1, "locality": "ha-tinh"}
    with store.writing() as session:
        create_job(session, store.ring, DEVELOPER, job_id=job_id, settings=Settings(), **more)
    return job_id


def _claim(store: Store, job_id: str, worker: str) -> JobLease | None:
    with store.writing() as session:
        return claim_job(session, store.ring, job_id, worker, NO_COMPLETION)


def _job(store: Store, job_id: str) -> JobRow:
    with store.reading() as session:
        return session.get_one(JobRow, job_id)


def _recovery(
    store: Store, queue: Queue, worker: str = "me", running: RunningJobs | None = None
) -> JobRecovery:
    beat(store, worker)
    return JobRecovery(store, worker, (running or RunningJobs()).is_here, queue)  # type: ignore[arg-type]  # a double


def test_a_worker_thought_lost_cannot_end_its_job(store: Store) -> None:
    job_id = _accept(store)
    lost, won = _claim(store, job_id, "other"), _claim(store, job_id, "me")
    assert lost is not None
    assert won is not None
    with store.writing() as session:
        assert not complete_job(session, store.ring, lost, JobResult(JobState.OPTIMAL, "late"))
        assert not release_job(session, lost)
    with store.writing() as session:
        assert complete_job(session, store.ring, won, JobResult(JobState.CONFLICT, "in time"))
        assert not complete_job(session, store.ring, won, JobResult(JobState.OPTIMAL, "twice"))
    job = _job(store, job_id)
    assert (job.state, job.lost, job.tries) == (JobState.CONFLICT, 1, 2)
    assert open_column(store.ring, job, "output") == "in time"
    assert _claim(store, job_id, "third") is None


def test_a_job_over_which_workers_are_lost_ends_as_failed(store: Store) -> None:
    job_id = _accept(store)
    for number in range(MAX_LOSSES):
        assert _claim(store, job_id, f"doomed {number}") is not None
    assert _claim(store, job_id, "next") is None
    job = _job(store, job_id)
    assert (job.state, job.failure and job.failure["code"]) == (JobState.FAILED, "lost_too_often")


def test_a_job_given_back_has_lost_nobody(store: Store) -> None:
    job_id = _accept(store)
    for number in range(MAX_LOSSES + 1):
        mine = _claim(store, job_id, f"polite {number}")
        assert mine is not None
        with store.writing() as session:
            assert release_job(session, mine)
    assert (_job(store, job_id).lost, _job(store, job_id).worker) == (0, None)


def test_a_worker_is_lost_when_its_beat_stands_still(one_store: Store) -> None:
    queue = Queue({"a": "other", "b": "never seen"})
    recovery = _recovery(one_store, queue)
    beat(one_store, "other")
    for _ in range(2 * LOOKS_UNTIL_LOST):
        beat(one_store, "other")
        recovery.look()
    assert queue.handed_on == ["b"]
    for _ in range(LOOKS_UNTIL_LOST - 1):
        recovery.look()
    assert queue.handed_on == ["b"]
    recovery.look()
    assert queue.handed_on == ["b", "a"]
    with one_store.reading() as session:
        assert [row.name for row in session.exec(select(WorkerRow))] == ["me"]


def test_a_look_that_fails_is_no_sign_of_a_loss(one_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = Queue({"a": "other"})
    recovery = _recovery(one_store, queue)
    beat(one_store, "other")
    for _ in range(LOOKS_UNTIL_LOST):
        recovery.look()
    with monkeypatch.context() as away:
        away.setattr(queue, "list_held", lambda: {}[1 // 0])
        with pytest.raises(ZeroDivisionError):
            recovery.look()
    for _ in range(LOOKS_UNTIL_LOST):
        recovery.look()
    assert queue.handed_on == []


def test_one_of_those_that_live_looks_for_all(one_store: Store) -> None:
    queue = Queue({"a": "gone"})
    first, second = _recovery(one_store, queue, "worker-1"), _recovery(one_store, queue, "worker-2")
    second.look()
    assert queue.handed_on == []
    first.look()
    assert queue.handed_on == ["a"]


def test_a_job_of_ours_that_nobody_computes_is_handed_on(
    one_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, queue = RunningJobs(), Queue({"a": "me", "b": "me"})
    assert running.add("a") is not None
    recovery = _recovery(one_store, queue, running=running)
    recovery.look()
    recovery.look()
    assert queue.handed_on == []  # it may be about to begin
    monkeypatch.setattr(liveness, "IDLE_SECONDS", 0)
    recovery.look()
    assert queue.handed_on == ["b"]


def test_unfinished_jobs_are_in_line(store: Store) -> None:
    kept, restored, ended = (_accept(store) for _ in range(3))
    client = get_queue_client(store.url)
    client.delete([restored, ended])
    queue = Queue(active={kept})
    with store.writing() as session:
        session.get_one(JobRow, ended).state = JobState.OPTIMAL
    _recovery(store, queue).look()
    assert queue.deleted == [restored]
    assert client.list_active([kept, restored, ended]) == {kept, restored}


def test_a_process_computes_no_more_at_once_than_its_own_number() -> None:
    running, third = RunningJobs(2), threading.Event()

    def take() -> None:
        assert running.add("c") is not None
        third.set()

    assert running.add("a") is not None
    assert running.add("b") is not None
    assert running.add("a") is None
    waiting = threading.Thread(target=take)
    waiting.start()
    wait_until(lambda: running.is_here("c"))  # it is not for others to take
    assert not third.is_set()
    running.remove("b")
    assert third.wait(PATIENCE)
    waiting.join()
    running.remove("a")
    running.remove("c")
    running.close(0)
    assert running.add("d") is None
