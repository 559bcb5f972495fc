"""Events of ended jobs, as webhooks are told of them, and tries of their messages.

They hold ids and states only: whoever is told asks for the rest with a key of their own.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from cocau.app.db.clock import now
from cocau.app.db.models import (
    BatchRunKind,
    BatchRunRow,
    ExplanationRow,
    JobRow,
    JobState,
    ProposalRow,
    StructurePlanRow,
)
from cocau.constraints.record import Record


class JobEventType(StrEnum):
    """What a webhook may be told of a job: it has an answer, it failed, somebody stopped it."""

    COMPLETED = "job.completed"
    FAILED = "job.failed"
    STOPPED = "job.stopped"


class EndedJobKind(StrEnum):
    """What an ended job was for; the value is the kind in the audit log."""

    PROPOSAL = "proposal"
    EXPLANATION = "explanation"
    STRUCTURE = "structure"
    SWEEP = "sweep"
    PROGRAMME = "programme"
    STUDY = "study"
    ESTIMATE = "estimate"


class EndedJob(Record):
    """A job that has ended; `path`: where this service tells more of it, to whoever may know."""

    id: str
    kind: EndedJobKind
    state: JobState
    path: str


class JobEvent(Record):
    """The body of a webhook's message."""

    type: JobEventType
    timestamp: datetime
    data: EndedJob


_EVENT_TYPES = {JobState.FAILED: JobEventType.FAILED, JobState.STOPPED: JobEventType.STOPPED}
_RUN_PATHS = {
    BatchRunKind.SWEEP: "sweeps",
    BatchRunKind.PROGRAMME: "programmes",
    BatchRunKind.STUDY: "studies",
    BatchRunKind.ESTIMATE: "estimates",
}


def build_job_event(session: Session, job: JobRow) -> JobEvent | None:
    """Build the event of a job that has just ended; None: it is a part of what goes on."""
    ended = _find_run(session, job.parent) if job.parent else _find_subject(session, job)
    if ended is None:
        return None
    kind = _EVENT_TYPES.get(ended.state, JobEventType.COMPLETED)
    return JobEvent(type=kind, timestamp=now(), data=ended)


def _find_run(session: Session, run_id: str) -> EndedJob | None:
    run = session.get(BatchRunRow, run_id)
    if run is None or run.ended_at is None:
        return None
    state = JobState.DONE if run.cancel_asked_at is None else JobState.STOPPED
    path = f"/v1/{_RUN_PATHS[run.kind]}/{run.id}"
    return EndedJob(id=run.id, kind=EndedJobKind(run.kind), state=state, path=path)


def _find_subject(session: Session, job: JobRow) -> EndedJob | None:
    """Find what a job is asked for by; None: by nothing that can be read over HTTP."""
    if session.get(ProposalRow, job.id) is not None:
        kind, path = EndedJobKind.PROPOSAL, f"/v1/proposals/{job.id}"
    elif (asked := session.get(ExplanationRow, job.id)) is not None:
        kind = EndedJobKind.EXPLANATION
        path = f"/v1/proposals/{asked.proposal_id}/explanations/{job.id}"
    elif session.get(StructurePlanRow, job.id) is not None:
        kind, path = EndedJobKind.STRUCTURE, f"/v1/structure-plans/{job.id}"
    else:
        return None
    return EndedJob(id=job.id, kind=kind, state=job.state, path=path)


@dataclass(frozen=True)
class Delivery:
    """One try of a message to a webhook; `message_id` is the same in all its tries."""

    webhook_id: str
    message_id: str
    body: str
    tries: int = 0

    @property
    def id(self) -> str:
        """Return the id of this try in the queue."""
        return f"{self.message_id}.{self.tries}"
