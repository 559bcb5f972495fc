"""What is asked for once and computed in many batches: accepted as a whole, stopped, erased."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.access.caller import Caller
from app.access.roles import May
from app.jobs.accepting import UNFINISHED, TooMany, accept
from app.jobs.stopping import ask_to_stop
from app.office.erasing_documents import unless_erased
from app.office.erasing_made import empty_fan_out
from app.office.errors import Erased
from app.office.fan_out_parts import Part, batch_id
from app.office.fan_out_progress import found_fan_out
from app.office.proposals import Made, Office
from app.office.replay import remember
from app.store import Store
from app.store.ids import new_id
from app.store.moment import now
from app.store.tables import Fan, FanOut, FanOutPool, Job
from app.trail.entry import entry

PREFIXES = {Fan.SWEEP: "swp", Fan.PROGRAMME: "prg"}

MOST_AT_ONCE = 10
"""Unfinished fan-outs of a kind that one caller may have."""


@dataclass(frozen=True)
class Whole:
    """One fan-out to be accepted. `base`: JSON of what its batches share; `seconds`: for one item."""

    kind: Fan
    base: str
    part: Part
    seconds: float
    label: str
    locality: str
    pools: frozenset[str] = frozenset()
    proposal_id: str | None = None
    joins: bool = False


@dataclass(frozen=True)
class Once:
    """What makes two requests one: the Idempotency-Key, if any, and the digest of what was asked."""

    key: str | None
    digest: str


def fan_out(
    office: Office, caller: Caller, whole: Whole, once: Once, hold: Callable[[Session], None]
) -> Made:
    """Accept all of it or nothing. `hold`: called first in the transaction, to refuse what changed meanwhile.

    Raises:
        Erased: a pool was, while this was being asked.
        TooMany: too many unfinished ones of this caller.
    """
    which = new_id(PREFIXES[whole.kind])
    with office.store.writing() as session:
        hold(session)
        for pool in sorted(whole.pools):
            unless_erased(session, pool)
        _unless_too_many(session, caller, whole.kind)
        remember(session, caller, once.key, once.digest, which)
        session.add(_row(office.store, caller, which, whole))
        session.flush()
        session.add_all(FanOutPool(fan_out_id=which, pool_id=pool) for pool in whole.pools)
        batches = [_batch(session, office, caller, whole, part, which) for part in whole.part.cut()]
        entry(session, office.store.ring, caller, "ask", whole.kind, which, digest=once.digest)
    for batch in batches:
        office.line.submit(batch)
    return Made(which)


def _unless_too_many(session: Session, caller: Caller, kind: Fan) -> None:
    """Raises TooMany."""
    theirs = select(func.count()).where(
        FanOut.caller == caller.id, FanOut.kind == kind, col(FanOut.ended_at).is_(None)
    )
    if session.exec(theirs).one() >= MOST_AT_ONCE:
        raise TooMany(MOST_AT_ONCE)


def _row(store: Store, caller: Caller, which: str, whole: Whole) -> FanOut:
    return FanOut(
        id=which,
        kind=whole.kind,
        label=whole.label,
        locality=whole.locality,
        caller=caller.id,
        base=store.ring.seal(whole.base),
        proposal_id=whole.proposal_id,
        total=len(whole.part.items),
        joins=whole.joins,
        asked_at=now(),
    )


def _batch(session: Session, office: Office, caller: Caller, whole: Whole, part: Part, which: str) -> str:
    job = accept(
        session,
        office.store.ring,
        caller,
        job_id=batch_id(which, part.first),
        kind=whole.kind,
        text=part.model_dump_json(),
        seconds=whole.seconds,
        locality=whole.locality,
        settings=office.settings,
        parent=which,
    )
    return job.id


def erase(store: Store, caller: Caller, kind: Fan, which: str) -> None:
    """Erase one: what was asked with the people in it, and what came of it.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is none, or it is not the caller's.
        Erased: it was erased before.
    """
    caller.must(May.ERASE)
    with store.writing() as session:
        row = found_fan_out(session, caller, kind, which, lock=True)
        if row.erased_at is not None:
            raise Erased(which)
        empty_fan_out(store, session, caller, row)
    store.overwrite()


def cancel(office: Office, caller: Caller, kind: Fan, which: str) -> None:
    """Stop one; the rows that are there stay.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is none, or it is not the caller's.
    """
    caller.must(May.ASK)
    batches: list[str] = []
    with office.store.writing() as session:
        row = found_fan_out(session, caller, kind, which, lock=True)
        if row.ended_at is None and row.cancel_asked_at is None:
            row.cancel_asked_at = now()
            entry(session, office.store.ring, caller, "cancel", kind, which)
            batches += session.exec(select(Job.id).where(Job.parent == which, col(Job.state).in_(UNFINISHED)))
            for batch in batches:
                ask_to_stop(session, office.store.ring, batch)
    for batch in batches:
        office.line.stop(batch)
