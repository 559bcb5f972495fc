"""Explanations: questions about a proposal, each a job whose answer stays with it."""

import json
import operator
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, JsonValue
from sqlmodel import Session, col, select

from cocau.app.audit_log.entries import ReadAccess, log_read
from cocau.app.auth.caller import Caller
from cocau.app.db.encryption import Keyring
from cocau.app.db.engine import Store, limit_newest
from cocau.app.db.models import ExplanationRow, JobRow, JobState, ProgressRow
from cocau.app.db.seals import open_column, seal_column
from cocau.app.jobs.lifecycle import WITHOUT_JOB_BODIES, create_job
from cocau.app.jobs.task import JobTask
from cocau.app.jobs.tasks.answer_proofs import (
    PROVABLE_ANSWERS,
    AnswerProofQuestion,
    build_answer_proof_task,
)
from cocau.app.jobs.tasks.questions import build_question_task
from cocau.app.permissions import Permission
from cocau.app.questions import QUESTIONS
from cocau.app.services.acts import Act, RequestIdentity, begin_read, compute_request_digest
from cocau.app.services.computations import (
    PreparedSubmission,
    Services,
    StatusFailure,
    StatusProgress,
    StatusTimes,
    Submission,
    build_failure,
    build_progress,
    build_times,
    cancel_job,
    open_result,
    submit,
)
from cocau.app.services.errors import Erased, Missing
from cocau.app.services.planning.proposal_status import ProposalStatus, get_proposal_row
from cocau.app.services.planning.proposals import ProposalFilters, list_proposals
from cocau.constraints.errors import GivenValue, InputError
from cocau.constraints.record import Record
from cocau.solver.explain.ranges import GroupRange, GroupRanges, RangesQuestion
from cocau.solver.proofs.answers.formats import build_no_proof
from cocau.solver.question import ProposalQuestion
from cocau.solver.replanning import ReplanQuestion

PREFIX = "exp"


if TYPE_CHECKING:
    ExplanationQuestion = ProposalQuestion | ReplanQuestion | AnswerProofQuestion
else:
    _MODELS = (row.load_model() for row in QUESTIONS.values())
    ExplanationQuestion = Annotated[reduce(operator.or_, _MODELS), Field(discriminator="question")]
"""What may be asked about a proposal; the field `question` says which it is."""


class ExplanationStatus(Record):
    """An explanation's status; `asked`: the question, for callers who may see people."""

    id: str
    proposal: str
    question: str
    state: JobState
    moments: StatusTimes
    asked: dict[str, JsonValue] | None = None
    progress: StatusProgress | None = None
    failure: StatusFailure | None = None
    answer: str = Field(description="where the answer is, once it is there")


def create_explanation(
    services: Services,
    caller: Caller,
    proposal_id: str,
    question: ExplanationQuestion,
    key: str | None = None,
) -> Submission:
    """Create an explanation: ask a question about a proposal.

    Raises:
        Forbidden, Missing, Erased, QuotaExceeded, KeyReused: see `create_proposal`.
        NotReady: there is no proposal yet, or no answer to prove.
        InputError: answers of this sort have no proof.
    """
    ring, settings = services.store.ring, services.settings
    digest = compute_question_digest(proposal_id, question)

    def accept(act: Act, explanation_id: str) -> None:
        # locked: not while it is being erased
        row, job = get_proposal_row(act.session, caller, proposal_id, lock=True)
        proposal = open_result(ring, job, row.erased_at, digest=row.proposal_digest)
        capped = _cap_seconds(question, settings.max_seconds)
        if isinstance(capped, AnswerProofQuestion):
            answer = open_provable_answer(act.session, ring, caller, proposal_id, capped.explanation)
            task = build_answer_proof_task(proposal, answer, capped)
        else:
            task = _build_task(proposal, capped)
        accepted = create_job(
            act.session,
            ring,
            caller,
            job_id=explanation_id,
            kind=task.kind,
            text=task.text,
            seconds=settings.max_seconds,
            locality=row.locality,
            settings=settings,
        )
        act.session.add(build_explanation_row(ring, accepted, proposal_id, question))
        act.log("explain", "proposal", proposal_id, digest=digest)

    request = RequestIdentity(key, digest)
    return submit(services, caller, request, lambda: PreparedSubmission(PREFIX, accept))


def build_explanation_row(
    ring: Keyring, job: JobRow, proposal_id: str, question: ExplanationQuestion
) -> ExplanationRow:
    """Build the row that says what a job was asked about a proposal."""
    row = ExplanationRow(
        id=job.id,
        proposal_id=proposal_id,
        question=question.question,
        digest=compute_question_digest(proposal_id, question),
        asked_at=job.asked_at,
    )
    seal_column(ring, row, "asked", question.model_dump_json())
    return row


