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


def _list_connections(url: str) -> list[str]:
    """The last query of each client but this one; the server's own autovacuum, now and then there too, is no client."""
    with psycopg.connect(url, autocommit=True, application_name="counting") as connection:
        found = connection.execute(
            "SELECT query FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND application_name <> 'counting'"
        )
        return [query for (query,) in found]


@pytest.mark.long  # a worker rests and works, for as long as both take
def test_a_worker_has_few_connections(offices: Office) -> None:
    url = offices.store.url
    with offices.process(WORKER, solves=2):
        offices.accept(0.1)
        offices.until(lambda jobs: all(job.state.final for job in jobs))
        offices.store.engine.dispose()
        wait_until(lambda: len(_list_connections(url)) <= MOST_IDLE)
        offices.accept(3, 3)
        offices.until(lambda jobs: sum(job.state is JobState.RUNNING for job in jobs) == 2)
        offices.store.engine.dispose()
        wait_until(lambda: len(_list_connections(url)) <= MOST_BUSY)  # those of the test take a moment to end
        over = threading.Event()
        most = max((_list_connections(url) for _ in range(100) if not over.wait(0.01)), key=len)
        assert len(most) <= MOST_BUSY, most
        offices.all_end_well()
