"""The life of a job's row: created, claimed, released, cancelled, completed.

The queue decides which worker computes a job, the row what counts: a worker writes under its lease only, and
one that was thought dead finds that nothing is left to do.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import Update, true, update
from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, select

from cocau.app.auth.caller import Caller
from cocau.app.db.clock import now
from cocau.app.db.encryption import Keyring
from cocau.app.db.models import BACKGROUND_TURN, JobRow, JobState
from cocau.app.db.seals import seal_column, seal_value
from cocau.app.jobs.results import RunCompleted, RunFailed, RunRefused, RunResult, RunStopped
from cocau.app.problems import ErrorType, ProblemError
from cocau.app.settings import Settings
from cocau.app.telemetry.tracing import get_traceparent
from cocau.constraints.errors import Problem

RETRY_SECONDS = 5
"""Seconds after which a caller with too many jobs may ask again."""

UNFINISHED_STATES = (JobState.QUEUED, JobState.RUNNING)

MAX_LOSSES = 3
"""How many workers may be lost over a job."""


class QuotaExceeded(ProblemError):
    """The caller has as many unfinished jobs as one may have."""

    type = ErrorType.TOO_MANY_JOBS

    def __init__(self, most: int) -> None:
        super().__init__(
            f"Bạn đang có {most} việc chưa xong, đó là giới hạn: hãy chờ hoặc dừng bớt.",
            f"You have {most} unfinished jobs, and that is the limit: wait for some to end, or stop some.",
            headers={"Retry-After": str(RETRY_SECONDS)},
        )


def create_job(  # noqa: PLR0913  # what a job is made of
    session: Session,
    ring: Keyring,
    caller: Caller,
    *,
    job_id: str,
    kind: str,
    text: str,
    seconds: float,
    locality: str,
    settings: Settings,
    parent: str | None = None,
) -> JobRow:
    """Add a job to the queue in the caller's transaction.

    `kind` and `text`: see `app.jobs.task.JobTask`. `seconds` is capped by the settings. Jobs with a `parent`
    are parts of one thing asked for: they stand in line as one caller of their own, and no limit is put on
    them.

    Raises:
        QuotaExceeded: the caller must wait for others of their jobs to end.
    """
    unfinished, turn = _count_unfinished(session, caller.id, parent)
    if parent is None and unfinished >= settings.queue:
        raise QuotaExceeded(settings.queue)
    job = JobRow(
        trace=get_traceparent(),
        id=job_id,
        kind=kind,
        locality=locality,
        caller=caller.id,
        turn=turn,
        seconds=min(seconds, settings.max_seconds),
        parent=parent,
        asked_at=now(),
    )
    return _put_in_line(session, ring, job, text)


def create_follow_up_job(
    session: Session, ring: Keyring, part: JobRow, *, job_id: str, text: str, kind: str | None = None
) -> JobRow:
    """Add the job that follows a finished part, at the end of its parent's queue.

    It is the rest of that part, or a job of another `kind`.
    """
    _, turn = _count_unfinished(session, part.caller, part.parent)
    rest = JobRow(
        trace=get_traceparent(),
        id=job_id,
        kind=kind or part.kind,
        locality=part.locality,
        caller=part.caller,
        turn=turn,
        seconds=part.seconds,
        parent=part.parent,
        asked_at=now(),
    )
    return _put_in_line(session, ring, rest, text)


def create_background_job(
    session: Session, ring: Keyring, of: JobRow, *, job_id: str, kind: str, text: str
) -> JobRow:
    """Add a job that follows another by itself and delays none of a caller's."""
    job = JobRow(
        id=job_id,
        kind=kind,
        locality=of.locality,
        caller=of.caller,
        turn=BACKGROUND_TURN,
        seconds=of.seconds,
        asked_at=now(),
    )
    return _put_in_line(session, ring, job, text)


def _put_in_line(session: Session, ring: Keyring, job: JobRow, text: str) -> JobRow:
    seal_column(ring, job, "input", text)
    session.add(job)
    enqueue_job(session, job)
    return job


def enqueue_job(session: Session, job: JobRow) -> None:
    """Put a job in line in the caller's transaction."""
    from cocau.app.jobs.dbos_queue import get_queue_client  # a second of imports

    session.flush()
    url = session.connection().engine.url.render_as_string(hide_password=False)
    get_queue_client(url).enqueue(session, job.id, job.turn)


