"""The queue of jobs: accepted in one transaction, computed once, stopped, waited for."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlmodel import Session, select

from cocau.app.auth.caller import DEVELOPER, Caller
from cocau.app.db.clock import new_id
from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow, JobState
from cocau.app.db.models import ProgressRow as StandingRow
from cocau.app.db.seals import open_column
from cocau.app.jobs.lifecycle import NO_COMPLETION, Completion, QuotaExceeded, create_job
from cocau.app.jobs.queue import JobQueue, wait_for_job
from cocau.app.jobs.results import BestSlate, ProgressReport, RunCompleted, RunResult, RunStopped
from cocau.app.jobs.task import JobTask
from cocau.app.jobs.task import TaskOutcome as Came
from cocau.app.permissions import UserRole
from cocau.app.settings import Settings
from cocau.constraints.model.slate import Slate
from tests.patience import PATIENCE, wait_until

SECRET = "Nguyễn Thị Kín"
BEST = BestSlate(slate=Slate(candidates={"dv1": ("p1",)}, deputies=("p1",)))


class Desk:
    """A store, and a queue whose jobs are computed in threads of this process by what their text says."""

    def __init__(self, store: Store, settings: Settings, completion: Completion = NO_COMPLETION) -> None:
        self.store, self.settings = store, settings
        self.begun: list[str] = []
        self.gate = threading.Event()
        self.queue = JobQueue(store, settings, run=self.run, completion=completion)

    def run(
        self,
        task: JobTask,
        *,
        memory: int | None = None,
        stop: threading.Event | None = None,
        on_progress: Callable[[ProgressReport], None] | None = None,
    ) -> RunResult:
        """ "go": done at once; "wait": until the gate opens; "best": until stopped, with a best so far."""
        self.begun.append(task.text)
        if "boom" in task.text:
            raise ValueError("a defect")
        if "best" in task.text and on_progress is not None:
            on_progress(ProgressReport(step=1, steps=2, value=3, bound=1, elapsed=0.1, best=BEST))
        while stop is not None and ("best" in task.text or "wait" in task.text):
            if stop.wait(0.01):
                return RunStopped(b"the best so far")
            if self.gate.is_set():
                break
        return RunCompleted(f"answer to {task.text}".encode(), Came.OPTIMAL)

    def accept(self, text: str, caller: Caller = DEVELOPER, **more: str) -> str:
        job_id = new_id("prp")
        with self.store.writing() as session:
            create_job(
                session,
                self.store.ring,
                caller,
                job_id=job_id,
                kind="plan",
                text=f"{text} {SECRET}",
                seconds=1000,
                locality="ha-tinh",
                settings=self.settings,
                **more,
            )
        return job_id

    def submit(self, text: str, caller: Caller = DEVELOPER) -> str:
        job_id = self.accept(text, caller)
        self.queue.wake()
        return job_id

    def until(self, job_id: str, seconds: float = PATIENCE) -> JobRow:
        job = wait_for_job(self.store, self.queue, job_id, seconds)
        assert job.state.final, job.state
        return job

    def standing(self, job_id: str) -> StandingRow | None:
        with self.store.reading() as session:
            return session.get(StandingRow, job_id)

    def output(self, job: JobRow) -> str | None:
        return None if job.output is None else open_column(self.store.ring, job, "output")


@pytest.fixture
def desk(store: Store, settings: Settings) -> Iterator[Desk]:
    made = Desk(store, replace(settings, takeover=1))
    made.queue.start()
    yield made
    made.gate.set()
    made.queue.close()


def test_a_job_is_computed_and_sealed(desk: Desk) -> None:
    job = desk.until(desk.submit("go"))
    assert (job.state, desk.output(job)) == (JobState.OPTIMAL, f"answer to go {SECRET}")
    assert job.started_at is not None
    assert job.ended_at is not None
    assert (job.tries, job.worker, job.seconds) == (1, desk.queue.worker, desk.settings.max_seconds)


def test_two_at_once_then_in_turn(desk: Desk) -> None:
    first = [desk.submit(f"wait {n}") for n in range(2)]
    wait_until(lambda: len(desk.begun) == 2)
    rest = [desk.submit(f"go {n}") for n in range(4)]
    time.sleep(0.3)
    assert len(desk.begun) == 2
    desk.gate.set()
    assert [desk.until(job).state for job in [*first, *rest]] == [JobState.OPTIMAL] * 6
    assert sorted(desk.begun) == sorted({*desk.begun})  # none twice


def test_a_running_job_keeps_its_best_when_stopped(desk: Desk) -> None:
    job_id = desk.submit("best")
    wait_until(lambda: desk.standing(job_id) is not None)
    standing = desk.standing(job_id)
    assert standing is not None
    assert standing.best is not None
    assert BestSlate.model_validate_json(open_column(desk.store.ring, standing, "best")) == BEST
    with desk.store.writing() as session:
        desk.queue.request_cancel(session, job_id)
    job = desk.until(
        job_id
    )  # nobody told the queue: it looks at the row, and nothing else would end this job
    assert (job.state, desk.output(job)) == (JobState.STOPPED, "the best so far")
    assert job.first_slate_at is not None


def test_a_waiting_job_is_stopped_at_once(desk: Desk) -> None:
    blocking = [desk.submit("wait") for _ in range(2)]
    waiting = desk.submit("go")
    with desk.store.writing() as session:
        desk.queue.request_cancel(session, waiting)
    assert desk.until(waiting, 0).state is JobState.STOPPED
    desk.gate.set()
    for job in blocking:
        desk.until(job)
    assert len(desk.begun) == 2


def test_a_job_that_another_process_accepted_is_found(desk: Desk) -> None:
    job = desk.until(desk.accept("go"))
    assert job.state is JobState.OPTIMAL


def test_a_defect_is_a_failed_job_without_names(desk: Desk) -> None:
    job = desk.until(desk.submit("boom"))
    assert job.state is JobState.FAILED
    assert job.failure is not None
    assert job.failure["code"] == "failed_by_error"
    assert SECRET not in str(job.failure)


def test_what_hangs_on_an_end_is_in_its_transaction(store: Store, settings: Settings) -> None:
    seen: list[tuple[str, JobState, str | None]] = []
    completion = {"plan": lambda _s, _r, job, out: seen.append((job.id, job.state, out))}
    desk = Desk(store, settings, completion)
    desk.queue.start()
    job = desk.until(desk.submit("go"))
    desk.queue.close()
    assert seen == [(job.id, JobState.OPTIMAL, f"answer to go {SECRET}")]


def test_so_many_unfinished_jobs_and_no_more(one_store: Store, settings: Settings) -> None:
    desk = Desk(one_store, replace(settings, queue=2))
    other = Caller("usr_2", "b", UserRole.PLANNER)
    desk.accept("go")
    part = desk.accept("go", parent="swp_1")
    desk.accept("go")
    with pytest.raises(QuotaExceeded):
        desk.accept("go")
    desk.accept("go", other)
    assert part


def test_forty_jobs_of_one_do_not_delay_the_first_of_another(desk: Desk) -> None:
    many, few = Caller("many", "a", UserRole.PLANNER), Caller("few", "b", UserRole.PLANNER)
    running = [desk.submit("wait", many) for _ in range(2)]
    wait_until(lambda: len(desk.begun) == 2)
    forty = [desk.submit(f"go {n}", many) for n in range(40)]
    time.sleep(0.3)  # the queue has given out what it can
    first = desk.submit("mine", few)
    desk.gate.set()
    jobs = [desk.until(job) for job in [*running, first, *forty]]
    began = sorted(jobs, key=lambda job: (job.started_at, job.turn))
    # It is given out when the first of those that ran has ended; a busy machine may note its start a little later.
    assert first in {job.id for job in began[2:10]}
    assert all(job.state is JobState.OPTIMAL for job in jobs)  # and nobody starves
    assert len(desk.begun) == 43


def _turns(desk: Desk) -> list[str]:
    with desk.store.reading() as session:
        jobs = session.exec(select(JobRow).order_by(JobRow.turn, JobRow.asked_at)).all()
    return [job.caller for job in jobs]


def test_callers_take_turns(one_store: Store, settings: Settings) -> None:
    desk = Desk(one_store, settings)
    many, few = Caller("many", "a", UserRole.PLANNER), Caller("few", "b", UserRole.PLANNER)
    for _ in range(5):
        desk.accept("go", many)
    desk.accept("go", few)
    desk.accept("go", few)
    assert _turns(desk) == ["many", "few", "many", "few", "many", "many", "many"]


@pytest.mark.long  # as above
def test_a_thousand_callers_take_turns(one_store: Store, settings: Settings) -> None:
    """Whoever asks for much waits behind nobody's first job but their own."""
    desk = Desk(one_store, settings)
    callers = [Caller(f"c{number:03}", "a", UserRole.PLANNER) for number in range(1000)]
    for _ in range(30):
        desk.accept("go", callers[0])
    for caller in callers[1:]:
        desk.accept("go", caller)
        desk.accept("go", caller)
    turns = _turns(desk)
    names = [caller.id for caller in callers]
    assert sorted(turns[:1000]) == sorted(turns[1000:2000]) == names
    assert turns[2000:] == [names[0]] * 28


def test_a_claim_amid_a_look_at_the_rows_is_no_lost_lease(
    one_store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(one_store, settings)
    job_id = desk.accept("go")
    running = desk.queue._running.add(job_id)
    assert running is not None
    read = one_store.reading

    @contextmanager
    def read_then_claim() -> Iterator[Session]:
        with read() as session:
            yield session
        running.lease = desk.queue._worker._claim(job_id)

    monkeypatch.setattr(one_store, "reading", read_then_claim)
    desk.queue._stop_cancelled_jobs()
    monkeypatch.undo()
    assert running.why is None
    desk.queue._running.remove(job_id)
    desk.queue.close()
