"""How far a fan-out is: so many of so many, how they came out, at what rate, and what holds it up."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, select

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.access.scope import within
from cocau.app.office.errors import Missing
from cocau.app.office.fan_out_parts import first_of
from cocau.app.store import Store
from cocau.app.store.moment import now
from cocau.app.store.tables import Fan, FanOut, Job, Standing, State
from cocau.constraints.record import Record


class Stage(StrEnum):
    """Where a fan-out stands."""

    QUEUED = "queued"
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"


class Straggler(Record):
    """One item by its number (the first is 0), and for how many seconds it was computed, or is by now."""

    number: int
    seconds: float


class FanOutStatus(Record):
    """How far it is. `outcomes`: how many of the batches that ended came out how.

    `done` counts those of running batches too. `per_second`: items a second since it began; `seconds_left`:
    as long as the rest takes at that rate. `slowest`: those that took longest so far; `running`: those that
    are being computed, the longest first.
    """

    id: str
    label: str
    locality: str
    stage: Stage
    total: int
    done: int
    outcomes: dict[str, int]
    per_second: float | None = None
    seconds_left: float | None = None
    slowest: tuple[Straggler, ...] = ()
    running: tuple[Straggler, ...] = ()
    asked: datetime
    started: datetime | None = None
    ended: datetime | None = None
    erased: datetime | None = None


class SweepStatus(FanOutStatus):
    """How far a sweep is; its items are what-ifs."""


class ProgrammeStatus(FanOutStatus):
    """How far a programme is; its items are councils. `joins`: they share people, and are joined last.

    `derived_from`: the programme that somebody withdrew from to make this one; `kept`: so many councils are
    as they were there (counted in `done`); `derived`: the programmes made so of this one, oldest first.
    """

    joins: bool = False
    derived_from: str | None = None
    kept: int = 0
    derived: tuple[str, ...] = ()


_BODIES: tuple[Any, ...] = (FanOut.base, FanOut.withdrawal)
_WITHOUT_BODIES = tuple(defer(body) for body in _BODIES)

Status = TypeVar("Status", bound=FanOutStatus)


def status(store: Store, caller: Caller, kind: Fan, of: type[Status], which: str) -> Status:
    """Where one stands.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is none, or it is not the caller's.
    """
    caller.must(May.READ)
    with store.reading() as session:
        return _status(session, of, found_fan_out(session, caller, kind, which))


def listed(
    store: Store, caller: Caller, kind: Fan, of: type[Status], *, after: str | None = None, limit: int = 50
) -> list[Status]:
    """Up to `limit` of a kind that the caller may know of, newest first, after the one named.

    Raises:
        Forbidden: the role does not allow it.
    """
    caller.must(May.READ)
    chosen = select(FanOut).options(*_WITHOUT_BODIES)
    chosen = chosen.where(FanOut.kind == kind, within(FanOut.locality, caller.scope))
    if after is not None:
        chosen = chosen.where(FanOut.id < after)
    with store.reading() as session:
        rows = list(session.exec(chosen.order_by(col(FanOut.id).desc()).limit(limit)))
        return [_status(session, of, row) for row in rows]


def found_fan_out(session: Session, caller: Caller, kind: Fan, which: str, *, lock: bool = False) -> FanOut:
    """The row of one; what is sealed in it is read when it is asked for.

    Raises:
        Missing: there is none of this kind, or it is not the caller's.
    """
    row = session.get(FanOut, which, with_for_update=lock or None, options=_WITHOUT_BODIES)
    if row is None or row.kind is not kind or not caller.sees(row.locality):
        raise Missing(which)
    return row


def _status(session: Session, of: type[Status], row: FanOut) -> Status:
    started = session.exec(select(func.min(Job.started_at)).where(Job.parent == row.id)).one()
    theirs = (
        Standing.job_id == Job.id,
        Job.parent == row.id,
        Job.kind == row.kind,
        Job.state == State.RUNNING,
    )
    standings = session.exec(select(Standing).where(*theirs)).all() if row.ended_at is None else ()
    done = sum(row.counts.values()) + sum(standing.step for standing in standings)
    rate = None
    if started is not None and done > row.kept:
        rate = (done - row.kept) / max(((row.ended_at or now()) - started).total_seconds(), 0.001)
    more = _of_programme(session, row) if of is ProgrammeStatus else {}
    return of(
        **more,
        id=row.id,
        label=row.label,
        locality=row.locality,
        stage=_stage(row, begun=started is not None),
        total=row.total,
        done=done,
        outcomes=row.counts,
        per_second=None if rate is None else round(rate, 2),
        seconds_left=round((row.total - done) / rate, 1) if rate and row.ended_at is None else None,
        slowest=tuple(Straggler(number=number, seconds=seconds) for number, seconds in row.slowest),
        running=_running(standings),
        asked=row.asked_at,
        started=started,
        ended=row.ended_at,
        erased=row.erased_at,
    )


def _of_programme(session: Session, row: FanOut) -> dict[str, Any]:
    derived = session.exec(select(FanOut.id).where(FanOut.derived_from == row.id).order_by(col(FanOut.id)))
    return {
        "joins": row.joins,
        "derived_from": row.derived_from,
        "kept": row.kept,
        "derived": tuple(derived),
    }


def _running(standings: Sequence[Standing]) -> tuple[Straggler, ...]:
    """What is being computed: see `app.jobs.tasks.batches.through` for `value`."""
    moment = now()
    each = [
        Straggler(
            number=first_of(standing.job_id) + standing.step,
            seconds=round((standing.value or 0) / 1000 + (moment - standing.at).total_seconds(), 1),
        )
        for standing in standings
    ]
    return tuple(sorted(each, key=lambda one: (-one.seconds, one.number)))


def _stage(row: FanOut, *, begun: bool) -> Stage:
    if row.ended_at is not None:
        return Stage.DONE if row.cancel_asked_at is None and row.erased_at is None else Stage.STOPPED
    return Stage.RUNNING if begun else Stage.QUEUED
