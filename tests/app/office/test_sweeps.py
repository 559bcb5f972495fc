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

from cocau.app.access.caller import DEVELOPER, Caller
from cocau.app.access.roles import Role
from cocau.app.api.examples import commune
from cocau.app.jobs.accepting import TooMany
from cocau.app.jobs.ended import Cause, Done, Ended, Failed
from cocau.app.jobs.line import Line
from cocau.app.jobs.standing import Standing
from cocau.app.jobs.task import Task
from cocau.app.jobs.tasks import batches
from cocau.app.jobs.tasks import sweep as task
from cocau.app.jobs.tasks.plan import PlanInput
from cocau.app.jobs.waiting import wait
from cocau.app.office import endings  # noqa: F401  # what a batch's end brings
from cocau.app.office.ask import Ask
from cocau.app.office.errors import Missing
from cocau.app.office.fan_out_progress import Stage, SweepStatus
from cocau.app.office.fan_out_results import results
from cocau.app.office.fanning_out import MOST_AT_ONCE
from cocau.app.office.proposals import Office
from cocau.app.office.replay import KeyReused
from cocau.app.office.sweeping import Asked, Change
from cocau.app.office.sweeps import cancel, erase, sweep, sweep_status
from cocau.app.settings import Settings
from cocau.app.store import Store
from cocau.app.store.tables import FanOut, Job


@dataclass
class Gate:
    """Lets so many batches through."""

    left: int = 1000
    used: int = 0
    fails: bool = False

    def run(
        self,
        asked: Task,
        *,
        memory: int | None = None,
        stop: threading.Event | None = None,
        on_progress: Callable[[Standing], None] | None = None,
    ) -> Ended:
        """A batch, computed here; a search is not what this is about, so rows come from nowhere."""
        if self.used >= self.left and stop is not None:
            stop.wait(20)
        self.used += 1
        if self.fails and self.used == 1 and on_progress is not None:
            first = task.Batch.model_validate_json(asked.text).first
            done = batches.Row(number=first, name=str(first), outcome=batches.Came.SOLVED, seconds=0)
            on_progress(Standing(step=1, steps=5, elapsed=0, rows=f"[{done.model_dump_json()}]"))
            return Failed(Cause.MEMORY, "1 MiB")
        document, state = task.compute(task.Batch.model_validate_json(asked.text), lambda _: False)
        return Done(document.to_json().encode(), state)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    def row(base: PlanInput, change: task.Different, on: Any) -> batches.Row:
        assert base.request.council.name
        return batches.Row(number=0, name=change.name, outcome=batches.Came.SOLVED, seconds=0)

    monkeypatch.setattr(batches, "SLICE", 0)
    monkeypatch.setattr(task, "_row", row)
    return Gate()


@pytest.fixture
def office(store: Store, settings: Settings, gate: Gate) -> Iterator[Office]:
    line = Line(store, settings, run=gate.run)
    line.start()
    yield Office(store, line, settings)
    line.close()


def _asked(count: int) -> Asked:
    changes = tuple(Change(name=str(n), patch={"raised": []}) for n in range(count))
    return Asked(base=Ask.model_validate(commune()), changes=changes)


def _over(office: Office, which: str) -> SweepStatus:
    """Wait for one batch after the other."""
    while (now := sweep_status(office.store, DEVELOPER, which)).ended is None:
        with office.store.reading() as session:
            jobs = list(session.exec(select(Job).where(Job.parent == which)))
        waited = [wait(office.store, office.line, job.id, 20) for job in jobs]
        assert all(job.state.final for job in waited)
    return now


def test_batches_give_way_and_nothing_is_left_out(office: Office) -> None:
    which = sweep(office, DEVELOPER, _asked(12)).id
    now = _over(office, which)
    assert (now.stage, now.done, now.outcomes) == (Stage.DONE, 12, {"solved": 12})
    first = results(office.store, DEVELOPER, which, limit=7)
    last = results(office.store, DEVELOPER, which, after=first.next or 0, limit=7)
    assert [row.number for row in (*first.items, *last.items)] == list(range(12))
    assert [row.name for row in results(office.store, DEVELOPER, which, after=6, limit=2).items] == ["6", "7"]
    assert last.next is None
    with office.store.reading() as session:
        assert len(list(session.exec(select(Job).where(Job.parent == which)))) == 12


