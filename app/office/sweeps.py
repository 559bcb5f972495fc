"""Sweeps: many what-ifs over one request, computed in batches; each batch is a job of its own."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.access.caller import Caller
from app.access.roles import May
from app.jobs.accepting import UNFINISHED, TooMany, accept
from app.jobs.stopping import ask_to_stop
from app.jobs.tasks.plan import PLAN, PlanInput
from app.jobs.tasks.sweep import SWEEP
from app.office.ask import Ask
from app.office.erasing_documents import unless_erased
from app.office.erasing_made import empty_sweep
from app.office.errors import Erased
from app.office.found import found
from app.office.proposals import Made, Office
from app.office.replay import digest_of, remember, replayed
from app.office.resolving import resolved
from app.office.sweep_parts import Part, batch_id, in_batch
from app.office.sweep_progress import SweepStatus, found_sweep, status
from app.office.sweeping import Asked, OfProposal, differences
from app.store import Store
from app.store.ids import new_id
from app.store.moment import now
from app.store.tables import Job, Sweep
from app.trail.entry import entry

PREFIX = "swp"

MOST_SWEEPS = 10
"""Unfinished sweeps that one caller may have."""


@dataclass(frozen=True)
class _Base:
    """What all of a sweep share."""

    given: PlanInput
    locality: str
    pool_id: str | None


def sweep(office: Office, caller: Caller, asked: Asked, key: str | None = None) -> Made:
    """Ask for a sweep: accepted for good, or refused as a whole.

    Raises:
        Forbidden, Missing, InputError, KeyReused: as `proposals.ask`.
        Erased: the request of the proposal is gone.
        TooMany: too many unfinished sweeps of this caller.
    """
    caller.must(May.ASK)
    digest = digest_of("sweep", asked.model_dump_json())
    with office.store.writing() as session:
        before = replayed(session, caller, key, digest)
    if before is not None:
        return Made(before, replayed=True)
    base = _base(office, caller, asked)
    changes = differences(base.given.request, asked.changes, office.settings.max_seconds)
    which, batches = new_id(PREFIX), []
    with office.store.writing() as session:
        _unless_gone(session, caller, asked, base)
        _unless_too_many(session, caller)
        remember(session, caller, key, digest, which)
        session.add(_row(office, caller, which, base, asked))
        session.flush()
        for first in range(0, len(changes), in_batch(len(changes))):
            some = changes[first : first + in_batch(len(changes))]
            batches.append(_batch(session, office, caller, base, Part(first=first, changes=some), which))
        entry(session, office.store.ring, caller, "ask", "sweep", which, digest=digest)
    for batch in batches:
        office.line.submit(batch)
    return Made(which)


def _base(office: Office, caller: Caller, asked: Asked) -> _Base:
    """Raises what `sweep` does."""
    if isinstance(asked.base, Ask):
        ready = resolved(office.store, caller, office.settings, asked.base)
        pool = ready.references.pool
        given = PlanInput(request=ready.request, rulebook=ready.book)
        return _Base(given, ready.locality, None if pool is None else pool.ref)
    with office.store.reading() as session:
        row, job = found(session, caller, asked.base.proposal)
    if job.input is None:
        raise Erased(row.id)
    return _Base(PLAN.read(office.store.ring.open(job.input)), row.locality, row.pool_id)


def _unless_gone(session: Session, caller: Caller, asked: Asked, base: _Base) -> None:
    """Raises Erased: the pool or the proposal was, while this was being asked."""
    if base.pool_id is not None:
        unless_erased(session, base.pool_id)
    if (
        isinstance(asked.base, OfProposal)
        and found(session, caller, asked.base.proposal, lock=True)[1].input is None
    ):
        raise Erased(asked.base.proposal)


def _unless_too_many(session: Session, caller: Caller) -> None:
    """Raises TooMany."""
    theirs = select(func.count()).where(Sweep.caller == caller.id, col(Sweep.ended_at).is_(None))
    if session.exec(theirs).one() >= MOST_SWEEPS:
        raise TooMany(MOST_SWEEPS)


def _row(office: Office, caller: Caller, which: str, base: _Base, asked: Asked) -> Sweep:
    return Sweep(
        id=which,
        label=asked.label,
        locality=base.locality,
        caller=caller.id,
        base=office.store.ring.seal(base.given.model_dump_json()),
        pool_id=base.pool_id,
        proposal_id=asked.base.proposal if isinstance(asked.base, OfProposal) else None,
        total=len(asked.changes),
        asked_at=now(),
    )


def _batch(session: Session, office: Office, caller: Caller, base: _Base, part: Part, which: str) -> str:
    job = accept(
        session,
        office.store.ring,
        caller,
        job_id=batch_id(which, part.first),
        kind=SWEEP.name,
        text=part.model_dump_json(exclude_unset=True),
        seconds=base.given.request.seconds,
        locality=base.locality,
        settings=office.settings,
        parent=which,
    )
    return job.id


def erase(store: Store, caller: Caller, which: str) -> SweepStatus:
    """Erase a sweep: its request with the people in it, its what-ifs and what came of them.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is none, or it is not the caller's.
        Erased: it was erased before.
    """
    caller.must(May.ERASE)
    with store.writing() as session:
        row = found_sweep(session, caller, which, lock=True)
        if row.erased_at is not None:
            raise Erased(which)
        empty_sweep(store, session, caller, row)
    store.overwrite()
    return status(store, caller, which)


def cancel(office: Office, caller: Caller, which: str) -> SweepStatus:
    """Stop a sweep; the rows that are there stay.

    Raises:
        Forbidden, Missing: see `status`.
    """
    caller.must(May.ASK)
    batches: list[str] = []
    with office.store.writing() as session:
        row = found_sweep(session, caller, which, lock=True)
        if row.ended_at is None and row.cancel_asked_at is None:
            row.cancel_asked_at = now()
            entry(session, office.store.ring, caller, "cancel", "sweep", which)
            batches += session.exec(select(Job.id).where(Job.parent == which, col(Job.state).in_(UNFINISHED)))
            for batch in batches:
                ask_to_stop(session, office.store.ring, batch)
    for batch in batches:
        office.line.stop(batch)
    return status(office.store, caller, which)
