"""Programmes: many councils planned together, in batches; each batch is a job, and so is what joins them."""

import hashlib
from collections.abc import Callable

from sqlmodel import Session

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.jobs.tasks.joint import JOINT, Joint
from cocau.app.jobs.tasks.programme import Member
from cocau.app.office import fanning_out
from cocau.app.office.errors import Erased, Missing, NotReady
from cocau.app.office.fan_out_parts import Part
from cocau.app.office.fan_out_progress import ProgrammeStatus, found_fan_out, listed, status
from cocau.app.office.fanning_out import Once, Whole, fan_out
from cocau.app.office.programme_asked import ProgrammeAsk, Ready, ready
from cocau.app.office.programme_folder import FolderAsk, folder_ready
from cocau.app.office.proposals import Made, Office
from cocau.app.office.replay import digest_of, replayed
from cocau.app.store import Store
from cocau.app.store.tables import Fan, Job, State
from cocau.solver.programme.result import ProgrammeResult


def programme(office: Office, caller: Caller, asked: ProgrammeAsk, key: str | None = None) -> Made:
    """Ask for a programme: accepted for good, or refused as a whole.

    Raises:
        Forbidden, Missing, InputError: see `programme_asked.ready`.
        Erased: a pool was, while this was being asked.
        TooMany: too many unfinished programmes of this caller.
        KeyReused: the Idempotency-Key was used for something else.
    """
    caller.must(May.ASK)
    once = Once(key, digest_of("programme", asked.model_dump_json()))
    return _made(
        office, caller, once, asked.label, lambda: ready(office.store, caller, office.settings, asked)
    )


def programme_of_folder(
    office: Office, caller: Caller, asked: FolderAsk, content: bytes, key: str | None = None
) -> Made:
    """The same for the ZIP file of a folder.

    Raises:
        Forbidden, TooMany, KeyReused: see `programme`.
        Missing, InputError: see `programme_folder.folder_ready`.
    """
    caller.must(May.ASK)
    sent = hashlib.sha256(content).hexdigest()
    once = Once(key, digest_of("programme folder", f"{asked.model_dump_json()}{sent}"))
    return _made(
        office, caller, once, asked.label, lambda: folder_ready(caller, office.settings, asked, content)
    )


def _made(office: Office, caller: Caller, once: Once, label: str, look: Callable[[], Ready]) -> Made:
    with office.store.reading() as session:
        before = replayed(session, caller, once.key, once.digest)
    if before is not None:
        return Made(before, replayed=True)
    made = look()
    whole = Whole(
        kind=Fan.PROGRAMME,
        base=made.base.model_dump_json(),
        parts=(Part(first=0, items=tuple(map(Member.item, made.members))),),
        seconds=made.seconds,
        label=label,
        locality=made.locality,
        pools=made.pools,
        joins=made.shares_people,
    )
    return fan_out(office, caller, whole, once, _as_it_is)


def _as_it_is(_: Session) -> None:
    """Nothing else that a programme is made of can have changed."""


def programme_status(store: Store, caller: Caller, which: str) -> ProgrammeStatus:
    """See `fan_out_progress.status`."""
    return status(store, caller, Fan.PROGRAMME, ProgrammeStatus, which)


def listed_programmes(
    store: Store, caller: Caller, *, after: str | None = None, limit: int = 50
) -> list[ProgrammeStatus]:
    """See `fan_out_progress.listed`."""
    return listed(store, caller, Fan.PROGRAMME, ProgrammeStatus, after=after, limit=limit)


def joint(store: Store, caller: Caller, which: str) -> ProgrammeResult:
    """The joint plan of a programme whose councils share people.

    Raises:
        Forbidden, Missing: see `fan_out_progress.status`; Missing too where there is none to come.
        NotReady: it is not there yet.
        Erased: it is gone.
    """
    caller.must(May.SEE_PEOPLE)
    with store.reading() as session:
        row = found_fan_out(session, caller, Fan.PROGRAMME, which)
        if row.erased_at is not None:
            raise Erased(which)
        job = session.get(Job, f"{which}.{JOINT.name}")
    if row.joins and row.ended_at is None:
        raise NotReady(which, State.RUNNING)
    if job is None or job.output is None or job.failure is not None:
        raise Missing(f"{which}.{JOINT.name}")
    found = Joint.model_validate_json(store.ring.open(job.output)).result
    if found is None:
        raise Missing(f"{which}.{JOINT.name}")
    return found


def erase(store: Store, caller: Caller, which: str) -> ProgrammeStatus:
    """See `fanning_out.erase`."""
    fanning_out.erase(store, caller, Fan.PROGRAMME, which)
    return programme_status(store, caller, which)


def cancel(office: Office, caller: Caller, which: str) -> ProgrammeStatus:
    """See `fanning_out.cancel`."""
    fanning_out.cancel(office, caller, Fan.PROGRAMME, which)
    return programme_status(office.store, caller, which)
