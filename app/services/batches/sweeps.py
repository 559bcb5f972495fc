"""Sweeps: many what-ifs over one request, in batches; each batch is a job."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, Discriminator, Field, JsonValue, Tag, ValidationError
from pydantic_core import PydanticCustomError
from sqlmodel import Session

from cocau.app.auth.caller import Caller
from cocau.app.db.models import BatchRunKind
from cocau.app.db.seals import open_column
from cocau.app.jobs.tasks.batches import SweepVariant
from cocau.app.jobs.tasks.plans import PLAN, PlanInput
from cocau.app.services.acts import RequestIdentity, compute_request_digest
from cocau.app.services.batches.parts import BatchPart
from cocau.app.services.batches.runs import MAX_PROBLEMS, BatchRunRequest, submit_run
from cocau.app.services.computations import Services, Submission
from cocau.app.services.errors import Erased
from cocau.app.services.planning.lineage import apply_merge_patch
from cocau.app.services.planning.proposal_status import get_proposal_row
from cocau.app.services.planning.requests import Label, ProposalCreate, resolve_request
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.record import Record
from cocau.solver.request import PlanRequest

MAX_CHANGES = 10_000
"""What-ifs in one sweep."""


class ProposalBase(Record):
    """The request of an existing proposal, as the base of a sweep."""

    proposal: str = Field(pattern=r"^prp_[0-9a-z]{26}$", examples=["prp_01k0000000000000000000000a"])


def _get_branch(value: Any) -> str:  # noqa: ANN401  # whatever was sent
    known = isinstance(value, ProposalBase) or (isinstance(value, dict) and "proposal" in value)
    return "(ref)" if known else "(inline)"


def _check_name(name: str) -> str:
    if not name.strip() or not name.isprintable():
        raise PydanticCustomError("one_line", "one line of text")
    return name


class SweepChange(Record):
    """A what-if: a merge patch (RFC 7396) of overrides, raised aims, pins and seconds."""

    name: Annotated[str, AfterValidator(_check_name)] = Field(max_length=60)
    patch: dict[str, JsonValue] = Field(examples=[{"raised": ["more-experts"]}])


class SweepCreate(Record):
    """A sweep to be created."""

    base: Annotated[
        Annotated[ProposalCreate, Tag("(inline)")] | Annotated[ProposalBase, Tag("(ref)")],
        Discriminator(_get_branch),
        Field(description="a request as for a proposal, or a proposal whose request it is"),
    ]
    changes: tuple[SweepChange, ...] = Field(min_length=1, max_length=MAX_CHANGES)
    label: Label = Field(default="", max_length=300, description="to find it again by; no personal data")


def apply_changes(
    base: PlanRequest, changes: Sequence[SweepChange], max_seconds: float
) -> tuple[SweepVariant, ...]:
    """Apply the patch of each what-if and return what differs from the base.

    Raises:
        InputError: everything wrong with the patches (the first hundred things), and names that come twice.
    """
    fields = set(SweepVariant.model_fields) - {"name"}
    before = base.model_dump(mode="json", include=fields)
    found: list[SweepVariant] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for number, change in enumerate(changes):
        if change.name in seen:
            problems.append(
                Problem("twice", ("changes", str(number), "name"), "Tên ghi hai lần.", "A name given twice.")
            )
        seen.add(change.name)
        try:
            found.append(_apply_change(before, change, max_seconds))
        except ValidationError as error:
            problems += [
                problem.within(f"changes.{number}.patch") for problem in list_validation_problems(error)
            ]
        if len(problems) >= MAX_PROBLEMS:
            break
    if problems:
        raise InputError(problems)
    return tuple(found)


def _apply_change(before: dict[str, Any], change: SweepChange, max_seconds: float) -> SweepVariant:
    touched = {field: before[field] for field in change.patch if field in before}
    after = apply_merge_patch(touched, change.patch)
    gone = {field: _get_default(field) for field in touched if field not in after}
    different = SweepVariant.model_validate({"name": change.name} | after | gone)
    if "seconds" in different.model_fields_set:
        return different.replace_unvalidated(seconds=min(different.seconds, max_seconds))
    return different


def _get_default(field: str) -> Any:  # noqa: ANN401  # of any type
    return SweepVariant.model_fields[field].get_default(call_default_factory=True)


@dataclass(frozen=True)
class _SweepBase:
    """What all what-ifs of a sweep share."""

    given: PlanInput
    locality: str
    pool_id: str | None


def create_sweep(
    services: Services, caller: Caller, create: SweepCreate, key: str | None = None
) -> Submission:
    """Create a sweep, or refuse it as a whole.

    Raises:
        Forbidden, Missing, InputError, KeyReused: as `create_proposal`.
        Erased: the request of the proposal is gone.
        QuotaExceeded: too many unfinished sweeps of this caller.
    """
    request = RequestIdentity(key, compute_request_digest("sweep", create.model_dump_json()))
    return submit_run(services, caller, request, lambda: _build_run(services, caller, create))


def _build_run(services: Services, caller: Caller, create: SweepCreate) -> BatchRunRequest:
    base = _resolve_base(services, caller, create)
    changes = apply_changes(base.given.request, create.changes, services.settings.max_seconds)
    items = tuple(change.model_dump(mode="json", exclude_unset=True) for change in changes)
    return BatchRunRequest(
        kind=BatchRunKind.SWEEP,
        base=base.given.model_dump_json(),
        parts=(BatchPart(first=0, items=items),),
        seconds=base.given.request.seconds,
        label=create.label,
        locality=base.locality,
        pools=frozenset() if base.pool_id is None else frozenset({base.pool_id}),
        proposal_id=create.base.proposal if isinstance(create.base, ProposalBase) else None,
        hold=lambda session: _raise_if_erased(session, caller, create),
    )


def _resolve_base(services: Services, caller: Caller, create: SweepCreate) -> _SweepBase:
    """Resolve the request that a sweep varies."""
    if isinstance(create.base, ProposalCreate):
        ready = resolve_request(services.store, caller, services.settings, create.base)
        pool = ready.references.pool
        given = PlanInput(request=ready.request, rulebook=ready.book)
        return _SweepBase(given, ready.locality, None if pool is None else pool.ref)
    with services.store.reading() as session:
        row, job = get_proposal_row(session, caller, create.base.proposal)
    if job.input is None:
        raise Erased(row.id)
    return _SweepBase(PLAN.read(open_column(services.store.ring, job, "input")), row.locality, row.pool_id)


def _raise_if_erased(session: Session, caller: Caller, create: SweepCreate) -> None:
    """Raise if the sweep's proposal was erased in the meantime."""
    if (
        isinstance(create.base, ProposalBase)
        and get_proposal_row(session, caller, create.base.proposal, lock=True)[1].input is None
    ):
        raise Erased(create.base.proposal)
