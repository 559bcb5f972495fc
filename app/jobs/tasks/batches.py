"""Batches: many items planned one after another, a row for each, in slices of time.

`sweep` is the batch of what-ifs over one request; batches of councils are in `app.jobs.tasks.programmes`.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import Field

from cocau.app.jobs.results import BatchProgress
from cocau.app.jobs.task import TaskAnswer, TaskKind, TaskOutcome
from cocau.app.jobs.tasks.plans import PlanInput
from cocau.constraints.record import Record
from cocau.solver.outcome import OnProgress, SearchProgress
from cocau.solver.request import Introductions, Pins
from cocau.solver.sweep import ItemOutcome, SweepRow, plan_row

SLICE_SECONDS = 5.0
"""Seconds after which a batch ends with the rows it has, if any.

The rest goes to the end of the queue: nobody waits for a whole batch, and a death costs little.
"""


Item = TypeVar("Item")
SomeRow = TypeVar("SomeRow", bound=SweepRow)


class _BatchStopped(Exception):
    """A stop was requested."""


@dataclass(frozen=True)
class BatchWork(Generic[Item, SomeRow]):
    """The items of a batch, and what makes a row of one; `done`: rows of the first ones."""

    items: Sequence[Item]
    first: int
    row_of: Callable[[Item, OnProgress], SomeRow]
    done: tuple[SomeRow, ...] = ()


def plan_items(work: BatchWork[Item, SomeRow], tell: OnProgress) -> tuple[tuple[SomeRow, ...], TaskOutcome]:
    """Plan each item, for as long as `SLICE_SECONDS`; report the rows that are done.

    The progress carries as `value` how many milliseconds the current item has taken.
    """
    rows = list(work.done)
    until = time.monotonic() + SLICE_SECONDS
    try:
        for row in _plan_remaining(work, rows, tell):
            rows.append(row)
            if time.monotonic() > until:
                break
    except _BatchStopped:
        return tuple(rows), TaskOutcome.OUT_OF_TIME
    return tuple(rows), TaskOutcome.DONE


def _plan_remaining(
    work: BatchWork[Item, SomeRow], finished: Sequence[SomeRow], tell: OnProgress
) -> Iterator[SomeRow]:
    """Yield the rows that are missing; `finished` grows with them."""
    started, many = time.monotonic(), len(work.items)
    texts = [_dump_row(row) for row in finished]
    for done in range(len(finished), many):
        begun, said = time.monotonic(), f"[{','.join(texts)}]"

        def on(_: SearchProgress | None, done: int = done, begun: float = begun, said: str = said) -> bool:
            now = time.monotonic()
            return tell(
                BatchProgress(done, many, (), round(1000 * (now - begun)), None, now - started, None, said)
            )

        if on(None):
            raise _BatchStopped
        row = work.row_of(work.items[done], on)
        if row.outcome is ItemOutcome.OUT_OF_TIME and on(None):
            raise _BatchStopped  # with more time it would have found more
        row = row.replace_unvalidated(number=work.first + done, seconds=round(time.monotonic() - begun, 3))
        texts.append(_dump_row(row))
        yield row


def _dump_row(row: SweepRow) -> str:
    return row.model_dump_json(exclude_defaults=True)


class SweepVariant(Record):
    """One what-if: what differs from the base. Fields that are not given stay as there."""

    name: str
    overrides: dict[str, dict[str, int | None]] = Field(default_factory=dict)
    raised: tuple[str, ...] = ()
    pins: Pins = Pins()
    introducing: Introductions | None = None
    seconds: float = Field(default=60, gt=0, le=3600)

    @property
    def given_fields(self) -> dict[str, object]:
        """Return the fields that are given."""
        return {field: getattr(self, field) for field in self.model_fields_set if field != "name"}


class SweepBatch(Record):
    """A batch of a sweep; `first`: how many what-ifs come before, `done`: existing rows."""

    base: PlanInput
    first: int = 0
    items: tuple[SweepVariant, ...]
    done: tuple[SweepRow, ...] = ()


class SweepRows(Record):
    """A batch's rows, in the order of what-ifs; fewer if stopped or out of time."""

    rows: tuple[SweepRow, ...]

    def to_json(self) -> str:
        """Return canonical JSON."""
        return self.model_dump_json(exclude_defaults=True)


def compute_sweep(batch: SweepBatch, tell: OnProgress) -> TaskAnswer:
    """Plan a batch of what-ifs; see `app.jobs.tasks.batches.plan_items`."""
    work = BatchWork(
        batch.items, batch.first, lambda change, on: _plan_variant(batch.base, change, on), batch.done
    )
    rows, state = plan_items(work, tell)
    return SweepRows(rows=rows), state


def _plan_variant(base: PlanInput, change: SweepVariant, on: OnProgress) -> SweepRow:
    from cocau.solver.plan import plan  # an engine

    row = SweepRow(number=0, name=change.name, outcome=ItemOutcome.REFUSED, seconds=0)
    return plan_row(
        row, lambda: plan(base.request.replace_unvalidated(**change.given_fields), base.rulebook, on)
    )[0]


SWEEP = TaskKind("sweep", SweepBatch, compute_sweep)
