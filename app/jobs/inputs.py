"""What a job is given to compute: its own input, or that and what it shares with other parts of one thing."""

from sqlmodel import Session

from app.store.sealed import Ring
from app.store.tables import FanOut, Job


def input_of(session: Session, ring: Ring, job: Job) -> str | None:
    """The JSON of a job's input; None: it was erased. A batch is given the base of its fan-out."""
    if job.input is None:
        return None
    own = ring.open(job.input)
    if job.parent is None:
        return own
    whole = session.get(FanOut, job.parent)
    if whole is None or whole.base is None:
        return None
    return f'{{"base":{ring.open(whole.base)},{own[1:]}'
