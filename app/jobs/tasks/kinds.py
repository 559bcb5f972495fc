"""Registry of every kind of computation, and of every question about a stored proposal."""

from typing import Annotated

from pydantic import Field

from cocau.app.jobs.task import AnyTaskKind, JobTask
from cocau.app.jobs.tasks.batches import SWEEP
from cocau.app.jobs.tasks.plans import PLAN, REPLAN, STRUCTURE
from cocau.app.jobs.tasks.programmes import JOINT, PROGRAMME
from cocau.app.jobs.tasks.questions import (
    ALTERNATIVES,
    CONFLICTS,
    FRONT,
    OUTCOMES,
    PRICES,
    RANGES,
    REPAIRED,
    REPAIRS,
    REPLACEMENTS,
    SCENARIOS,
    WHY,
    AlternativesQuestion,
    ConflictsQuestion,
    FrontQuestion,
    OutcomesQuestion,
    PricesQuestion,
    RangesQuestion,
    RepairedQuestion,
    RepairsQuestion,
    ReplacementsQuestion,
    ScenariosQuestion,
    WhyQuestion,
)

QUESTION_KINDS: tuple[AnyTaskKind, ...] = (
    WHY,
    ALTERNATIVES,
    FRONT,
    RANGES,
    PRICES,
    CONFLICTS,
    REPAIRS,
    REPAIRED,
    SCENARIOS,
    OUTCOMES,
    REPLACEMENTS,
)
"""Those whose input is a stored proposal and a question."""

_ALL_KINDS: tuple[AnyTaskKind, ...] = (PLAN, REPLAN, STRUCTURE, SWEEP, PROGRAMME, JOINT, *QUESTION_KINDS)

KINDS: dict[str, AnyTaskKind] = {kind.name: kind for kind in _ALL_KINDS}

AnyQuestion = Annotated[
    WhyQuestion
    | AlternativesQuestion
    | FrontQuestion
    | RangesQuestion
    | PricesQuestion
    | ConflictsQuestion
    | RepairsQuestion
    | RepairedQuestion
    | ScenariosQuestion
    | OutcomesQuestion
    | ReplacementsQuestion,
    Field(discriminator="question"),
]
"""Any question of a stored proposal: which one is told by its field `question`."""


def get_kind(task: JobTask) -> AnyTaskKind:
    """Return the kind of a task.

    Raises:
        LookupError: no such kind.
    """
    if task.kind not in KINDS:
        raise LookupError(f"there is no kind of computation called {task.kind!r}")
    return KINDS[task.kind]
