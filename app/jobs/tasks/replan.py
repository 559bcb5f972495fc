"""`replan`: what has changed since a proposal, and the slate that keeps the rules with fewest moves."""

from cocau.app.jobs.task import Answer, Kind
from cocau.app.jobs.tasks.plan import planned as answered
from cocau.constraints.record import Record
from cocau.solver.changes import Changes
from cocau.solver.outcome import OnProgress, OutOfTime
from cocau.solver.proposal import Proposal


class ReplanInput(Record):
    """A stored proposal and what is different now."""

    proposal: Proposal
    changes: Changes


def compute(asked: ReplanInput, tell: OnProgress) -> Answer:
    """See `solver.replan.replanning`."""
    from cocau.solver.plan import planned
    from cocau.solver.replan import replanning

    request, book = replanning(asked.proposal, asked.changes)
    return answered(planned(request, book, tell))


def rescue(asked: ReplanInput, found: OutOfTime) -> Answer:
    """The best slate so far as a proposal that is not proven."""
    from cocau.solver.plan import unproven
    from cocau.solver.replan import replanning

    request, book = replanning(asked.proposal, asked.changes)
    return answered(unproven(request, book, found))


REPLAN = Kind("replan", ReplanInput, compute, rescue)
