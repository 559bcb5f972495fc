"""Computations: what all jobs have in common, from submission to result."""

import json
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import Field
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from cocau.app.auth.caller import Caller
from cocau.app.db.clock import new_id
from cocau.app.db.encryption import Keyring
from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow, ProgressRow
from cocau.app.db.seals import check_digest, open_column
from cocau.app.i18n.languages import say
from cocau.app.jobs.lifecycle import INPUT_REFUSED
from cocau.app.jobs.queue import JobQueue
from cocau.app.jobs.task import JobTask
from cocau.app.permissions import Permission
from cocau.app.services.acts import Act, RequestIdentity, begin_act
from cocau.app.services.errors import Erased, NotReady
from cocau.app.settings import Settings
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.record import Record


@dataclass(frozen=True)
class Services:
    """What services that submit jobs need: the store, the queue, and the operator's settings."""

    store: Store
    queue: JobQueue
    settings: Settings


@dataclass(frozen=True)
class Submission:
    """The id of what was created; `replayed`: under an Idempotency-Key used before."""

    id: str
    replayed: bool = False


@dataclass(frozen=True)
class PreparedSubmission:
    """A computation to be accepted under a new id that begins with `prefix`.

    `accept`: stores it under its id with its jobs; `task`: is computed while that is done, if this process is
    free.
    """

    prefix: str
    accept: Callable[[Act, str], None]
    task: JobTask | None = None


def submit(
    services: Services,
    caller: Caller,
    request: RequestIdentity,
    prepare: Callable[[], PreparedSubmission],
) -> Submission:
    """Submit a computation: permission, transaction, queue; of two with one key, one.

    Raises:
        Forbidden: the role does not allow it.
        KeyReused: the Idempotency-Key was used for something else.
    """
    caller.require(Permission.ASK)
    before = find_submission(services.store, caller, request)
    if before is not None:
        return Submission(before, replayed=True)
    prepared = prepare()
    try:
        made = _accept(services, caller, request, prepared)
    except IntegrityError:  # a concurrent request with this key came first
        if request.key is None:
            raise
        made = _accept(services, caller, request, prepared)
    services.queue.wake()
    return made


def find_submission(store: Store, caller: Caller, request: RequestIdentity) -> str | None:
    """Return the id that this very request created before, under its key.

    Raises:
        KeyReused: something else was asked for under the key.
    """
    with store.reading() as session:
        return request.find(session, caller)


def _accept(
    services: Services, caller: Caller, request: RequestIdentity, prepared: PreparedSubmission
) -> Submission:
    """Accept a computation and put its jobs in line, in one transaction."""
    created_id, task = new_id(prepared.prefix), prepared.task
    begun = nullcontext() if task is None else services.queue.start_speculatively(created_id, task)
    with begun, begin_act(services.store, caller) as act:
        before = request.find(act.session, caller)
        if before is not None:
            services.queue.drop_speculative(created_id)
            return Submission(before, replayed=True)
        request.record(act, created_id)
        prepared.accept(act, created_id)
    return Submission(created_id)


def cancel_job(services: Services, caller: Caller, kind: str, find: Callable[[Session], JobRow]) -> None:
    """Cancel a job that has not ended, and keep its best result; `kind`: for the audit log.

    Raises:
        Forbidden: the role does not allow it.
    """
    with begin_act(services.store, caller, Permission.ASK) as act:
        job = find(act.session)
        if not job.state.final and job.cancel_asked_at is None:
            act.log("cancel", kind, job.id)
            services.queue.request_cancel(act.session, job.id)
    services.queue.cancel(job.id)


def has_result(job: JobRow) -> bool:
    """Return whether a job has ended with a result, and not with problems of its input."""
    return job.state.final and not is_refused(job) and job.output is not None


def is_refused(job: JobRow) -> bool:
    """Return whether a job found its input unusable; its output then lists why."""
    return job.failure is not None and job.failure["code"] == INPUT_REFUSED.code


def open_result(
    ring: Keyring,
    job: JobRow,
    erased_at: datetime | None = None,
    *,
    explain_refusal: bool = False,
    digest: str | None = None,
) -> str:
    """Decrypt the result of a job; `digest`: the one that is noted of it.

    Raises:
        Erased: it was.
        InputError: all that the job found wrong with its input, if that is to be explained.
        NotReady: it is still being computed, or ended without a result.
        Unreadable: it was altered.
    """
    if erased_at is not None:
        raise Erased(job.id)
    if explain_refusal and is_refused(job):
        listed = json.loads(open_column(ring, job, "output"))["problems"]
        raise InputError(list(map(Problem.from_dict, listed)))
    if job.output is None or not has_result(job):
        raise NotReady(job.id, str(job.state))
    text = open_column(ring, job, "output")
    check_digest(ring, job, "output", text, digest)
    return text


class StatusTimes(Record):
    """The times of a job's events, in UTC; null: not yet, or never."""

    asked: datetime
    started: datetime | None = None
    first_slate: datetime | None = Field(default=None, description="a first slate that breaks no must")
    cancel_asked: datetime | None = None
    ended: datetime | None = None


class StatusProgress(Record):
    """A search's progress: tier `step` of `steps`; value and bound in the tier's units.

    `gap`: the value less the bound; 0: this tier is proven. `elapsed`: seconds of search.
    """

    number: int = Field(description="grows with every change")
    step: int
    steps: int
    value: int | None = None
    bound: int | None = None
    gap: int | None = None
    elapsed: float
    slate: bool = Field(description="whether a best slate so far can be read")


class StatusFailure(Record):
    """The reason why there is no result, in both languages."""

    code: str
    vi: str
    en: str

    def of(self, lang: str) -> str:
        """Return the reason in `lang` ("vi" or "en")."""
        return say(lang, self.vi, self.en)


def build_times(job: JobRow) -> StatusTimes:
    """Build the times of a job's events."""
    return StatusTimes(
        asked=job.asked_at,
        started=job.started_at,
        first_slate=job.first_slate_at,
        cancel_asked=job.cancel_asked_at,
        ended=job.ended_at,
    )


def build_progress(caller: Caller, standing: ProgressRow | None) -> StatusProgress | None:
    """Build the progress of a job without its slate.

    Its numbers are left out for callers who may not see people.
    """
    if standing is None:
        return None
    sees_people = caller.may(Permission.SEE_PEOPLE)
    known = sees_people and standing.value is not None and standing.bound is not None
    return StatusProgress(
        number=standing.number,
        step=standing.step,
        steps=standing.steps,
        value=standing.value if sees_people else None,
        bound=standing.bound if sees_people else None,
        gap=(standing.value or 0) - (standing.bound or 0) if known else None,
        elapsed=standing.elapsed,
        slate=standing.best is not None,
    )


def build_failure(failure: dict[str, Any] | None) -> StatusFailure | None:
    """Build the failure of a job, if it failed."""
    return None if failure is None else StatusFailure(**failure)
