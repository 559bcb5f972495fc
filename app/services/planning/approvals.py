"""Approvals: an approver decides about the very bytes of a proposal; each decision stays as it was made."""

from datetime import datetime

from pydantic import Field
from sqlmodel import col, select

from cocau.app.audits.proposals import list_broken_rules, reaudit
from cocau.app.auth.caller import DEVELOPER, Caller
from cocau.app.db.clock import new_id, now
from cocau.app.db.engine import Store
from cocau.app.db.models import ApprovalDecision, ApprovalRow, ProposalRow
from cocau.app.permissions import Permission
from cocau.app.services.acts import begin_act, begin_read
from cocau.app.services.computations import Services, open_result
from cocau.app.services.errors import ActRefused
from cocau.app.services.planning.proposal_results import record_digest
from cocau.app.services.planning.proposal_status import get_proposal_row
from cocau.constraints.record import Record
from cocau.solver.proposal import Proposal

PREFIX = "apr"


class ApprovalCreate(Record):
    """A decision about a proposal. `digest`: of the proposal that was read, as its ETag and status say."""

    decision: ApprovalDecision
    digest: str = Field(pattern="^[0-9a-f]{64}$")
    document: str = Field(default="", max_length=300, description="number and day of the decision on paper")
    reason: str = Field(default="", max_length=4000)


class ApprovalContent(Record):
    """The encrypted part of a decision."""

    document: str
    reason: str


class Approval(Record):
    """One decision. `document` and `reason` are empty for whoever may not see people, and once erased.

    Who may not see people is not told the digest either.
    """

    id: str
    proposal: str
    proposal_digest: str | None
    decision: ApprovalDecision
    document: str
    reason: str
    by: str
    at: datetime


def record_decision(services: Services, caller: Caller, proposal_id: str, create: ApprovalCreate) -> Approval:
    """Record a decision about a proposal that somebody else asked for (four eyes).

    The built-in caller of a developer's machine is the one exception, and only there: nobody else is at it.

    Raises:
        Forbidden, Missing, Erased: see `get_proposal_text`.
        NotReady: there is no proposal to decide about.
        ActRefused: one's own proposal, another digest, or one that cannot be approved.
    """
    with begin_act(services.store, caller, Permission.APPROVE) as act:
        row, job = get_proposal_row(act.session, caller, proposal_id, lock=True)
        record_digest(act.session, act.ring, row, job)
        _check_four_eyes(caller, row, development=services.settings.development)
        proposal = Proposal.model_validate_json(open_result(act.ring, job, row.erased_at))
        if row.proposal_digest != create.digest:
            raise ActRefused(
                "Mã băm không phải của đề xuất này; hãy đọc lại đề xuất rồi quyết định.",
                "The digest is not that of this proposal; read it again, then decide.",
            )
        if create.decision is ApprovalDecision.APPROVED:
            _check_lawful(proposal)
        content = ApprovalContent(document=create.document, reason=create.reason).model_dump_json()
        made = ApprovalRow(
            id=new_id(PREFIX),
            proposal_id=proposal_id,
            proposal_digest=create.digest,
            decision=create.decision,
            content=act.ring.seal(content),
            made_by=caller.id,
            made_at=now(),
        )
        act.session.add(made)
        act.log(str(create.decision), "proposal", proposal_id, digest=create.digest)
    return _build_approval(services.store, caller, made)


def list_decisions(store: Store, caller: Caller, proposal_id: str) -> list[Approval]:
    """List every decision about a proposal, oldest first.

    Raises:
        Forbidden, Missing: see `get_proposal_status`.
    """
    with begin_read(store, caller, Permission.READ) as session:
        get_proposal_row(session, caller, proposal_id)
        of_it = (
            select(ApprovalRow).where(ApprovalRow.proposal_id == proposal_id).order_by(col(ApprovalRow.id))
        )
        return [_build_approval(store, caller, made) for made in session.exec(of_it)]


def _build_approval(store: Store, caller: Caller, row: ApprovalRow) -> Approval:
    content = ApprovalContent.model_validate_json(store.ring.open(row.content))
    seen = caller.may(Permission.SEE_PEOPLE)
    return Approval(
        id=row.id,
        proposal=row.proposal_id,
        proposal_digest=row.proposal_digest if seen else None,
        decision=row.decision,
        document=content.document if seen else "",
        reason=content.reason if seen else "",
        by=row.made_by,
        at=row.made_at,
    )


def _check_four_eyes(caller: Caller, row: ProposalRow, *, development: bool) -> None:
    alone = development and caller.id == DEVELOPER.id
    if caller.id == row.asked_by and not alone:
        raise ActRefused(
            "Không ai tự phê duyệt đề xuất do chính mình yêu cầu; hãy nhờ người khác.",
            "Nobody decides about a proposal they asked for themselves; somebody else must.",
        )


def _check_lawful(proposal: Proposal) -> None:
    """Check that a proposal may be approved: it is lawful, not necessarily optimal.

    It is judged again from itself alone; what breaks a must, or no longer fits its own record, is refused.
    """
    if proposal.slate is None:
        raise ActRefused(
            "Đề xuất này không có danh sách nên chỉ có thể trả lại.",
            "This proposal holds no slate; it can only be returned.",
        )
    again = reaudit(proposal)
    if again.differences or list_broken_rules(proposal.rulebook, again.findings):
        raise ActRefused(
            "Rà soát lại không khớp hoặc có quy định bắt buộc bị vi phạm nên chỉ có thể trả lại.",
            "Audited again it differs from its record or breaks a must; it can only be returned.",
        )
