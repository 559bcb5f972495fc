"""Repair of a broken audit log: an act that acknowledges breaks and lets writing go on."""

from cocau.app.audit_log.entries import build_entry, lock_head, seal_head
from cocau.app.audit_log.verification import (
    REPAIR,
    AuditLogReport,
    HashChain,
    iterate_entries,
    open_seal,
    verify_session,
)
from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.constraints.errors import InputError, Problem

MAX_REASON = 60
"""Letters of a reason: as many as an entry's subject holds."""


def repair_audit_log(store: Store, caller: Caller, reason: str) -> AuditLogReport:
    """Acknowledge every break in an entry over the whole log; return the breaks.

    Nothing is mended or removed: the entry's digest covers every entry before it, so that what was broken
    stays to be seen and cannot be altered again unseen. A whole audit log is left as it is.

    Raises:
        InputError: no reason, or more than `MAX_REASON` letters.
    """
    if not 0 < len(reason.strip()) <= MAX_REASON:
        vi, en = f"cần từ 1 đến {MAX_REASON} ký tự", f"must have 1 to {MAX_REASON} letters"
        raise InputError([Problem("bad_reason", ("reason",), vi, en)])
    with store.writing() as session:
        head = lock_head(session)
        report = verify_session(session, store.ring)
        if report.whole:
            return report
        chain = HashChain(session)
        for row in iterate_entries(session):
            for _ in chain.check_next(row):
                pass
        sealed = None if head is None else open_seal(store.ring, head)
        seq = max(chain.last, 0 if sealed is None else sealed[0]) + 1
        entry = build_entry(caller, seq, chain.head, *REPAIR, reason.strip(), digest=chain.digest)
        session.add(entry)
        seal_head(session, store.ring, head, entry)
    return report
