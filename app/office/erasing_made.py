"""Erasing what was made of people: proposals, what was asked about or derived from them, and fan-outs.

What is still being computed is ended there and then: whoever computes it finds nothing to write to.
"""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from cocau.app.access.caller import Caller
from cocau.app.office.approving import Content
from cocau.app.office.landing import counted, landed
from cocau.app.store import Ring, Store
from cocau.app.store.moment import now
from cocau.app.store.tables import Approval, Explanation, FanOut, Job, ProposalRow, Standing, State
from cocau.app.trail.entry import entry


def empty_proposals(store: Store, session: Session, caller: Caller, rows: Iterable[ProposalRow]) -> None:
    """Erase proposals, and all that was made of them. `session` writes.

    That is sweeps over them, and what was derived: a patch keeps near the slate it is made to.
    """
    waiting, seen = list(rows), set[str]()
    while waiting:
        row = waiting.pop()
        if row.id in seen:
            continue
        seen.add(row.id)
        waiting += session.exec(select(ProposalRow).where(ProposalRow.derived_from == row.id))
        if row.erased_at is None:
            empty_proposal(store, session, caller, row)
        of_it = select(FanOut).where(FanOut.proposal_id == row.id, col(FanOut.erased_at).is_(None))
        for sweep in session.exec(of_it):
            empty_fan_out(store, session, caller, sweep)


def empty_proposal(store: Store, session: Session, caller: Caller, row: ProposalRow) -> None:
    """Erase one proposal, and what was asked about it. `session` writes."""
    job = session.get_one(Job, row.id, with_for_update=True)
    for one in (job, *asked_about(session, row.id)):
        end(one)
    session.flush()  # what follows reads the jobs again
    _emptied(session, store.ring, row, job)
    entry(session, store.ring, caller, "erase", "proposal", row.id, digest=row.proposal_digest)


def empty_fan_out(store: Store, session: Session, caller: Caller, row: FanOut) -> None:
    """Erase a sweep or a programme, its parts ended where they are not over. `session` writes.

    What was derived from it goes too: the people of most of its councils are the same.
    """
    if row.erased_at is not None:
        return
    hold_parts(session, row.id)
    for job in session.exec(select(Job).where(Job.parent == row.id)):
        end(job)
        without_input(session, job)
    moment = now()
    row.erased_at, row.base, row.withdrawal, row.label = moment, None, None, ""
    row.ended_at = row.ended_at or moment
    entry(session, store.ring, caller, "erase", row.kind, row.id)
    for derived in session.exec(select(FanOut).where(FanOut.derived_from == row.id)):
        empty_fan_out(store, session, caller, derived)


def hold_parts(session: Session, which: str) -> None:
    """Hold the parts of a fan-out, before itself: in the order in which whoever ends a part holds both."""
    session.exec(select(Job.id).where(Job.parent == which).order_by(col(Job.id)).with_for_update()).all()


def end(job: Job) -> None:
    """A job that is not over is now: the process that computes it looks at its row, and may write no more."""
    if not job.state.final:
        job.state, job.ended_at = State.STOPPED, now()


def _emptied(session: Session, ring: Ring, row: ProposalRow, job: Job) -> None:
    landed(session, ring, row, job)
    counted(session, ring, row, job)
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
