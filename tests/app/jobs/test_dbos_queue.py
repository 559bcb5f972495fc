"""What we rely on DBOS for: handed out once, in turn, in the transaction of the row; handed on after a loss."""

import ast
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from cocau.app.db.clock import now
from cocau.app.db.engine import Store
from cocau.app.db.models import BACKGROUND_TURN
from cocau.app.jobs import dbos_queue
from cocau.app.jobs.dbos_queue import JobHandedOn, QueueClient, QueueConsumer, get_queue_client
from cocau.app.settings import Settings
from tests.patience import PATIENCE, wait_until


class Computed:
    """What was handed out, in its order; `gate` holds all of it back, `lost` is let go of without an end."""

    def __init__(self) -> None:
        self.jobs: list[str] = []
        self.lost: set[str] = set()
        self.gate = threading.Event()
        self.gate.set()
        self.news = threading.Condition()

    def compute(self, job_id: str, turn: int) -> None:
        with self.news:
            self.jobs.append(f"{job_id} behind" if turn == BACKGROUND_TURN else job_id)
            self.news.notify_all()
        assert self.gate.wait(PATIENCE)
        if job_id in self.lost:
            raise JobHandedOn

    def until(self, count: int) -> list[str]:
        with self.news:
            assert self.news.wait_for(lambda: len(self.jobs) >= count, PATIENCE)
            return list(self.jobs)


@pytest.fixture
def computed() -> Iterator[Computed]:
    made = Computed()
    yield made
    made.gate.set()


@pytest.fixture
def client(store: Store) -> QueueClient:
    return get_queue_client(store.url)


@pytest.fixture
def one_slot(settings: Settings) -> Settings:
    return replace(settings, solves=1, poll=10)


@pytest.fixture
def consumer(
    store: Store, client: QueueClient, one_slot: Settings, computed: Computed
) -> Iterator[QueueConsumer]:
    made = QueueConsumer(store, "worker-1", one_slot, computed.compute)
    yield made
    wait_until(lambda: client.list_held() == {} or bool(computed.lost))
    made.close()


def _enqueue(store: Store, *turns: tuple[str, int]) -> None:
    with store.writing() as session:
        for job_id, turn in turns:
            get_queue_client(store.url).enqueue(session, job_id, turn)


def test_jobs_are_handed_out_once_and_in_turn(
    consumer: QueueConsumer, store: Store, computed: Computed, client: QueueClient
) -> None:
    computed.gate.clear()
    _enqueue(store, ("first", 1))
    computed.until(1)
    _enqueue(store, ("c", 3), ("a", 1), ("b", 2))
    assert client.list_held() == {"first": "worker-1"}
    assert client.list_active(["first", "a", "b", "c", "unknown"]) == {"first", "a", "b", "c"}
    computed.gate.set()
    assert computed.until(4) == ["first", "a", "b", "c"]
    wait_until(lambda: client.list_active(["first", "a", "b", "c"]) == set())


def test_what_is_not_committed_is_not_in_line(store: Store, client: QueueClient) -> None:
    def fail(session: Session) -> None:
        client.enqueue(session, "a", 1)  # type: ignore[arg-type]  # as the store opens it
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), store.writing() as session:
        fail(session)
    assert client.list_active(["a"]) == set()


def test_a_job_let_go_of_stays_taken_until_it_is_handed_on(
    consumer: QueueConsumer, store: Store, computed: Computed, client: QueueClient
) -> None:
    computed.lost = {"a"}
    _enqueue(store, ("a", 1), ("b", 2))
    assert computed.until(2) == ["a", "b"]
    wait_until(lambda: client.list_held() == {"a": "worker-1"})
    computed.lost = set()
    client.hand_on(["a"])
    assert computed.until(3) == ["a", "b", "a"]


def test_what_nobody_waits_for_has_a_line_and_a_place_of_its_own(
    monkeypatch: pytest.MonkeyPatch, store: Store, client: QueueClient, one_slot: Settings, computed: Computed
) -> None:
    monkeypatch.setattr(dbos_queue, "BACKGROUND_POLL", 0.01)
    consumer = QueueConsumer(store, "worker-1", one_slot, computed.compute)
    computed.gate.clear()
    computed.lost = {"proof"}
    _enqueue(store, ("proof", BACKGROUND_TURN))
    assert computed.until(1) == ["proof behind"]
    _enqueue(store, ("a", 1))  # all slots are still its own
    assert computed.until(2) == ["proof behind", "a"]
    assert client.list_held() == {"a": "worker-1", "proof": "worker-1"}
    computed.gate.set()
    wait_until(lambda: client.list_held() == {"proof": "worker-1"})
    computed.lost = set()
    client.hand_on(["proof"])
    assert computed.until(3)[2:] == ["proof behind"]
    wait_until(lambda: client.list_held() == {})
    consumer.close()


def test_another_worker_takes_what_a_closed_one_held(
    store: Store, client: QueueClient, one_slot: Settings, computed: Computed
) -> None:
    computed.lost = {"a"}
    first = QueueConsumer(store, "worker-1", one_slot, computed.compute)
    _enqueue(store, ("a", 1))
    computed.until(1)
    first.close()
    assert client.list_held() == {"a": "worker-1"}
    computed.lost = set()
    second = QueueConsumer(store, "worker-2", one_slot, computed.compute)
    client.hand_on(["a"])
    computed.until(2)
    wait_until(lambda: client.list_held() == {})
    second.close()


def test_what_has_ended_is_forgotten_in_time(
    consumer: QueueConsumer, store: Store, computed: Computed, client: QueueClient
) -> None:
    _enqueue(store, ("a", 1))
    computed.until(1)
    wait_until(lambda: client.list_held() == {})
    client.delete_old(now() - timedelta(hours=1))
    _enqueue(store, ("a", 2), ("b", 3))  # the first is remembered, so it is not computed again
    assert computed.until(2) == ["a", "b"]
    wait_until(lambda: client.list_held() == {})
    client.delete_old(now() + timedelta(hours=1))
    _enqueue(store, ("a", 1))
    assert computed.until(3) == ["a", "b", "a"]


def test_one_process_takes_from_one_queue(
    consumer: QueueConsumer, store: Store, one_slot: Settings, computed: Computed
) -> None:
    with pytest.raises(AssertionError, match="already"):
        QueueConsumer(store, "worker-2", one_slot, computed.compute)


USED = {
    "DBOS",
    "DBOS.destroy",
    "DBOS.launch",
    "DBOS.workflow",
    "DBOSClient",
    "DBOSConfig",
    "DBOSPortableJSONSerializer",
    "EnqueueOptions",
    "WorkflowStatus",
    "self._client.delete_workflows",
    "self._client.enqueue_in_transaction",
    "self._client.list_workflows",
    "self._client.register_queue",
    "self._client.resume_workflows",
}
"""All that is used of DBOS here; `DBOS.migrate` beside it, in `app.db.schema`."""


def test_every_call_of_dbos_is_public_and_named_here() -> None:
    tree = ast.parse(Path(dbos_queue.__file__).read_text(encoding="utf-8"))
    found = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names = {name for name in found if name.startswith(("DBOS.", "self._client."))}
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "dbos"
        for alias in node.names
    }
    assert names | imported == USED
    others = (
        path for path in Path(dbos_queue.__file__).parents[1].rglob("*.py") if "dbos" in path.read_text()
    )
    assert {path.name for path in others if "import" in path.read_text()} >= {"schema.py", "dbos_queue.py"}
