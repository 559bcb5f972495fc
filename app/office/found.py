"""Finding a proposal that a caller may know of."""

from sqlmodel import Session

from app.access.caller import Caller
from app.office.errors import Missing
from app.store.tables import Job, ProposalRow


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
