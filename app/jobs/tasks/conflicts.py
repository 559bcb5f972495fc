"""`conflicts`: every set of rules of a proposal that cannot hold together, and why."""

from typing import Literal

from pydantic import Field

from cocau.app.jobs.task import Answer, Kind, State
from cocau.app.jobs.tasks.posed import Posed, Question, at_fields
from cocau.solver.effort import Effort
from cocau.solver.outcome import OnProgress


class ConflictsQuestion(Question):
    """Of the musts, or `aim`: what keeps this missed aim from holding. At most `limit` of them."""

    question: Literal["conflicts"] = "conflicts"
    aim: str | None = None
    limit: int = Field(default=20, ge=1, le=1000)


def compute(asked: Posed[ConflictsQuestion], tell: OnProgress) -> Answer:
    """See `solver.explain.conflicts.conflicts`; what the limit left out was not asked for."""
    from cocau.solver.explain.conflicts import conflicts

    wanted = asked.question
    with at_fields({"--aim": "aim"}):
        found = conflicts(asked.proposal, Effort(wanted.seconds, tell), wanted.limit, wanted.aim)
    return found, State.DONE if found.complete or found.limited else State.OUT_OF_TIME


CONFLICTS = Kind("conflicts", Posed[ConflictsQuestion], compute)
