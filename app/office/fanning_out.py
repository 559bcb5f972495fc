"""What is asked for once and computed in many batches: accepted as a whole, stopped, erased."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.jobs.accepting import UNFINISHED, TooMany, accept, add_ended
from cocau.app.jobs.stopping import ask_to_stop
from cocau.app.office.erasing_documents import unless_erased
from cocau.app.office.erasing_made import empty_fan_out, hold_parts
from cocau.app.office.errors import Erased
from cocau.app.office.fan_out_parts import Part, batch_id
from cocau.app.office.fan_out_progress import found_fan_out
from cocau.app.office.proposals import Made, Office
from cocau.app.office.replay import remember, replayed
from cocau.app.store import Store
from cocau.app.store.ids import new_id
from cocau.app.store.moment import now
from cocau.app.store.tables import Fan, FanOut, FanOutPool, Job
from cocau.app.trail.entry import entry

PREFIXES = {Fan.SWEEP: "swp", Fan.PROGRAMME: "prg"}

MOST_AT_ONCE = 10
"""Unfinished fan-outs of a kind that one caller may have."""


@dataclass(frozen=True)
class Kept:
    """A batch of which all is known beforehand. `output`: JSON of its rows; None: nothing came of it."""

    part: Part
    output: str | None


@dataclass(frozen=True)
class Derived:
    """What a fan-out has of the one that it is derived from.

    `withdrawal`: see `app.jobs.tasks.joint.Withdrawal`, as JSON; `counts`: how what is kept came out.
    """

    parent: str
    withdrawal: str
    kept: tuple[Kept, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Whole:
    """One fan-out to be accepted. `base`: JSON of what its batches share; `seconds`: for one item.

    `parts`: the items that are to be computed, those together that follow each other.
    """

    kind: Fan
    base: str
    parts: tuple[Part, ...]
    seconds: float
    label: str
    locality: str
    pools: frozenset[str] = frozenset()
    proposal_id: str | None = None
    joins: bool = False
    derived: Derived | None = None


@dataclass(frozen=True)
class Once:
    """What makes two requests one: the Idempotency-Key, if any, and the digest of what was asked."""

    key: str | None
    digest: str


def fan_out(
    office: Office, caller: Caller, whole: Whole, once: Once, hold: Callable[[Session], None]
) -> Made:
    """Accept all of it or nothing. `hold`: called first in the transaction, to refuse what changed meanwhile.

    Two at once with one key: one is accepted, the other is told of it.

    Raises:
        Erased: a pool was, while this was being asked.
        TooMany: too many unfinished ones of this caller.
        KeyReused: the key was used for something else.
    """
    try:
        made, batches = _accepted(office, caller, whole, once, hold)
    except IntegrityError:
        if once.key is None:
            raise
        made, batches = _accepted(office, caller, whole, once, hold)
    for batch in batches:
        office.line.submit(batch)
    return made


def _accepted(
    office: Office, caller: Caller, whole: Whole, once: Once, hold: Callable[[Session], None]
) -> tuple[Made, list[str]]:
    """What was made, and its batches that are to be put in line."""
    which = new_id(PREFIXES[whole.kind])
    with office.store.writing() as session:
        before = replayed(session, caller, once.key, once.digest)
        if before is not None:
            return Made(before, replayed=True), []
        hold(session)
        for pool in sorted(whole.pools):
            unless_erased(session, pool)
        _unless_too_many(session, caller, whole.kind)
        remember(session, caller, once.key, once.digest, which)
        session.add(_row(office.store, caller, which, whole))
        session.flush()
        session.add_all(FanOutPool(fan_out_id=which, pool_id=pool) for pool in whole.pools)
        parts = [part for each in whole.parts for part in each.cut()]
        batches = [_batch(session, office, caller, whole, part, which) for part in parts]
        if whole.derived is not None:
            _keep(session, office, caller, whole, whole.derived, which)
            parent = whole.derived.parent
            entry(session, office.store.ring, caller, "withdraw", whole.kind, parent, digest=once.digest)
        entry(session, office.store.ring, caller, "ask", whole.kind, which, digest=once.digest)
    return Made(which), batches


def _unless_too_many(session: Session, caller: Caller, kind: Fan) -> None:
    """Raises TooMany."""
    theirs = select(func.count()).where(
        FanOut.caller == caller.id, FanOut.kind == kind, col(FanOut.ended_at).is_(None)
    )
    if session.exec(theirs).one() >= MOST_AT_ONCE:
        raise TooMany(MOST_AT_ONCE)


def _row(store: Store, caller: Caller, which: str, whole: Whole) -> FanOut:
    derived = whole.derived
    kept = 0 if derived is None else sum(len(one.part.items) for one in derived.kept)
    return FanOut(
        id=which,
        kind=whole.kind,
        label=whole.label,
        locality=whole.locality,
        caller=caller.id,
        base=store.ring.seal(whole.base),
        proposal_id=whole.proposal_id,
        total=sum(len(part.items) for part in whole.parts) + kept,
        joins=whole.joins,
        asked_at=now(),
        derived_from=None if derived is None else derived.parent,
        withdrawal=None if derived is None else store.ring.seal(derived.withdrawal),
        kept=kept,
        counts={} if derived is None else {**derived.counts},
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


def _keep(
    session: Session, office: Office, caller: Caller, whole: Whole, derived: Derived, which: str
) -> None:
    for one in derived.kept:
        add_ended(
            session,
            office.store.ring,
            caller,
            job_id=batch_id(which, one.part.first),
            kind=whole.kind,
            text=one.part.model_dump_json(),
            output=one.output,
            locality=whole.locality,
            parent=which,
        )


def erase(store: Store, caller: Caller, kind: Fan, which: str) -> None:
    """Erase one: what was asked with the people in it, and what came of it.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is none, or it is not the caller's.
        Erased: it was erased before.
    """
    caller.must(May.ERASE)
    with store.writing() as session:
        hold_parts(session, which)
        row = found_fan_out(session, caller, kind, which, lock=True)
        if row.erased_at is not None:
            raise Erased(which)
        empty_fan_out(store, session, caller, row)
    store.overwrite()


def cancel(office: Office, caller: Caller, kind: Fan, which: str) -> None:
    """Stop one; the rows that are there stay.

    Its batches are stopped each by itself: whoever ends one holds it first and then the whole, and would
    never get that from somebody who holds the whole and waits for the batch. No further ones are begun.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is none, or it is not the caller's.
    """
    caller.must(May.ASK)
    with office.store.writing() as session:
        row = found_fan_out(session, caller, kind, which, lock=True)
        if row.ended_at is not None:
            return
        if row.cancel_asked_at is None:
            row.cancel_asked_at = now()
            entry(session, office.store.ring, caller, "cancel", kind, which)
        left = select(Job.id).where(Job.parent == which, col(Job.state).in_(UNFINISHED))
        batches = session.exec(left.order_by(col(Job.id))).all()
    for batch in batches:
        with office.store.writing() as session:
            ask_to_stop(session, office.store.ring, batch)
        office.line.stop(batch)
