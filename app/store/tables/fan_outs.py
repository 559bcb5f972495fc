"""Fan-outs: one thing asked for that is computed in many batches, a sweep or a programme."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from cocau.app.store.tables.columns import moment, one_of


class Fan(StrEnum):
    """What is fanned out; the kind of its jobs, and its name in the trail."""

    SWEEP = "sweep"
    PROGRAMME = "programme"


class FanOut(SQLModel, table=True):
    """What-ifs over one request, or councils planned together; each batch is a job whose parent this is.

    `base`: sealed, what the batches share. `proposal_id`: the proposal whose request that is; they are erased
    together. `joins`: whether a last job joins what was found. `counts`: how many items of the batches that
    ended came out how. `slowest`: the numbers and seconds of those that took longest.

    `derived_from`: the programme that somebody withdrew from; `withdrawal`: sealed, who that was, and what
    was planned before; `kept`: how many councils are as they were there.
    """

    __tablename__ = "fan_outs"

    id: str = Field(primary_key=True, max_length=40)
    kind: Fan = Field(sa_type=one_of(Fan))
    label: str = Field(default="", max_length=300)
    locality: str = Field(index=True, max_length=200)
    caller: str = Field(index=True, max_length=40)
    base: bytes | None
    proposal_id: str | None = Field(default=None, index=True, max_length=40)
    total: int
    joins: bool = False
    derived_from: str | None = Field(default=None, foreign_key="fan_outs.id", index=True, max_length=40)
    withdrawal: bytes | None = None
    kept: int = 0
    counts: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    slowest: list[tuple[int, float]] = Field(default_factory=list, sa_type=JSON)
    asked_at: datetime = moment(index=True)
    cancel_asked_at: datetime | None = moment(empty=True)
    ended_at: datetime | None = moment(empty=True)
    erased_at: datetime | None = moment(empty=True)


class FanOutPool(SQLModel, table=True):
    """A pool kept here whose people a fan-out is about: it is erased with the pool."""

    __tablename__ = "fan_out_pools"

    fan_out_id: str = Field(primary_key=True, foreign_key="fan_outs.id", max_length=40)
    pool_id: str = Field(primary_key=True, index=True, max_length=40)
