"""A job is accepted: a row with its sealed input and its place in the fair queue; what a caller may have."""

from sqlmodel import Session, col, func, select

from cocau.app.access.caller import Caller
from cocau.app.settings import Settings
from cocau.app.store.moment import now
from cocau.app.store.sealed import Ring
from cocau.app.store.tables.jobs import Job, State

SOON = 5
"""Seconds after which a caller with too many jobs may ask again."""

UNFINISHED = (State.QUEUED, State.RUNNING)


class TooMany(Exception):
    """The caller has as many unfinished jobs as one may have; `seconds` is when to ask again."""

    def __init__(self, most: int, seconds: int = SOON) -> None:
        self.most, self.seconds = most, seconds
        super().__init__(f"there are {most} unfinished jobs of this caller")


def accept(  # noqa: PLR0913  # what a job is made of
    session: Session,
    ring: Ring,
    caller: Caller,
    *,
    job_id: str,
    kind: str,
    text: str,
    seconds: float,
    locality: str,
    settings: Settings,
    parent: str | None = None,
) -> Job:
    """A new job, in the caller's transaction; give it to `Line.submit` once that is committed.

    `kind` and `text`: see `app.jobs.task.Task`. `seconds` is capped by the settings. Jobs with a `parent` are
    parts of one thing asked for: they stand in line as one caller of their own, and no limit is put on them.

    Raises:
        TooMany: the caller must wait for others of their jobs to end.
    """
    unfinished, last = _unfinished(session, caller.id, parent)
    if parent is None and unfinished >= settings.queue:
        raise TooMany(settings.queue)
    job = Job(
        id=job_id,
        kind=kind,
        locality=locality,
        caller=caller.id,
        turn=max(last, _reached(session)) + 1,
        seconds=min(seconds, settings.max_seconds),
        parent=parent,
        input=ring.seal(text),
        asked_at=now(),
    )
    session.add(job)
    session.flush()
    return job


def go_on(session: Session, ring: Ring, part: Job, *, job_id: str, text: str, kind: str | None = None) -> Job:
    """What follows a part that has ended, at the end of its parent's line; in the transaction that ends it.

    It is the rest of that part, or a job of another `kind`.
    """
    _, last = _unfinished(session, part.caller, part.parent)
    rest = Job(
        id=job_id,
        kind=kind or part.kind,
        locality=part.locality,
        caller=part.caller,
        turn=max(last, _reached(session)) + 1,
        seconds=part.seconds,
        parent=part.parent,
        input=ring.seal(text),
        asked_at=now(),
    )
    session.add(rest)
    session.flush()
    return rest


def add_ended(  # noqa: PLR0913  # what a job is made of
    session: Session,
    ring: Ring,
    caller: Caller,
    *,
    job_id: str,
    kind: str,
    text: str,
    output: str | None,
    locality: str,
    parent: str,
) -> None:
    """A part whose output is known when its whole is accepted; None: it failed. Nobody ever begins it."""
    moment = now()
    session.add(
        Job(
            id=job_id,
            kind=kind,
            state=State.FAILED if output is None else State.DONE,
            locality=locality,
            caller=caller.id,
            parent=parent,
            input=ring.seal(text),
            output=None if output is None else ring.seal(output),
            asked_at=moment,
            ended_at=moment,
        )
    )


def _unfinished(session: Session, caller: str, parent: str | None) -> tuple[int, int]:
    """How many unfinished jobs stand in the same line of a caller, and the last turn among them."""
    theirs = Job.caller == caller if parent is None else Job.parent == parent
    own = col(Job.parent).is_(None) if parent is None else True
    found = select(func.count(), func.max(Job.turn)).where(theirs, own, col(Job.state).in_(UNFINISHED))
    count, last = session.exec(found).one()
    return count, last or 0


def _reached(session: Session) -> int:
    """The turn that the queue has come to: whoever was not in line before starts from here.

    Start-time fair queueing (Goyal, Vin, Cheng 1996) with jobs of one length: a caller's jobs follow each
    other by one turn, so callers alternate however many jobs each of them has.
    """
    begun = select(Job.turn).where(col(Job.started_at).is_not(None)).order_by(col(Job.turn).desc()).limit(1)
    return session.exec(begun).first() or 0
