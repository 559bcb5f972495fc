"""Batch runs: one request in many batches, submitted, followed, cancelled, erased."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, select

from cocau.app.audit_log.records import check_record
from cocau.app.auth.caller import Caller, build_scope_condition
from cocau.app.db.clock import now
from cocau.app.db.engine import Store, limit_newest
from cocau.app.db.models import BatchRunKind, BatchRunPoolRow, BatchRunRow, JobRow, JobState, ProgressRow
from cocau.app.db.seals import seal_column
from cocau.app.jobs.lifecycle import (
    UNFINISHED_STATES,
    QuotaExceeded,
    create_finished_job,
    create_job,
)
from cocau.app.permissions import Permission
from cocau.app.services.acts import Act, RequestIdentity, begin_act, begin_erasure, begin_read
from cocau.app.services.batches.parts import STUDY_PREFIX, BatchPart, build_batch_id, parse_first_item
from cocau.app.services.computations import PreparedSubmission, Services, Submission, submit
from cocau.app.services.documents import lock_unless_erased
from cocau.app.services.erasures import clear_batch_run, lock_batches
from cocau.app.services.errors import Erased, Missing
from cocau.app.settings import Settings
from cocau.constraints.record import Record


class BatchRunStage(StrEnum):
    """Stages of a batch run."""

    QUEUED = "queued"
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"


class Straggler(Record):
    """One item by number (from 0), and for how many seconds it was or is being computed."""

    number: int
    seconds: float


class BatchRunStatus(Record):
    """A batch run's progress; `outcomes`: how many ended batches came out how.

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
    """A programme's progress by councils; `joins`: they share people, and are joined last.

    `derived_from`: the programme that somebody withdrew from to make this one; `kept`: so many councils are
    as they were there (counted in `done`); `derived`: the programmes made so of this one, oldest first.
    """

    joins: bool = False
    derived_from: str | None = None
    kept: int = 0
    derived: tuple[str, ...] = ()


class StudyStatus(BatchRunStatus):
    """The progress of a study; its items are councils, each under each scenario."""


class EstimateStatus(BatchRunStatus):
    """The progress of an estimate; its items are some of those of a study."""


_BODIES: tuple[Any, ...] = (BatchRunRow.base, BatchRunRow.withdrawal)
_WITHOUT_BODIES = tuple(defer(body) for body in _BODIES)

StatusType = TypeVar("StatusType", bound=BatchRunStatus)


@dataclass(frozen=True)
class BatchRunType(Generic[StatusType]):
    """A kind of batch run, and the class of its status."""

    kind: BatchRunKind
    status: type[StatusType]


SWEEPS = BatchRunType(BatchRunKind.SWEEP, SweepStatus)
PROGRAMMES = BatchRunType(BatchRunKind.PROGRAMME, ProgrammeStatus)
STUDIES = BatchRunType(BatchRunKind.STUDY, StudyStatus)
ESTIMATES = BatchRunType(BatchRunKind.ESTIMATE, EstimateStatus)


def get_run_status(
    store: Store, caller: Caller, run_type: BatchRunType[StatusType], run_id: str
) -> StatusType:
    """Return the status of a batch run.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is none, or it is not the caller's.
    """
    with begin_read(store, caller, Permission.READ) as session:
        return _build_status(session, run_type.status, get_run_row(session, caller, run_type.kind, run_id))


def list_runs(
    store: Store,
    caller: Caller,
    run_type: BatchRunType[StatusType],
    *,
    after: str | None = None,
    limit: int = 50,
) -> list[StatusType]:
    """List up to `limit` runs of a kind in the caller's scope, newest first.

    Only those after the one named `after`.

    Raises:
        Forbidden: the role does not allow it.
    """
    chosen = select(BatchRunRow).options(*_WITHOUT_BODIES)
    chosen = chosen.where(
        BatchRunRow.kind == run_type.kind, build_scope_condition(BatchRunRow.locality, caller.scope)
    )
    with begin_read(store, caller, Permission.READ) as session:
        rows = list(session.exec(limit_newest(chosen, BatchRunRow.id, after, limit)))
        return [_build_status(session, run_type.status, row) for row in rows]


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
    if lock:
        check_record(session, kind, run_id)
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
    """List the items that are being computed; the `value` of each is its milliseconds by then."""
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


PREFIXES = {
    BatchRunKind.SWEEP: "swp",
    BatchRunKind.PROGRAMME: "prg",
    BatchRunKind.STUDY: STUDY_PREFIX,
    BatchRunKind.ESTIMATE: "est",
}

MAX_UNFINISHED = 10
"""Unfinished runs of a kind that one caller may have."""

MAX_PROBLEMS = 100
"""Problems with a request that are reported at once."""


@dataclass(frozen=True)
class PrecomputedBatch:
    """A batch whose rows are already known. `output`: JSON of its rows; None: it has none."""

    part: BatchPart
    output: str | None


@dataclass(frozen=True)
class DerivedRun:
    """What a run has of the one that it is derived from.

    `withdrawal`: a `ProgrammeWithdrawal` as JSON; `counts`: how what is kept came out.
    """

    parent: str
    withdrawal: str
    kept: tuple[PrecomputedBatch, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True)
