"""Proposals: asked for, looked at, stopped. Request and answer stand sealed in the job of the same id."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.access.scope import within
from cocau.app.jobs.accepting import accept
from cocau.app.jobs.line import Line
from cocau.app.jobs.stopping import ask_to_stop
from cocau.app.jobs.task import Task
from cocau.app.jobs.tasks.plan import PLAN, written
from cocau.app.office.aggregate import Aggregate
from cocau.app.office.ask import Ask
from cocau.app.office.erasing_documents import unless_erased
from cocau.app.office.errors import Erased, NotReady
from cocau.app.office.found import WITHOUT_BODIES, found, found_in_short
from cocau.app.office.landing import counted, is_there, landed, refusal, was_refused
from cocau.app.office.replay import digest_of, remember, replayed
from cocau.app.office.resolving import Resolved, resolved
from cocau.app.office.shown import numbers_for, shown_to
from cocau.app.office.status import Status, status_of
from cocau.app.settings import Settings
from cocau.app.store import Sealed, Store
from cocau.app.store.ids import new_id
from cocau.app.store.moment import now
from cocau.app.store.tables import Job, ProposalRow, State
from cocau.app.trail.entry import entry
from cocau.app.trail.reading_once import Reading, noted, on_record

PREFIX = "prp"


@dataclass(frozen=True)
class Office:
    """What acts on proposals need: the store, the line of jobs, and the operator's limits."""

    store: Store
    line: Line
    settings: Settings


@dataclass(frozen=True)
class Made:
    """What was made; `replayed`: it was there already, under the same Idempotency-Key."""

    id: str
    replayed: bool = False


@dataclass(frozen=True)
class Lineage:
    """Where a request comes from, if it was derived: from which proposal, by which (sealed) patch."""

    derived_from: str
    patch: Sealed


@dataclass(frozen=True)
class Filters:
    """What a list of proposals is narrowed by."""

    state: State | None = None
    council: str | None = None
    pool: str | None = None
    label: str | None = None


def ask(office: Office, caller: Caller, asked: Ask, key: str | None = None) -> Made:
    """A proposal is asked for: accepted for good, or refused as a whole.

    Raises:
        Forbidden, Missing, InputError: see `resolved`.
        Erased: the pool was, while this was being asked.
        TooMany: too many unfinished jobs of this caller.
        KeyReused: the Idempotency-Key was used for something else.
    """
    caller.must(May.ASK)
    digest = "" if key is None else digest_of("proposal", asked.model_dump_json())
    with office.store.reading() as session:
        before = replayed(session, caller, key, digest)
    if before is not None:
        return Made(before, replayed=True)
    return keep(office, caller, resolved(office.store, caller, office.settings, asked), key, digest)


def keep(
    office: Office,
    caller: Caller,
    asked: Resolved,
    key: str | None,
    digest: str,
    lineage: Lineage | None = None,
) -> Made:
    """Accept what was resolved. Two at once with one key: one is accepted, the other is told of it.

    Raises:
        Erased: the pool, or what it is derived from, was in the meantime.
        TooMany, KeyReused: see `ask`.
    """
    try:
        made = _kept(office, caller, asked, key, digest, lineage)
    except IntegrityError:
        if key is None:
            raise
        made = _kept(office, caller, asked, key, digest, lineage)
    if not made.replayed:
        on_record(
            office.store, caller, Reading("proposal", made.id)
        )  # the entry of its asking is of this hour
        office.line.submit(made.id)
    return made


def _kept(
    office: Office,
    caller: Caller,
    asked: Resolved,
    key: str | None,
    digest: str,
    lineage: Lineage | None,
) -> Made:
    text = written(asked.request, asked.book)
    ring, which = office.store.ring, new_id(PREFIX)
    with office.line.beforehand(which, Task(PLAN.name, text)), office.store.writing() as session:
        before = replayed(session, caller, key, digest)
        if before is not None:
            office.line.forget(which)
            return Made(before, replayed=True)
        remember(session, caller, key, digest, which)
        session.flush()
        if asked.references.pool is not None:
            unless_erased(session, asked.references.pool.ref)
        if lineage is not None and found(session, caller, lineage.derived_from, lock=True)[0].erased_at:
            raise Erased(lineage.derived_from)
        job = accept(
            session,
            ring,
            caller,
            job_id=which,
            kind=PLAN.name,
            text=text,
            seconds=asked.request.seconds,
            locality=asked.locality,
            settings=office.settings,
        )
        row = _row(caller, asked, job, lineage)
        if asked.references.pool is None and office.settings.keep_days:  # nobody else's day to be erased
            row.kept_until = now().date() + timedelta(days=office.settings.keep_days)
        row.request_digest = hashlib.sha256(text.encode()).hexdigest()
        session.add(row)
        entry(session, ring, caller, "ask", "proposal", which, digest=row.request_digest)
    return Made(which)


def _row(caller: Caller, asked: Resolved, job: Job, lineage: Lineage | None) -> ProposalRow:
    of = asked.references
    return ProposalRow(
        id=job.id,
        label=asked.label,
        locality=asked.locality,
        council_id=None if of.council is None else of.council.ref,
        council_version=None if of.council is None else of.council.version,
        pool_id=None if of.pool is None else of.pool.ref,
        pool_version=None if of.pool is None else of.pool.version,
        rulebook_id=None if of.rulebook is None else of.rulebook.ref,
        rulebook_version=None if of.rulebook is None else of.rulebook.version,
        scenario_id=None if of.scenario is None else of.scenario.ref,
        scenario_version=None if of.scenario is None else of.scenario.version,
        derived_from=None if lineage is None else lineage.derived_from,
        patch=None if lineage is None else lineage.patch,
        asked_by=caller.id,
        asked_at=job.asked_at,
        request_digest="",
    )


