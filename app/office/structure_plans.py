"""Structure plans of a table: computed as jobs, before there are names, so nobody is named in them."""

import hashlib
from datetime import datetime

from pydantic import Field
from sqlmodel import Session, col, select

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.access.scope import within
from cocau.app.jobs.accepting import accept
from cocau.app.jobs.stopping import ask_to_stop
from cocau.app.jobs.tasks.structure import STRUCTURE, StructureInput
from cocau.app.office.councils import COUNCILS
from cocau.app.office.erasing_documents import unless_erased
from cocau.app.office.errors import Erased, Missing, NotReady
from cocau.app.office.landing import refusal, was_refused
from cocau.app.office.proposals import Office
from cocau.app.office.reading_documents import read
from cocau.app.office.resolving import checked
from cocau.app.office.rulebooks import book_for, resolve
from cocau.app.office.shelf import Held
from cocau.app.office.status import Failing, Progress, progress_of
from cocau.app.office.tables import TABLES
from cocau.app.store import Store
from cocau.app.store.ids import new_id
from cocau.app.store.tables import Job, Standing, State, StructureRow
from cocau.app.trail.entry import entry
from cocau.constraints.library import DEFAULT
from cocau.constraints.offers import Offers
from cocau.constraints.record import Record

PREFIX = "stp"


class StructureAsk(Record):
    """What a structure plan is asked with. `version`: of the table; None, the newest."""

    version: int | None = Field(default=None, ge=1, le=2**31 - 1)
    rulebook: str | None = Field(default=None, max_length=500, description="None: that of the election day")
    overrides: dict[str, dict[str, int | None]] = Field(default_factory=dict)
    raised: tuple[str, ...] = Field(default=(), description="aims to be kept as musts")
    seconds: float = Field(default=60, gt=0, le=3600)


class StructureStatus(Record):
    """Where a structure plan stands."""

    id: str
    table: str
    table_version: int
    state: State
    locality: str
    asked_by: str
    asked: datetime
    started: datetime | None
    ended: datetime | None
    progress: Progress | None
    failure: Failing | None
    erased: datetime | None = None


def ask(office: Office, caller: Caller, table: str, asked: StructureAsk) -> str:
    """The id of a structure plan that was accepted for good.

    Raises:
        Forbidden, Missing, Erased: as `reading_documents.read`, of the table and of its council.
        InputError: everything wrong with what is asked.
        TooMany: too many unfinished jobs of this caller.
    """
    caller.must(May.ASK)
    held = read(office.store, caller, TABLES, table, asked.version)
    council = read(office.store, caller, COUNCILS, f"{held.document.about}").body
    book = book_for(office.store, caller, asked.rulebook, council.election_day)
    whole = book or resolve(office.store, caller, DEFAULT)
    given = StructureInput(
        council=council,
        offers=held.body,
        own=whole,
        overrides=asked.overrides,
        raised=asked.raised,
        seconds=min(asked.seconds, office.settings.max_seconds),
    )
    checked(given.request(), whole, office.settings)
    which = _accepted(office, caller, given, held)
    office.line.submit(which)
    return which


def status(store: Store, caller: Caller, which: str) -> StructureStatus:
    """Where a structure plan stands.

    Raises:
        Forbidden, Missing: it is not the caller's to know of.
    """
    caller.must(May.READ)
    with store.reading() as session:
        row, job = _found(session, caller, which)
        standing = session.get(Standing, which)
    return _status(caller, row, job, standing)


def listed(
    store: Store, caller: Caller, table: str | None = None, *, after: str | None = None, limit: int = 50
) -> list[StructureStatus]:
    """Up to `limit` structure plans that the caller may know of, newest first, after the one named.

    Raises:
        Forbidden: the role does not allow it.
    """
    caller.must(May.READ)
    chosen = select(StructureRow, Job).where(StructureRow.id == Job.id, within(Job.locality, caller.scope))
    if table is not None:
        chosen = chosen.where(StructureRow.table_id == table)
    if after is not None:
        chosen = chosen.where(StructureRow.id < after)
    with store.reading() as session:
        rows = session.exec(chosen.order_by(col(StructureRow.id).desc()).limit(limit))
        return [_status(caller, row, job) for row, job in rows]


def _status(caller: Caller, row: StructureRow, job: Job, standing: Standing | None = None) -> StructureStatus:
    failure = job.failure
    return StructureStatus(
        id=job.id,
        table=row.table_id,
        table_version=row.table_version,
        state=job.state,
        locality=job.locality,
        asked_by=job.caller,
        asked=job.asked_at,
        started=job.started_at,
        ended=job.ended_at,
        progress=progress_of(caller, standing),
        failure=None if failure is None else Failing(**failure),
        erased=row.erased_at,
    )


def result(store: Store, caller: Caller, which: str) -> str:
    """The structure plan as JSON, the same bytes as `cocau structure --format json`.

    Raises:
        Forbidden, Missing: as `status`.
        Erased: its table was.
        NotReady: it is still being made, or ended without one.
        InputError: its computation found that it cannot be planned.
    """
    caller.must(May.READ)
    with store.reading() as session:
        row, job = _found(session, caller, which)
    if row.erased_at is not None:
        raise Erased(which)
    if was_refused(job):
        raise refusal(store.ring, job)
    if job.output is None or not job.state.final:
        raise NotReady(which, str(job.state))
    return store.ring.open(job.output)


def cancel(office: Office, caller: Caller, which: str) -> StructureStatus:
    """Stop a structure plan; the best so far is kept. One that has ended stays as it is.

    Raises:
        Forbidden, Missing: as `status`.
    """
    caller.must(May.ASK)
    with office.store.writing() as session:
        _, job = _found(session, caller, which)
        if not job.state.final and job.cancel_asked_at is None:
            entry(session, office.store.ring, caller, "cancel", "structure", which)
            ask_to_stop(session, office.store.ring, which)
    office.line.stop(which)
    return status(office.store, caller, which)


def _accepted(office: Office, caller: Caller, given: StructureInput, of: Held[Offers]) -> str:
    ring, which, text = office.store.ring, new_id(PREFIX), given.model_dump_json()
    with office.store.writing() as session:
        unless_erased(session, of.document.id)
        accept(
            session,
            ring,
            caller,
            job_id=which,
            kind=STRUCTURE.name,
            text=text,
            seconds=given.seconds,
            locality=of.document.locality,
            settings=office.settings,
        )
        session.add(StructureRow(id=which, table_id=of.document.id, table_version=of.version.number))
        digest = hashlib.sha256(text.encode()).hexdigest()
        entry(session, ring, caller, "ask", "structure", which, digest=digest)
    return which


def _found(session: Session, caller: Caller, which: str) -> tuple[StructureRow, Job]:
    row, job = session.get(StructureRow, which), session.get(Job, which)
    if row is None or job is None or not caller.sees(job.locality):
        raise Missing(which)
    return row, job
