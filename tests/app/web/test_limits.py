import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from cocau.app.main import create_app
from cocau.app.settings import Settings
from cocau.app.web import limits, responses
from cocau.app.web.api.examples import build_commune
from cocau.app.web.errors import ServiceBusy
from tests.app.client import LocalClient
from tests.databases import create_state
from tests.patience import PATIENCE

MORE_THAN_USUAL = 42
"""A web server has 40 threads unless it is told otherwise."""


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """A service that only puts in line."""
    with LocalClient(create_app(Settings(state=create_state(tmp_path / "state"), solves=0))) as client:
        yield client


def test_whoever_only_looks_is_not_kept_out_by_those_who_wait(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, over = threading.Semaphore(0), threading.Event()

    def wait(*_: object) -> None:
        inside.release()
        over.wait(PATIENCE)

    monkeypatch.setattr(responses, "wait_for_output", wait)
    with ThreadPoolExecutor(MORE_THAN_USUAL) as pool:
        waiting = [pool.submit(_ask, client) for _ in range(MORE_THAN_USUAL)]
        assert all(inside.acquire(timeout=PATIENCE) for _ in waiting)
        assert client.get("/v1/proposals").status_code == 200
        over.set()
        assert {future.result() for future in waiting} == {202}


def test_beyond_so_many_who_wait_the_answer_is_where_to_look(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = threading.BoundedSemaphore(1)
    places.acquire()
    monkeypatch.setattr(responses, "_waiting_slots", places)
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(_ask, client).result(timeout=PATIENCE) == 202


def _ask(client: TestClient) -> int:
    return client.post("/v1/proposals", json=build_commune(), headers={"Prefer": "wait=60"}).status_code


def test_one_caller_does_not_hold_every_place(settings: Settings) -> None:
    turns = limits.ImportLimiter(settings)
    with ExitStack() as held:
        for _ in range(limits.MAX_IMPORTS_OF_ONE):
            held.enter_context(turns.waiting_slot("usr_1"))
        with pytest.raises(ServiceBusy), turns.waiting_slot("usr_1"):
            pass
        with turns.waiting_slot("usr_2"):
            pass
    with turns.waiting_slot("usr_1"):
        pass
