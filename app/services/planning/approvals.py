"""Approvals: decisions about the very bytes of a proposal, kept as they were made."""

import hashlib
from datetime import datetime

from pydantic import Field
from sqlmodel import col, select

from cocau.app.audits.proposals import list_broken_rules, reaudit
from cocau.app.auth.caller import DEVELOPER, Caller
from cocau.app.db.clock import new_id, now
from cocau.app.db.engine import Store
from cocau.app.db.models import ApprovalDecision, ApprovalRow, ProposalRow
from cocau.app.db.seals import open_column, seal_column
from cocau.app.permissions import Permission
from cocau.app.services.acts import Act, begin_act, begin_read, requires
from cocau.app.services.computations import Services, open_result
from cocau.app.services.errors import ActRefused
from cocau.app.services.planning.adjustments import get_news
from cocau.app.services.planning.proposal_status import (
    ApprovalContent,
    ProposalStanding,
    get_proposal_row,
    get_standing,
    record_digest,
)
from cocau.constraints.record import Record
from cocau.solver.proposal import Proposal

PREFIX = "apr"


class ApprovalCreate(Record):
    """A decision to record; `digest`: of the proposal that was read, as its ETag says."""

    decision: ApprovalDecision
    digest: str = Field(pattern="^[0-9a-f]{64}$")
    document: str = Field(default="", max_length=300, description="number and day of the decision on paper")
    reason: str = Field(default="", max_length=4000)
    outdated_reason: str = Field(
        default="",
        max_length=4000,
        description="why it is approved although its council, pool or rules have changed since",
    )


class Approval(Record):
    """One decision. Its texts are empty for whoever may not see people, and once erased.

    Who may not see people is not told the digest either.
    """

    id: str
    proposal: str
    proposal_digest: str | None
    decision: ApprovalDecision
    document: str
    reason: str
    outdated_reason: str = ""
    by: str
    at: datetime


@requires(Permission.APPROVE)
def record_decision(services: Services, caller: Caller, proposal_id: str, create: ApprovalCreate) -> Approval:
    """Record a decision about a proposal that somebody else asked for (four eyes).

    The built-in caller of a developer's machine is the one exception, and only there: nobody else is at it.

    Raises:
        Forbidden, Missing, Erased: see `get_proposal_text`.
        NotReady: there is no proposal to decide about.
        ActRefused: one's own proposal, another digest, or one that cannot be approved; one that is out of
            date, unless a reason is given.
    """
    is_approval = create.decision is ApprovalDecision.APPROVED
    is_outdated = is_approval and not get_news(services.store, caller, proposal_id).is_current
    with begin_act(services.store, caller, Permission.APPROVE) as act:
        row, job = get_proposal_row(act.session, caller, proposal_id, lock=True)
        record_digest(act.session, act.ring, row, job)
        _check_four_eyes(caller, row, development=services.settings.development)
        proposal = Proposal.model_validate_json(
            open_result(act.ring, job, row.erased_at, digest=row.proposal_digest)
        )
        if row.proposal_digest != create.digest:
            raise ActRefused(
                "Mã băm không phải của đề xuất này; hãy đọc lại đề xuất rồi quyết định.",
                "The digest is not that of this proposal; read it again, then decide.",
            )
        if is_approval:
            _check_standing(row)
            _check_lawful(proposal)
        if is_outdated and not create.outdated_reason:
            raise _OUTDATED
        approval = _add_approval(act, proposal_id, create, is_outdated=is_outdated)
        row.decision = create.decision
        act.log(str(create.decision), "proposal", proposal_id, digest=create.digest)
        if is_outdated:  # what the reason says is sealed; that it was given, and its digest, are on record
            reason_digest = hashlib.sha256(create.outdated_reason.encode()).hexdigest()
            act.log("approve_outdated", "proposal", proposal_id, digest=reason_digest)
        if is_approval:
            _supersede_earlier(act, row)
    return _build_approval(services.store, caller, approval)


def _add_approval(act: Act, proposal_id: str, create: ApprovalCreate, *, is_outdated: bool) -> ApprovalRow:
    content = ApprovalContent(
        document=create.document,
        reason=create.reason,
        outdated_reason=create.outdated_reason if is_outdated else "",
    ).model_dump_json()
    approval = ApprovalRow(
        id=new_id(PREFIX),
        proposal_id=proposal_id,
        proposal_digest=create.digest,
        decision=create.decision,
        made_by=act.caller.id,
        made_at=now(),
    )
    seal_column(act.ring, approval, "content", content)
    act.session.add(approval)
    return approval


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
        return [_build_approval(store, caller, approval) for approval in session.exec(of_it)]


def _build_approval(store: Store, caller: Caller, row: ApprovalRow) -> Approval:
    content = ApprovalContent.model_validate_json(open_column(store.ring, row, "content"))
    seen = caller.may(Permission.SEE_PEOPLE)
    return Approval(
        id=row.id,
        proposal=row.proposal_id,
        proposal_digest=row.proposal_digest if seen else None,
        decision=row.decision,
        document=content.document if seen else "",
        reason=content.reason if seen else "",
        outdated_reason=content.outdated_reason if seen else "",
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


_OUTDATED = ActRefused(
    "Hội đồng, danh sách hoặc quy định đã thay đổi sau khi lập phương án này. Hãy điều chỉnh phương án; "
    "nếu vẫn phê duyệt thì phải ghi lý do.",
    "The council, the pool or the rules have changed since this proposal was made. Adjust it; "
    "to approve it all the same, give a reason (outdated_reason).",
)


def _check_standing(row: ProposalRow) -> None:
    """Check that a proposal is still under consideration."""
    match get_standing(row):
        case ProposalStanding.TENTATIVE:
            raise ActRefused(
                "Kết quả điều chỉnh này chưa được giữ; hãy giữ phương án rồi phê duyệt.",
                "This adjustment has not been kept yet; keep it, then approve it.",
            )
        case ProposalStanding.WITHDRAWN:
            raise ActRefused("Phương án này đã được rút.", "This proposal was withdrawn.")
        case ProposalStanding.SUPERSEDED:
            raise ActRefused(
                "Phương án này đã được thay thế bằng phương án khác.", "Another proposal superseded this one."
            )
        case _:
            return


def _supersede_earlier(act: Act, row: ProposalRow) -> None:
    """Mark what was approved for the same council before as superseded."""
    if row.council_id is None:
        return
    earlier = select(ProposalRow).where(
        ProposalRow.council_id == row.council_id,
        ProposalRow.id != row.id,
        ProposalRow.decision == ApprovalDecision.APPROVED,
        col(ProposalRow.superseded_by).is_(None),
        col(ProposalRow.withdrawn_at).is_(None),
    )
    for before in act.session.exec(earlier):
        before.superseded_by = row.id
        act.log("supersede", "proposal", before.id)


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
