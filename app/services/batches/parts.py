"""Parts of a batch run: how it is cut into batches, and what follows when a batch ends."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any, Self

from pydantic import JsonValue
from sqlmodel import Session, col, select

from cocau.app.db.clock import now
from cocau.app.db.encryption import Keyring
from cocau.app.db.models import BatchRunRow, JobRow, JobState, ProgressRow
from cocau.app.db.seals import open_column, seal_column
from cocau.app.jobs.lifecycle import LOST_TOO_OFTEN, UNFINISHED_STATES, create_follow_up_job
from cocau.app.jobs.tasks.programmes import JOINT
from cocau.app.jobs.tasks.studies import ESTIMATE, STUDY
from cocau.constraints.record import Record

MAX_BATCH_SIZE = 100
MIN_BATCH_SIZE = 5
USUAL_BATCHES = 16
"""A small run is cut into about so many batches, so that several processes share it."""


def get_batch_size(total: int) -> int:
    """Return how many items of a run one job computes."""
    return min(MAX_BATCH_SIZE, max(MIN_BATCH_SIZE, -(-total // USUAL_BATCHES)))


class BatchPart(Record):
    """A batch's input without what all share; `items`: as the kind of job takes them."""

    first: int
    items: tuple[JsonValue, ...]

    @property
    def rows(self) -> int:
        """Return how many rows it makes."""
        return len(self.items)

    def split(self) -> tuple[Self, ...]:
        """Cut the items into batches."""
        return self._cut(get_batch_size(len(self.items)), 1)

    def _cut(self, each: int, rows: int) -> tuple[Self, ...]:
        """Cut it after each so many items, which make so many `rows` each."""
        cuts = range(0, len(self.items), each)
        return tuple(
            self.replace_unvalidated(first=self.first + n * rows, items=self.items[n : n + each])
            for n in cuts
        )

    def drop_first(self, done: int) -> Self:
        """Return what is left when so many rows are done."""
        return self.replace_unvalidated(first=self.first + done, items=self.items[done:])


MAX_STUDY_ROWS = 1_000
"""Rows of a batch of a study, which gives way often and stores its rest each time."""


class StudyPart(BatchPart):
    """A batch of a study: councils, each under some of the study's scenarios.

    `scenarios`: how many, from the one numbered `from_scenario` on; `skip`: rows of the first council that
    are done; `stands_for`: rows of a whole study that each row represents in an estimate.
    """

    scenarios: int
    from_scenario: int = 0
    skip: int = 0
    stands_for: int = 1

    @property
    def rows(self) -> int:
        """Return how many rows it makes."""
        return len(self.items) * self.scenarios - self.skip

    def split(self) -> tuple[Self, ...]:
        """Cut the councils into batches."""
        rows = min(MAX_STUDY_ROWS, max(MIN_BATCH_SIZE, -(-self.rows // USUAL_BATCHES)))
        return self._cut(max(1, rows // self.scenarios), self.scenarios)

    def drop_first(self, done: int) -> Self:
        """Return what is left when so many rows are done."""
        councils, skip = divmod(self.skip + done, self.scenarios)
        return self.replace_unvalidated(first=self.first + done, items=self.items[councils:], skip=skip)


_PARTS: dict[str, type[BatchPart]] = {STUDY.name: StudyPart, ESTIMATE.name: StudyPart}


def build_batch_id(run_id: str, first: int) -> str:
    """Build the id of the batch that begins with a row; batches sort by their rows."""
    return f"{run_id}.{first:07}" if run_id.startswith(STUDY_PREFIX) else f"{run_id}.{first:05}"


STUDY_PREFIX = "stu"
"""How ids of studies begin; theirs are the only runs of more than 100,000 rows."""


def parse_first_item(batch: str) -> int:
    """Return the number of the item that a batch begins with."""
    return int(batch.rpartition(".")[2])


MAX_SLOWEST = 5
"""How many stragglers are remembered."""


def complete_batch(session: Session, ring: Keyring, job: JobRow, output: str | None) -> None:
    """Count the rows of a batch that has ended; the last batch ends the run.

    Batches wait for each other here. Items that a batch did not reach go to the end of the
    queue, unless the run was stopped.
    """
    row = session.get(BatchRunRow, job.parent, with_for_update=True, populate_existing=True)
    if row is None or row.erased_at is not None or job.input is None:
        return
    rows = _read_rows(session, ring, job, output)
    part = _PARTS.get(job.kind, BatchPart).model_validate_json(open_column(ring, job, "input"))
    counts = Counter(row.counts)
    counts.update(str(each["outcome"]) for each in rows)
    rest = part.drop_first(len(rows))
    if job.failure is not None and rest.items:  # the item that failed
        counts[JobState.FAILED] += 1
        rest = rest.drop_first(1)
    if rest.items and row.cancel_asked_at is None and _should_continue(job, rows):
        create_follow_up_job(
            session, ring, job, job_id=build_batch_id(row.id, rest.first), text=rest.model_dump_json()
        )
    elif rest.items:
        counts[JobState.STOPPED if job.state is JobState.DONE else job.state] += rest.rows
    row.counts = dict(counts)
    row.slowest = _merge_slowest(row.slowest, rows)
    left = select(JobRow.id).where(JobRow.parent == row.id, col(JobRow.state).in_(UNFINISHED_STATES)).limit(1)
    if session.exec(left).first() is None:
        if row.joins and row.cancel_asked_at is None:
            create_follow_up_job(
                session, ring, job, job_id=f"{row.id}.{JOINT.name}", text="{}", kind=JOINT.name
            )
        else:
            row.ended_at = now()
    session.add(row)


def _read_rows(session: Session, ring: Keyring, job: JobRow, output: str | None) -> list[dict[str, Any]]:
    """Read the rows of a batch; of a lost one, those it had reported, now its output."""
    standing = session.get(ProgressRow, job.id)
    reported = None if standing is None or standing.best is None else open_column(ring, standing, "best")
    if standing is not None:
        standing.best = None
    if job.failure is not None or output is None:  # it failed, or did not stop in time
        output = None if reported is None else f'{{"rows":{reported}}}'
        seal_column(ring, job, "output", output)
        session.add(job)
    # Written by ourselves, and only a part is needed: not validated again.
    rows: list[dict[str, Any]] = [] if output is None else json.loads(output)["rows"]
    return rows


def _should_continue(job: JobRow, rows: list[dict[str, Any]]) -> bool:
    """Return whether the rest of a batch is computed: out of time, or one item failed."""
    if job.failure is not None:
        return bool(job.failure["code"] != LOST_TOO_OFTEN.code)
    return bool(rows) and job.state is JobState.DONE


def complete_programme(session: Session, _: Keyring, job: JobRow, __: str | None) -> None:
    """End a programme whose last job has ended."""
    row = session.get(BatchRunRow, job.parent, with_for_update=True, populate_existing=True)
    if row is not None and row.ended_at is None:
        row.ended_at = now()
        session.add(row)


def _merge_slowest(
    before: Iterable[tuple[int, float]], rows: Iterable[dict[str, Any]]
) -> list[tuple[int, float]]:
    each = [*map(tuple, before), *((row["number"], row["seconds"]) for row in rows)]
    return sorted(each, key=lambda one: (-one[1], one[0]))[:MAX_SLOWEST]
