"""What a job is given to compute: its own input, or that and what it shares with other parts of one thing."""

import json
from typing import Any

from sqlmodel import Session, col, select

from cocau.app.jobs.tasks.joint import JOINT
from cocau.app.store.sealed import Ring
from cocau.app.store.tables import FanOut, Job, Standing


def input_of(session: Session, ring: Ring, job: Job) -> str | None:
    """The JSON of a job's input; None: it was erased.

    A batch is given the base of its fan-out, and the rows that it has already.
    """
    if job.input is None:
        return None
    own = ring.open(job.input)
    if job.parent is None:
        return own
    whole = session.get(FanOut, job.parent)
    if whole is None or whole.base is None:
        return None
    if job.kind == JOINT.name:
        own = _joined(session, ring, whole)
    else:
        own = f'{{"done":{_done(session, ring, job)},{own[1:]}'
    return f'{{"base":{ring.open(whole.base)},{own[1:]}'


def _done(session: Session, ring: Ring, batch: Job) -> str:
    """The rows that a batch had when whoever computed it died: they need not be computed again."""
    standing = session.get(Standing, batch.id)
    return "[]" if standing is None or standing.best is None else ring.open(standing.best)


def _joined(session: Session, ring: Ring, whole: FanOut) -> str:
    """What the batches were given that they came to, and what came of it, in order."""
    items: list[Any] = []
    rows: list[Any] = []
    batches = select(Job).where(Job.parent == whole.id, Job.kind == whole.kind).order_by(col(Job.id))
    for batch in session.exec(batches):
        if batch.input is None or batch.output is None:
            continue
        its_rows = json.loads(ring.open(batch.output)).get("rows", ())  # of a batch that failed: what it had
        items += json.loads(ring.open(batch.input))["items"][: len(its_rows)]
        rows += its_rows
    left = None if whole.withdrawal is None else json.loads(ring.open(whole.withdrawal))
    return json.dumps({"items": items, "rows": rows, "withdrawal": left}, ensure_ascii=False)