def status(store: Store, caller: Caller, which: str) -> Status:
    """Where a proposal stands.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is none, or it is not the caller's.
    """
    caller.must(May.READ)
    with store.reading() as session:
        row, job, standing = found_in_short(session, caller, which)
        unnoted = _unnoted(row, job)
    if unnoted:
        row = note(store, caller, which)
    return status_of(caller, row, job, standing)


def listed(
    store: Store, caller: Caller, by: Filters, *, after: str | None = None, limit: int = 50
) -> list[Status]:
    """Up to `limit` proposals that the caller may know of, newest first, after the one named.

    Raises:
        Forbidden: the role does not allow it.
    """
    caller.must(May.READ)
    chosen = select(ProposalRow, Job).where(
        ProposalRow.id == Job.id, within(ProposalRow.locality, caller.scope)
    )
    if by.state is not None:
        chosen = chosen.where(Job.state == by.state)
    if by.council is not None:
        chosen = chosen.where(ProposalRow.council_id == by.council)
    if by.pool is not None:
        chosen = chosen.where(ProposalRow.pool_id == by.pool)
    if by.label is not None:
        chosen = chosen.where(col(ProposalRow.label).icontains(by.label, autoescape=True))
    if after is not None:
        chosen = chosen.where(ProposalRow.id < after)
    with store.reading() as session:
        newest = chosen.order_by(col(ProposalRow.id).desc()).limit(limit)
        rows = session.exec(newest.options(*WITHOUT_BODIES))
        return [status_of(caller, row, job) for row, job in rows]


SMALL = Settings().small_cell


@dataclass(frozen=True)
class Result:
    """A proposal as this caller sees it: its JSON, and the tag of these bytes."""

    text: str
    tag: str


def result(store: Store, caller: Caller, which: str, least: int = SMALL) -> Result:
    """The proposal itself; it never changes. Who may not see people gets a view of it.

    Raises:
        Forbidden, Missing: see `status`.
        Erased: only its numbers are left.
        InputError: its computation found that it cannot be planned; seldom, as requests are checked before.
        NotReady: it is still being made, or ended without one.
    """
    of = ended(store, caller, which)
    noted(store, caller, Reading("proposal", which))
    text = shown_to(caller, of.text, least)
    whole = caller.may(May.SEE_PEOPLE)
    digest = of.row.proposal_digest if whole else hashlib.sha256(text.encode()).hexdigest()
    return Result(text, f'"{digest}"')


def result_at_hand(store: Store, caller: Caller, of: Status, output: str | None) -> Result | None:
    """The same without reading it again; None unless these are the very bytes, and all this caller's to see.

    `of`: where it stands, as this caller may know it: without a digest, it is not whole that they see it.
    """
    if output is None or of.digest is None or of.erased is not None:
        return None
    if hashlib.sha256(output.encode()).hexdigest() != of.digest:
        return None
    noted(store, caller, Reading("proposal", of.id))
    return Result(output, f'"{of.digest}"')


@dataclass(frozen=True)
class Ended:
    """A proposal that is there: its row, and its whole JSON, which not everybody may be shown."""

    row: ProposalRow
    text: str


def ended(store: Store, caller: Caller, which: str) -> Ended:
    """A proposal that has come to its end, for whoever makes something of it for this caller.

    Raises:
        Forbidden, Missing, Erased, InputError, NotReady: see `result`.
    """
    caller.must(May.READ)
    with store.reading() as session:
        row, job = found(session, caller, which)
    if row.erased_at is not None:
        raise Erased(which)
    if was_refused(job) and caller.may(May.SEE_PEOPLE):  # what was wrong is told by people's ids
        raise refusal(store.ring, job)
    if not is_there(job) or job.output is None:
        raise NotReady(which, str(job.state))
    if _unnoted(row, job):
        row = note(store, caller, which)
    return Ended(row, store.ring.open(job.output))


def aggregate(store: Store, caller: Caller, which: str, least: int = SMALL) -> Aggregate:
    """The numbers of a proposal, which stay when the rest is erased; small ones are kept back from viewers.

    Raises:
        Forbidden, Missing, NotReady: see `result`.
    """
    caller.must(May.READ)
    with store.reading() as session:
        row, job = found(session, caller, which)
    if row.aggregate is None and is_there(job):
        with store.writing() as session:
            row, job = found(session, caller, which, lock=True)
            counted(session, store.ring, row, job)
    if row.aggregate is None:
        raise NotReady(which, str(job.state))
    return numbers_for(caller, Aggregate.model_validate(row.aggregate), least)


def cancel(office: Office, caller: Caller, which: str) -> Status:
    """Stop the search of a proposal; the best slate so far is kept. One that has ended stays as it is.

    Raises:
        Forbidden, Missing: see `status`.
    """
    caller.must(May.ASK)
    with office.store.writing() as session:
        _, job = found(session, caller, which, lock=True)
        if not job.state.final and job.cancel_asked_at is None:
            entry(session, office.store.ring, caller, "cancel", "proposal", which)
            ask_to_stop(session, office.store.ring, which)
    office.line.stop(which)
    return status(office.store, caller, which)


def _unnoted(row: ProposalRow, job: Job) -> bool:
    return row.proposal_digest is None and is_there(job)


def note(store: Store, caller: Caller, which: str) -> ProposalRow:
    """Note what is to be noted of a proposal that has just come to its end."""
    with store.writing() as session:
        row, job = found(session, caller, which, lock=True)
        landed(session, store.ring, row, job)
    return row
