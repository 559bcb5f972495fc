"""A batch of a sweep ends: its rows are counted, and the last one ends the sweep."""

from collections import Counter

from sqlmodel import Session, col, select

from app.jobs.accepting import UNFINISHED, go_on
from app.jobs.ending import on_end
from app.jobs.tasks.sweep import SWEEP, Rows
from app.office.sweep_parts import Part, batch_id
from app.store import Ring
from app.store.moment import now
from app.store.tables import Job, State, Sweep


def _ended(session: Session, ring: Ring, job: Job, output: str | None) -> None:
    """A batch has ended: count its rows; the last one ends the sweep. Batches wait for each other here.

    What it did not come to goes to the end of the line, unless somebody stopped the sweep.
    """
    row = session.get(Sweep, job.parent, with_for_update=True, populate_existing=True)
    if row is None or row.erased_at is not None or job.input is None:
        return
    rows = () if output is None or job.failure is not None else Rows.model_validate_json(output).rows
    part = Part.model_validate_json(ring.open(job.input))
    counts = Counter(row.counts)
    counts.update(str(each.outcome) for each in rows)
    rest = part.changes[len(rows) :]
    if rest and rows and job.state is State.DONE and row.cancel_asked_at is None:
        after = Part(first=part.first + len(rows), changes=rest)
        text = after.model_dump_json(exclude_unset=True)
        go_on(session, ring, job, job_id=batch_id(row.id, after.first), text=text)
    elif rest:
        counts[State.STOPPED if job.state is State.DONE else job.state] += len(rest)
    row.counts = dict(counts)
    left = select(Job.id).where(Job.parent == row.id, col(Job.state).in_(UNFINISHED)).limit(1)
    if session.exec(left).first() is None:
        row.ended_at = now()
    session.add(row)


on_end[SWEEP.name] = _ended
