"""Rows of a batch run: the result of each item, read in pages."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlmodel import Session, col, func, select

from cocau.app.auth.caller import Caller
from cocau.app.db.encryption import Keyring
from cocau.app.db.engine import Store
from cocau.app.db.models import BatchRunKind, BatchRunRow, JobRow
from cocau.app.db.seals import open_column
from cocau.app.jobs.lifecycle import WITHOUT_INPUT
from cocau.app.jobs.tasks.batches import SweepRows
from cocau.app.jobs.tasks.programmes import CouncilRow, CouncilRows
from cocau.app.jobs.tasks.studies import StudyRow, StudyRows
from cocau.app.permissions import Permission
from cocau.app.services.acts import requires
from cocau.app.services.batches.parts import build_batch_id
from cocau.app.services.batches.runs import get_run_row
from cocau.app.services.errors import Erased
from cocau.constraints.record import Record
from cocau.solver.sweep import SweepRow

RowType = TypeVar("RowType", bound=SweepRow)


class SweepResults(Record):
    """A part of the rows, in the order of what-ifs, of batches that have ended.

    `next`: ask for it with ``after=`` for what follows; null: nothing does.
    """

    items: tuple[SweepRow, ...]
    next: int | None


class StudyResults(Record):
    """A part of the rows, council by council, of batches that have ended.

    `next`: ask for it with ``after=`` for what follows; null: nothing does.
    """

    items: tuple[StudyRow, ...]
    next: int | None


class CouncilResults(Record):
    """A part of the rows, in the order of councils, of batches that have ended.

    `next`: ask for it with ``after=`` for what follows; null: nothing does.
    """

    items: tuple[CouncilRow, ...]
    next: int | None


@dataclass(frozen=True)
class RowPage(Generic[RowType]):
    """Rows from the one asked for on, and the number of the next one that may be there."""

    rows: tuple[RowType, ...]
    next: int | None


def list_sweep_rows(
    store: Store, caller: Caller, run_id: str, *, after: int = 0, limit: int = 200
) -> SweepResults:
    """List up to `limit` rows of a sweep from the number `after` on (the first is 0).

    Raises:
        Forbidden, Missing: see `get_run_status`.
        Erased: they are gone.
    """
    some = _read_page(store, caller, _RowsQuery(BatchRunKind.SWEEP, run_id, after, limit), _parse_sweep_rows)
    return SweepResults(items=some.rows, next=some.next)


def list_council_rows(
    store: Store, caller: Caller, run_id: str, *, after: int = 0, limit: int = 200, parts: bool = False
) -> CouncilResults:
    """List up to `limit` rows of a programme; `parts`: with the slates.

    Raises:
        Forbidden, Missing, Erased: see `list_sweep_rows`.
    """
    some = _read_page(
        store, caller, _RowsQuery(BatchRunKind.PROGRAMME, run_id, after, limit), _parse_council_rows
    )
    rows = some.rows if parts else tuple(row.replace_unvalidated(part=None) for row in some.rows)
    return CouncilResults(items=rows, next=some.next)


def list_study_rows(
    store: Store, caller: Caller, run_id: str, *, after: int = 0, limit: int = 200
) -> StudyResults:
    """List up to `limit` rows of a study from the number `after` on (the first is 0).

    Raises:
        Forbidden, Missing, Erased: see `list_sweep_rows`.
    """
    some = _read_page(store, caller, _RowsQuery(BatchRunKind.STUDY, run_id, after, limit), _parse_study_rows)
    return StudyResults(items=some.rows, next=some.next)


def _parse_study_rows(output: str) -> tuple[StudyRow, ...]:
    return StudyRows.model_validate_json(output).rows


def _parse_sweep_rows(output: str) -> tuple[SweepRow, ...]:
    return SweepRows.model_validate_json(output).rows


def _parse_council_rows(output: str) -> tuple[CouncilRow, ...]:
    return CouncilRows.model_validate_json(output).rows


@dataclass(frozen=True)
class _RowsQuery:
    """A query for rows of a run."""

    kind: BatchRunKind
    run_id: str
    after: int
    limit: int


@requires(Permission.SEE_PEOPLE)  # names of what-ifs are written by hand
def _read_page(
    store: Store, caller: Caller, query: _RowsQuery, read: Callable[[str], tuple[RowType, ...]]
) -> RowPage[RowType]:
    run_id, after, limit = query.run_id, query.after, query.limit
    with store.reading() as session:
        row = get_run_row(session, caller, query.kind, run_id)
        if row.erased_at is not None:
            raise Erased(run_id)
        theirs = select(JobRow).where(
            JobRow.parent == run_id,
            JobRow.kind == row.kind,
            JobRow.id >= _find_first_batch(session, row, after),
            JobRow.id < build_batch_id(run_id, after + limit),
        )
        theirs = theirs.options(*WITHOUT_INPUT).order_by(col(JobRow.id))
        batches = session.exec(theirs)
        rows = [r for r in _iterate_rows(store.ring, batches, read) if r.number >= after]
    until = min(after + limit, row.total)
    return RowPage(tuple(r for r in rows if r.number < until), until if until < row.total else None)


def _find_first_batch(session: Session, run: BatchRunRow, number: int) -> str:
    """Find the id of the batch that an item is in."""
    before = select(func.max(JobRow.id)).where(
        JobRow.parent == run.id, JobRow.kind == run.kind, JobRow.id <= build_batch_id(run.id, number)
    )
    return session.exec(before).one() or ""


def _iterate_rows(
    ring: Keyring, batches: Iterable[JobRow], read: Callable[[str], tuple[RowType, ...]]
) -> Iterator[RowType]:
    for batch in batches:
        if batch.output is not None:
            yield from read(open_column(ring, batch, "output"))
