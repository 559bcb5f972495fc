"""`front`: the whole Pareto front of two aims: what less of the one costs of the other."""

from typing import Literal

from pydantic import Field

from cocau.app.jobs.task import Answer, Kind
from cocau.app.jobs.tasks.posed import Posed, Question, at_fields, told
from cocau.solver.effort import Effort
from cocau.solver.outcome import OnProgress


class FrontQuestion(Question):
    """Two aims; `keep_earlier`: the tiers before both of them stay as in the plan."""

    question: Literal["front"] = "front"
    aims: tuple[str, str]
    keep_earlier: bool = False
    limit: int = Field(default=100, ge=1, description="points")


def compute(asked: Posed[FrontQuestion], tell: OnProgress) -> Answer:
    """See `solver.explain.front.front`."""
    from cocau.solver.explain.front import front

    wanted = asked.question
    with at_fields({"aims": "aims", "limit": "limit"}):
        found = front(
            asked.proposal,
            wanted.aims,
            Effort(wanted.seconds, tell),
            keep_earlier=wanted.keep_earlier,
            limit=wanted.limit,
        )
    return told(found)


FRONT = Kind("front", Posed[FrontQuestion], compute)
