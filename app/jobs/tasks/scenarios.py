"""`scenarios`: named what-ifs over one stored proposal, planned together and compared in one table."""

from typing import Literal

from app.jobs.task import Answer, Kind
from app.jobs.tasks.posed import Posed, Question, told
from solver.effort import Effort
from solver.explain.scenario import Scenarios
from solver.outcome import OnProgress


class ScenariosQuestion(Question, Scenarios):
    """What is different in each scenario; no two of one name."""

    question: Literal["scenarios"] = "scenarios"


def compute(asked: Posed[ScenariosQuestion], tell: OnProgress) -> Answer:
    """See `solver.explain.scenarios.scenarios`; the comparison alone, without the proposals compared."""
    from solver.explain.scenarios import scenarios

    wanted = asked.question
    comparison, _ = scenarios(asked.proposal, wanted.scenarios, Effort(wanted.seconds, tell))
    return told(comparison)


SCENARIOS = Kind("scenarios", Posed[ScenariosQuestion], compute)
