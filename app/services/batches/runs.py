"""Batch runs: one request computed in many batches; submitted as a whole, followed, cancelled, erased."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, select

from cocau.app.audit_log.entries import add_entry
from cocau.app.auth.caller import Caller, build_scope_condition
from cocau.app.db.clock import new_id, now
from cocau.app.db.engine import Store
from cocau.app.db.models import BatchRunKind, BatchRunPoolRow, BatchRunRow, JobRow, JobState, ProgressRow
from cocau.app.jobs.lifecycle import (
    UNFINISHED_STATES,
    QuotaExceeded,
    create_finished_job,
    create_job,
)
from cocau.app.permissions import Permission
from cocau.app.services.batches.parts import BatchPart, build_batch_id, parse_first_item
from cocau.app.services.documents import lock_unless_erased
from cocau.app.services.erasures import clear_batch_run, lock_batches
from cocau.app.services.errors import Erased, Missing
from cocau.app.services.idempotency import find_submission, record_submission
from cocau.app.services.planning.proposals import Services, Submission
from cocau.constraints.record import Record


class BatchRunStage(StrEnum):
    """Stages of a batch run."""

    QUEUED = "queued"
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"


class Straggler(Record):
    """One item by its number (the first is 0), and for how many seconds it was computed, or is by now."""

    number: int
    seconds: float


class BatchRunStatus(Record):
    """The progress of a batch run. `outcomes`: how many of the batches that ended came out how.

    `done` counts those of running batches too. `per_second`: items a second since it began; `seconds_left`:
    as long as the rest takes at that rate. `slowest`: those that took longest so far; `running`: those that
    are being computed, the longest first.
    """

    id: str
    label: str
    locality: str
    stage: BatchRunStage
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


class SweepStatus(BatchRunStatus):
    """The progress of a sweep; its items are what-ifs."""


class ProgrammeStatus(BatchRunStatus):
    """The progress of a programme; its items are councils. `joins`: they share people, and are joined last.

    `derived_from`: the programme that somebody withdrew from to make this one; `kept`: so many councils are
    as they were there (counted in `done`); `derived`: the programmes made so of this one, oldest first.
    """

    joins: bool = False
    derived_from: str | None = None
    kept: int = 0
    derived: tuple[str, ...] = ()


_BODIES: tuple[Any, ...] = (BatchRunRow.base, BatchRunRow.withdrawal)
_WITHOUT_BODIES = tuple(defer(body) for body in _BODIES)

StatusType = TypeVar("StatusType", bound=BatchRunStatus)


def get_run_status(
    store: Store, caller: Caller, kind: BatchRunKind, status_class: type[StatusType], run_id: str
) -> StatusType:
    """Return the status of a batch run.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is none, or it is not the caller's.
    """
    caller.require(Permission.READ)
    with store.reading() as session:
        return _build_status(session, status_class, get_run_row(session, caller, kind, run_id))


def list_runs(
    store: Store,
    caller: Caller,
    kind: BatchRunKind,
    status_class: type[StatusType],
    *,
    after: str | None = None,
    limit: int = 50,
) -> list[StatusType]:
    """List up to `limit` runs of a kind in the caller's scope, newest first.

    Only those after the one named `after`.

    Raises:
        Forbidden: the role does not allow it.
    """
    caller.require(Permission.READ)
    chosen = select(BatchRunRow).options(*_WITHOUT_BODIES)
    chosen = chosen.where(BatchRunRow.kind == kind, build_scope_condition(BatchRunRow.locality, caller.scope))
    if after is not None:
        chosen = chosen.where(BatchRunRow.id < after)
    with store.reading() as session:
        rows = list(session.exec(chosen.order_by(col(BatchRunRow.id).desc()).limit(limit)))
        return [_build_status(session, status_class, row) for row in rows]


def get_run_row(
    session: Session, caller: Caller, kind: BatchRunKind, run_id: str, *, lock: bool = False
) -> BatchRunRow:
    """Return the row of a run; its encrypted columns are loaded on access.

    Raises:
        Missing: there is none of this kind, or it is not the caller's.
    """
    row = session.get(BatchRunRow, run_id, with_for_update=lock or None, options=_WITHOUT_BODIES)
    if row is None or row.kind is not kind or not caller.can_see(row.locality):
        raise Missing(run_id)
    return row


def _build_status(session: Session, status_class: type[StatusType], row: BatchRunRow) -> StatusType:
    started = session.exec(select(func.min(JobRow.started_at)).where(JobRow.parent == row.id)).one()
    theirs = (
        ProgressRow.job_id == JobRow.id,
        JobRow.parent == row.id,
        JobRow.kind == row.kind,
        JobRow.state == JobState.RUNNING,
    )
    standings = session.exec(select(ProgressRow).where(*theirs)).all() if row.ended_at is None else ()
    done = sum(row.counts.values()) + sum(standing.step for standing in standings)
    rate = None
    if started is not None and done > row.kept:
        rate = (done - row.kept) / max(((row.ended_at or now()) - started).total_seconds(), 0.001)
    more = _get_programme_fields(session, row) if status_class is ProgrammeStatus else {}
    return status_class(
        **more,
        id=row.id,
        label=row.label,
        locality=row.locality,
        stage=_get_stage(row, begun=started is not None),
        total=row.total,
        done=done,
        outcomes=row.counts,
        per_second=None if rate is None else round(rate, 2),
        seconds_left=round((row.total - done) / rate, 1) if rate and row.ended_at is None else None,
        slowest=tuple(Straggler(number=number, seconds=seconds) for number, seconds in row.slowest),
        running=_list_running(standings),
        asked=row.asked_at,
        started=started,
        ended=row.ended_at,
        erased=row.erased_at,
    )


def _get_programme_fields(session: Session, row: BatchRunRow) -> dict[str, Any]:
    derived = session.exec(
        select(BatchRunRow.id).where(BatchRunRow.derived_from == row.id).order_by(col(BatchRunRow.id))
    )
    return {
        "joins": row.joins,
        "derived_from": row.derived_from,
        "kept": row.kept,
        "derived": tuple(derived),
    }


def _list_running(standings: Sequence[ProgressRow]) -> tuple[Straggler, ...]:
    """List the items that are being computed.

    See `cocau.app.jobs.tasks.batches.through` for `value`.
    """
    moment = now()
    each = [
        Straggler(
            number=parse_first_item(standing.job_id) + standing.step,
            seconds=round((standing.value or 0) / 1000 + (moment - standing.at).total_seconds(), 1),
        )
        for standing in standings
    ]
    return tuple(sorted(each, key=lambda one: (-one.seconds, one.number)))


def _get_stage(row: BatchRunRow, *, begun: bool) -> BatchRunStage:
    if row.ended_at is not None:
        return (
            BatchRunStage.DONE
            if row.cancel_asked_at is None and row.erased_at is None
            else BatchRunStage.STOPPED
        )
    return BatchRunStage.RUNNING if begun else BatchRunStage.QUEUED


PREFIXES = {BatchRunKind.SWEEP: "swp", BatchRunKind.PROGRAMME: "prg"}

MAX_UNFINISHED = 10
"""Unfinished fan-outs of a kind that one caller may have."""


@dataclass(frozen=True)
class PrecomputedBatch:
    """A batch that is known beforehand. `output`: JSON of its rows; None: nothing came of it."""

    part: BatchPart
    output: str | None


@dataclass(frozen=True)
class DerivedRun:
    """What a run has of the one that it is derived from.

    `withdrawal`: see `app.jobs.tasks.programmes.ProgrammeWithdrawal`, as JSON; `counts`: how what is
    kept came out.
    """

    parent: str
    withdrawal: str
    kept: tuple[PrecomputedBatch, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True)
class BatchRunRequest:
    """A batch run to be submitted. `base`: JSON of what its batches share; `seconds`: for one item.

    `parts`: the items that are to be computed, those together that follow each other.
    """

    kind: BatchRunKind
    base: str
    parts: tuple[BatchPart, ...]
    seconds: float
    label: str
    locality: str
    pools: frozenset[str] = frozenset()
    proposal_id: str | None = None
    joins: bool = False
    derived: DerivedRun | None = None


@dataclass(frozen=True)
class IdempotencyKey:
    """What makes two requests one: the Idempotency-Key, if any, and the digest of the request."""

    key: str | None
    digest: str


def submit_run(
    services: Services,
    caller: Caller,
    run_request: BatchRunRequest,
    idempotency: IdempotencyKey,
    hold: Callable[[Session], None],
) -> Submission:
    """Submit all batches of a run or none; of two with one key, one is accepted.

    `hold`: called first in the transaction, to refuse what changed meanwhile.

    Two at once with one key: one is accepted, the other is told of it.

    Raises:
        Erased: a pool was, while this was being asked.
        QuotaExceeded: too many unfinished ones of this caller.
        KeyReused: the key was used for something else.
    """
    try:
        made, batches = _accept_run(services, caller, run_request, idempotency, hold)
    except IntegrityError:
        if idempotency.key is None:
            raise
        made, batches = _accept_run(services, caller, run_request, idempotency, hold)
    for batch in batches:
        services.line.submit(batch)
    return made


def _accept_run(
    services: Services,
    caller: Caller,
    run_request: BatchRunRequest,
    idempotency: IdempotencyKey,
    hold: Callable[[Session], None],
) -> tuple[Submission, list[str]]:
    """Accept a run; return it with its batches that are to be queued."""
    which = new_id(PREFIXES[run_request.kind])
    with services.store.writing() as session:
        before = find_submission(session, caller, idempotency.key, idempotency.digest)
        if before is not None:
            return Submission(before, replayed=True), []
        hold(session)
        for pool in sorted(run_request.pools):
            lock_unless_erased(session, pool)
        _check_quota(session, caller, run_request.kind)
        record_submission(session, caller, idempotency.key, idempotency.digest, which)
        session.add(_build_row(services.store, caller, which, run_request))
        session.flush()
        session.add_all(BatchRunPoolRow(fan_out_id=which, pool_id=pool) for pool in run_request.pools)
        parts = [part for each in run_request.parts for part in each.split()]
        batches = [_accept_batch(session, services, caller, run_request, part, which) for part in parts]
        if run_request.derived is not None:
            _store_precomputed(session, services, caller, run_request, run_request.derived, which)
            parent = run_request.derived.parent
            add_entry(
                session,
                services.store.ring,
                caller,
                "withdraw",
                run_request.kind,
                parent,
                digest=idempotency.digest,
            )
        add_entry(
            session, services.store.ring, caller, "ask", run_request.kind, which, digest=idempotency.digest
        )
    return Submission(which), batches


def _check_quota(session: Session, caller: Caller, kind: BatchRunKind) -> None:
    """Check how many unfinished runs the caller has.

    Raises:
        QuotaExceeded: too many.
    """
    theirs = select(func.count()).where(
        BatchRunRow.caller == caller.id, BatchRunRow.kind == kind, col(BatchRunRow.ended_at).is_(None)
    )
    if session.exec(theirs).one() >= MAX_UNFINISHED:
        raise QuotaExceeded(MAX_UNFINISHED)


def _build_row(store: Store, caller: Caller, run_id: str, run_request: BatchRunRequest) -> BatchRunRow:
    derived = run_request.derived
    kept = 0 if derived is None else sum(len(one.part.items) for one in derived.kept)
    return BatchRunRow(
        id=run_id,
        kind=run_request.kind,
        label=run_request.label,
        locality=run_request.locality,
        caller=caller.id,
        base=store.ring.seal(run_request.base),
        proposal_id=run_request.proposal_id,
        total=sum(len(part.items) for part in run_request.parts) + kept,
        joins=run_request.joins,
        asked_at=now(),
        derived_from=None if derived is None else derived.parent,
        withdrawal=None if derived is None else store.ring.seal(derived.withdrawal),
        kept=kept,
        counts={} if derived is None else {**derived.counts},
    )


def _accept_batch(
    session: Session,
    services: Services,
    caller: Caller,
    run_request: BatchRunRequest,
    part: BatchPart,
    run_id: str,
) -> str:
    job = create_job(
        session,
        services.store.ring,
        caller,
        job_id=build_batch_id(run_id, part.first),
        kind=run_request.kind,
        text=part.model_dump_json(),
        seconds=run_request.seconds,
        locality=run_request.locality,
        settings=services.settings,
        parent=run_id,
    )
    return job.id


def _store_precomputed(
    session: Session,
    services: Services,
    caller: Caller,
    run_request: BatchRunRequest,
    derived: DerivedRun,
    run_id: str,
) -> None:
    for one in derived.kept:
        create_finished_job(
            session,
            services.store.ring,
            caller,
            job_id=build_batch_id(run_id, one.part.first),
            kind=run_request.kind,
            text=one.part.model_dump_json(),
            output=one.output,
            locality=run_request.locality,
            parent=run_id,
        )


def erase_run(store: Store, caller: Caller, kind: BatchRunKind, run_id: str) -> None:
    """Erase a run: its request with the people in it, and its results.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is none, or it is not the caller's.
        Erased: it was erased before.
    """
    caller.require(Permission.ERASE)
    with store.writing() as session:
        lock_batches(session, run_id)
        row = get_run_row(session, caller, kind, run_id, lock=True)
        if row.erased_at is not None:
            raise Erased(run_id)
        clear_batch_run(store, session, caller, row)
    store.truncate_log()


def cancel_run(services: Services, caller: Caller, kind: BatchRunKind, run_id: str) -> None:
    """Cancel a run and keep the rows that are there.

    Its batches are stopped each by itself: whoever ends one holds it first and then the whole, and would
    never get that from somebody who holds the whole and waits for the batch. No further ones are begun.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is none, or it is not the caller's.
    """
    caller.require(Permission.ASK)
    with services.store.writing() as session:
        row = get_run_row(session, caller, kind, run_id, lock=True)
        if row.ended_at is not None:
            return
        if row.cancel_asked_at is None:
            row.cancel_asked_at = now()
            add_entry(session, services.store.ring, caller, "cancel", kind, run_id)
        left = select(JobRow.id).where(JobRow.parent == run_id, col(JobRow.state).in_(UNFINISHED_STATES))
        batches = session.exec(left.order_by(col(JobRow.id))).all()
    for batch in batches:
        with services.store.writing() as session:
            services.line.request_cancel(session, batch)
        services.line.cancel(batch)
