"""The proof of a proposal: asked for, found by a job after the answer, read beside it."""

from sqlmodel import col, select

from cocau.app.audit_log.entries import ReadAccess, log_read
from cocau.app.audits.proof_files import build_proof_archive, embed_proof
from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store, limit_newest
from cocau.app.db.models import ExplanationRow, JobRow, JobState
from cocau.app.permissions import Permission
from cocau.app.services.acts import begin_read
from cocau.app.services.computations import Services, Submission
from cocau.app.services.errors import Erased, NotReady
from cocau.app.services.planning.explanations import REUSABLE_STATES, create_explanation, get_answer
from cocau.app.services.planning.proposal_status import get_proposal_row
from cocau.app.services.planning.proposals import get_completed_proposal
from cocau.solver.proofs.proof import ProposalProof
from cocau.solver.proofs.question import ProofQuestion
from cocau.solver.proposal import Proposal

PROOF = "proof"


def request_proof(services: Services, caller: Caller, proposal_id: str) -> Submission:
    """Have a proof found, unless one is there or on its way.

    Raises:
        Forbidden, Missing, Erased, NotReady, QuotaExceeded: see `create_explanation`.
    """
    _check_there(services.store, caller, proposal_id, Permission.ASK)
    known = _find_newest(services.store, caller, proposal_id, REUSABLE_STATES)
    if known is not None:
        return Submission(known, replayed=True)
    return create_explanation(services, caller, proposal_id, ProofQuestion())


def get_proof_text(store: Store, caller: Caller, proposal_id: str) -> str:
    """Return the JSON of a proposal's proof.

    Raises:
        Forbidden: the role does not allow to see people, whose ids are in it.
        Missing, Erased: see `get_proposal_text`.
        NotReady: nobody asked for it, or it is not found yet.
    """
    _check_there(store, caller, proposal_id, Permission.SEE_PEOPLE)
    found = _find_newest(store, caller, proposal_id, (JobState.DONE,))
    if found is None:
        asked = _find_newest(store, caller, proposal_id, REUSABLE_STATES)
        raise NotReady(proposal_id, "unasked" if asked is None else str(JobState.RUNNING))
    return get_answer(store, caller, proposal_id, found)


def get_proposal_with_proof(store: Store, caller: Caller, proposal_id: str) -> str:
    """Return the JSON of a proposal that carries its proof.

    Raises:
        Forbidden, Missing, Erased, InputError, NotReady: see `get_proof_text`.
    """
    proof = ProposalProof.model_validate_json(get_proof_text(store, caller, proposal_id))
    log_read(store, caller, ReadAccess("proposal", proposal_id, action="export"))
    return embed_proof(get_completed_proposal(store, caller, proposal_id).text, proof)


def get_proof_archive(store: Store, caller: Caller, proposal_id: str) -> bytes:
    """Return program, proof and verifier as a zip; log who took them.

    Raises:
        Forbidden, Missing, Erased, InputError, NotReady: see `get_proof_text`.
    """
    proof = ProposalProof.model_validate_json(get_proof_text(store, caller, proposal_id))
    text = get_completed_proposal(store, caller, proposal_id).text
    log_read(store, caller, ReadAccess("proposal", proposal_id, action="export"))
    return build_proof_archive(Proposal.model_validate_json(text), proof)


def find_known_proof(store: Store, caller: Caller, proposal_id: str) -> ProposalProof | None:
    """Find the proof for whoever may see people; None: there is none yet."""
    if not caller.may(Permission.SEE_PEOPLE):
        return None
    found = _find_newest(store, caller, proposal_id, (JobState.DONE,))
    if found is None:
        return None
    return ProposalProof.model_validate_json(get_answer(store, caller, proposal_id, found))


def _check_there(store: Store, caller: Caller, proposal_id: str, permission: Permission) -> None:
    """Refuse whoever may not, and what was erased."""
    with begin_read(store, caller, permission) as session:
        row, _ = get_proposal_row(session, caller, proposal_id)
    if row.erased_at is not None:
        raise Erased(proposal_id)


def _find_newest(store: Store, caller: Caller, proposal_id: str, states: tuple[JobState, ...]) -> str | None:
    chosen = select(ExplanationRow.id).where(
        ExplanationRow.id == JobRow.id,
        ExplanationRow.proposal_id == proposal_id,
        ExplanationRow.question == PROOF,
        col(JobRow.state).in_(states),
    )
    with begin_read(store, caller, Permission.READ) as session:
        get_proposal_row(session, caller, proposal_id)
        return session.exec(limit_newest(chosen, ExplanationRow.id, None, 1)).first()
