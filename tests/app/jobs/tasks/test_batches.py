"""A batch goes on from the rows that whoever died over it had told of."""

import json

import pytest

from cocau.app.jobs.results import build_progress_report
from cocau.app.jobs.task import TaskOutcome
from cocau.app.jobs.tasks import batches
from cocau.app.jobs.tasks.batches import BatchWork, plan_items
from cocau.solver.outcome import OnProgress, SearchProgress
from cocau.solver.sweep import ItemOutcome, SweepRow


def _row(item: str, on: OnProgress) -> SweepRow:
    on(SearchProgress(1, 1, (), None, None, 0.0))
    return SweepRow(number=0, name=item, outcome=ItemOutcome.SOLVED, seconds=0)


def test_what_was_told_is_not_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str | None] = []
    computed: list[str] = []

    def row_of(item: str, on: OnProgress) -> SweepRow:
        computed.append(item)
        return _row(item, on)

    def tell(progress: SearchProgress) -> bool:
        told.append(build_progress_report(progress).rows)
        return len(computed) == 3  # the process dies in the fourth

    rows, state = plan_items(BatchWork("abcde", 10, row_of), tell)
    assert ([row.number for row in rows], state) == ([10, 11, 12], TaskOutcome.OUT_OF_TIME)
    known = tuple(SweepRow.model_validate(row) for row in json.loads(told[-1] or ""))
    assert known == rows
    computed.clear()
    monkeypatch.setattr(batches, "SLICE_SECONDS", 60)
    rows, state = plan_items(BatchWork("abcde", 10, row_of, known), lambda _: False)
    assert (computed, state) == (["d", "e"], TaskOutcome.DONE)
    assert [(row.number, row.name) for row in rows] == list(enumerate("abcde", 10))
