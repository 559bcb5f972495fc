"""Approvals: an approver decides about the very bytes of a proposal; each decision stays as it was made."""

from datetime import datetime

from pydantic import Field
from sqlmodel import col, select

from cocau.app.access.caller import DEVELOPER, Caller
from cocau.app.access.roles import May
from cocau.app.judging import broken, rejudge
from cocau.app.office.errors import Erased, NotReady, Refused
from cocau.app.office.found import found
from cocau.app.office.landing import is_there, landed
from cocau.app.office.proposals import Office
from cocau.app.store import Store
from cocau.app.store.ids import new_id
from cocau.app.store.moment import now
from cocau.app.store.tables import Approval, Job, ProposalRow
from cocau.app.store.tables.approvals import Decision
from cocau.app.trail.entry import entry
from cocau.constraints.record import Record
from cocau.solver.proposal import Proposal

PREFIX = "apr"


class Deciding(Record):
    """A decision about a proposal. `digest`: of the proposal that was read, as its ETag and status say."""

    decision: Decision
    digest: str = Field(pattern="^[0-9a-f]{64}$")
    document: str = Field(default="", max_length=300, description="number and day of the decision on paper")
    reason: str = Field(default="", max_length=4000)


class Content(Record):
    """What is sealed of a decision."""

    document: str
    reason: str


class Decided(Record):
    """One decision. `document` and `reason` are empty for whoever may not see people, and once erased.

    Who may not see people is not told the digest either.
    """

    id: str
    proposal: str
    proposal_digest: str | None
    decision: Decision
    document: str
    reason: str
    by: str
    at: datetime


def decide(office: Office, caller: Caller, which: str, deciding: Deciding) -> Decided:
    """Record a decision. Four eyes: nobody decides about a proposal that they asked for themselves.

    The built-in caller of a developer's machine is the one exception, and only there: nobody else is at it.

    Raises:
        Forbidden, Missing, Erased: see `result`.
        NotReady: there is no proposal to decide about.
        Refused: one's own proposal, another digest, or one that cannot be approved.
    """
    caller.must(May.APPROVE)
    ring = office.store.ring
    with office.store.writing() as session:
        row, job = found(session, caller, which, lock=True)
        landed(session, ring, row, job)
        _four_eyes(caller, row, development=office.settings.development)
        proposal = _proposal(office.store, row, job)
        if row.proposal_digest != deciding.digest:
            raise Refused(
                "Mã băm không phải của đề xuất này; hãy đọc lại đề xuất rồi quyết định.",
                "The digest is not that of this proposal; read it again, then decide.",
            )
        if deciding.decision is Decision.APPROVED:
            _unless_lawful(proposal)
        content = Content(document=deciding.document, reason=deciding.reason).model_dump_json()
        made = Approval(
            id=new_id(PREFIX),
            proposal_id=which,
            proposal_digest=deciding.digest,
            decision=deciding.decision,
            content=ring.seal(content),
            made_by=caller.id,
            made_at=now(),
        )
        session.add(made)
        entry(session, ring, caller, str(deciding.decision), "proposal", which, digest=deciding.digest)
    return _decided(office.store, caller, made)


def decisions(store: Store, caller: Caller, which: str) -> list[Decided]:
    """Every decision about a proposal, oldest first.

    Raises:
        Forbidden, Missing: see `status`.
    """
    caller.must(May.READ)
    with store.reading() as session:
        found(session, caller, which)
        of_it = select(Approval).where(Approval.proposal_id == which).order_by(col(Approval.id))
        return [_decided(store, caller, made) for made in session.exec(of_it)]


def _decided(store: Store, caller: Caller, made: Approval) -> Decided:
    content = Content.model_validate_json(store.ring.open(made.content))
    seen = caller.may(May.SEE_PEOPLE)
    return Decided(
        id=made.id,
        proposal=made.proposal_id,
        proposal_digest=made.proposal_digest if seen else None,
        decision=made.decision,
        document=content.document if seen else "",
        reason=content.reason if seen else "",
        by=made.made_by,
        at=made.made_at,
    )


def _four_eyes(caller: Caller, row: ProposalRow, *, development: bool) -> None:
    alone = development and caller.id == DEVELOPER.id
    if caller.id == row.asked_by and not alone:
        raise Refused(
            "Không ai tự phê duyệt đề xuất do chính mình yêu cầu; hãy nhờ người khác.",
            "Nobody decides about a proposal they asked for themselves; somebody else must.",
        )


def _proposal(store: Store, row: ProposalRow, job: Job) -> Proposal:
    """Raises Erased, NotReady: there is nothing to decide about."""
    if row.erased_at is not None:
        raise Erased(row.id)
    if job.output is None or not is_there(job):
        raise NotReady(row.id, str(job.state))
    return Proposal.model_validate_json(store.ring.open(job.output))


def _unless_lawful(proposal: Proposal) -> None:
    """The law asks for rules to be kept, not for an optimum: what is not proven may still be approved.

    It is judged again from itself alone; what breaks a must, or no longer fits its own record, is refused.
    """
    if proposal.slate is None:
        raise Refused(
            "Đề xuất này không có danh sách nên chỉ có thể trả lại.",
            "This proposal holds no slate; it can only be returned.",
        )
    again = rejudge(proposal)
    if again.differences or broken(proposal.rulebook, again.findings):
        raise Refused(
            "Rà soát lại không khớp hoặc có quy định bắt buộc bị vi phạm nên chỉ có thể trả lại.",
            "Audited again it differs from its record or breaks a must; it can only be returned.",
        )
