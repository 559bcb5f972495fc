"""How a job ends: its state, its sealed output and what hangs on it, in one transaction."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import defer
from sqlmodel import Session, col

from cocau.app.jobs.ended import Done, Ended, Failed, Refused, Stopped
from cocau.app.jobs.owning import Mine, changed
from cocau.app.store.moment import now
from cocau.app.store.sealed import Ring
from cocau.app.store.tables.jobs import Job, State
from cocau.constraints.errors import Problem

OnEnd = Callable[[Session, Ring, Job, str | None], None]
"""Given the job as it ended and its output in plain text, if any; in the transaction that ends it."""

on_end: dict[str, OnEnd] = {}
"""What is to be done when a job of a kind ends, whatever its state."""

_INPUT: Any = Job.input
_WITHOUT_INPUT = (defer(_INPUT),)

Failure = dict[str, Any]

LOST = Problem(
    "lost_too_often",
    "",
    "Tiến trình tính toán đã dừng đột ngột nhiều lần với yêu cầu này; hãy báo người vận hành.",
    "The process that computed this died over it several times; tell the operator.",
)

ERASED = Problem(
    "input_erased",
    "",
    "Dữ liệu của yêu cầu đã bị xóa trước khi tính.",
    "The data of the request was erased before it was computed.",
)

REFUSED = Problem(
    "refused",
    "",
    "Không dùng được dữ liệu của yêu cầu; danh sách lỗi ở trong kết quả.",
    "The input of the request cannot be used; the list of problems is its output.",
)


@dataclass(frozen=True)
class Result:
    """What a job came to. `output`: JSON in plain text; `failure`: without anything about people."""

    state: State
    output: str | None = None
    failure: Problem | None = None


def result_of(ended: Ended) -> Result:
    """What a computation in a child came to, as a job's."""
    match ended:
        case Done(output, state):
            return Result(State(state.value), output.decode())
        case Stopped(output):
            return Result(State.STOPPED, None if output is None else output.decode())
        case Refused(problems):
            return Result(State.FAILED, _listed(problems), REFUSED)
        case Failed(output=output):
            return Result(State.FAILED, None if output is None else output.decode(), ended.problem)


def finish(session: Session, ring: Ring, mine: Mine, result: Result, *, hooked: bool = True) -> bool:
    """Whether a running job was ended with this; False: it is another worker's by now, nothing was changed.

    `hooked` False: what hangs on it has failed before, and is left out.
    """
    if not changed(session, mine.row().values(**_values(ring, result))):
        return False
    if hooked:
        _hooked(session, ring, mine.job_id, result)
    return True


def finish_waiting(session: Session, ring: Ring, job_id: str, result: Result) -> bool:
    """Whether a job that nobody had begun was ended with this."""
    waiting = update(Job).where(col(Job.id) == job_id, col(Job.state) == State.QUEUED)
    if not changed(session, waiting.values(**_values(ring, result))):
        return False
    _hooked(session, ring, job_id, result)
    return True


def _values(ring: Ring, result: Result) -> dict[str, Any]:
    problem = result.failure
    return {
        "state": result.state,
        "output": None if result.output is None else ring.seal(result.output),
        "failure": None if problem is None else {"code": problem.code, "vi": problem.vi, "en": problem.en},
        "ended_at": now(),
    }


def _hooked(session: Session, ring: Ring, job_id: str, result: Result) -> None:
    job = session.get_one(Job, job_id, options=_WITHOUT_INPUT, populate_existing=True)
    if job.kind in on_end:
        on_end[job.kind](session, ring, job, result.output)


def _listed(problems: tuple[Problem, ...]) -> str:
    listed = [{"code": p.code, "where": p.where, "vi": p.vi, "en": p.en} for p in problems]
    return json.dumps({"problems": listed}, ensure_ascii=False)
