"""The changes of a job's row, each only if the row is still as its author believes.

The row is the truth, the queue is not: whatever is started twice, late or by a worker that was thought dead,
one UPDATE decides, and the others find that nothing is left to do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Update, update
from sqlmodel import Session, col, select

from cocau.app.store.moment import now
from cocau.app.store.tables.jobs import Job, State


@dataclass(frozen=True)
class Mine:
    """One try of a job by one worker: the fence around everything that it writes."""

    job_id: str
    worker: str
    tries: int

    def row(self) -> Update:
        """An update of the row while it is this worker's in this try."""
        return update(Job).where(
            col(Job.id) == self.job_id,
            col(Job.state) == State.RUNNING,
            col(Job.worker) == self.worker,
            col(Job.tries) == self.tries,
        )


def due(session: Session, but: Sequence[str]) -> tuple[str, int] | None:
    """The job whose turn it is, and how often it was begun; locked, in a transaction that writes."""
    waiting = select(Job.id, Job.tries).where(Job.state == State.QUEUED, col(Job.id).not_in(but))
    first = waiting.order_by(col(Job.turn), col(Job.asked_at)).limit(1).with_for_update(skip_locked=True)
    return session.exec(first).first()


def claim(session: Session, job_id: str, tries: int, worker: str) -> Mine | None:
    """Begin a job that was begun `tries` times; None: it is not there to be begun any more."""
    waiting = _queued(job_id, tries).values(
        state=State.RUNNING, worker=worker, tries=tries + 1, started_at=now()
    )
    return Mine(job_id, worker, tries + 1) if changed(session, waiting) else None


def give_back(session: Session, mine: Mine) -> bool:
    """Whether a running job was put back in line: nobody is to blame."""
    return changed(session, mine.row().values(state=State.QUEUED, worker=None, started_at=None))


def give_out_anew(session: Session, mine: Mine) -> bool:
    """Whether the job of a dead worker was put back in line."""
    back = {"state": State.QUEUED, "worker": None, "started_at": None, "lost": col(Job.lost) + 1}
    return changed(session, mine.row().values(**back))


def count_again(session: Session, job_id: str, tries: int) -> bool:
    """Whether a waiting job got a new number, so that it can be put in line once more."""
    return changed(session, _queued(job_id, tries).values(tries=tries + 1))


def changed(session: Session, statement: Any) -> bool:  # noqa: ANN401  # an update of SQLAlchemy, of any sort
    """Whether an update found its row."""
    done: Any = session.connection().execute(statement)
    return bool(done.rowcount)


def _queued(job_id: str, tries: int) -> Update:
    return update(Job).where(col(Job.id) == job_id, col(Job.state) == State.QUEUED, col(Job.tries) == tries)
