"""What is noted of a proposal once it is there: the digest of its bytes, and its numbers without people."""

import hashlib
import json

from sqlmodel import Session

from app.jobs.ending import REFUSED, on_end
from app.jobs.tasks.plan import PLAN
from app.office.aggregate import aggregate_of
from app.store import Ring
from app.store.tables import Job, ProposalRow, Standing
from constraints.errors import InputError, Problem
from solver.proposal import Proposal


def landed(session: Session, ring: Ring, row: ProposalRow, job: Job, text: str | None = None) -> None:
    """Note both, unless there is nothing yet or they are noted already. `session` writes."""
    if row.proposal_digest is not None or not is_there(job):
        return
    text = ring.open(job.output or b"") if text is None else text
    row.proposal_digest = hashlib.sha256(text.encode()).hexdigest()
    proposal = Proposal.model_validate_json(text)
    row.aggregate = aggregate_of(proposal).model_dump(mode="json")
    session.add(row)
    _told_gap(session, row.id, proposal)


def _told_gap(session: Session, which: str, proposal: Proposal) -> None:
    """Where a search did not prove everything, how far it is stays the first tier that is open."""
    standing = session.get(Standing, which)
    aims = sorted(proposal.aims, key=lambda aim: aim.priority)
    tiers = [*((m.value, m.bound) for m in proposal.moved), *((a.tier_value, a.tier_bound) for a in aims)]
    gap = next(((value, bound) for value, bound in tiers if value != bound), None)
    if standing is not None and gap is not None:
        standing.value, standing.bound = gap
        session.add(standing)


def is_there(job: Job) -> bool:
    """Whether a job has come to its end with an answer: not with a list of what was wrong with its input."""
    return job.state.final and not was_refused(job) and job.output is not None


def was_refused(job: Job) -> bool:
    """Whether a job found its input unusable; its output then lists why."""
    return job.failure is not None and job.failure["code"] == REFUSED.code


def refusal(ring: Ring, job: Job) -> InputError:
    """All that a job found wrong with its input."""
    listed = json.loads(ring.open(job.output or b""))["problems"]
    return InputError([Problem(**problem) for problem in listed])


def _ended(session: Session, ring: Ring, job: Job, output: str | None) -> None:
    row = session.get(ProposalRow, job.id)
    if row is not None:
        landed(session, ring, row, job, output)


on_end[PLAN.name] = _ended
