"""`outcomes`: what the voters may still decide about the lists of a stored proposal."""

from typing import Literal

from pydantic import Field

from cocau.app.jobs.task import Answer, Kind
from cocau.app.jobs.tasks.posed import Posed, Question, at_fields, told
from cocau.solver.effort import Effort
from cocau.solver.outcome import OnProgress


class OutcomesQuestion(Question):
    """Of these groups; of all, where none is given."""

    question: Literal["outcomes"] = "outcomes"
    groups: tuple[str, ...] | None = Field(default=None, description="names such as women")


def compute(asked: Posed[OutcomesQuestion], tell: OnProgress) -> Answer:
    """See `solver.explain.outcomes.outcomes`."""
    from cocau.solver.explain.outcomes import outcomes

    wanted = asked.question
    with at_fields({"--group": "groups"}):
        return told(outcomes(asked.proposal, wanted.groups, effort=Effort(wanted.seconds, tell)))


OUTCOMES = Kind("outcomes", Posed[OutcomesQuestion], compute)
