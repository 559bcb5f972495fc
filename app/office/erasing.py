"""Erasing a proposal: whatever tells of a person goes for good; its numbers and its record stay."""

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.office.erasing_made import asked_about, empty_proposal, empty_proposals
from cocau.app.office.errors import Erased, Refused
from cocau.app.office.found import found
from cocau.app.office.status import Status, status_of
from cocau.app.store import Store


def erase(store: Store, caller: Caller, which: str) -> Status:
    """Erase a proposal with everything that was asked about it.

    If its people were sent with it, nothing else ever erases them: what was derived from it goes too, and
    every sweep over it. Those of a pool that is kept stay until it is erased.

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
        if row.pool_id is None:
            empty_proposals(store, session, caller, [row])
        else:
            empty_proposal(store, session, caller, row)
    store.overwrite()
    return status_of(caller, row, job)
