"""`repairs`: all cheapest ways out of a conflict, each with the slate it would give."""

from typing import Literal

from pydantic import Field

from cocau.app.jobs.task import Answer, Kind, State
from cocau.app.jobs.tasks.posed import Posed, Question
from cocau.solver.effort import Effort
from cocau.solver.outcome import OnProgress


class RepairsQuestion(Question):
    """At most `limit` of them; the cheapest `slates` of them are planned."""

    question: Literal["repairs"] = "repairs"
    limit: int = Field(default=10, ge=1, le=1000)
    slates: int = Field(default=3, ge=0, le=100)


def compute(asked: Posed[RepairsQuestion], tell: OnProgress) -> Answer:
    """See `solver.explain.repairs.repairs`; what the limit left out was not asked for."""
    from cocau.solver.explain.repair import Open
    from cocau.solver.explain.repairs import repairs

    wanted = asked.question
    found = repairs(asked.proposal, Effort(wanted.seconds, tell), wanted.limit, wanted.slates)
    late = {*found.open} - {Open.ANSWERS}
    return found, State.OUT_OF_TIME if late else State.DONE


REPAIRS = Kind("repairs", Posed[RepairsQuestion], compute)