def create_finished_job(  # noqa: PLR0913  # what a job is made of
    session: Session,
    ring: Keyring,
    caller: Caller,
    *,
    job_id: str,
    kind: str,
    text: str,
    output: str | None,
    locality: str,
    parent: str,
) -> None:
    """Add a job that is finished from the start; `output` None: it failed."""
    moment = now()
    job = JobRow(
        trace=get_traceparent(),
        id=job_id,
        kind=kind,
        state=JobState.FAILED if output is None else JobState.DONE,
        locality=locality,
        caller=caller.id,
        parent=parent,
        asked_at=moment,
        ended_at=moment,
    )
    seal_column(ring, job, "input", text)
    seal_column(ring, job, "output", output)
    session.add(job)


def _count_unfinished(session: Session, caller: str, parent: str | None) -> tuple[int, int]:
    """Return how many unfinished jobs a caller or parent has, and the turn of the next one.

    Start-time fair queueing (Goyal, Vin, Cheng 1996) with jobs of one length: a caller's jobs follow each
    other by one turn, so callers alternate however many jobs each of them has. A caller without jobs starts
    at the turn that the queue has come to.
    """
    theirs = JobRow.caller == caller if parent is None else JobRow.parent == parent
    own = col(JobRow.parent).is_(None) if parent is None else true()
    reached = (
        select(JobRow.turn)
        .where(col(JobRow.started_at).is_not(None), col(JobRow.turn) < BACKGROUND_TURN)
        .order_by(col(JobRow.turn).desc())
        .limit(1)
    )
    found = select(func.count(), func.max(JobRow.turn), reached.scalar_subquery()).where(
        theirs, own, col(JobRow.turn) < BACKGROUND_TURN, col(JobRow.state).in_(UNFINISHED_STATES)
    )
    count, last, current = session.exec(found).one()
    return count, max(last or 0, current or 0) + 1


@dataclass(frozen=True)
class JobLease:
    """A lease: one try of a job by one worker, the fence around everything that it writes."""

    job_id: str
    worker: str
    tries: int

    def update_row(self) -> Update:
        """Build an update of the job's row that holds only while this lease does."""
        return update(JobRow).where(
            col(JobRow.id) == self.job_id,
            col(JobRow.state) == JobState.RUNNING,
            col(JobRow.worker) == self.worker,
            col(JobRow.tries) == self.tries,
        )


def claim_job(
    session: Session, ring: Keyring, job_id: str, worker: str, completion: "Completion"
) -> JobLease | None:
    """Start a job at this worker; return None if it has ended.

    A job that was running elsewhere has lost its worker; after too many losses it is ended as failed.
    """
    found = session.exec(
        select(JobRow.state, JobRow.worker, JobRow.tries, JobRow.lost)
        .where(JobRow.id == job_id)
        .with_for_update()
    ).first()
    if found is None or JobState(found[0]).final:
        return None
    state, former, tries, lost = found
    lost += state == JobState.RUNNING
    if lost >= MAX_LOSSES:
        failed = JobResult(JobState.FAILED, failure=LOST_TOO_OFTEN)
        complete_job(session, ring, JobLease(job_id, former or "", tries), failed, completion)
        return None
    started = update(JobRow).where(col(JobRow.id) == job_id)
    started = started.values(
        state=JobState.RUNNING, worker=worker, tries=tries + 1, lost=lost, started_at=now()
    )
    execute_update(session, started)
    return JobLease(job_id, worker, tries + 1)


def release_job(session: Session, lease: JobLease) -> bool:
    """Let go of a running job without blame; return whether the lease held."""
    return execute_update(
        session, lease.update_row().values(state=JobState.QUEUED, worker=None, started_at=None)
    )


def execute_update(session: Session, statement: Any) -> bool:  # noqa: ANN401  # an update of SQLAlchemy, of any sort
    """Execute an update; return whether it found its row."""
    done: Any = session.connection().execute(statement)
    return bool(done.rowcount)


CompletionHook = Callable[[Session, Keyring, JobRow, str | None], None]
"""Gets an ended job and its plain output, if any, in the transaction that ends it."""

Completion = Mapping[str, CompletionHook]
"""What is to be done when a job of a kind ends, whatever its state."""

EVERY_KIND = "*"
"""What is to be done whatever the kind, after what is to be done for it."""

