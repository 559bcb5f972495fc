"""`plan`: a slate for a council; the answer is a proposal."""

from app.jobs.task import Answer, Kind, State
from app.jobs.tasks.books import not_shipped
from constraints.errors import InputError
from constraints.record import Record
from constraints.rulebook import Rulebook
from solver.outcome import OnProgress, OutOfTime
from solver.proposal import Outcome, Proposal
from solver.request import PlanRequest


class PlanInput(Record):
    """A request. `rulebook`: a whole rulebook of one's own, instead of the one that the request names."""

    request: PlanRequest
    rulebook: Rulebook | None = None


STATES = {
    Outcome.SOLVED: State.OPTIMAL,
    Outcome.CONFLICT: State.CONFLICT,
    Outcome.OUT_OF_TIME: State.OUT_OF_TIME,
}
"""What came of a plan, as the state of its computation."""


def planned(proposal: Proposal) -> Answer:
    """A proposal as an answer."""
    return proposal, STATES[proposal.outcome]


def compute(asked: PlanInput, tell: OnProgress) -> Answer:
    """See `solver.plan.plan`."""
    from solver.plan import plan

    _check(asked)
    return planned(plan(asked.request, asked.rulebook, tell))


def _check(asked: PlanInput) -> None:
    """Raises InputError: it names a rulebook that is not shipped, and brings none."""
    if asked.rulebook is None and (problems := not_shipped(asked.request.rulebook, "request.rulebook")):
        raise InputError(problems)


def rescue(asked: PlanInput, found: OutOfTime) -> Answer:
    """The best slate so far as a proposal that is not proven."""
    from solver.plan import rulebook_for, unproven

    return planned(unproven(asked.request, rulebook_for(asked.request, asked.rulebook), found))


PLAN = Kind("plan", PlanInput, compute, rescue)
