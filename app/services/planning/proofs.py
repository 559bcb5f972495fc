"""Proofs of proposals and of answers: begun after them, found by a job, read and audited."""

from typing import Literal

from pydantic import Field
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from cocau.app.audit_log.entries import ReadAccess, log_read
from cocau.app.audits.answer_proof_files import build_answer_files
from cocau.app.audits.proof_files import build_proof_files, embed_proof, pack_files
from cocau.app.audits.proposals import PROOF_PLACE, list_broken_rules, reaudit
from cocau.app.auth.caller import Caller
from cocau.app.db.clock import new_id
from cocau.app.db.engine import Store, limit_newest
from cocau.app.db.models import ExplanationRow, JobRow, JobState
from cocau.app.jobs.lifecycle import WITHOUT_JOB_BODIES, create_background_job
from cocau.app.jobs.tasks.answer_proofs import PROVABLE_ANSWERS, AnswerProofQuestion
from cocau.app.permissions import Permission, UserRole
from cocau.app.services.acts import begin_act, begin_read, requires
from cocau.app.services.computations import Services, Submission
from cocau.app.services.errors import Erased, NotReady
from cocau.app.services.planning.explanations import (
    PREFIX,
    REUSABLE_STATES,
    ExplanationStatus,
    build_explanation_row,
    compute_question_digest,
    create_explanation,
    get_answer,
    get_explanation,
)
from cocau.app.services.planning.proposal_status import PROVEN, get_proposal_row
from cocau.app.services.planning.proposals import get_completed_proposal
from cocau.app.settings import Settings
from cocau.constraints.record import Record
from cocau.constraints.rules.rule import Finding
from cocau.solver.proofs.answers.answer_proof import AnswerProof
from cocau.solver.proofs.proof import ProposalProof
from cocau.solver.proofs.question import ProofQuestion
from cocau.solver.proposal import Proposal

PROOF, ANSWER_PROOF = "proof", "answer_proof"

PROVER = Caller("proofs", "proofs", UserRole.ADMIN)
"""Who begins proofs by itself, in the audit log."""


def begin_proof(store: Store, settings: Settings, proposal_id: str) -> None:
    """Have the proof of a plan found in the background, for whoever asked for the plan."""
    with store.reading() as session:
        planned = session.get_one(JobRow, proposal_id, options=WITHOUT_JOB_BODIES)
    if planned.state in PROVEN:
        _begin_in_background(store, settings, planned, proposal_id, ProofQuestion())


def begin_answer_proof(store: Store, settings: Settings, explanation_id: str) -> None:
    """Have the proof of an answer found in the background, for whoever asked."""
    with store.reading() as session:
        answered = session.get_one(JobRow, explanation_id, options=WITHOUT_JOB_BODIES)
        row = session.get(ExplanationRow, explanation_id)
    if row is not None and answered.state is JobState.DONE:
        question = AnswerProofQuestion(explanation=explanation_id)
        _begin_in_background(store, settings, answered, row.proposal_id, question)


def _begin_in_background(
    store: Store,
    settings: Settings,
    answered: JobRow,
    proposal_id: str,
    question: ProofQuestion | AnswerProofQuestion,
) -> None:
    """Begin a proof unless there is one; the worker reads what it is of where it stands."""
    capped = question.replace_unvalidated(seconds=settings.max_seconds).model_dump_json()
    with begin_act(store, PROVER) as act:
        row, _ = get_proposal_row(act.session, PROVER, proposal_id, lock=True)
        known = act.session.exec(_select_proofs(proposal_id, question)).first()
        if row.erased_at is not None or known is not None:
            return
        text = f'{{"question":{capped}}}'
        job = create_background_job(
            act.session, act.ring, answered, job_id=new_id(PREFIX), kind=question.question, text=text
        )
        explanation = build_explanation_row(act.ring, job, proposal_id, question)
        act.session.add(explanation)
        act.log("explain", "proposal", proposal_id, digest=explanation.digest)


