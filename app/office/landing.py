"""What is noted of a proposal that is there: the digest of its bytes; when needed, its numbers too."""

import hashlib
import json

from sqlmodel import Session

from cocau.app.jobs.ending import REFUSED, on_end
from cocau.app.jobs.tasks.plan import PLAN
from cocau.app.office.aggregate import aggregate_of
from cocau.app.store import Ring
from cocau.app.store.tables import Job, ProposalRow, Standing, State
from cocau.constraints.errors import InputError, Problem
from cocau.solver.proposal import Proposal


def landed(session: Session, ring: Ring, row: ProposalRow, job: Job, text: str | None = None) -> None:
    """Note the digest, unless there is nothing yet or it is noted already. `session` writes.

    Whoever asked waits for this: the numbers are counted later, see `counted`.
    """
    if row.proposal_digest is not None or not is_there(job):
        return
    text = ring.open(job.output or b"") if text is None else text
    row.proposal_digest = hashlib.sha256(text.encode()).hexdigest()
    session.add(row)
    if job.state not in PROVEN:
        _told_gap(session, row.id, Proposal.model_validate_json(text))


PROVEN = (State.OPTIMAL, State.CONFLICT)
"""Nothing is left open in these."""


def counted(session: Session, ring: Ring, row: ProposalRow, job: Job) -> None:
    """Note the numbers too: when somebody asks for them, and before what they are counted from is erased."""
    if row.aggregate is not None or not is_there(job):
        return
    proposal = Proposal.model_validate_json(ring.open(job.output or b""))
    row.aggregate = aggregate_of(proposal).model_dump(mode="json")
    session.add(row)


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
