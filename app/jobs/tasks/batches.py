"""What batches of every fan-out share: one item after another, a row for each, giving way in time."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from cocau.app.jobs.standing import Done
from cocau.app.jobs.task import State
from cocau.constraints.errors import AuditDisagreesError, InputError
from cocau.constraints.record import Record
from cocau.solver.outcome import OnProgress, Progress
from cocau.solver.proposal import Outcome, Proposal

SLICE = 5.0
"""Seconds after which a batch ends with what it has, if that is a row or more: the rest goes to the end of
the line, so that nobody waits for a whole batch, and a death costs little."""


class Came(StrEnum):
    """How an item came out; `refused`: it cannot be planned; `failed`: by an error of ours."""

    SOLVED = "solved"
    CONFLICT = "conflict"
    OUT_OF_TIME = "out_of_time"
    REFUSED = "refused"
    FAILED = "failed"


class Row(Record):
    """What came of one item: what tells them apart, and no people.

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


OUTCOMES = {
    Outcome.SOLVED: Came.SOLVED,
    Outcome.CONFLICT: Came.CONFLICT,
    Outcome.OUT_OF_TIME: Came.OUT_OF_TIME,
}

Item = TypeVar("Item")
SomeRow = TypeVar("SomeRow", bound=Row)


class _Stopped(Exception):
    """Somebody asked to stop."""


@dataclass(frozen=True)
class Work(Generic[Item, SomeRow]):
    """The items of a batch, and what makes a row of one. `done`: rows of the first ones."""

    items: Sequence[Item]
    first: int
    row_of: Callable[[Item, OnProgress], SomeRow]
    done: tuple[SomeRow, ...] = ()


def through(work: Work[Item, SomeRow], tell: OnProgress) -> tuple[tuple[SomeRow, ...], State]:
    """Plan each, for as long as `SLICE`; the progress has what is done.

    `value` of the progress: for how many milliseconds the present one has been computed.
    """
    rows = list(work.done)
    until = time.monotonic() + SLICE
    try:
        for row in _rows(work, rows, tell):
            rows.append(row)
            if time.monotonic() > until:
                break
    except _Stopped:
        return tuple(rows), State.OUT_OF_TIME
    return tuple(rows), State.DONE


def _rows(work: Work[Item, SomeRow], rows: Sequence[SomeRow], tell: OnProgress) -> Iterator[SomeRow]:
    """The rows that are not there yet; `rows` grows with them."""
    started, many = time.monotonic(), len(work.items)
    texts = [_text(row) for row in rows]
    for done in range(len(rows), many):
        begun, said = time.monotonic(), f"[{','.join(texts)}]"

        def on(_: Progress | None, done: int = done, begun: float = begun, said: str = said) -> bool:
            now = time.monotonic()
            return tell(Done(done, many, (), round(1000 * (now - begun)), None, now - started, None, said))

        if on(None):
            raise _Stopped
        row = work.row_of(work.items[done], on)
        if row.outcome is Came.OUT_OF_TIME and on(None):
            raise _Stopped  # it would have found more
        row = row.but(number=work.first + done, seconds=round(time.monotonic() - begun, 3))
        texts.append(_text(row))
        yield row


def _text(row: Row) -> str:
    return row.model_dump_json(exclude_defaults=True)


def came(row: SomeRow, planned: Callable[[], Proposal]) -> tuple[SomeRow, Proposal | None]:
    """A row with what came of planning; the proposal, if there is one."""
    try:
        proposal = planned()
    except InputError as error:
        problems = tuple(sorted({problem.code for problem in error.problems}))
        return row.but(outcome=Came.REFUSED, problems=problems), None
    except AuditDisagreesError:
        return row.but(outcome=Came.FAILED, problems=("audit_disagrees",)), None
    made = row.but(
        outcome=OUTCOMES[proposal.outcome],
        tiers=_tiers(proposal),
        missed=tuple(aim.rule for aim in proposal.aims if aim.missed),
        slate_digest=proposal.provenance.slate_digest,
        conflict=() if proposal.conflict is None else proposal.conflict.members,
    )
    return made, proposal


def _tiers(proposal: Proposal) -> tuple[int, ...]:
    by_priority = {aim.priority: aim.tier_value for aim in proposal.aims}
    return tuple(value for _, value in sorted(by_priority.items()))
