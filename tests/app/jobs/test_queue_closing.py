"""What a process that ends tells the queue of the jobs that it was handed."""

import pytest

from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow, JobState
from cocau.app.jobs.dbos_queue import JobHandedOn
from cocau.app.jobs.queue import JobQueue
from cocau.app.settings import Settings
from tests.app.jobs.test_queue import Desk
from tests.patience import wait_until


def test_a_job_that_was_cancelled_in_line_is_over_and_another_is_handed_on(one_store: Store) -> None:
    """Else the process waited for the queue to record an end that nobody would tell it."""
    desk = Desk(one_store, Settings())
    cancelled, other = desk.accept("go"), desk.accept("go")
    with one_store.writing() as session:
        desk.queue.request_cancel(session, cancelled)
    desk.queue.close()
    desk.queue._worker.compute(cancelled)
    with pytest.raises(JobHandedOn):
        desk.queue._worker.compute(other)
    assert desk.begun == []


@pytest.mark.parametrize("is_noticed", [True, False])
def test_a_job_that_was_erased_while_it_ran_is_over(
    one_store: Store, monkeypatch: pytest.MonkeyPatch, is_noticed: bool
) -> None:
    if not is_noticed:
        monkeypatch.setattr(JobQueue, "_stop_cancelled_jobs", lambda _: None)
    desk = Desk(one_store, Settings())
    desk.queue.start()
    job_id = desk.submit("wait")
    wait_until(lambda: desk.begun)
    with one_store.writing() as session:
        session.get_one(JobRow, job_id).state = JobState.STOPPED
    if is_noticed:
        wait_until(lambda: not desk.queue._worker.running.is_here(job_id))
    desk.queue.close()
    assert desk.queue._client.list_active([job_id]) == set()
