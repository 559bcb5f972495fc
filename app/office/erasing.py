"""Erasing a proposal: whatever tells of a person goes for good; its numbers and its record stay."""

from sqlmodel import Session, select

from app.access.caller import Caller
from app.access.roles import May
from app.office.approving import Content
from app.office.errors import Erased, Refused
from app.office.found import found
from app.office.landing import landed
from app.office.status import Status, status_of
from app.store import Ring, Store
from app.store.moment import now
from app.store.tables import Approval, Explanation, Job, ProposalRow, Standing
from app.trail.entry import entry


def erase(store: Store, caller: Caller, which: str) -> Status:
    """Erase a proposal with everything that was asked about it.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is none, or it is not the caller's.
        Erased: it was erased before.
        Refused: it is still being made.
    """
    caller.must(May.ERASE)
    with store.writing() as session:
        row, job = found(session, caller, which, lock=True)
        if row.erased_at is not None:
            raise Erased(which)
        if not all(one.state.final for one in (job, *asked_about(session, which))):
            raise Refused(
                "Đề xuất, hoặc một giải thích về nó, còn đang được tính; hãy hủy (cancel) hoặc chờ rồi xóa.",
                "The proposal or an explanation of it is still being made; cancel it or wait, then erase it.",
            )
        emptied(session, store.ring, row, job)
        entry(session, store.ring, caller, "erase", "proposal", which)
    store.overwrite()
    return status_of(caller, row, job)


def emptied(session: Session, ring: Ring, row: ProposalRow, job: Job) -> None:
    """Take away what tells of people; the caller of this writes the trail. `session` writes."""
    landed(session, ring, row, job)
    row.erased_at = now()
    row.patch, row.label = None, ""
    without_input(session, job)
    for about in asked_about(session, row.id):
        without_input(session, about)
    for asked in session.exec(select(Explanation).where(Explanation.proposal_id == row.id)):
        asked.asked = None
    for made in session.exec(select(Approval).where(Approval.proposal_id == row.id)):
        made.content = ring.seal(Content(document="", reason="").model_dump_json())


def asked_about(session: Session, which: str) -> list[Job]:
    """The jobs of all questions about a proposal."""
    of_it = select(Job).where(Job.id == Explanation.id, Explanation.proposal_id == which)
    return list(session.exec(of_it))


def without_input(session: Session, job: Job) -> None:
    """Take away what a job was given and what it found."""
    job.input = job.output = None
    standing = session.get(Standing, job.id)
    if standing is not None:
        standing.best = None
