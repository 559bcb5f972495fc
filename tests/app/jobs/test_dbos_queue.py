"""What we rely on DBOS for: an entry is started once, in the order of turns; old ones can be forgotten."""

import os
import stat
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from cocau.app.db.clock import now
from cocau.app.db.engine import Store
from cocau.app.jobs.dbos_queue import EnqueueClient, QueueConsumer
from cocau.app.jobs.lifecycle import QueueEntry, build_entry_name
from tests.patience import PATIENCE


class Started:
    """What was started, in its order."""

    def __init__(self) -> None:
        self.jobs: list[tuple[str, int]] = []
        self.news = threading.Condition()

    def body(self, job_id: str, tries: int) -> None:
        with self.news:
            self.jobs.append((job_id, tries))
            self.news.notify_all()

    def until(self, count: int) -> list[tuple[str, int]]:
        with self.news:
            assert self.news.wait_for(lambda: len(self.jobs) >= count, PATIENCE)
            return self.jobs


@pytest.fixture
def started() -> Started:
    return Started()


@pytest.fixture
def queue(store: Store, started: Started) -> Iterator[QueueConsumer]:
    made = QueueConsumer(store, "worker-1", 1, started.body)
    yield made
    made.close()


def test_an_entry_is_started_once_however_often_it_comes(
    queue: QueueConsumer, started: Started, store: Store
) -> None:
    other = EnqueueClient(store)
    queue.enqueue("a", 0, 1)
    started.until(1)
    for _ in range(2):
        queue.enqueue("a", 0, 1)
        other.enqueue("a", 0, 1)
        other.enqueue("b", 2, 1)
    queue.enqueue("c", 0, 2)
    other.close()
    assert started.until(3) == [("a", 0), ("b", 2), ("c", 0)]
    assert queue.get_entries([build_entry_name("d", 0)]) == {}


def test_what_is_over_is_forgotten(queue: QueueConsumer, started: Started) -> None:
    queue.enqueue("a", 0, 1)
    started.until(1)
    name = build_entry_name("a", 0)
    while queue.get_entries([name]) != {name: QueueEntry(over=True, worker=None)}:
        time.sleep(0.01)
    queue.delete_old_entries(now() - timedelta(hours=1))
    assert name in queue.get_entries([name])
    queue.delete_old_entries(now() + timedelta(hours=1))
    assert queue.get_entries([name]) == {}


def test_what_was_begun_is_over_before_the_queue_is_closed(store: Store) -> None:
    begun = threading.Event()

    def body(_job: str, _tries: int) -> None:
        begun.set()
        time.sleep(0.3)

    first = QueueConsumer(store, "worker-1", 1, body)
    first.enqueue("a", 0, 1)
    assert begun.wait(PATIENCE)
    first.close()
    second = QueueConsumer(store, "worker-2", 1, body)
    found = second.get_entries([build_entry_name("a", 0)])
    second.close()
    assert found == {build_entry_name("a", 0): QueueEntry(over=True, worker=None)}


def test_one_process_takes_from_one_queue(queue: QueueConsumer, store: Store) -> None:
    with pytest.raises(AssertionError, match="already"):
        QueueConsumer(store, "worker-2", 1, lambda _job, _tries: None)


def test_the_file_of_the_line_on_sqlite_is_its_owner_s_only(sqlite_store: Store) -> None:
    before = os.umask(0)
    try:
        QueueConsumer(sqlite_store, "worker-1", 1, lambda _job, _tries: None).close()
    finally:
        os.umask(before)
    assert stat.S_IMODE((sqlite_store.folder / "jobs.db").stat().st_mode) == 0o600