NO_COMPLETION: Completion = MappingProxyType({})

_BODIES: tuple[Any, ...] = (JobRow.input, JobRow.output)
WITHOUT_JOB_BODIES = tuple(defer(body) for body in _BODIES)
"""What is left out where only a status is read: bodies are a thousand times as large."""
WITHOUT_INPUT = WITHOUT_JOB_BODIES[:1]

LOST_TOO_OFTEN = Problem(
    "lost_too_often",
    (),
    "Tiến trình tính toán đã dừng đột ngột nhiều lần với yêu cầu này; hãy báo người vận hành.",
    "The process that computed this died over it several times; tell the operator.",
)

INPUT_ERASED = Problem(
    "input_erased",
    (),
    "Dữ liệu của yêu cầu đã bị xóa trước khi tính.",
    "The data of the request was erased before it was computed.",
)

INPUT_REFUSED = Problem(
    "refused",
    (),
    "Không dùng được dữ liệu của yêu cầu; danh sách lỗi ở trong kết quả.",
    "The input of the request cannot be used; the list of problems is its output.",
)


@dataclass(frozen=True)
class JobResult:
    """Result of a job. `output`: JSON in plain text; `failure`: without anything about people."""

    state: JobState
    output: str | None = None
    failure: Problem | None = None


def build_job_result(ended: RunResult) -> JobResult:
    """Build the result of a job from what its child process came to."""
    match ended:
        case RunCompleted(output, state):
            return JobResult(JobState(state.value), output.decode())
        case RunStopped(output):
            return JobResult(JobState.STOPPED, None if output is None else output.decode())
        case RunRefused(problems):
            return JobResult(JobState.FAILED, _dump_problems(problems), INPUT_REFUSED)
        case RunFailed(output=output):
            return JobResult(JobState.FAILED, None if output is None else output.decode(), ended.problem)


def complete_job(
    session: Session,
    ring: Keyring,
    lease: JobLease,
    result: JobResult,
    completion: Completion = NO_COMPLETION,
) -> bool:
    """Complete a running job; return False if the lease was lost and nothing was changed."""
    if not execute_update(
        session, lease.update_row().values(**_build_row_values(ring, lease.job_id, result))
    ):
        return False
    _run_completion_hook(session, ring, lease.job_id, result, completion)
    return True


def complete_queued_job(
    session: Session, ring: Keyring, job_id: str, result: JobResult, completion: Completion
) -> bool:
    """Complete a job that nobody had started; return whether it was still queued."""
    waiting = update(JobRow).where(col(JobRow.id) == job_id, col(JobRow.state) == JobState.QUEUED)
    if not execute_update(session, waiting.values(**_build_row_values(ring, job_id, result))):
        return False
    _run_completion_hook(session, ring, job_id, result, completion)
    return True


def _build_row_values(ring: Keyring, job_id: str, result: JobResult) -> dict[str, Any]:
    problem, output = result.failure, None
    failure = None if problem is None else {"code": problem.code, "vi": problem.vi, "en": problem.en}
    if result.output is not None:
        facts = {"id": job_id, "state": result.state, "failure": failure}
        output = seal_value(ring, JobRow, "output", result.output, facts)
    return {"state": result.state, "output": output, "failure": failure, "ended_at": now()}


def _run_completion_hook(
    session: Session, ring: Keyring, job_id: str, result: JobResult, completion: Completion
) -> None:
    job = session.get_one(JobRow, job_id, options=WITHOUT_INPUT, populate_existing=True)
    for kind in (job.kind, EVERY_KIND):
        if kind in completion:
            completion[kind](session, ring, job, result.output)


def _dump_problems(problems: tuple[Problem, ...]) -> str:
    listed = [problem.to_dict() for problem in problems]
    return json.dumps({"problems": listed}, ensure_ascii=False)


def request_cancel(session: Session, ring: Keyring, job_id: str, completion: Completion) -> None:
    """Cancel a job in the caller's transaction: end a queued one, ask a running one to stop."""
    if complete_queued_job(session, ring, job_id, JobResult(JobState.STOPPED), completion):
        return
    asked = update(JobRow).where(
        col(JobRow.id) == job_id, col(JobRow.state) == JobState.RUNNING, col(JobRow.cancel_asked_at).is_(None)
    )
    session.connection().execute(asked.values(cancel_asked_at=now()))
