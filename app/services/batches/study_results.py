"""Results of a study: its rows as a table, file by file; and what an estimate tells."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlmodel import Session, col, func, select

from cocau.app.audit_log.entries import ReadAccess, log_read
from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.db.models import BatchRunKind, BatchRunRow, JobRow, JobState, WorkerRow
from cocau.app.db.seals import open_column
from cocau.app.files.parquet import write_parquet
from cocau.app.files.text import guard_formula
from cocau.app.jobs.lifecycle import WITHOUT_INPUT
from cocau.app.jobs.tasks.studies import (
    STUDY_COLUMNS,
    ScenarioOutcomes,
    build_study_cells,
    summarise_scenarios,
)
from cocau.app.permissions import Permission
from cocau.app.services.acts import begin_read
from cocau.app.services.batches.programmes import IN_MEMORY
from cocau.app.services.batches.runs import get_run_row
from cocau.app.services.computations import Services
from cocau.app.services.errors import Erased, NotReady
from cocau.constraints.record import Record

GROUP_BATCHES = 20
"""Batches whose rows are in memory at once."""

CellGroup = Sequence[Sequence[Any]]
RowGroup = Sequence[dict[str, Any]]


def export_study_csv(store: Store, caller: Caller, study_id: str) -> Iterator[str]:
    """Return a study's rows as the text of a CSV file, piece by piece.

    Raises:
        Forbidden, Missing: see `get_run_status`.
        Erased: they are gone.
    """
    _begin_export(store, caller, study_id)
    return _write_csv([build_study_cells(row) for row in rows] for rows in _iterate_groups(store, study_id))


def _write_csv(groups: Iterator[CellGroup]) -> Iterator[str]:
    yield "\ufeff" + ",".join(STUDY_COLUMNS) + "\r\n"
    for rows in groups:
        text = io.StringIO()
        csv.writer(text).writerows(
            [guard_formula(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
        )
        yield text.getvalue()


def export_study_parquet(store: Store, caller: Caller, study_id: str) -> bytes:
    """Return a study's rows as a Parquet file.

    Raises:
        Forbidden, Missing, Erased: see `export_study_csv`.
    """
    _begin_export(store, caller, study_id)
    with TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as folder:
        path = Path(folder) / "rows.parquet"
        groups = ([build_study_cells(row) for row in rows] for rows in _iterate_groups(store, study_id))
        write_parquet(path, STUDY_COLUMNS, groups)
        return path.read_bytes()


def _begin_export(store: Store, caller: Caller, study_id: str) -> None:
    """Check that the rows may be read, and log that they leave."""
    _require_rows(store, caller, study_id)
    log_read(store, caller, ReadAccess("study", study_id, None, "export"))


def _require_rows(store: Store, caller: Caller, study_id: str) -> None:
    with begin_read(store, caller, Permission.SEE_PEOPLE) as session:
        row = get_run_row(session, caller, BatchRunKind.STUDY, study_id)
        if row.erased_at is not None:
            raise Erased(study_id)


def _iterate_groups(store: Store, study_id: str) -> Iterator[RowGroup]:
    """Yield the rows of batches that have ended, some batches at a time, in the order of rows."""
    last = ""
    while True:
        with store.reading() as session:
            batches = _select_ended(session, study_id, last)
            outputs = [open_column(store.ring, batch, "output") for batch in batches]
        yield [row for output in outputs for row in json.loads(output)["rows"]]
        if len(batches) < GROUP_BATCHES:
            return
        last = batches[-1].id


def _select_ended(session: Session, run_id: str, after: str) -> Sequence[JobRow]:
    chosen = select(JobRow).where(JobRow.parent == run_id, JobRow.id > after, col(JobRow.output).is_not(None))
    chosen = chosen.options(*WITHOUT_INPUT).order_by(col(JobRow.id)).limit(GROUP_BATCHES)
    return session.exec(chosen).all()


class StudySummary(Record):
    """What a study came to under each scenario, of the rows that there are; `rows`: so many."""

    rows: int
    scenarios: tuple[ScenarioOutcomes, ...]


def get_study_summary(store: Store, caller: Caller, study_id: str) -> StudySummary:
    """Summarise the rows of a study by scenario.

    Raises:
        Forbidden, Missing, Erased: see `export_study_csv`.
    """
    _require_rows(store, caller, study_id)
    rows = (row for group in _iterate_groups(store, study_id) for row in group)
    found = summarise_scenarios(rows)
    return StudySummary(rows=sum(one.councils for one in found), scenarios=found)


class StudyEstimate(Record):
    """An estimate of what a study takes, from the seconds that a sample of its rows took.

    `rows`: of the whole study; `sampled`: rows that were computed; `lost`: rows of the sample of which
    nothing came, which are left out of it. `computing_seconds`: what all rows take one after another;
    `at_once`: how many can be computed at once now; `seconds`: what the study takes then, if nothing else is
    computed.
    """

    rows: int
    sampled: int
    lost: int
    computing_seconds: float
    at_once: int
    seconds: float
    outcomes: dict[str, int]


def get_study_estimate(services: Services, caller: Caller, estimate_id: str) -> StudyEstimate:
    """Return what an estimate that has ended tells.

    Raises:
        Forbidden, Missing: see `get_run_status`.
        Erased: it is gone.
        NotReady: it is still being computed, or nothing came of it.
    """
    store = services.store
    with begin_read(store, caller, Permission.READ) as session:
        run = get_run_row(session, caller, BatchRunKind.ESTIMATE, estimate_id)
        if run.erased_at is not None:
            raise Erased(estimate_id)
        rows = [] if run.ended_at is None else _read_sample(store, session, run)
        if not rows:
            raise NotReady(estimate_id, str(JobState.RUNNING if run.ended_at is None else JobState.FAILED))
        lost = run.total - len(rows)
        outcomes = dict(run.counts)
        workers = session.exec(select(func.count()).select_from(WorkerRow)).one()
    at_once = max(1, services.settings.solves) * max(1, workers)
    whole = sum(row.get("stands_for", 1) for row in rows)
    computing = sum(row["seconds"] * row.get("stands_for", 1) for row in rows)
    return StudyEstimate(
        rows=whole,
        sampled=len(rows),
        lost=lost,
        computing_seconds=round(computing, 1),
        at_once=at_once,
        seconds=round(computing / at_once, 1),
        outcomes=outcomes,
    )


def _read_sample(store: Store, session: Session, run: BatchRunRow) -> list[dict[str, Any]]:
    chosen = select(JobRow).where(JobRow.parent == run.id, col(JobRow.output).is_not(None))
    batches = session.exec(chosen.options(*WITHOUT_INPUT)).all()
    return [row for one in batches for row in json.loads(open_column(store.ring, one, "output"))["rows"]]
