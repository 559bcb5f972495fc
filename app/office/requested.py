"""What a proposal was asked about: the request as it was resolved, whether there is an answer yet or not."""

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.jobs.tasks.plan import PLAN
from cocau.app.office.errors import Erased
from cocau.app.office.found import found
from cocau.app.store import Store
from cocau.app.trail.reading_once import Reading, noted
from cocau.solver.request import PlanRequest


def requested(store: Store, caller: Caller, which: str) -> PlanRequest:
    """The request of a proposal.

    Raises:
        Forbidden: the role does not allow to see people.
        Missing: there is none, or it is not the caller's.
        Erased: its request is gone.
    """
    caller.must(May.SEE_PEOPLE)
    with store.reading() as session:
        _, job = found(session, caller, which)
    if job.input is None:
        raise Erased(which)
    noted(store, caller, Reading("proposal", which))
    return PLAN.read(store.ring.open(job.input)).request
