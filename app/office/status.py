"""Where a proposal stands, as one value: state, moments, lineage, references, progress, what can be read."""

from datetime import datetime
from typing import Any

from pydantic import Field

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.office.references import Reference, References
from cocau.app.store.tables import Job, ProposalRow, Standing, State
from cocau.constraints.record import Record


class Moments(Record):
    """When what happened, in UTC; null: not yet, or never."""

    asked: datetime
    started: datetime | None = None
    first_slate: datetime | None = Field(default=None, description="a first slate that breaks no must")
    cancel_asked: datetime | None = None
    ended: datetime | None = None


class Progress(Record):
    """How far a search is: tier `step` of `steps` and, in its units, the best value and what none can beat.

    `gap`: the value less the bound; 0: this tier is proven. `elapsed`: seconds of search.
    """

    number: int = Field(description="grows with every change")
    step: int
    steps: int
    value: int | None = None
    bound: int | None = None
    gap: int | None = None
    elapsed: float
    slate: bool = Field(description="whether a best slate so far can be read")


class Failing(Record):
    """Why there is no proposal, in both languages."""

    code: str
    vi: str
    en: str


class Links(Record):
    """Where the rest is."""

    self: str  # the usual name of this link
    proposal: str
    best: str
    events: str
    cancel: str
    derived: str
    lineage: str
    explanations: str
    approvals: str
    audit: str


class Status(Record):
    """Where a proposal stands. `digest`: sha256 of the proposal's bytes, once there are any.

    Both digests, and the numbers of `progress`, are null for whoever may not see people: from a digest a
    small pool can be guessed, and what an aim comes to is counted in people.
    """

    id: str
    state: State
    label: str
    locality: str
    asked_by: str
    moments: Moments
    derived_from: str | None = None
    references: References = References()
    request_digest: str | None = None
    progress: Progress | None = None
    failure: Failing | None = None
    digest: str | None = None
    erased: datetime | None = None
    kept_until: str | None = None
    links: Links


def status_of(caller: Caller, row: ProposalRow, job: Job, standing: Standing | None = None) -> Status:
    """The value for a proposal, as this caller may know it."""
    whole = caller.may(May.SEE_PEOPLE)
    return Status(
        id=row.id,
        state=job.state,
        label=row.label,
        locality=row.locality,
        asked_by=row.asked_by,
        moments=moments_of(job),
        derived_from=row.derived_from,
        references=references_of(row),
        request_digest=row.request_digest if whole else None,
        progress=progress_of(caller, standing),
        failure=failing_of(job.failure),
        digest=row.proposal_digest if whole else None,
        erased=row.erased_at,
        kept_until=None if row.kept_until is None else row.kept_until.isoformat(),
        links=links_of(row.id),
    )


def progress_of(caller: Caller, standing: Standing | None) -> Progress | None:
    """The value for a standing, without its slate; without its numbers for whoever may not see people."""
    if standing is None:
        return None
    told = caller.may(May.SEE_PEOPLE)
    known = told and standing.value is not None and standing.bound is not None
    return Progress(
        number=standing.number,
        step=standing.step,
        steps=standing.steps,
        value=standing.value if told else None,
        bound=standing.bound if told else None,
        gap=(standing.value or 0) - (standing.bound or 0) if known else None,
        elapsed=standing.elapsed,
        slate=standing.best is not None,
    )


def references_of(row: ProposalRow) -> References:
    """What a proposal was asked about by reference."""
    return References(
        council=_reference(row.council_id, row.council_version),
        pool=_reference(row.pool_id, row.pool_version),
        rulebook=_reference(row.rulebook_id, row.rulebook_version),
        scenario=_reference(row.scenario_id, row.scenario_version),
    )


def links_of(which: str) -> Links:
    """Where the parts of a proposal are."""
    own = f"/v1/proposals/{which}"
    parts = {name: f"{own}/{name}" for name in Links.model_fields if name != "self"}
    return Links(self=own, **parts)


def moments_of(job: Job) -> Moments:
    """When what happened to a job."""
    return Moments(
        asked=job.asked_at,
        started=job.started_at,
        first_slate=job.first_slate_at,
        cancel_asked=job.cancel_asked_at,
        ended=job.ended_at,
    )


def _reference(ref: str | None, version: int | None) -> Reference | None:
    return None if ref is None or version is None else Reference(ref=ref, version=version)


def failing_of(failure: dict[str, Any] | None) -> Failing | None:
    """Why a job failed, if it did."""
    if failure is None:
        return None
    return Failing(code=failure["code"], vi=failure["vi"], en=failure["en"])
