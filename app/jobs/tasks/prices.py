"""`prices`: what each must costs the aims, and what one step of its bounds is worth."""

from typing import Literal

from cocau.app.jobs.task import Answer, Kind
from cocau.app.jobs.tasks.posed import Posed, Question, at_fields, told
from cocau.solver.effort import Effort
from cocau.solver.outcome import OnProgress


class PricesQuestion(Question):
    """Only of these musts and pins (``in:p001``); of all, where none is given."""

    question: Literal["prices"] = "prices"
    rules: tuple[str, ...] = ()


def compute(asked: Posed[PricesQuestion], tell: OnProgress) -> Answer:
    """See `solver.explain.prices.prices`."""
    from cocau.solver.explain.prices import prices

    wanted = asked.question
    with at_fields({name: f"rules: {name}" for name in wanted.rules}):
        return told(prices(asked.proposal, Effort(wanted.seconds, tell), wanted.rules))


PRICES = Kind("prices", Posed[PricesQuestion], compute)
