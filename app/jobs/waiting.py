"""Waiting for a job: told at once when it ends in this process, looking at its row otherwise."""

import time

from sqlmodel import select

from cocau.app.jobs.line import Line
from cocau.app.store.engine import Store
from cocau.app.store.tables.jobs import Job, State

FIRST, LAST, SLOWER = 0.03, 0.25, 1.5
"""Seconds between two looks at the row: at first, at most, and how much longer each time."""


def wait(store: Store, line: Line, job_id: str, seconds: float) -> Job:
    """The job, as soon as it is over; as it stands after so many seconds otherwise.

    Raises:
        NoResultFound: there is no such job.
    """
    output_of(store, line, job_id, seconds)
    with store.reading() as session:
        return session.get_one(Job, job_id)


def output_of(store: Store, line: Line, job_id: str, seconds: float) -> str | None:
    """What came out, if it is at hand: the job ended in this process, in time. The row says how.

    Raises:
        NoResultFound: see `wait`.
    """
    until, pause = time.monotonic() + seconds, FIRST
    with line.ends(job_id) as ended:
        while True:
            with store.reading() as session:
                state = State(session.exec(select(Job.state).where(Job.id == job_id)).one())
            left = until - time.monotonic()
            if state.final or left <= 0:
                return ended.output if state.final else None
            if ended.wait(min(pause, left)) and ended.output is not None:
                return ended.output
            ended.clear()
            pause = min(pause * SLOWER, LAST)
