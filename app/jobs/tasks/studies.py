"""A study's computations: batches of councils, each planned under several scenarios.

`study` is such a batch; `estimate` is the same of a sample, whose seconds tell what the whole would take.
"""

from collections.abc import Iterator
from itertools import islice

from pydantic import Field, Json

from cocau.app.jobs.task import TaskAnswer, TaskKind
from cocau.app.jobs.tasks.batches import BatchWork, plan_items
from cocau.app.jobs.tasks.programmes import (
    BoundRulebooks,
    CouncilRow,
    ProgrammeMember,
    SharedRulebooks,
    start_row,
)
from cocau.constraints.record import Record
from cocau.solver.explain.scenario import Scenario, apply_scenario
from cocau.solver.outcome import OnProgress
from cocau.solver.proposal import Proposal
from cocau.solver.sweep import plan_row


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
        row = _plan_council(books, *pair, on)
        return row if batch.stands_for == 1 else row.replace_unvalidated(stands_for=batch.stands_for)

    rows, state = plan_items(BatchWork(batch.list_pairs(), batch.first, plan, batch.done), tell)
    return StudyRows(rows=rows), state


def _plan_council(
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
    row, proposal = plan_row(begun, plan)
    if proposal is None:
        return row
    made, slate = proposal.provenance, proposal.slate
    return row.replace_unvalidated(
        listed=0 if slate is None else len(slate.listed),
        council_digest=made.council_digest,
        pool_digest=made.pool_digest,
        rulebook_digest=made.rulebook_digest,
    )


STUDY = TaskKind("study", StudyBatch, compute_study)
ESTIMATE = TaskKind("estimate", StudyBatch, compute_study)
