"""`sweep`: a batch of what-ifs over one request, planned one by one; the answer is a row for each."""

from pydantic import Field

from cocau.app.jobs.task import Answer, Kind
from cocau.app.jobs.tasks.batches import Came, Row, Work, came, through
from cocau.app.jobs.tasks.plan import PlanInput
from cocau.constraints.record import Record
from cocau.solver.outcome import OnProgress
from cocau.solver.request import Introducing, Pins


class Different(Record):
    """One what-if: what is different in it from the base. Fields that are not given stay as there."""

    name: str
    overrides: dict[str, dict[str, int | None]] = Field(default_factory=dict)
    raised: tuple[str, ...] = ()
    pins: Pins = Pins()
    introducing: Introducing | None = None
    seconds: float = Field(default=60, gt=0, le=3600)

    @property
    def given(self) -> dict[str, object]:
        """The fields that are given."""
        return {field: getattr(self, field) for field in self.model_fields_set if field != "name"}


class Batch(Record):
    """A part of a sweep. `first`: how many what-ifs come before it; `done`: rows that are there already."""

    base: PlanInput
    first: int = 0
    items: tuple[Different, ...]
    done: tuple[Row, ...] = ()


class Rows(Record):
    """The rows of a batch, in the order of its what-ifs; fewer if it was stopped or its time was over."""

    rows: tuple[Row, ...]

    def to_json(self) -> str:
        """Canonical JSON."""
        return self.model_dump_json(exclude_defaults=True)


def compute(asked: Batch, tell: OnProgress) -> Answer:
    """See `app.jobs.tasks.batches.through`."""
    work = Work(asked.items, asked.first, lambda change, on: _row(asked.base, change, on), asked.done)
    rows, state = through(work, tell)
    return Rows(rows=rows), state


def _row(base: PlanInput, change: Different, on: OnProgress) -> Row:
    from cocau.solver.plan import plan  # an engine

    row = Row(number=0, name=change.name, outcome=Came.REFUSED, seconds=0)
    return came(row, lambda: plan(base.request.but(**change.given), base.rulebook, on))[0]


SWEEP = Kind("sweep", Batch, compute)
