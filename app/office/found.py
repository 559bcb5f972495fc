"""Finding a proposal that a caller may know of."""

from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from cocau.app.access.caller import Caller
from cocau.app.office.errors import Missing
from cocau.app.store.tables import Job, ProposalRow, Standing

_JOB: tuple[Any, ...] = (Job.input, Job.output)
_BODIES: tuple[Any, ...] = (*_JOB, ProposalRow.patch, ProposalRow.aggregate)
WITHOUT_JOB_BODIES = tuple(defer(body) for body in _JOB)
WITHOUT_BODIES = tuple(defer(body) for body in _BODIES)
"""What is left out where only the standing of a proposal is read: bodies are a thousand times as large."""


_IN_SHORT = (
    select(ProposalRow, Job, Standing)
    .join(Job, col(Job.id) == ProposalRow.id)
    .join(Standing, col(Standing.job_id) == ProposalRow.id, isouter=True)
    .where(ProposalRow.id == bindparam("which"))
    .options(*WITHOUT_BODIES)
)
"""Put together once: it is what is read most often."""


def found(session: Session, caller: Caller, which: str, *, lock: bool = False) -> tuple[ProposalRow, Job]:
    """A proposal and its job.

    Raises:
        Missing: there is none, or it is not the caller's.
    """
    row = session.get(ProposalRow, which, with_for_update=lock or None)
    job = None if row is None else session.get(Job, which, with_for_update=lock or None)
    if row is None or job is None or not caller.sees(row.locality):
        raise Missing(which)
    return row, job


def found_in_short(session: Session, caller: Caller, which: str) -> tuple[ProposalRow, Job, Standing | None]:
    """A proposal, its job and how far it is, in one look and without bodies.

    Raises:
        Missing: as `found`.
    """
    one = session.exec(_IN_SHORT, params={"which": which}).first()
    if one is None or not caller.sees(one[0].locality):
        raise Missing(which)
    return one
