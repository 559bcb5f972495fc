"""Explanations: questions about a proposal, each a computation of its own whose answer stays with it."""

import json
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.jobs.accepting import accept
from cocau.app.jobs.kinds import AnyQuestion
from cocau.app.jobs.stopping import ask_to_stop
from cocau.app.jobs.task import Task
from cocau.app.jobs.tasks.posed import posed
from cocau.app.office.errors import Erased, Missing, NotReady
from cocau.app.office.found import WITHOUT_JOB_BODIES, found
from cocau.app.office.landing import is_there, refusal, was_refused
from cocau.app.office.proposals import Made, Office
from cocau.app.office.replay import digest_of, remember, replayed
from cocau.app.office.status import Failing, Moments, Progress, failing_of, moments_of, progress_of
from cocau.app.store import Ring, Store
from cocau.app.store.ids import new_id
from cocau.app.store.tables import Explanation, Job, ProposalRow, Standing, State
from cocau.app.trail.entry import entry
from cocau.app.trail.reading_once import Reading, noted
from cocau.constraints.record import Record
from cocau.solver.changes import Changes

PREFIX = "exp"


class ReplanQuestion(Changes):
    """What is different now: the answer is the proposal that moves the fewest people against this one."""

    question: Literal["replan"] = "replan"


Asking = Annotated[AnyQuestion | ReplanQuestion, Field(discriminator="question")]
"""Everything that may be asked about a proposal: which it is, is told by its field `question`."""


class ExplanationStatus(Record):
    """Where an explanation stands. `asked`: the question; only for whoever may see people."""

    id: str
    proposal: str
    question: str
    state: State
    moments: Moments
    asked: dict[str, JsonValue] | None = None
    progress: Progress | None = None
    failure: Failing | None = None
    answer: str = Field(description="where the answer is, once it is there")


def explain(office: Office, caller: Caller, which: str, asked: Asking, key: str | None = None) -> Made:
    """A question about a proposal is asked.

    Raises:
        Forbidden, Missing, Erased, TooMany, KeyReused: see `ask`.
        NotReady: there is no proposal yet.
    """
    caller.must(May.ASK)
    digest = _digest(which, asked)
    try:
        made = _kept(office, caller, which, asked, _Key(key, digest))
    except IntegrityError:
        if key is None:
            raise
        made = _kept(office, caller, which, asked, _Key(key, digest))
    if not made.replayed:
        office.line.submit(made.id)
    return made


@dataclass(frozen=True)
class _Key:
    key: str | None
    digest: str


def _kept(office: Office, caller: Caller, which: str, asked: Asking, key: _Key) -> Made:
    ring, made = office.store.ring, new_id(PREFIX)
    with office.store.writing() as session:
        row, job = found(session, caller, which, lock=True)  # not while it is being erased
        before = replayed(session, caller, key.key, key.digest)
        if before is not None:
            return Made(before, replayed=True)
        task = _task(_text(ring, row, job), _capped(asked, office.settings.max_seconds))
        remember(session, caller, key.key, key.digest, made)
        session.flush()
        accepted = accept(
            session,
            ring,
            caller,
            job_id=made,
            kind=task.kind,
            text=task.text,
            seconds=office.settings.max_seconds,
            locality=row.locality,
            settings=office.settings,
        )
        session.add(
            Explanation(
                id=made,
                proposal_id=which,
                question=asked.question,
                asked=ring.seal(asked.model_dump_json()),
                digest=key.digest,
                asked_at=accepted.asked_at,
            )
        )
        entry(session, ring, caller, "explain", "proposal", which, digest=key.digest)
    return Made(made)


def _text(ring: Ring, row: ProposalRow, job: Job) -> str:
    """Raises Erased, NotReady: there is nothing to be asked about."""
    if row.erased_at is not None:
        raise Erased(row.id)
    if job.output is None or not is_there(job):
        raise NotReady(row.id, str(job.state))
    return ring.open(job.output)


def _capped(asked: Asking, most: int) -> Asking:
    return asked.but(seconds=most if asked.seconds is None else min(asked.seconds, most))


def _task(proposal: str, asked: Asking) -> Task:
    if isinstance(asked, ReplanQuestion):
        changes = json.dumps(asked.model_dump(mode="json", exclude={"question"}), ensure_ascii=False)
        return Task(asked.question, f'{{"proposal":{proposal},"changes":{changes}}}')
    return posed(proposal, asked)