def request_proof(
    services: Services, caller: Caller, proposal_id: str, explanation_id: str | None = None
) -> Submission:
    """Have the proof of a proposal or an answer found, unless it is there or on its way.

    Raises:
        Forbidden, Missing, Erased, NotReady, InputError, QuotaExceeded: see `create_explanation`.
    """
    _check_there(services.store, caller, proposal_id, Permission.ASK)
    question = _build_question(explanation_id)
    known = _find_newest(services.store, caller, proposal_id, question, REUSABLE_STATES)
    if known is not None:
        return Submission(known, replayed=True)
    return create_explanation(services, caller, proposal_id, question)


def get_proof_text(store: Store, caller: Caller, proposal_id: str, explanation_id: str | None = None) -> str:
    """Return the JSON of the proof of a proposal, or of an answer about it.

    Raises:
        Forbidden: the role does not allow to see people, whose ids are in it.
        Missing, Erased: see `get_proposal_text`, `get_answer`.
        NotReady: nobody asked for it, or it is not found yet.
    """
    _check_there(store, caller, proposal_id, Permission.SEE_PEOPLE)
    if explanation_id is not None:
        get_explanation(store, caller, proposal_id, explanation_id)
    question = _build_question(explanation_id)
    found = _find_newest(store, caller, proposal_id, question, (JobState.DONE,))
    if found is None:
        asked = _find_newest(store, caller, proposal_id, question, REUSABLE_STATES)
        state = "unasked" if asked is None else str(JobState.RUNNING)
        raise NotReady(explanation_id or proposal_id, state)
    return get_answer(store, caller, proposal_id, found)


def get_proposal_with_proof(store: Store, caller: Caller, proposal_id: str) -> str:
    """Return the JSON of a proposal that carries its proof.

    Raises:
        Forbidden, Missing, Erased, InputError, NotReady: see `get_proof_text`.
    """
    proof = ProposalProof.model_validate_json(get_proof_text(store, caller, proposal_id))
    log_read(store, caller, ReadAccess("proposal", proposal_id, action="export"))
    return embed_proof(get_completed_proposal(store, caller, proposal_id).text, proof)


def get_answer_with_proof(store: Store, caller: Caller, proposal_id: str, explanation_id: str) -> str:
    """Return the JSON of an answer that carries its proof.

    Raises:
        Forbidden, Missing, Erased, InputError, NotReady: see `get_proof_text`.
    """
    proof = AnswerProof.model_validate_json(get_proof_text(store, caller, proposal_id, explanation_id))
    log_read(store, caller, ReadAccess("explanation", explanation_id, action="export"))
    return embed_proof(get_answer(store, caller, proposal_id, explanation_id), proof)


def get_proof_archive(store: Store, caller: Caller, proposal_id: str) -> bytes:
    """Return program, proof and verifier as a zip; log who took them.

    Raises:
        Forbidden, Missing, Erased, InputError, NotReady: see `get_proof_text`.
    """
    proof = ProposalProof.model_validate_json(get_proof_text(store, caller, proposal_id))
    text = get_completed_proposal(store, caller, proposal_id).text
    log_read(store, caller, ReadAccess("proposal", proposal_id, action="export"))
    return pack_files(build_proof_files(Proposal.model_validate_json(text), proof))


def get_answer_proof_archive(store: Store, caller: Caller, proposal_id: str, explanation_id: str) -> bytes:
    """Return rows, proof and verifier of an answer as a zip; log who took them.

    Raises:
        Forbidden, Missing, Erased, InputError, NotReady: see `get_proof_text`.
    """
    proof = AnswerProof.model_validate_json(get_proof_text(store, caller, proposal_id, explanation_id))
    asked = get_explanation(store, caller, proposal_id, explanation_id).question
    told = get_answer(store, caller, proposal_id, explanation_id)
    text = get_completed_proposal(store, caller, proposal_id).text
    log_read(store, caller, ReadAccess("explanation", explanation_id, action="export"))
    answer = PROVABLE_ANSWERS[asked].model_validate_json(told)
    return pack_files(build_answer_files(Proposal.model_validate_json(text), answer, proof))


