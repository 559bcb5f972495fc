"""How far a sweep is: so many of so many, how they came out, at what rate."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, func, select

from app.access.caller import Caller
from app.access.roles import May
from app.access.scope import within
from app.office.errors import Missing
from app.store import Store
from app.store.moment import now
from app.store.tables import Job, Standing, State, Sweep
from constraints.record import Record


class Stage(StrEnum):
    """Where a sweep stands."""

    QUEUED = "queued"
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"


class SweepStatus(Record):
    """How far a sweep is. `outcomes`: how many of the batches that ended came out how.

    `done` counts those of running batches too. `per_second`: what-ifs a second since it began;
    `seconds_left`: as long as the rest takes at that rate.
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
    asked: datetime
    started: datetime | None = None
    ended: datetime | None = None
    erased: datetime | None = None


def status(store: Store, caller: Caller, which: str) -> SweepStatus:
    """Where a sweep stands.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is none, or it is not the caller's.
    """
    caller.must(May.READ)
    with store.reading() as session:
        return _status(session, found_sweep(session, caller, which))


def listed(store: Store, caller: Caller, *, after: str | None = None, limit: int = 50) -> list[SweepStatus]:
    """Up to `limit` sweeps that the caller may know of, newest first, after the one named.

    Raises:
        Forbidden: the role does not allow it.
    """
    caller.must(May.READ)
    chosen = select(Sweep).where(within(Sweep.locality, caller.scope))
    if after is not None:
        chosen = chosen.where(Sweep.id < after)
    with store.reading() as session:
        rows = list(session.exec(chosen.order_by(col(Sweep.id).desc()).limit(limit)))
        return [_status(session, row) for row in rows]


def found_sweep(session: Session, caller: Caller, which: str, *, lock: bool = False) -> Sweep:
    row = session.get(Sweep, which, with_for_update=lock or None)
    if row is None or not caller.sees(row.locality):
        raise Missing(which)
    return row


def _status(session: Session, row: Sweep) -> SweepStatus:
    started = session.exec(select(func.min(Job.started_at)).where(Job.parent == row.id)).one()
    running = select(func.coalesce(func.sum(Standing.step), 0)).where(
        Standing.job_id == Job.id, Job.parent == row.id, Job.state == State.RUNNING
    )
    done = sum(row.counts.values()) + session.exec(running).one()
    rate = None
    if started is not None and done:
        rate = done / max(((row.ended_at or now()) - started).total_seconds(), 0.001)
    return SweepStatus(
        id=row.id,
        label=row.label,
        locality=row.locality,
        stage=_stage(row, begun=started is not None),
        total=row.total,
        done=done,
        outcomes=row.counts,
        per_second=None if rate is None else round(rate, 2),
        seconds_left=round((row.total - done) / rate, 1) if rate and row.ended_at is None else None,
        asked=row.asked_at,
        started=started,
        ended=row.ended_at,
        erased=row.erased_at,
    )


def _stage(row: Sweep, *, begun: bool) -> Stage:
    if row.ended_at is not None:
        return Stage.DONE if row.cancel_asked_at is None and row.erased_at is None else Stage.STOPPED
    return Stage.RUNNING if begun else Stage.QUEUED
