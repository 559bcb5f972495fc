"""Sweeps whose batches give way after each row: nothing is left out, nothing comes twice, stopped or not."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from cocau.app.auth.caller import DEVELOPER, Caller
from cocau.app.db.engine import Store
from cocau.app.db.models import BatchRunRow, JobRow
from cocau.app.jobs.lifecycle import QuotaExceeded
from cocau.app.jobs.queue import JobQueue, wait_for_job
from cocau.app.jobs.results import FailureCause, ProgressReport, RunCompleted, RunFailed, RunResult
from cocau.app.jobs.task import JobTask
from cocau.app.jobs.tasks import batches
from cocau.app.jobs.tasks import batches as task
from cocau.app.jobs.tasks.plans import PlanInput
from cocau.app.permissions import UserRole
from cocau.app.services.acts import KeyReused
from cocau.app.services.batches.rows import list_sweep_rows
from cocau.app.services.batches.runs import (
    MAX_UNFINISHED,
    SWEEPS,
    BatchRunStage,
    SweepStatus,
    cancel_run,
    erase_run,
    get_run_status,
)
from cocau.app.services.batches.sweeps import (
    SweepChange,
    SweepCreate,
    create_sweep,
)
from cocau.app.services.completion import COMPLETION
from cocau.app.services.computations import Services
from cocau.app.services.errors import Missing
from cocau.app.services.planning.requests import ProposalCreate
from cocau.app.settings import Settings
from cocau.app.web.api.examples import build_commune
from cocau.solver.sweep import ItemOutcome, SweepRow
from tests.patience import PATIENCE


@dataclass
class Gate:
    """Lets so many batches through."""

    left: int = 1000
    used: int = 0
    fails: bool = False

    def run(
        self,
        asked: JobTask,
        *,
        memory: int | None = None,
        stop: threading.Event | None = None,
        on_progress: Callable[[ProgressReport], None] | None = None,
    ) -> RunResult:
        """A batch, computed here; a search is not what this is about, so rows come from nowhere."""
        if self.used >= self.left and stop is not None:
            stop.wait(PATIENCE)
        self.used += 1
        if self.fails and self.used == 1 and on_progress is not None:
            first = task.SweepBatch.model_validate_json(asked.text).first
            done = SweepRow(number=first, name=str(first), outcome=ItemOutcome.SOLVED, seconds=0)
            on_progress(ProgressReport(step=1, steps=5, elapsed=0, rows=f"[{done.model_dump_json()}]"))
            return RunFailed(FailureCause.MEMORY, "1 MiB")
        document, state = task.compute_sweep(task.SweepBatch.model_validate_json(asked.text), lambda _: False)
        return RunCompleted(document.to_json().encode(), state)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    def row(base: PlanInput, change: task.SweepVariant, on: Any) -> SweepRow:
        assert base.request.council.name
        return SweepRow(number=0, name=change.name, outcome=ItemOutcome.SOLVED, seconds=0)

    monkeypatch.setattr(batches, "SLICE_SECONDS", 0)
    monkeypatch.setattr(task, "_plan_variant", row)
    return Gate()


@pytest.fixture
def office(store: Store, settings: Settings, gate: Gate) -> Iterator[Services]:
    queue = JobQueue(store, settings, run=gate.run, completion=COMPLETION)
    queue.start()
    yield Services(store, queue, settings)
    queue.close()


def _asked(count: int) -> SweepCreate:
    changes = tuple(SweepChange(name=str(n), patch={"raised": []}) for n in range(count))
    return SweepCreate(base=ProposalCreate.model_validate(build_commune()), changes=changes)


def _over(office: Services, which: str) -> SweepStatus:
    """Wait for one batch after the other."""
    while (now := get_run_status(office.store, DEVELOPER, SWEEPS, which)).ended is None:
        with office.store.reading() as session:
            jobs = list(session.exec(select(JobRow).where(JobRow.parent == which)))
        waited = [wait_for_job(office.store, office.queue, job.id, PATIENCE) for job in jobs]
        assert all(job.state.final for job in waited)
    return now


def test_batches_give_way_and_nothing_is_left_out(office: Services) -> None:
    which = create_sweep(office, DEVELOPER, _asked(12)).id
    now = _over(office, which)
    assert (now.stage, now.done, now.outcomes) == (BatchRunStage.DONE, 12, {"solved": 12})
    first = list_sweep_rows(office.store, DEVELOPER, which, limit=7)
    last = list_sweep_rows(office.store, DEVELOPER, which, after=first.next or 0, limit=7)
    assert [row.number for row in (*first.items, *last.items)] == list(range(12))
    assert [row.name for row in list_sweep_rows(office.store, DEVELOPER, which, after=6, limit=2).items] == [
        "6",
        "7",
    ]
    assert last.next is None
    with office.store.reading() as session:
        assert len(list(session.exec(select(JobRow).where(JobRow.parent == which)))) == 12


def test_a_batch_that_fails_keeps_what_it_had_and_goes_on_behind_it(office: Services, gate: Gate) -> None:
    gate.fails = True
    which = create_sweep(office, DEVELOPER, _asked(12)).id
    now = _over(office, which)
    assert (now.stage, now.outcomes) == (BatchRunStage.DONE, {"solved": 11, "failed": 1})
    numbers = [row.number for row in list_sweep_rows(office.store, DEVELOPER, which).items]
    assert numbers == sorted(set(numbers))
    assert {*range(12)} - {*numbers} in ({1}, {6})  # behind the first of whichever batch came first


def test_a_stopped_sweep_keeps_its_rows_and_goes_no_further(office: Services, gate: Gate) -> None:
    gate.left = 3
    which = create_sweep(office, DEVELOPER, _asked(12)).id
    while gate.used < gate.left:
        assert get_run_status(office.store, DEVELOPER, SWEEPS, which).ended is None
    cancel_run(office, DEVELOPER, SWEEPS, which)
    now = _over(office, which)
    assert now.stage is BatchRunStage.STOPPED
    assert sum(now.outcomes.values()) == 12
    rows = list_sweep_rows(office.store, DEVELOPER, which).items
    assert len(rows) == now.outcomes["solved"]
    assert len({row.number for row in rows}) == len(rows)


@pytest.mark.parametrize(
    "act",
    [
        lambda office, caller, which: cancel_run(office, caller, SWEEPS, which),
        lambda office, caller, which: erase_run(office.store, caller, SWEEPS, which),
    ],
    ids=["cancel", "erase"],
)
def test_a_batch_that_ends_while_the_whole_is_stopped_or_erased(
    store: Store, settings: Settings, gate: Gate, act: Callable[[Services, Caller, str], SweepStatus]
) -> None:
    """Whoever ends a batch holds it, then the whole; nobody may hold the whole and wait for the batch."""
    office = Services(store, JobQueue(store, settings, run=gate.run, completion=COMPLETION), settings)
    which = create_sweep(office, DEVELOPER, _asked(6)).id
    with ThreadPoolExecutor(1) as thread:
        with store.writing() as session:
            batch = session.exec(select(JobRow).where(JobRow.parent == which).with_for_update()).first()
            assert batch is not None
            session.connection().execute(update(JobRow).where(col(JobRow.id) == batch.id).values(tries=1))
            other = thread.submit(act, office, DEVELOPER, which)
            time.sleep(0.5)  # it waits for the batch by now
            session.exec(select(BatchRunRow).where(BatchRunRow.id == which).with_for_update()).one()
        ended = other.result(timeout=PATIENCE)
    assert ended.ended is not None
    assert (ended.stage, gate.used) == (BatchRunStage.STOPPED, 0)


def test_two_at_once_with_one_key_are_one(office: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second had looked for the key before the first was accepted."""
    monkeypatch.setattr("cocau.app.services.computations.find_submission", lambda *_: None)
    first, second = (create_sweep(office, DEVELOPER, _asked(3), "k") for _ in range(2))
    assert (first.replayed, second.replayed, second.id) == (False, True, first.id)
    _over(office, first.id)
    with pytest.raises(KeyReused):
        create_sweep(office, DEVELOPER, _asked(4), "k")


def test_limits_and_localities(one_store: Store, settings: Settings, gate: Gate) -> None:
    office = Services(one_store, JobQueue(one_store, settings, run=gate.run, completion=COMPLETION), settings)
    made = [create_sweep(office, DEVELOPER, _asked(1)).id for _ in range(MAX_UNFINISHED)]
    with pytest.raises(QuotaExceeded):
        create_sweep(office, DEVELOPER, _asked(1))
    with pytest.raises(Missing):
        get_run_status(one_store, Caller("usr_1", "huyện", UserRole.ADMIN, "ha-tinh"), SWEEPS, made[0])
