"""What came out of a sweep, a row for each what-if."""

from collections.abc import Iterable, Iterator

from sqlmodel import Session, col, func, select

from app.access.caller import Caller
from app.access.roles import May
from app.jobs.tasks.sweep import Row, Rows
from app.office.errors import Erased
from app.office.sweep_parts import batch_id
from app.office.sweep_progress import found_sweep
from app.store import Ring, Store
from app.store.tables import Job, Sweep
from constraints.record import Record


class Results(Record):
    """A part of the rows, in the order of the what-ifs; those of batches that have not ended are not there.

    `next`: ask for it with ``after=`` for what follows; null: nothing does.
    """

    items: tuple[Row, ...]
    next: int | None


def results(store: Store, caller: Caller, which: str, *, after: int = 0, limit: int = 200) -> Results:
    """Up to `limit` rows, of what-ifs from the one numbered `after` on (the first is 0).

    Raises:
        Forbidden, Missing: see `status`.
        Erased: they are gone.
    """
    caller.must(May.SEE_PEOPLE)  # names of what-ifs are written by hand
    with store.reading() as session:
        row = found_sweep(session, caller, which)
        if row.erased_at is not None:
            raise Erased(which)
        theirs = select(Job.output).where(Job.parent == which, Job.id >= _first_of(session, row, after))
        outputs = session.exec(theirs.order_by(col(Job.id)).limit(limit + 1))  # a row or more in each
        rows = [r for r in _rows(store.ring, outputs) if r.number >= after]
    until = min(after + limit, row.total)
    return Results(
        items=tuple(r for r in rows if r.number < until), next=until if until < row.total else None
    )


def _first_of(session: Session, sweep: Sweep, number: int) -> str:
    """The id of the batch that a what-if is in."""
    before = select(func.max(Job.id)).where(Job.parent == sweep.id, Job.id <= batch_id(sweep.id, number))
    return session.exec(before).one() or ""


def _rows(ring: Ring, outputs: Iterable[bytes | None]) -> Iterator[Row]:
    for output in outputs:
        if output is not None:
            yield from _opened(ring, output)


def _opened(ring: Ring, output: bytes) -> tuple[Row, ...]:
    return Rows.model_validate_json(ring.open(output)).rows
