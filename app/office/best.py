"""The best slate so far of a proposal that is being made, and how far its search is."""

from dataclasses import dataclass

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.jobs.standing import Best
from cocau.app.office.errors import Erased, NotReady
from cocau.app.office.found import found, found_in_short
from cocau.app.office.landing import is_there
from cocau.app.office.status import Progress, Status, progress_of, status_of
from cocau.app.store import Ring, Store
from cocau.app.store.tables import Standing, State
from cocau.app.trail.reading_once import Reading, noted
from cocau.constraints.record import Record
from cocau.constraints.slate import Slate
from cocau.solver.proposal import Proposal


class BestSoFar(Record):
    """A slate that breaks no must. `final`: no better one will come; `proven`: no better one exists."""

    state: State
    final: bool
    proven: bool
    progress: Progress | None = None
    slate: Slate


@dataclass(frozen=True)
class Look:
    """One look at a proposal: its status, and the best slate so far where the caller may see it."""

    status: Status
    slate: Slate | None


def best(store: Store, caller: Caller, which: str) -> BestSoFar:
    """The best slate so far; of a proposal that is there, its slate.

    Raises:
        Forbidden: the role does not allow to see people.
        Missing, Erased: see `result`.
        NotReady: no slate is known yet, or none came of it.
    """
    caller.must(May.SEE_PEOPLE)
    with store.reading() as session:
        row, job = found(session, caller, which)
        standing = session.get(Standing, which)
    if row.erased_at is not None:
        raise Erased(which)
    if job.output is not None and is_there(job):
        slate = Proposal.model_validate_json(store.ring.open(job.output)).slate
    else:
        slate = slate_of(store.ring, standing)
    if slate is None:
        raise NotReady(which, str(job.state))
    noted(store, caller, Reading("proposal", which))
    return BestSoFar(
        state=job.state,
        final=job.state.final,
        proven=job.state is State.OPTIMAL,
        progress=progress_of(caller, standing),
        slate=slate,
    )


def look(store: Store, caller: Caller, which: str) -> Look:
    """A look at a proposal, for whoever follows it.

    Raises:
        Forbidden, Missing: see `status`.
    """
    caller.must(May.READ)
    with store.reading() as session:
        row, job, standing = found_in_short(session, caller, which)
    slate = slate_of(store.ring, standing) if caller.may(May.SEE_PEOPLE) else None
    if slate is not None:
        noted(store, caller, Reading("proposal", which))
    return Look(status_of(caller, row, job, standing), slate)


def slate_of(ring: Ring, standing: Standing | None) -> Slate | None:
    """The slate in a standing, opened."""
    if standing is None or standing.best is None:
        return None
    return Best.model_validate_json(ring.open(standing.best)).slate
