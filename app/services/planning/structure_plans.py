"""Structure plans of an allocation table, computed as jobs before there are names."""

import hashlib
from datetime import datetime

from pydantic import Field
from sqlmodel import Session, select

from cocau.app.auth.caller import Caller, build_scope_condition
from cocau.app.db.engine import Store, limit_newest
from cocau.app.db.models import JobRow, JobState, ProgressRow, StructurePlanRow
from cocau.app.jobs.lifecycle import create_job
from cocau.app.jobs.tasks.plans import STRUCTURE, StructureInput
from cocau.app.permissions import Permission
from cocau.app.services.acts import Act, RequestIdentity, begin_read
from cocau.app.services.allocation_tables import ALLOCATION_TABLES
from cocau.app.services.computations import (
    PreparedSubmission,
    Services,
    StatusFailure,
    StatusProgress,
    build_failure,
    build_progress,
    cancel_job,
    open_result,
    submit,
)
from cocau.app.services.councils import COUNCILS
from cocau.app.services.documents import StoredVersion, lock_unless_erased, read_document
from cocau.app.services.errors import Missing
from cocau.app.services.planning.requests import check_request
from cocau.app.services.rulebooks import choose_council_rulebook, resolve_rulebook
from cocau.constraints.library import DEFAULT_RULEBOOK
from cocau.constraints.model.offers import Offers
from cocau.constraints.record import Record

PREFIX = "stp"


class StructurePlanCreate(Record):
    """A structure plan to be created. `version`: of the table; None, the newest."""

    version: int | None = Field(default=None, ge=1, le=2**31 - 1)
    rulebook: str | None = Field(default=None, max_length=500, description="None: that of the election day")
    overrides: dict[str, dict[str, int | None]] = Field(default_factory=dict)
    raised: tuple[str, ...] = Field(default=(), description="aims to be kept as musts")
    seconds: float = Field(default=60, gt=0, le=3600)


class StructurePlanStatus(Record):
    """The status of a structure plan."""

    id: str
    table: str
    table_version: int
    state: JobState
    locality: str
    asked_by: str
    asked: datetime
    started: datetime | None
    ended: datetime | None
    progress: StatusProgress | None
    failure: StatusFailure | None
    erased: datetime | None = None


def create_structure_plan(
    services: Services, caller: Caller, table_id: str, create: StructurePlanCreate
) -> str:
    """Create a structure plan of an allocation table and return its id.

    Raises:
        Forbidden, Missing, Erased: as `read_document`, of the table and of its council.
        InputError: everything wrong with what is asked.
        QuotaExceeded: too many unfinished jobs of this caller.
    """

    def prepare() -> PreparedSubmission:
        held = read_document(services.store, caller, ALLOCATION_TABLES, table_id, create.version)
        council_id = f"{held.document.about}"
        council = read_document(services.store, caller, COUNCILS, council_id).body
        day, named = council.election_day, create.rulebook
        book = choose_council_rulebook(services.store, caller, council_id, day, named)
        whole = book or resolve_rulebook(services.store, caller, DEFAULT_RULEBOOK)
        given = StructureInput(
            council=council,
            offers=held.body,
            own=whole,
            overrides=create.overrides,
            raised=create.raised,
            seconds=min(create.seconds, services.settings.max_seconds),
        )
        check_request(given.build_request(), whole, services.settings)
        return _prepare_plan(services, given, held)

    return submit(services, caller, RequestIdentity(None, ""), prepare).id


def _prepare_plan(
    services: Services, structure_input: StructureInput, table: StoredVersion[Offers]
) -> PreparedSubmission:
    text = structure_input.model_dump_json()

    def accept(act: Act, plan_id: str) -> None:
        lock_unless_erased(act.session, table.document.id)
        create_job(
            act.session,
            act.ring,
            act.caller,
            job_id=plan_id,
            kind=STRUCTURE.name,
            text=text,
            seconds=structure_input.seconds,
            locality=table.document.locality,
            settings=services.settings,
        )
        act.session.add(
            StructurePlanRow(id=plan_id, table_id=table.document.id, table_version=table.version.number)
        )
        act.log("ask", "structure", plan_id, digest=hashlib.sha256(text.encode()).hexdigest())

    return PreparedSubmission(PREFIX, accept)


def get_structure_plan_status(store: Store, caller: Caller, plan_id: str) -> StructurePlanStatus:
    """Return the status of a structure plan.

    Raises:
        Forbidden, Missing: it is not the caller's to know of.
    """
    with begin_read(store, caller, Permission.READ) as session:
        row, job = _get_plan_row(session, caller, plan_id)
        standing = session.get(ProgressRow, plan_id)
    return _build_status(caller, row, job, standing)


def list_structure_plans(
    store: Store, caller: Caller, table_id: str | None = None, *, after: str | None = None, limit: int = 50
) -> list[StructurePlanStatus]:
    """List up to `limit` structure plans in the caller's scope, newest first.

    Only those after the one named `after`.

    Raises:
        Forbidden: the role does not allow it.
    """
    chosen = select(StructurePlanRow, JobRow).where(
        StructurePlanRow.id == JobRow.id, build_scope_condition(JobRow.locality, caller.scope)
    )
    if table_id is not None:
        chosen = chosen.where(StructurePlanRow.table_id == table_id)
    with begin_read(store, caller, Permission.READ) as session:
        rows = session.exec(limit_newest(chosen, StructurePlanRow.id, after, limit))
        return [_build_status(caller, row, job) for row, job in rows]


def _build_status(
    caller: Caller, row: StructurePlanRow, job: JobRow, standing: ProgressRow | None = None
) -> StructurePlanStatus:
    return StructurePlanStatus(
        id=job.id,
        table=row.table_id,
        table_version=row.table_version,
        state=job.state,
        locality=job.locality,
        asked_by=job.caller,
        asked=job.asked_at,
        started=job.started_at,
        ended=job.ended_at,
        progress=build_progress(caller, standing),
        failure=build_failure(job.failure),
        erased=row.erased_at,
    )


def get_structure_plan(store: Store, caller: Caller, plan_id: str) -> str:
    """Return a structure plan as JSON, in the bytes of `cocau structure --format json`.

    Raises:
        Forbidden, Missing: as `get_structure_plan_status`.
        Erased: its table was.
        NotReady: it is still being made, or ended without one.
        InputError: its computation found that it cannot be planned.
    """
    with begin_read(store, caller, Permission.SEE_PEOPLE) as session:
        row, job = _get_plan_row(session, caller, plan_id)
    return open_result(store.ring, job, row.erased_at, explain_refusal=True)


def cancel_structure_plan(services: Services, caller: Caller, plan_id: str) -> StructurePlanStatus:
    """Cancel a structure plan and keep the best result so far, unless it has ended.

    Raises:
        Forbidden, Missing: as `get_structure_plan_status`.
    """
    cancel_job(services, caller, "structure", lambda session: _get_plan_row(session, caller, plan_id)[1])
    return get_structure_plan_status(services.store, caller, plan_id)


def _get_plan_row(session: Session, caller: Caller, plan_id: str) -> tuple[StructurePlanRow, JobRow]:
    row, job = session.get(StructurePlanRow, plan_id), session.get(JobRow, plan_id)
    if row is None or job is None or not caller.can_see(job.locality):
        raise Missing(plan_id)
    return row, job
