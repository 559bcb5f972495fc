"""An installation of the first schema is taken over whole: its log, its proposals, its waiting jobs.

`schema_0001.zip` is a backup that version wrote: three users, a made-up commune with its list, a proposal that
was approved, two that wait. Their keys open nothing else.
"""

from pathlib import Path

from sqlmodel import select

from cocau.app.audit_log.verification import verify_store
from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.encryption import Keyring
from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow, JobState
from cocau.app.jobs.queue import JobQueue, wait_for_job
from cocau.app.services.access.sign_in import sign_in
from cocau.app.services.completion import COMPLETION
from cocau.app.services.operations.backup import restore_backup
from cocau.app.services.planning import approvals, proposals
from cocau.app.settings import Settings
from cocau.solver.proposal import Proposal
from tests.patience import PATIENCE

BACKUP = Path(__file__).with_name("schema_0001.zip")
KEYS = ["bnUWk-AqznfQ0NkCeJ1FUyWZclvU4RUXBJMaGcw3MtI="]
APPROVED = "prp_01m8s3hdmsxv770njq1fa7z8r5"


def test_an_installation_of_the_first_schema_is_taken_over(database: str, settings: Settings) -> None:
    store = Store(database, Keyring(KEYS))
    restored = restore_backup(store, BACKUP)
    assert (restored.revision, restored.trail_seq) == ("0001", 11)
    checked = verify_store(store)
    assert checked.whole
    assert checked.uncovered > 0  # what that version recorded had no digest of its row
    with store.reading() as session:
        waiting = [job.id for job in session.exec(select(JobRow)) if job.state is JobState.QUEUED]
    queue = JobQueue(store, settings, completion=COMPLETION)
    queue.start()
    ended = [wait_for_job(store, queue, job_id, PATIENCE).state for job_id in waiting]
    queue.close()
    assert ended == [JobState.OPTIMAL] * 2
    text = proposals.get_proposal_text(store, DEVELOPER, APPROVED).text
    assert Proposal.model_validate_json(text).slate is not None
    assert [one.decision for one in approvals.list_decisions(store, DEVELOPER, APPROVED)] == ["approved"]
    assert sign_in(store, "approver-1", "mot mat khau dai").caller.name == "approver-1"
    assert verify_store(store).whole
    store.close()