class BatchRunRequest:
    """A batch run to submit; `base`: JSON that its batches share, `seconds`: per item.

    `parts`: the items that are to be computed, those together that follow each other; `hold`: called first in
    the transaction, to refuse what changed meanwhile.
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
    hold: Callable[[Session], object] | None = None


def submit_run(
    services: Services, caller: Caller, request: RequestIdentity, build: Callable[[], BatchRunRequest]
) -> Submission:
    """Submit all batches of a run or none.

    Raises:
        Forbidden, KeyReused: as `submit`.
        Erased: a pool was, while this was being asked.
        QuotaExceeded: too many unfinished ones of this caller.
    """

    def prepare() -> PreparedSubmission:
        run = build()
        accept = partial(_accept_run, run, request.digest, services.settings)
        return PreparedSubmission(PREFIXES[run.kind], accept)

    return submit(services, caller, request, prepare)


def _accept_run(run: BatchRunRequest, digest: str, settings: Settings, act: Act, run_id: str) -> None:
    """Store a run with its batches, all in line."""
    session, derived = act.session, run.derived
    if run.hold is not None:
        run.hold(session)
    for pool in sorted(run.pools):
        lock_unless_erased(session, pool)
    _check_quota(session, act.caller, run.kind)
    session.add(_build_row(act, run_id, run))
    session.flush()
    session.add_all(BatchRunPoolRow(fan_out_id=run_id, pool_id=pool) for pool in run.pools)
    parts = [part for each in run.parts for part in each.split()]
    for part in parts:
        _accept_batch(act, settings, run, part, run_id)
    if derived is not None:
        _store_precomputed(act, run, derived, run_id)
        act.log("withdraw", run.kind, derived.parent, digest=digest)
    act.log("ask", run.kind, run_id, digest=digest)


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


def _build_row(act: Act, run_id: str, run: BatchRunRequest) -> BatchRunRow:
    derived = run.derived
    kept = 0 if derived is None else sum(len(one.part.items) for one in derived.kept)
    row = BatchRunRow(
        id=run_id,
        kind=run.kind,
        label=run.label,
        locality=run.locality,
        caller=act.caller.id,
        proposal_id=run.proposal_id,
        total=sum(part.rows for part in run.parts) + kept,
        joins=run.joins,
        asked_at=now(),
        derived_from=None if derived is None else derived.parent,
        kept=kept,
        counts={} if derived is None else {**derived.counts},
    )
    seal_column(act.ring, row, "base", run.base)
    seal_column(act.ring, row, "withdrawal", None if derived is None else derived.withdrawal)
    return row


def _accept_batch(act: Act, settings: Settings, run: BatchRunRequest, part: BatchPart, run_id: str) -> None:
    create_job(
        act.session,
        act.ring,
        act.caller,
        job_id=build_batch_id(run_id, part.first),
        kind=run.kind,
        text=part.model_dump_json(),
        seconds=run.seconds,
        locality=run.locality,
        settings=settings,
        parent=run_id,
    )


def _store_precomputed(act: Act, run: BatchRunRequest, derived: DerivedRun, run_id: str) -> None:
    for one in derived.kept:
        create_finished_job(
            act.session,
            act.ring,
            act.caller,
            job_id=build_batch_id(run_id, one.part.first),
            kind=run.kind,
            text=one.part.model_dump_json(),
            output=one.output,
            locality=run.locality,
            parent=run_id,
        )


def erase_run(store: Store, caller: Caller, run_type: BatchRunType[StatusType], run_id: str) -> StatusType:
    """Erase a run: its request with the people in it, and its results.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is none, or it is not the caller's.
        Erased: it was erased before.
    """
    with begin_erasure(store, caller, Permission.ERASE) as act:
        lock_batches(act.session, run_id)
        row = get_run_row(act.session, caller, run_type.kind, run_id, lock=True)
        if row.erased_at is not None:
            raise Erased(run_id)
        clear_batch_run(act, row)
    return get_run_status(store, caller, run_type, run_id)


def cancel_run(
    services: Services, caller: Caller, run_type: BatchRunType[StatusType], run_id: str
) -> StatusType:
    """Cancel a run and keep the rows computed so far.

    Each batch is stopped on its own: a batch that ends locks itself first and then the run,
    and would wait forever for a canceller that holds the run and waits for the batch. No
    further batches are started.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is none, or it is not the caller's.
    """
    with begin_act(services.store, caller, Permission.ASK) as act:
        row = get_run_row(act.session, caller, run_type.kind, run_id, lock=True)
        if row.ended_at is None and row.cancel_asked_at is None:
            row.cancel_asked_at = now()
            act.log("cancel", run_type.kind, run_id)
        left = select(JobRow.id).where(JobRow.parent == run_id, col(JobRow.state).in_(UNFINISHED_STATES))
        batches = act.session.exec(left.order_by(col(JobRow.id))).all()
    for batch in batches:
        with services.store.writing() as session:
            services.queue.request_cancel(session, batch)
        services.queue.cancel(batch)
    return get_run_status(services.store, caller, run_type, run_id)
