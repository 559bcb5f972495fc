"""What came out of a fan-out, a row for each item."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlmodel import Session, col, func, select

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.jobs.tasks.batches import Row
from cocau.app.jobs.tasks.programme import CouncilRow, CouncilRows
from cocau.app.jobs.tasks.sweep import Rows
from cocau.app.office.errors import Erased
from cocau.app.office.fan_out_parts import batch_id
from cocau.app.office.fan_out_progress import found_fan_out
from cocau.app.store import Ring, Store
from cocau.app.store.tables import Fan, FanOut, Job
from cocau.constraints.record import Record

SomeRow = TypeVar("SomeRow", bound=Row)


class Results(Record):
    """A part of the rows, in the order of the what-ifs; those of batches that have not ended are not there.

    `next`: ask for it with ``after=`` for what follows; null: nothing does.
    """

    items: tuple[Row, ...]
    next: int | None


class CouncilResults(Record):
    """A part of the rows, in the order of the councils; those of batches that have not ended are not there.

    `next`: ask for it with ``after=`` for what follows; null: nothing does.
    """

    items: tuple[CouncilRow, ...]
    next: int | None


@dataclass(frozen=True)
class Some(Generic[SomeRow]):
    """Rows from the one asked for on, and the number of the next one that may be there."""

    rows: tuple[SomeRow, ...]
    next: int | None


def results(store: Store, caller: Caller, which: str, *, after: int = 0, limit: int = 200) -> Results:
    """Up to `limit` rows of a sweep, of what-ifs from the one numbered `after` on (the first is 0).

    Raises:
        Forbidden, Missing: see `fan_out_progress.status`.
        Erased: they are gone.
    """
    some = _some(store, caller, _Wanted(Fan.SWEEP, which, after, limit), _of_sweep)
    return Results(items=some.rows, next=some.next)


def council_results(
    store: Store, caller: Caller, which: str, *, after: int = 0, limit: int = 200, parts: bool = False
) -> CouncilResults:
    """The same of a programme; `parts`: with the slates.

    Raises:
        Forbidden, Missing, Erased: see `results`.
    """
    some = _some(store, caller, _Wanted(Fan.PROGRAMME, which, after, limit), _of_programme)
    rows = some.rows if parts else tuple(row.but(part=None) for row in some.rows)
    return CouncilResults(items=rows, next=some.next)


def _of_sweep(output: str) -> tuple[Row, ...]:
    return Rows.model_validate_json(output).rows


def _of_programme(output: str) -> tuple[CouncilRow, ...]:
    return CouncilRows.model_validate_json(output).rows


@dataclass(frozen=True)
class _Wanted:
    """Which rows of which fan-out."""

    kind: Fan
    which: str
    after: int
    limit: int


def _some(
    store: Store, caller: Caller, wanted: _Wanted, read: Callable[[str], tuple[SomeRow, ...]]
) -> Some[SomeRow]:
    caller.must(May.SEE_PEOPLE)  # names of what-ifs are written by hand
    which, after, limit = wanted.which, wanted.after, wanted.limit
    with store.reading() as session:
        row = found_fan_out(session, caller, wanted.kind, which)
        if row.erased_at is not None:
            raise Erased(which)
        theirs = select(Job.output).where(
            Job.parent == which, Job.kind == row.kind, Job.id >= _first_of(session, row, after)
        )
        outputs = session.exec(theirs.order_by(col(Job.id)).limit(limit + 1))  # a row or more in each
        rows = [r for r in _rows(store.ring, outputs, read) if r.number >= after]
    until = min(after + limit, row.total)
    return Some(tuple(r for r in rows if r.number < until), until if until < row.total else None)


def _first_of(session: Session, whole: FanOut, number: int) -> str:
    """The id of the batch that an item is in."""
    before = select(func.max(Job.id)).where(
        Job.parent == whole.id, Job.kind == whole.kind, Job.id <= batch_id(whole.id, number)
    )
    return session.exec(before).one() or ""


def _rows(
    ring: Ring, outputs: Iterable[bytes | None], read: Callable[[str], tuple[SomeRow, ...]]
) -> Iterator[SomeRow]:
    for output in outputs:
        if output is not None:
            yield from read(ring.open(output))