def explanations(
    store: Store, caller: Caller, which: str, *, after: str | None = None, limit: int = 50
) -> list[ExplanationStatus]:
    """Up to `limit` explanations of a proposal, newest first, after the one named.

    Raises:
        Forbidden, Missing: see `status`.
    """
    caller.must(May.READ)
    chosen = select(Explanation, Job).where(Explanation.id == Job.id, Explanation.proposal_id == which)
    if after is not None:
        chosen = chosen.where(Explanation.id < after)
    with store.reading() as session:
        found(session, caller, which)
        newest = chosen.order_by(col(Explanation.id).desc()).limit(limit)
        rows = list(session.exec(newest.options(*WITHOUT_JOB_BODIES)))
    return [_status(store.ring, caller, row, job) for row, job in rows]


def answered_before(store: Store, caller: Caller, which: str, asked: Asking) -> str | None:
    """The newest explanation in which somebody asked this very question, if that need not be begun again.

    Raises:
        Forbidden, Missing: see `status`.
    """
    caller.must(May.READ)
    chosen = select(Explanation.id).where(
        Explanation.id == Job.id,
        Explanation.proposal_id == which,
        Explanation.digest == _digest(which, asked),
        col(Job.state).in_(WORTH),
    )
    with store.reading() as session:
        found(session, caller, which)
        return session.exec(chosen.order_by(col(Explanation.id).desc()).limit(1)).first()


WORTH = (State.QUEUED, State.RUNNING, State.DONE, State.OPTIMAL, State.CONFLICT)
"""States of a computation that need not be begun again: it is on its way, or came to its end in time."""


def _digest(which: str, asked: Asking) -> str:
    return digest_of(f"explanation {which}", asked.model_dump_json())


def explanation(store: Store, caller: Caller, which: str, one: str) -> ExplanationStatus:
    """Where one explanation stands.

    Raises:
        Forbidden, Missing: see `status`.
    """
    caller.must(May.READ)
    with store.reading() as session:
        row, job = _one(session, caller, which, one)
        standing = session.get(Standing, one)
    return _status(store.ring, caller, row, job, standing)


def answer(store: Store, caller: Caller, which: str, one: str) -> str:
    """The answer, in the bytes of the command line's `--format json`.

    Raises:
        Forbidden: the role does not allow to see people.
        Missing: there is none, or it is not the caller's.
        Erased: the proposal was erased.
        InputError: the question cannot be asked of this proposal; everything wrong with it.
        NotReady: it is still being found, or ended without an answer.
    """
    caller.must(May.SEE_PEOPLE)
    with store.reading() as session:
        proposal, _ = found(session, caller, which)
        _, job = _one(session, caller, which, one)
    if proposal.erased_at is not None:
        raise Erased(which)
    if was_refused(job):
        raise refusal(store.ring, job)
    if job.output is None or not is_there(job):
        raise NotReady(one, str(job.state))
    noted(store, caller, Reading("explanation", one))
    return store.ring.open(job.output)


def cancel(office: Office, caller: Caller, which: str, one: str) -> ExplanationStatus:
    """Stop looking for an answer.

    Raises:
        Forbidden, Missing: see `status`.
    """
    caller.must(May.ASK)
    with office.store.writing() as session:
        _, job = _one(session, caller, which, one)
        if not job.state.final and job.cancel_asked_at is None:
            entry(session, office.store.ring, caller, "cancel", "explanation", one)
            ask_to_stop(session, office.store.ring, one)
    office.line.stop(one)
    return explanation(office.store, caller, which, one)


def _one(session: Session, caller: Caller, which: str, one: str) -> tuple[Explanation, Job]:
    """Raises Missing: there is none."""
    found(session, caller, which)
    row, job = session.get(Explanation, one), session.get(Job, one)
    if row is None or job is None or row.proposal_id != which:
        raise Missing(one)
    return row, job


def _asked(ring: Ring, caller: Caller, row: Explanation) -> dict[str, Any] | None:
    if row.asked is None or not caller.may(May.SEE_PEOPLE):
        return None
    asked: dict[str, Any] = json.loads(ring.open(row.asked))
    return asked


def _status(
    ring: Ring, caller: Caller, row: Explanation, job: Job, standing: Standing | None = None
) -> ExplanationStatus:
    return ExplanationStatus(
        id=row.id,
        proposal=row.proposal_id,
        question=row.question,
        state=job.state,
        moments=moments_of(job),
        asked=_asked(ring, caller, row),
        progress=progress_of(caller, standing),
        failure=failing_of(job.failure),
        answer=f"/v1/proposals/{row.proposal_id}/explanations/{row.id}/answer",
    )
