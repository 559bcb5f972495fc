"""`why`: why somebody is in a plan or not, or in a post or not; what the opposite would take."""

from typing import Literal

from pydantic import Field

from cocau.app.jobs.task import Answer, Kind
from cocau.app.jobs.tasks.posed import Posed, Question, at_fields, told
from cocau.solver.effort import Effort
from cocau.solver.outcome import OnProgress


class WhyQuestion(Question):
    """Of these people: about `part` and `at`, or, where neither is given, about what is usually asked."""

    question: Literal["why"] = "why"
    people: tuple[str, ...] = Field(min_length=1, max_length=200, description="ids")
    part: str | None = Field(default=None, description="in, deputy, or a post: chair, head/legal")
    at: str | None = Field(default=None, description="a constituency")


_FIELDS = {"person": "people", "as": "part", "at": "at"}


def compute(asked: Posed[WhyQuestion], tell: OnProgress) -> Answer:
    """See `solver.explain.why.why`."""
    from cocau.solver.explain.named import questions
    from cocau.solver.explain.why import why

    whole, wanted = asked.proposal, asked.question
    with at_fields(_FIELDS):
        named = questions(whole, wanted.people, wanted.part, wanted.at)
        return told(why(whole, named, Effort(wanted.seconds, tell)))


WHY = Kind("why", Posed[WhyQuestion], compute)
