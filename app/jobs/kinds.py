"""Every kind of computation by its name, and every question that may be asked of a stored proposal."""

from typing import Annotated

from pydantic import Field

from cocau.app.jobs.task import AnyKind, Task
from cocau.app.jobs.tasks.alternatives import ALTERNATIVES, AlternativesQuestion
from cocau.app.jobs.tasks.conflicts import CONFLICTS, ConflictsQuestion
from cocau.app.jobs.tasks.front import FRONT, FrontQuestion
from cocau.app.jobs.tasks.joint import JOINT
from cocau.app.jobs.tasks.outcomes import OUTCOMES, OutcomesQuestion
from cocau.app.jobs.tasks.plan import PLAN
from cocau.app.jobs.tasks.prices import PRICES, PricesQuestion
from cocau.app.jobs.tasks.programme import PROGRAMME
from cocau.app.jobs.tasks.ranges import RANGES, RangesQuestion
from cocau.app.jobs.tasks.repaired import REPAIRED, RepairedQuestion
from cocau.app.jobs.tasks.repairs import REPAIRS, RepairsQuestion
from cocau.app.jobs.tasks.replacements import REPLACEMENTS, ReplacementsQuestion
from cocau.app.jobs.tasks.replan import REPLAN
from cocau.app.jobs.tasks.scenarios import SCENARIOS, ScenariosQuestion
from cocau.app.jobs.tasks.structure import STRUCTURE
from cocau.app.jobs.tasks.sweep import SWEEP
from cocau.app.jobs.tasks.why import WHY, WhyQuestion

QUESTIONS: tuple[AnyKind, ...] = (
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

_ALL: tuple[AnyKind, ...] = (PLAN, REPLAN, STRUCTURE, SWEEP, PROGRAMME, JOINT, *QUESTIONS)

KINDS: dict[str, AnyKind] = {kind.name: kind for kind in _ALL}

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


def kind_of(task: Task) -> AnyKind:
    """The kind of a task.

    Raises:
        LookupError: no such kind.
    """
    if task.kind not in KINDS:
        raise LookupError(f"there is no kind of computation called {task.kind!r}")
    return KINDS[task.kind]
