"""What accepting and handing out a job cost, however many others wait."""

import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Engine, Pool, event, text
from table import head, judged, line, seconds

from cocau.app.auth.caller import Caller
from cocau.app.db.clock import new_id
from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow
from cocau.app.db.opening import open_store
from cocau.app.jobs.dbos_queue import QueueConsumer
from cocau.app.jobs.lifecycle import create_job
from cocau.app.permissions import UserRole
from cocau.app.settings import Settings

DEPTHS = (100, 10_000, 200_000)
CALLERS = 1_000
BAR = 15.0
"""Milliseconds of one job, accepted or handed out."""

JOBS = 50
"""Jobs that are accepted and handed out at each depth."""

BATCH = 5_000


def depth(repeat: int) -> Iterator[str]:
    """The same jobs before 100, 10,000 and 200,000 that wait; `COCAU_DATABASE`: not on SQLite."""
    del repeat  # each depth is filled once
    yield from head("waiting", "bar", "", "one accepted", "one handed out", numbers=2)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            state=Path(folder), database=os.environ.get("COCAU_DATABASE", ""), solves=1, poll=10, queue=10**6
        )
        store = open_store(settings)
        there = 0
        for waiting in DEPTHS:
            _fill(store, settings, there, waiting)
            there = waiting
            accepting = [1000 * seconds(lambda: _accept(store, settings, "client")) for _ in range(JOBS)]
            accepted, handed_out = (statistics.median(f) for f in (accepting, _hand_out(store, settings)))
            judgement = judged(max(accepted, handed_out), BAR, "ms")
            yield line(f"{waiting:,}", *judgement, f"{accepted:.1f} ms", f"{handed_out:.1f} ms")
        store.close()


def _accept(store: Store, settings: Settings, caller_id: str) -> str:
    job_id = new_id("prp")
    with store.writing() as session:
        create_job(
            session,
            store.ring,
            Caller(caller_id, caller_id, UserRole.PLANNER),
            job_id=job_id,
            kind="plan",
            text="{}",
            seconds=60,
            locality="ha-tinh",
            settings=settings,
        )
    return job_id


def _fill(store: Store, settings: Settings, there: int, waiting: int) -> None:
    """Let jobs wait in copies of one that was accepted: rows of ours and of the queue."""
    pattern = _accept(store, settings, "pattern")
    with store.reading() as session:
        tables = {
            "jobs": dict(session.get_one(JobRow, pattern).model_dump(), id=""),
            _name(store, "workflow_status"): _read(session, _name(store, "workflow_status"), pattern),
            _name(store, "workflow_input"): _read(session, _name(store, "workflow_input"), pattern),
        }
    for first in range(there, waiting, BATCH):
        numbers = range(first, min(first + BATCH, waiting))
        with store.writing() as session:
            for name, row in tables.items():
                if name == "jobs":
                    session.add_all(JobRow(**(row | _copy_job(number))) for number in numbers)
                    session.flush()
                    continue
                columns = ", ".join(f'"{column}"' for column in row)
                values = ", ".join(f":{column}" for column in row)
                session.connection().execute(
                    text(f"INSERT INTO {name} ({columns}) VALUES ({values})"),  # noqa: S608  # names of ours
                    [row | _copy_entry(row, number) for number in numbers],
                )
    with store.writing() as session:
        session.connection().exec_driver_sql("ANALYZE")


def _name(store: Store, table: str) -> str:
    return table if store.on_sqlite else f"dbos.{table}"


def _read(session: Any, table: str, job_id: str) -> dict[str, Any]:  # noqa: ANN401  # a session of SQLModel
    found = session.connection().execute(
        text(f"SELECT * FROM {table} WHERE workflow_uuid = :id"),  # noqa: S608  # the same
        {"id": job_id},
    )
    return dict(found.mappings().one())


def _copy_job(number: int) -> dict[str, Any]:
    turn, caller = divmod(number, CALLERS)
    return {"id": f"prp_{number:026}", "caller": f"caller{caller}", "turn": turn + 2}


def _copy_entry(row: dict[str, Any], number: int) -> dict[str, Any]:
    turn = _copy_job(number)["turn"]
    return {"workflow_uuid": f"prp_{number:026}"} | ({"priority": turn} if "priority" in row else {})


class ClaimClock:
    """Measures the transactions in which the queue's thread takes a job, from begin to end."""

    def __init__(self) -> None:
        self.milliseconds: list[float] = []
        self.enough = threading.Event()
        self._begun, self._claims = 0.0, False
        self._listeners: tuple[tuple[type, str, Callable[..., None]], ...] = (
            (Engine, "begin", self._begin),
            (Engine, "before_cursor_execute", self._execute),
            (Pool, "checkin", self._end),
        )

    def __enter__(self) -> Self:
        for target, name, listener in self._listeners:
            event.listen(target, name, listener)
        return self

    def __exit__(self, *_: object) -> None:
        for target, name, listener in self._listeners:
            event.remove(target, name, listener)

    def _begin(self, _: object) -> None:
        if _is_queue_thread():
            self._begun, self._claims = time.perf_counter(), False

    def _execute(self, _: object, __: object, statement: str, *___: object) -> None:
        if _is_queue_thread() and "UPDATE" in statement and "executor_id" in statement:
            self._claims = True

    def _end(self, *_: object) -> None:
        if _is_queue_thread() and self._claims:
            self._claims = False
            self.milliseconds.append(1000 * (time.perf_counter() - self._begun))
            if len(self.milliseconds) >= JOBS:
                self.enough.set()


def _is_queue_thread() -> bool:
    return threading.current_thread().name == "queue-worker-jobs"


def _hand_out(store: Store, settings: Settings) -> list[float]:
    """Let the queue hand out jobs one by one; the milliseconds of each."""
    with ClaimClock() as clock:
        consumer = QueueConsumer(store, "bench", settings, lambda *_: None)
        try:
            if not clock.enough.wait(120):
                raise RuntimeError(f"only {len(clock.milliseconds)} jobs were handed out")
        finally:
            consumer.close()
    return clock.milliseconds
