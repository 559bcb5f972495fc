"""`scenarios`: named what-ifs over one stored proposal, planned together and compared in one table."""

from collections.abc import Iterator
from typing import Literal

from cocau.app.jobs.task import Answer, Kind
from cocau.app.jobs.tasks.books import not_shipped
from cocau.app.jobs.tasks.posed import Posed, Question, told
from cocau.constraints.errors import InputError, Problem
from cocau.solver.effort import Effort
from cocau.solver.explain.scenario import Scenarios
from cocau.solver.outcome import OnProgress


class ScenariosQuestion(Question, Scenarios):
    """What is different in each scenario; no two of one name."""

    question: Literal["scenarios"] = "scenarios"


def compute(asked: Posed[ScenariosQuestion], tell: OnProgress) -> Answer:
    """See `solver.explain.scenarios.scenarios`; the comparison alone, without the proposals compared."""
    from cocau.solver.explain.scenarios import scenarios

    wanted = asked.question
    if problems := [*_unshipped(asked)]:
        raise InputError(problems)
    comparison, _ = scenarios(asked.proposal, wanted.scenarios, Effort(wanted.seconds, tell))
    return told(comparison)


def _unshipped(asked: Posed[ScenariosQuestion]) -> Iterator[Problem]:
    """Rulebooks that scenarios name, or that of the base where they need it, if they are not shipped."""
    for n, scenario in enumerate(asked.question.scenarios):
        name = scenario.rulebook
        if name is None and scenario.election_day is not None:
            name = asked.proposal.request.rulebook
        if name is not None:
            yield from not_shipped(name, f"question.scenarios[{n}].rulebook")


SCENARIOS = Kind("scenarios", Posed[ScenariosQuestion], compute)
