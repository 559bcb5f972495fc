"""`replan`: what has changed since a proposal, and the slate that keeps the rules with fewest moves."""

from app.jobs.task import Answer, Kind
from app.jobs.tasks.plan import planned as answered
from constraints.record import Record
from solver.changes import Changes
from solver.outcome import OnProgress, OutOfTime
from solver.proposal import Proposal


class ReplanInput(Record):
    """A stored proposal and what is different now."""

    proposal: Proposal
    changes: Changes


def compute(asked: ReplanInput, tell: OnProgress) -> Answer:
    """See `solver.replan.replanning`."""
    from solver.plan import planned
    from solver.replan import replanning

    request, book = replanning(asked.proposal, asked.changes)
    return answered(planned(request, book, tell))


def rescue(asked: ReplanInput, found: OutOfTime) -> Answer:
    """The best slate so far as a proposal that is not proven."""
    from solver.plan import unproven
    from solver.replan import replanning

    request, book = replanning(asked.proposal, asked.changes)
    return answered(unproven(request, book, found))


REPLAN = Kind("replan", ReplanInput, compute, rescue)
