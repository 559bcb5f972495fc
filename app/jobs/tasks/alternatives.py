"""`alternatives`: the next best slates, each so many people away from the plan and from each other."""

from typing import Literal

from pydantic import Field

from cocau.app.jobs.task import Answer, Kind
from cocau.app.jobs.tasks.posed import Posed, Question, at_fields, told
from cocau.solver.effort import Effort
from cocau.solver.outcome import OnProgress


class AlternativesQuestion(Question):
    """So many of them, at least so many people apart, none worse at the aims of `within`."""

    question: Literal["alternatives"] = "alternatives"
    number: int = Field(default=5, ge=1, le=100)
    apart: int = Field(default=3, ge=1, description="people")
    within: tuple[str, ...] = Field(default=(), description="aims")


def compute(asked: Posed[AlternativesQuestion], tell: OnProgress) -> Answer:
    """See `solver.explain.alternatives.alternatives`."""
    from cocau.solver.explain.alternatives import alternatives

    wanted = asked.question
    with at_fields({name: name for name in ("number", "apart", "within")}):
        effort = Effort(wanted.seconds, tell)
        return told(alternatives(asked.proposal, wanted.number, wanted.apart, wanted.within, effort))


ALTERNATIVES = Kind("alternatives", Posed[AlternativesQuestion], compute)
