"""A drill: ten workers on machines of a network; one is cut off, one killed, one paused, the database restarts."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from cocau.app.db.models import JobState
from tests.app.jobs.slow import WORKER
from tests.app.jobs.test_queue_connections import MOST_IDLE
from tests.app.jobs.test_queue_deaths import Office, runs_at
from tests.network import Machine, NetworkPostgres, can_make_networks, machines
from tests.patience import wait_until

pytestmark = [pytest.mark.drill, pytest.mark.long]

WORKERS, JOBS = 10, 40


@pytest.fixture
def network() -> Iterator[list[Machine]]:
    if not can_make_networks():
        pytest.skip("network namespaces need root and the command ip")
    with machines(WORKERS) as plugged_in:
        yield plugged_in


def test_every_job_ends_once_though_one_of_ten_is_cut_off_one_killed_and_one_paused(
    network: list[Machine], tmp_path: Path
) -> None:
    """What those answer that come back, once their jobs have ended elsewhere, changes nothing."""
    database = NetworkPostgres()
    office = Office(database.url, tmp_path)
    gate = tmp_path / "gate"
    with ExitStack() as stack:
        stack.callback(office.store.close)
        workers = [
            stack.enter_context(office.process(WORKER, prefix=machine.prefix, takeover=5, solves=2))
            for machine in network
        ]
        jobs = office.accept(*[0] * JOBS, gate=gate)
        running = office.until(lambda now: sum(job.state is JobState.RUNNING for job in now) == 2 * WORKERS)
        assert {sum(runs_at(worker, job) for job in running) for worker in workers} == {2}
        killed, paused, cut_off = workers[:3]
        killed.kill()
        paused.send_signal(signal.SIGSTOP)
        network[2].pull_cable()
        database.restart()
        gate.touch()
        ended = office.all_end_well()
        network[2].mend_cable()
        paused.send_signal(signal.SIGCONT)
        dropped = [job for job in running if runs_at(paused, job) or runs_at(cut_off, job)]
        office.until_logged("what came out here is dropped", len(dropped))
        assert {job.id: job for job in office.jobs()} == ended
        again = office.accept(*[0] * JOBS)
        office.all_end_well()  # nine take part again
        office.store.engine.dispose()
        living = {machine.address for machine in network[1:]}
        wait_until(
            lambda: (
                {at: count <= MOST_IDLE for at, count in database.count_connections().items() if at in living}
                == dict.fromkeys(living, True)
            )
        )
        assert {*jobs, *again} == {job.id for job in office.jobs()}
        gone = {worker.pid for worker in workers[:3]}
        assert not {int(str(ended[job_id].worker).split("-")[-2]) for job_id in jobs} & gone