def test_a_batch_that_fails_keeps_what_it_had_and_goes_on_behind_it(office: Office, gate: Gate) -> None:
    gate.fails = True
    which = sweep(office, DEVELOPER, _asked(12)).id
    now = _over(office, which)
    assert (now.stage, now.outcomes) == (Stage.DONE, {"solved": 11, "failed": 1})
    numbers = [row.number for row in results(office.store, DEVELOPER, which).items]
    assert numbers == sorted(set(numbers))
    assert {*range(12)} - {*numbers} in ({1}, {6})  # behind the first of whichever batch came first


def test_a_stopped_sweep_keeps_its_rows_and_goes_no_further(office: Office, gate: Gate) -> None:
    gate.left = 3
    which = sweep(office, DEVELOPER, _asked(12)).id
    while gate.used < gate.left:
        assert sweep_status(office.store, DEVELOPER, which).ended is None
    cancel(office, DEVELOPER, which)
    now = _over(office, which)
    assert now.stage is Stage.STOPPED
    assert sum(now.outcomes.values()) == 12
    rows = results(office.store, DEVELOPER, which).items
    assert len(rows) == now.outcomes["solved"]
    assert len({row.number for row in rows}) == len(rows)


@pytest.mark.parametrize("act", [cancel, lambda office, caller, which: erase(office.store, caller, which)])
def test_a_batch_that_ends_while_the_whole_is_stopped_or_erased(
    store: Store, settings: Settings, gate: Gate, act: Callable[[Office, Caller, str], SweepStatus]
) -> None:
    """Whoever ends a batch holds it, then the whole; nobody may hold the whole and wait for the batch."""
    office = Office(store, Line(store, settings, run=gate.run), settings)
    office.line.submit = lambda job_id: None  # type: ignore[method-assign]  # nothing is computed here
    which = sweep(office, DEVELOPER, _asked(6)).id
    with ThreadPoolExecutor(1) as thread:
        with store.writing() as session:
            batch = session.exec(select(Job).where(Job.parent == which).with_for_update()).first()
            assert batch is not None
            session.connection().execute(update(Job).where(col(Job.id) == batch.id).values(tries=1))
            other = thread.submit(act, office, DEVELOPER, which)
            time.sleep(0.5)  # it waits for the batch by now
            session.exec(select(FanOut).where(FanOut.id == which).with_for_update()).one()
        ended = other.result(timeout=20)
    assert ended.ended is not None
    assert (ended.stage, gate.used) == (Stage.STOPPED, 0)


def test_two_at_once_with_one_key_are_one(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second had looked for the key before the first was accepted."""
    monkeypatch.setattr("cocau.app.office.sweeps.replayed", lambda *_: None)
    first, second = (sweep(office, DEVELOPER, _asked(3), "k") for _ in range(2))
    assert (first.replayed, second.replayed, second.id) == (False, True, first.id)
    _over(office, first.id)
    with pytest.raises(KeyReused):
        sweep(office, DEVELOPER, _asked(4), "k")


def test_limits_and_localities(one_store: Store, settings: Settings, gate: Gate) -> None:
    office = Office(one_store, Line(one_store, settings, run=gate.run), settings)
    office.line.submit = lambda job_id: None  # type: ignore[method-assign]  # nothing is computed here
    made = [sweep(office, DEVELOPER, _asked(1)).id for _ in range(MOST_AT_ONCE)]
    with pytest.raises(TooMany):
        sweep(office, DEVELOPER, _asked(1))
    with pytest.raises(Missing):
        sweep_status(one_store, Caller("usr_1", "huyện", Role.ADMIN, "ha-tinh"), made[0])