def _cap_seconds(question: ExplanationQuestion, max_seconds: int) -> ExplanationQuestion:
    return question.replace_unvalidated(
        seconds=max_seconds if question.seconds is None else min(question.seconds, max_seconds)
    )


def _build_task(proposal: str, question: ProposalQuestion | ReplanQuestion) -> JobTask:
    if isinstance(question, ReplanQuestion):
        changes = json.dumps(question.model_dump(mode="json", exclude={"question"}), ensure_ascii=False)
        return JobTask(question.question, f'{{"proposal":{proposal},"changes":{changes}}}')
    return build_question_task(proposal, question)


def open_provable_answer(
    session: Session, ring: Keyring, caller: Caller, proposal_id: str, explanation_id: str
) -> str:
    """Open the answer of which a proof is asked.

    Raises:
        Missing: the proposal has no such explanation.
        InputError: answers of this sort have no proof.
        NotReady: there is no answer yet, or it ended without one.
    """
    row, job = _get_explanation_row(session, caller, proposal_id, explanation_id)
    if row.question not in PROVABLE_ANSWERS:
        raise InputError([build_no_proof(("explanation", GivenValue(explanation_id)))])
    return open_result(ring, job)


def list_explanations(
    store: Store, caller: Caller, proposal_id: str, *, after: str | None = None, limit: int = 50
) -> list[ExplanationStatus]:
    """List up to `limit` explanations of a proposal, newest first.

    Only those after the one named `after`.

    Raises:
        Forbidden, Missing: see `get_proposal_status`.
    """
    chosen = select(ExplanationRow, JobRow).where(
        ExplanationRow.id == JobRow.id, ExplanationRow.proposal_id == proposal_id
    )
    with begin_read(store, caller, Permission.READ) as session:
        get_proposal_row(session, caller, proposal_id)
        newest = limit_newest(chosen, ExplanationRow.id, after, limit)
        rows = list(session.exec(newest.options(*WITHOUT_JOB_BODIES)))
    return [_build_explanation_status(store.ring, caller, row, job) for row, job in rows]


def find_reusable_explanation(
    store: Store, caller: Caller, proposal_id: str, question: ExplanationQuestion
) -> str | None:
    """Return the newest explanation of the same question that can be reused, if any.

    Raises:
        Forbidden, Missing: see `get_proposal_status`.
    """
    chosen = select(ExplanationRow.id).where(
        ExplanationRow.id == JobRow.id,
        ExplanationRow.proposal_id == proposal_id,
        ExplanationRow.digest == compute_question_digest(proposal_id, question),
        col(JobRow.state).in_(REUSABLE_STATES),
    )
    with begin_read(store, caller, Permission.READ) as session:
        get_proposal_row(session, caller, proposal_id)
        return session.exec(limit_newest(chosen, ExplanationRow.id, None, 1)).first()


REUSABLE_STATES = (JobState.QUEUED, JobState.RUNNING, JobState.DONE, JobState.OPTIMAL, JobState.CONFLICT)
"""States of a computation not to be begun again: on its way, or ended in time."""


def compute_question_digest(proposal_id: str, question: ExplanationQuestion) -> str:
    """Compute what makes questions the same: of proofs not how long they were looked for."""
    left_out = {"seconds"} if isinstance(question, AnswerProofQuestion) else set()
    return compute_request_digest(
        f"explanation {proposal_id}", question.model_dump_json(exclude=left_out or None)
    )


def get_explanation(store: Store, caller: Caller, proposal_id: str, explanation_id: str) -> ExplanationStatus:
    """Return the status of an explanation.

    Raises:
        Forbidden, Missing: see `get_proposal_status`.
    """
    with begin_read(store, caller, Permission.READ) as session:
        row, job = _get_explanation_row(session, caller, proposal_id, explanation_id)
        standing = session.get(ProgressRow, explanation_id)
    return _build_explanation_status(store.ring, caller, row, job, standing)


def get_answer(store: Store, caller: Caller, proposal_id: str, explanation_id: str) -> str:
    """Return the answer, in the bytes of the command line's `--format json`.

    Raises:
        Forbidden: the role does not allow to see people.
        Missing: there is none, or it is not the caller's.
        Erased: the proposal was erased.
        InputError: the question cannot be asked of this proposal; everything wrong with it.
        NotReady: it is still being found, or ended without an answer.
    """
    with begin_read(store, caller, Permission.SEE_PEOPLE) as session:
        proposal, _ = get_proposal_row(session, caller, proposal_id)
        _, job = _get_explanation_row(session, caller, proposal_id, explanation_id)
    if proposal.erased_at is not None:
        raise Erased(proposal_id)
    answer = open_result(store.ring, job, explain_refusal=True)
    log_read(store, caller, ReadAccess("explanation", explanation_id))
    return answer


