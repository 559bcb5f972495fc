"""A batch of a sweep ends: its rows are counted, and the last one ends the sweep."""

from sqlmodel import Session, col, select

from app.jobs.accepting import UNFINISHED
from app.jobs.ending import on_end
from app.jobs.tasks.sweep import SWEEP, Rows
from app.office.sweep_parts import Part
from app.store import Ring
from app.store.moment import now
from app.store.tables import Job, Sweep


def _ended(session: Session, ring: Ring, job: Job, output: str | None) -> None:
    """A batch has ended: count its rows; the last one ends the sweep. Batches wait for each other here."""
    row = session.get(Sweep, job.parent, with_for_update=True, populate_existing=True)
    if row is None or row.erased_at is not None:
        return
    rows = () if output is None or job.failure is not None else Rows.model_validate_json(output).rows
    counts = dict(row.counts)
    for each in rows:
        counts[each.outcome] = counts.get(each.outcome, 0) + 1
    missing = _size(ring, job) - len(rows)
    if missing:
        counts[job.state] = counts.get(job.state, 0) + missing
    row.counts = counts
    left = select(Job.id).where(Job.parent == row.id, col(Job.state).in_(UNFINISHED)).limit(1)
    if session.exec(left).first() is None:
        row.ended_at = now()
    session.add(row)


def _size(ring: Ring, job: Job) -> int:
    return 0 if job.input is None else len(Part.model_validate_json(ring.open(job.input)).changes)


on_end[SWEEP.name] = _ended
