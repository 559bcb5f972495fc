"""Asking a job to stop: whoever asks writes it in the row, and whoever computes it looks there."""

from sqlalchemy import update
from sqlmodel import Session, col

from cocau.app.jobs.ending import Result, finish_waiting
from cocau.app.store.moment import now
from cocau.app.store.sealed import Ring
from cocau.app.store.tables.jobs import Job, State


def ask_to_stop(session: Session, ring: Ring, job_id: str) -> None:
    """Stop a job, in the caller's transaction: one that waits is over at once, one that runs keeps its best.

    Tell `Line.stop` after the commit: a job of this process then need not wait for its next look.
    """
    if finish_waiting(session, ring, job_id, Result(State.STOPPED)):
        return
    asked = update(Job).where(
        col(Job.id) == job_id, col(Job.state) == State.RUNNING, col(Job.cancel_asked_at).is_(None)
    )
    session.connection().execute(asked.values(cancel_asked_at=now()))
