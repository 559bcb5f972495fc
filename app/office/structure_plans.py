"""Structure plans of a table: computed as jobs, before there are names, so nobody is named in them."""

import hashlib
from datetime import datetime

from pydantic import Field
from sqlmodel import Session

from app.access.caller import Caller
from app.access.roles import May
from app.jobs.accepting import accept
from app.jobs.stopping import ask_to_stop
from app.jobs.tasks.structure import STRUCTURE, StructureInput
from app.office.councils import COUNCILS
from app.office.errors import Missing, NotReady
from app.office.landing import refusal, was_refused
from app.office.proposals import Office
from app.office.reading_documents import read
from app.office.resolving import checked
from app.office.rulebooks import book_for, resolve
from app.office.status import Failing, Progress, progress_of
from app.office.tables import TABLES
from app.store import Store
from app.store.ids import new_id
from app.store.tables import Job, Standing, State
from app.trail.entry import entry
from constraints.library import DEFAULT
from constraints.record import Record

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
    state: State
    locality: str
    asked_by: str
    asked: datetime
    started: datetime | None
    ended: datetime | None
    progress: Progress | None
    failure: Failing | None


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
    which = _accepted(office, caller, given, held.document.locality)
    office.line.submit(which)
    return which


def status(store: Store, caller: Caller, which: str) -> StructureStatus:
    """Where a structure plan stands.

    Raises:
        Forbidden, Missing: it is not the caller's to know of.
    """
    caller.must(May.READ)
    with store.reading() as session:
        job = _found(session, caller, which)
        standing = session.get(Standing, which)
    failure = job.failure
    return StructureStatus(
        id=job.id,
        state=job.state,
        locality=job.locality,
        asked_by=job.caller,
        asked=job.asked_at,
        started=job.started_at,
        ended=job.ended_at,
        progress=progress_of(caller, standing),
        failure=None if failure is None else Failing(**failure),
    )


def result(store: Store, caller: Caller, which: str) -> str:
    """The structure plan as JSON, the same bytes as `cocau structure --format json`.

    Raises:
        Forbidden, Missing: as `status`.
        NotReady: it is still being made, or ended without one.
        InputError: its computation found that it cannot be planned.
    """
    caller.must(May.READ)
    with store.reading() as session:
        job = _found(session, caller, which)
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
        job = _found(session, caller, which)
        if not job.state.final and job.cancel_asked_at is None:
            entry(session, office.store.ring, caller, "cancel", "structure", which)
            ask_to_stop(session, office.store.ring, which)
    office.line.stop(which)
    return status(office.store, caller, which)


def _accepted(office: Office, caller: Caller, given: StructureInput, locality: str) -> str:
    ring, which, text = office.store.ring, new_id(PREFIX), given.model_dump_json()
    with office.store.writing() as session:
        accept(
            session,
            ring,
            caller,
            job_id=which,
            kind=STRUCTURE.name,
            text=text,
            seconds=given.seconds,
            locality=locality,
            settings=office.settings,
        )
        digest = hashlib.sha256(text.encode()).hexdigest()
        entry(session, ring, caller, "ask", "structure", which, digest=digest)
    return which


def _found(session: Session, caller: Caller, which: str) -> Job:
    job = session.get(Job, which)
    if job is None or job.kind != STRUCTURE.name or not caller.sees(job.locality):
        raise Missing(which)
    return job