def cancel_explanation(
    services: Services, caller: Caller, proposal_id: str, explanation_id: str
) -> ExplanationStatus:
    """Cancel an explanation.

    Raises:
        Forbidden, Missing: see `get_proposal_status`.
    """
    cancel_job(
        services,
        caller,
        "explanation",
        lambda session: _get_explanation_row(session, caller, proposal_id, explanation_id)[1],
    )
    return get_explanation(services.store, caller, proposal_id, explanation_id)


def _get_explanation_row(
    session: Session, caller: Caller, proposal_id: str, explanation_id: str
) -> tuple[ExplanationRow, JobRow]:
    """Return an explanation and its job.

    Raises:
        Missing: there is none.
    """
    get_proposal_row(session, caller, proposal_id)
    row, job = session.get(ExplanationRow, explanation_id), session.get(JobRow, explanation_id)
    if row is None or job is None or row.proposal_id != proposal_id:
        raise Missing(explanation_id)
    return row, job


def _open_question(ring: Keyring, caller: Caller, row: ExplanationRow) -> dict[str, Any] | None:
    if row.asked is None or not caller.may(Permission.SEE_PEOPLE):
        return None
    asked: dict[str, Any] = json.loads(open_column(ring, row, "asked"))
    return asked


def _build_explanation_status(
    ring: Keyring, caller: Caller, row: ExplanationRow, job: JobRow, standing: ProgressRow | None = None
) -> ExplanationStatus:
    return ExplanationStatus(
        id=row.id,
        proposal=row.proposal_id,
        question=row.question,
        state=job.state,
        moments=build_times(job),
        asked=_open_question(ring, caller, row),
        progress=build_progress(caller, standing),
        failure=build_failure(job.failure),
        answer=f"/v1/proposals/{row.proposal_id}/explanations/{row.id}/answer",
    )


SEARCH_LIMIT = 50
"""Proposals, and explanations of one, that are looked through, newest first."""


@dataclass(frozen=True)
class KnownRanges:
    """The known ranges of bounds; `of`: their proposal, `asked`: the question, if asked."""

    of: ProposalStatus | None = None
    asked: ExplanationStatus | None = None
    ranges: tuple[GroupRange, ...] = ()

    @property
    def waited_for(self) -> bool:
        """Return whether an answer is being computed."""
        return self.asked is not None and not self.asked.state.final

    @property
    def known(self) -> bool:
        """Return whether there is an answer."""
        return bool(self.ranges)


def get_ranges(store: Store, caller: Caller, council_id: str) -> KnownRanges:
    """Return the ranges of a council's newest proven proposal, preferably of no scenario.

    Raises:
        Forbidden, Missing: as `get_answer`.
    """
    of = _find_proven_proposal(store, caller, council_id)
    if of is None:
        return KnownRanges()
    asked = _find_ranges_question(store, caller, of.id)
    if asked is None or asked.state not in {JobState.DONE, JobState.OUT_OF_TIME}:
        return KnownRanges(of, asked)
    found = GroupRanges.model_validate_json(get_answer(store, caller, of.id, asked.id))
    return KnownRanges(of, asked, found.groups)


def request_ranges(services: Services, caller: Caller, council_id: str) -> None:
    """Request the ranges of a council unless they are known or being computed.

    Raises:
        Forbidden, Missing, Erased, QuotaExceeded: as `create_explanation`.
    """
    found = get_ranges(services.store, caller, council_id)
    if found.of is not None and not found.known and not found.waited_for:
        create_explanation(services, caller, found.of.id, RangesQuestion())


def _find_proven_proposal(store: Store, caller: Caller, council_id: str) -> ProposalStatus | None:
    proven = list_proposals(
        store, caller, ProposalFilters(state=JobState.OPTIMAL, council=council_id), limit=SEARCH_LIMIT
    )
    there = [one for one in proven if one.erased is None]
    plain = (one for one in there if one.references.scenario is None and one.derived_from is None)
    return next(plain, next(iter(there), None))


def _find_ranges_question(store: Store, caller: Caller, proposal_id: str) -> ExplanationStatus | None:
    """Find the newest question for all ranges, not for those of some groups."""
    for one in list_explanations(store, caller, proposal_id, limit=SEARCH_LIMIT):
        if one.question == "ranges":
            whole = get_explanation(store, caller, proposal_id, one.id)
            if whole.asked is not None and not whole.asked.get("groups") and not whole.asked.get("among"):
                return whole
    return None
