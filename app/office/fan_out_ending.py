"""A batch of a fan-out ends: its rows are counted, and the last one ends the whole."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlmodel import Session, col, select

from cocau.app.jobs.accepting import UNFINISHED, go_on
from cocau.app.jobs.ending import LOST, on_end
from cocau.app.jobs.tasks.joint import JOINT
from cocau.app.jobs.tasks.programme import PROGRAMME
from cocau.app.jobs.tasks.sweep import SWEEP
from cocau.app.office.fan_out_parts import Part, batch_id
from cocau.app.store import Ring
from cocau.app.store.moment import now
from cocau.app.store.tables import FanOut, Job, Standing, State

SLOWEST = 5
"""How many stragglers are remembered."""


def _ended(session: Session, ring: Ring, job: Job, output: str | None) -> None:
    """A batch has ended: count its rows; the last one ends the fan-out. Batches wait for each other here.

    What it did not come to goes to the end of the line, unless somebody stopped the whole.
    """
    row = session.get(FanOut, job.parent, with_for_update=True, populate_existing=True)
    if row is None or row.erased_at is not None or job.input is None:
        return
    rows = _rows(session, ring, job, output)
    part = Part.model_validate_json(ring.open(job.input))
    counts = Counter(row.counts)
    counts.update(str(each["outcome"]) for each in rows)
    rest = part.after(len(rows))
    if job.failure is not None and rest.items:  # over this one
        counts[State.FAILED] += 1
        rest = rest.after(1)
    if rest.items and row.cancel_asked_at is None and _goes_on(job, rows):
        go_on(session, ring, job, job_id=batch_id(row.id, rest.first), text=rest.model_dump_json())
    elif rest.items:
        counts[State.STOPPED if job.state is State.DONE else job.state] += len(rest.items)
    row.counts = dict(counts)
    row.slowest = _slowest(row.slowest, rows)
    left = select(Job.id).where(Job.parent == row.id, col(Job.state).in_(UNFINISHED)).limit(1)
    if session.exec(left).first() is None:
        if row.joins and row.cancel_asked_at is None:
            go_on(session, ring, job, job_id=f"{row.id}.{JOINT.name}", text="{}", kind=JOINT.name)
        else:
            row.ended_at = now()
    session.add(row)


def _rows(session: Session, ring: Ring, job: Job, output: str | None) -> list[dict[str, Any]]:
    """What a batch came to: its output; where it was lost, what it had told of, which is its output then."""
    standing = session.get(Standing, job.id)
    told = None if standing is None or standing.best is None else ring.open(standing.best)
    if standing is not None:
        standing.best = None
    if job.failure is not None or output is None:  # it failed, or did not stop in time
        output = None if told is None else f'{{"rows":{told}}}'
        job.output = None if output is None else ring.seal(output)
        session.add(job)
    # Our own, and not all of it is needed: no need to check it again.
    rows: list[dict[str, Any]] = [] if output is None else json.loads(output)["rows"]
    return rows


def _goes_on(job: Job, rows: list[dict[str, Any]]) -> bool:
    """Whether what a batch left is computed: its time was over, or one item failed and killed no worker."""
    if job.failure is not None:
        return bool(job.failure["code"] != LOST.code)
    return bool(rows) and job.state is State.DONE


def _joined(session: Session, _: Ring, job: Job, __: str | None) -> None:
    """The last job of a programme has ended."""
    row = session.get(FanOut, job.parent, with_for_update=True, populate_existing=True)
    if row is not None and row.ended_at is None:
        row.ended_at = now()
        session.add(row)


def _slowest(before: Iterable[tuple[int, float]], rows: Iterable[dict[str, Any]]) -> list[tuple[int, float]]:
    each = [*map(tuple, before), *((row["number"], row["seconds"]) for row in rows)]
    return sorted(each, key=lambda one: (-one[1], one[0]))[:SLOWEST]


on_end[SWEEP.name] = _ended
on_end[PROGRAMME.name] = _ended
on_end[JOINT.name] = _joined
