"""A study's computations: batches of councils, each planned under several scenarios.

`study` is such a batch; `estimate` is the same of a sample, whose seconds tell what the whole would take.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from pydantic import Field, Json

from cocau.app.jobs.task import TaskAnswer, TaskKind
from cocau.app.jobs.tasks.batches import BatchWork, plan_items
from cocau.app.jobs.tasks.programmes import (
    BoundRulebooks,
    CouncilRow,
    ProgrammeMember,
    SharedRulebooks,
    plan_council,
    start_row,
)
from cocau.constraints.errors import Problem
from cocau.constraints.record import Record
from cocau.solver.explain.scenario import Scenario, apply_scenario
from cocau.solver.outcome import OnProgress
from cocau.solver.proposal import Proposal


class StudyBase(SharedRulebooks):
    """What the batches of a study share; `asked`: the request of the study that is estimated."""

    scenarios: tuple[Scenario, ...]
    asked: str | None = None


class StudyRow(CouncilRow):
    """Result of one council under one scenario: figures, and no people.

    `stands_for`: how many rows of the whole study this one represents in an estimate.
    """

    scenario: str
    stands_for: int = 1


STUDY_COLUMNS = {
    "number": "int64",
    "council": "str",
    "name": "str",
    "level": "str",
    "seats": "int64",
    "scenario": "str",
    "outcome": "str",
    "seconds": "float64",
    "listed": "int64",
    "tiers": "str",
    "missed": "str",
    "conflict": "str",
    "problems": "str",
    "slate_digest": "str",
    "council_digest": "str",
    "pool_digest": "str",
    "rulebook_digest": "str",
}
"""Columns of a study's table, with their types; several values are joined by spaces."""

_LEFT_OUT = {"listed": 0}
"""What rows do not store because it is so by default, where that is not an empty text."""


def build_study_cells(row: Mapping[str, Any]) -> list[Any]:
    """Build the cells of a row, as it is stored, in the order of the columns."""
    return [_build_cell(row.get(name, _LEFT_OUT.get(name, ""))) for name in STUDY_COLUMNS]


def _build_cell(value: Any) -> Any:  # noqa: ANN401  # of any column
    return " ".join(map(str, value)) if isinstance(value, list) else value


def list_scenario_problems(scenarios: Sequence[Scenario]) -> Iterator[Problem]:
    """Yield what is wrong with the scenarios of many councils, whatever the councils."""
    times = Counter(scenario.name for scenario in scenarios)
    for number, scenario in enumerate(scenarios):
        place = ("scenarios", str(number))
        if times[scenario.name] > 1:
            yield Problem("twice", (*place, "name"), "Tên ghi hai lần.", "A name given twice.")
        if scenario.pool is not None:
            yield Problem(
                "pool_not_here",
                (*place, "pool"),
                "Một kịch bản cho nhiều hội đồng không mang theo danh sách giới thiệu.",
                "A scenario of many councils brings no pool.",
            )


class ScenarioOutcomes(Record):
    """What became of the councils under a scenario; `missed`: aims missed, all together."""

    scenario: str
    councils: int = 0
    solved: int = 0
    conflict: int = 0
    out_of_time: int = 0
    refused: int = 0
    failed: int = 0
    missed: int = 0


def summarise_scenarios(rows: Iterable[Mapping[str, Any]]) -> tuple[ScenarioOutcomes, ...]:
    """Summarise rows, stored or of a table, by scenario, in their order."""
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        missed = row.get("missed") or ()
        count = counts.setdefault(row["scenario"], Counter())
        count.update(("councils", row["outcome"]))
        count["missed"] += len(missed.split() if isinstance(missed, str) else missed)
    return tuple(ScenarioOutcomes(scenario=name, **count) for name, count in counts.items())


class StudyRows(Record):
    """The rows of a batch, council by council; fewer if stopped or out of time."""

    rows: tuple[StudyRow, ...]

    def to_json(self) -> str:
        """Return canonical JSON."""
        return self.model_dump_json(exclude_defaults=True)


class StudyBatch(Record):
    """A batch of a study; see `app.services.batches.parts.StudyPart`. `done`: existing rows."""

    base: StudyBase
    first: int = 0
    items: tuple[Json[ProgrammeMember], ...]
    scenarios: int = Field(ge=1)
    from_scenario: int = 0
    skip: int = 0
    stands_for: int = 1
    done: tuple[StudyRow, ...] = ()

    def list_pairs(self) -> tuple[tuple[ProgrammeMember, Scenario], ...]:
        """List the councils and scenarios that the rows of this batch are about, in order."""
        return tuple(islice(self._iterate_pairs(), self.skip, None))

    def _iterate_pairs(self) -> Iterator[tuple[ProgrammeMember, Scenario]]:
        chosen = self.base.scenarios[self.from_scenario : self.from_scenario + self.scenarios]
        for member in self.items:
            for scenario in chosen:
                yield member, scenario


def compute_study(batch: StudyBatch, tell: OnProgress) -> TaskAnswer:
    """Plan a batch of councils under scenarios; see `app.jobs.tasks.batches.plan_items`."""
    books = BoundRulebooks(batch.base.rulebooks)

    def plan(pair: tuple[ProgrammeMember, Scenario], on: OnProgress) -> StudyRow:
        row = plan_under_scenario(books, *pair, on)
        return row if batch.stands_for == 1 else row.replace_unvalidated(stands_for=batch.stands_for)

    rows, state = plan_items(BatchWork(batch.list_pairs(), batch.first, plan, batch.done), tell)
    return StudyRows(rows=rows), state


def plan_under_scenario(
    books: BoundRulebooks, member: ProgrammeMember, scenario: Scenario, on: OnProgress
) -> StudyRow:
    """Plan a council under a scenario."""
    request = member.asked

    def plan() -> Proposal:
        changed = request
        if scenario.rulebook is not None:
            changed = changed.replace_unvalidated(rulebook=scenario.rulebook)
        return books.plan(apply_scenario(changed, scenario, books.bind), on)

    begun = StudyRow(**start_row(request.council).model_dump(), scenario=scenario.name)
    return plan_council(begun, plan)[0]


STUDY = TaskKind("study", StudyBatch, compute_study)
ESTIMATE = TaskKind("estimate", StudyBatch, compute_study)
