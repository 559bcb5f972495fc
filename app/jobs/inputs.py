"""What a job is given to compute: its own input, or that and what it shares with other parts of one thing."""

from sqlmodel import Session

from app.store.sealed import Ring
from app.store.tables import Job, Sweep


def input_of(session: Session, ring: Ring, job: Job) -> str | None:
    """The JSON of a job's input; None: it was erased. A batch of a sweep is given the base of its sweep."""
    if job.input is None:
        return None
    own = ring.open(job.input)
    if job.parent is None:
        return own
    sweep = session.get(Sweep, job.parent)
    if sweep is None or sweep.base is None:
        return None
    return f'{{"base":{ring.open(sweep.base)},{own[1:]}'
