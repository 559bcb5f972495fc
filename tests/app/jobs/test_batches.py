"""A batch goes on from the rows that whoever died over it had told of."""

import json

import pytest

from cocau.app.jobs.standing import standing
from cocau.app.jobs.task import State
from cocau.app.jobs.tasks import batches
from cocau.app.jobs.tasks.batches import Came, Row, Work, through
from cocau.solver.outcome import OnProgress, Progress


def _row(item: str, on: OnProgress) -> Row:
    on(Progress(1, 1, (), None, None, 0.0))
    return Row(number=0, name=item, outcome=Came.SOLVED, seconds=0)


def test_what_was_told_is_not_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str | None] = []
    computed: list[str] = []

    def row_of(item: str, on: OnProgress) -> Row:
        computed.append(item)
        return _row(item, on)

    def tell(progress: Progress) -> bool:
        told.append(standing(progress).rows)
        return len(computed) == 3  # the process dies in the fourth

    rows, state = through(Work("abcde", 10, row_of), tell)
    assert ([row.number for row in rows], state) == ([10, 11, 12], State.OUT_OF_TIME)
    known = tuple(Row.model_validate(row) for row in json.loads(told[-1] or ""))
    assert known == rows
    computed.clear()
    monkeypatch.setattr(batches, "SLICE", 60)
    rows, state = through(Work("abcde", 10, row_of, known), lambda _: False)
    assert (computed, state) == (["d", "e"], State.DONE)
    assert [(row.number, row.name) for row in rows] == list(enumerate("abcde", 10))
