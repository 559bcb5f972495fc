"""Every kind of computation by its name, and every question that may be asked of a stored proposal."""

from typing import Annotated

from pydantic import Field

from app.jobs.task import AnyKind, Task
from app.jobs.tasks.alternatives import ALTERNATIVES, AlternativesQuestion
from app.jobs.tasks.conflicts import CONFLICTS, ConflictsQuestion
from app.jobs.tasks.front import FRONT, FrontQuestion
from app.jobs.tasks.joint import JOINT
from app.jobs.tasks.outcomes import OUTCOMES, OutcomesQuestion
from app.jobs.tasks.plan import PLAN
from app.jobs.tasks.prices import PRICES, PricesQuestion
from app.jobs.tasks.programme import PROGRAMME
from app.jobs.tasks.ranges import RANGES, RangesQuestion
from app.jobs.tasks.repaired import REPAIRED, RepairedQuestion
from app.jobs.tasks.repairs import REPAIRS, RepairsQuestion
from app.jobs.tasks.replacements import REPLACEMENTS, ReplacementsQuestion
from app.jobs.tasks.replan import REPLAN
from app.jobs.tasks.scenarios import SCENARIOS, ScenariosQuestion
from app.jobs.tasks.structure import STRUCTURE
from app.jobs.tasks.sweep import SWEEP
from app.jobs.tasks.why import WHY, WhyQuestion

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