def find_known_proof(store: Store, caller: Caller, proposal_id: str) -> ProposalProof | None:
    """Find the proof for whoever may see people; None: there is none yet."""
    if not caller.may(Permission.SEE_PEOPLE):
        return None
    found = _find_newest(store, caller, proposal_id, ProofQuestion(), (JobState.DONE,))
    if found is None:
        return None
    return ProposalProof.model_validate_json(get_answer(store, caller, proposal_id, found))


def find_answer_proof(
    store: Store, caller: Caller, proposal_id: str, explanation_id: str
) -> ExplanationStatus | None:
    """Find where the proof of an answer stands, the newest that is known or on its way.

    Raises:
        Forbidden, Missing: see `get_explanation`.
    """
    question = AnswerProofQuestion(explanation=explanation_id)
    found = _find_newest(store, caller, proposal_id, question, REUSABLE_STATES)
    return None if found is None else get_explanation(store, caller, proposal_id, found)


class ReauditDifference(Record):
    """Something stored in a proposal that auditing it again does not confirm."""

    what: str
    vi: str
    en: str


class ReauditProof(Record):
    """The stored proof of a proposal, added up again: whether it holds."""

    holds: bool
    exact: int = Field(description="claims proven in whole numbers")
    by_engines: int = Field(description="claims that rest on engines")


class Reaudit(Record):
    """The result of a new audit; `same`: as stored, `kept`: no must is broken."""

    format: Literal["cocau/again/1"] = "cocau/again/1"
    digest: str
    same: bool
    kept: bool
    findings: tuple[Finding, ...]
    differences: tuple[ReauditDifference, ...]
    proof: ReauditProof | None = Field(default=None, description="null: there is none yet")


@requires(Permission.SEE_PEOPLE)
def reaudit_proposal(store: Store, caller: Caller, proposal_id: str) -> Reaudit:
    """Audit a proposal and its stored proof again, under the rulebook that is stored in it.

    Raises:
        Forbidden: the role does not allow to see people.
        Missing, Erased, NotReady, InputError: see `get_proposal_text`.
    """
    kept = get_completed_proposal(store, caller, proposal_id)
    proposal = Proposal.model_validate_json(kept.text)
    proof = find_known_proof(store, caller, proposal_id)
    again = reaudit(proposal, proof)
    return Reaudit(
        digest=f"{kept.row.proposal_digest}",
        same=not again.differences,
        kept=not list_broken_rules(proposal.rulebook, again.findings),
        findings=again.findings,
        differences=tuple(ReauditDifference(what=d.what, vi=d.vi, en=d.en) for d in again.differences),
        proof=None
        if proof is None
        else ReauditProof(
            holds=not any(d.what.startswith(PROOF_PLACE) for d in again.differences),
            exact=proof.exact,
            by_engines=len(proof.claims) - proof.exact,
        ),
    )


def _check_there(store: Store, caller: Caller, proposal_id: str, permission: Permission) -> None:
    """Refuse whoever may not, and what was erased."""
    with begin_read(store, caller, permission) as session:
        row, _ = get_proposal_row(session, caller, proposal_id)
    if row.erased_at is not None:
        raise Erased(proposal_id)


def _build_question(explanation_id: str | None) -> ProofQuestion | AnswerProofQuestion:
    return ProofQuestion() if explanation_id is None else AnswerProofQuestion(explanation=explanation_id)


def _find_newest(
    store: Store,
    caller: Caller,
    proposal_id: str,
    question: ProofQuestion | AnswerProofQuestion,
    states: tuple[JobState, ...],
) -> str | None:
    chosen = _select_proofs(proposal_id, question)
    chosen = chosen.where(ExplanationRow.id == JobRow.id, col(JobRow.state).in_(states))
    with begin_read(store, caller, Permission.READ) as session:
        get_proposal_row(session, caller, proposal_id)
        return session.exec(limit_newest(chosen, ExplanationRow.id, None, 1)).first()


def _select_proofs(proposal_id: str, question: ProofQuestion | AnswerProofQuestion) -> SelectOfScalar[str]:
    chosen = select(ExplanationRow.id).where(
        ExplanationRow.proposal_id == proposal_id, ExplanationRow.question == question.question
    )
    if isinstance(question, AnswerProofQuestion):
        return chosen.where(ExplanationRow.digest == compute_question_digest(proposal_id, question))
    return chosen
