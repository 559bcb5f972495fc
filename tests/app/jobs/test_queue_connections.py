"""How many connections a worker has to a PostgreSQL, idle and busy."""

import threading

import psycopg
import pytest

from cocau.app.db.models import JobState
from tests.app.jobs.slow import WORKER
from tests.app.jobs.test_queue_deaths import Office, offices
from tests.patience import wait_until

__all__ = ["offices"]

pytestmark = pytest.mark.drill

MOST_IDLE, MOST_BUSY = 3, 5


def _count(url: str) -> int:
    """All connections but this one and those of the test."""
    with psycopg.connect(url, autocommit=True, application_name="counting") as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name <> 'counting'"
        ).fetchone()
    assert found is not None
    return int(found[0])


@pytest.mark.long  # a worker rests and works, for as long as both take
def test_a_worker_has_few_connections(offices: Office) -> None:
    url = offices.store.url
    with offices.process(WORKER, solves=2):
        offices.accept(0.1)
        offices.until(lambda jobs: all(job.state.final for job in jobs))
        offices.store.engine.dispose()
        wait_until(lambda: _count(url) <= MOST_IDLE)
        offices.accept(3, 3)
        offices.until(lambda jobs: sum(job.state is JobState.RUNNING for job in jobs) == 2)
        offices.store.engine.dispose()
        wait_until(lambda: _count(url) <= MOST_BUSY)  # the server takes a moment to end those of the test
        over = threading.Event()
        most = max(_count(url) for _ in range(100) if not over.wait(0.01))
        assert most <= MOST_BUSY
        offices.all_end_well()
