"""`sweep`: a batch of what-ifs over one request, planned one by one; the answer is a row for each."""

import time
from collections.abc import Iterator
from enum import StrEnum

from pydantic import Field

from app.jobs.task import Answer, Kind, State
from app.jobs.tasks.plan import PlanInput
from constraints.errors import InputError
from constraints.record import Record
from solver.outcome import OnProgress, Progress
from solver.proposal import Outcome, Proposal
from solver.request import Introducing, Pins

SLICE = 5.0
"""Seconds after which a batch ends with what it has, if that is a row or more: the rest goes to the end of
the line, so that nobody waits for a whole batch, and a death costs little."""


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
    """A part of a sweep. `first`: how many what-ifs of the sweep come before it."""

    base: PlanInput
    first: int = 0
    changes: tuple[Different, ...]


class Came(StrEnum):
    """How a what-if came out; `refused`: it cannot be planned."""

    SOLVED = "solved"
    CONFLICT = "conflict"
    OUT_OF_TIME = "out_of_time"
    REFUSED = "refused"


class Row(Record):
    """What came of one what-if: what tells them apart, and no people.

    `tiers`: the shortfall of the aims of each priority; `missed`: aims that are not kept; `conflict`: the
    rules, and the pins, that cannot hold together; `problems`: codes of what is wrong with the request.
    """

    number: int
    name: str
    outcome: Came
    seconds: float
    tiers: tuple[int, ...] = ()
    missed: tuple[str, ...] = ()
    slate_digest: str | None = None
    conflict: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class Rows(Record):
    """The rows of a batch, in the order of its what-ifs; fewer if it was stopped or its time was over."""

    rows: tuple[Row, ...]

    def to_json(self) -> str:
        """Canonical JSON."""
        return self.model_dump_json(exclude_defaults=True)


OUTCOMES = {
    Outcome.SOLVED: Came.SOLVED,
    Outcome.CONFLICT: Came.CONFLICT,
    Outcome.OUT_OF_TIME: Came.OUT_OF_TIME,
}


class _Stopped(Exception):
    """Somebody asked to stop."""


def compute(asked: Batch, tell: OnProgress) -> Answer:
    """Plan each, for as long as `SLICE`; `step` of the progress is how many are done."""
    rows: list[Row] = []
    until = time.monotonic() + SLICE
    try:
        for row in _rows(asked, tell):
            rows.append(row)
            if time.monotonic() > until:
                break
    except _Stopped:
        return Rows(rows=tuple(rows)), State.OUT_OF_TIME
    return Rows(rows=tuple(rows)), State.DONE


def _rows(asked: Batch, tell: OnProgress) -> Iterator[Row]:
    started, many = time.monotonic(), len(asked.changes)
    for done, change in enumerate(asked.changes):
        begun = time.monotonic()

        def on(_: Progress | None, done: int = done) -> bool:
            return tell(Progress(done, many, (), None, None, time.monotonic() - started))

        if on(None):
            raise _Stopped
        row = _row(asked, change, on)
        if row.outcome is Came.OUT_OF_TIME and on(None):
            raise _Stopped  # it would have found more
        yield row.but(number=asked.first + done, seconds=round(time.monotonic() - begun, 3))


def _row(asked: Batch, change: Different, on: OnProgress) -> Row:
    from solver.plan import plan  # an engine

    row = Row(number=0, name=change.name, outcome=Came.REFUSED, seconds=0)
    try:
        proposal = plan(asked.base.request.but(**change.given), asked.base.rulebook, on)
    except InputError as error:
        return row.but(problems=tuple(sorted({problem.code for problem in error.problems})))
    return row.but(
        outcome=OUTCOMES[proposal.outcome],
        tiers=_tiers(proposal),
        missed=tuple(aim.rule for aim in proposal.aims if aim.missed),
        slate_digest=proposal.provenance.slate_digest,
        conflict=() if proposal.conflict is None else proposal.conflict.members,
    )


def _tiers(proposal: Proposal) -> tuple[int, ...]:
    by_priority = {aim.priority: aim.tier_value for aim in proposal.aims}
    return tuple(value for _, value in sorted(by_priority.items()))


SWEEP = Kind("sweep", Batch, compute)
