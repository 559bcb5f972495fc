"""Jobs: computations that were accepted, where they stand, and what came out."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from cocau.app.store.tables.columns import moment, one_of
from cocau.app.tracing import carried


class State(StrEnum):
    """Where a job stands. The last six are final."""

    QUEUED = "queued"
    RUNNING = "running"
    OPTIMAL = "optimal"
    CONFLICT = "conflict"
    STOPPED = "stopped"
    OUT_OF_TIME = "out_of_time"
    FAILED = "failed"
    DONE = "done"

    @property
    def final(self) -> bool:
        """Whether nothing more will come."""
        return self not in {State.QUEUED, State.RUNNING}


class Job(SQLModel, table=True):
    """One computation. `input` and `output` are sealed JSON; the queue itself only knows the id.

    `kind`: what is computed (see `app.jobs`); `turn`: its place in the fair queue; `caller`: whose it is;
    `failure`: a problem {code, vi, en} without personal data; `worker`: who computes it; `tries`: how often
    it was begun, or given to the queue once more; `lost`: how often its worker died over it.
    `first_slate_at`: when a first slate was known. `trace`: the traceparent of the request.
    """

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_caller_state", "caller", "state"),)

    id: str = Field(primary_key=True, max_length=40)
    kind: str = Field(index=True, max_length=40)
    state: State = Field(default=State.QUEUED, sa_type=one_of(State), index=True)
    locality: str = Field(index=True, max_length=200)
    caller: str = Field(index=True, max_length=40)
    turn: int = Field(default=1, index=True)
    seconds: float = 60
    parent: str | None = Field(default=None, index=True, max_length=40)
    input: bytes | None
    output: bytes | None = None
    failure: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    worker: str | None = Field(default=None, max_length=80)
    tries: int = 0
    lost: int = 0
    trace: str | None = Field(default_factory=carried, max_length=60)
    asked_at: datetime = moment(index=True)
    started_at: datetime | None = moment(empty=True)
    first_slate_at: datetime | None = moment(empty=True)
    cancel_asked_at: datetime | None = moment(empty=True)
    ended_at: datetime | None = moment(empty=True)


class Standing(SQLModel, table=True):
    """How far a running job is: tier `step` of `steps`, value and bound of that tier, the best slate so far.

    `number` grows with every change, so that a reader knows whether there is news. `best` is sealed JSON;
    of a batch, the rows that are done, until it has ended.
    """

    __tablename__ = "standings"

    job_id: str = Field(primary_key=True, foreign_key="jobs.id", max_length=40)
    number: int = 0
    step: int = 0
    steps: int = 0
    value: int | None = None
    bound: int | None = None
    elapsed: float = 0
    best: bytes | None = None
    at: datetime = moment()
