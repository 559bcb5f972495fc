from collections.abc import Callable, Iterator
from functools import partial
from threading import Event
from typing import Any

import pytest
from fastapi.testclient import TestClient

from cocau.app.jobs.queue import JobQueue
from cocau.app.jobs.results import BestSlate, ProgressReport, RunResult, RunStopped
from cocau.app.jobs.task import JobTask
from cocau.app.main import create_app
from cocau.app.settings import Settings
from cocau.app.web.api.examples import build_commune
from cocau.solver.proposal import Proposal, ProposalOutcome
from tests.app.client import LocalClient
from tests.patience import PATIENCE, wait_until

Tell = Callable[[ProgressReport], None]


@pytest.fixture
def searching(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, proposal: Proposal
) -> Iterator[TestClient]:
    """A service whose searches find a slate at once and then go on until they are stopped."""
    assert proposal.slate is not None
    found = ProgressReport(
        step=2, steps=9, value=4, bound=1, elapsed=0.5, best=BestSlate(slate=proposal.slate)
    )
    first = min(proposal.aims, key=lambda aim: aim.priority)
    unproven = tuple(
        aim.replace_unvalidated(tier_value=7, tier_bound=5) if aim == first else aim for aim in proposal.aims
    )
    text = proposal.replace_unvalidated(outcome=ProposalOutcome.OUT_OF_TIME, aims=unproven).to_json().encode()

    def search(task: JobTask, *, stop: Event, on_progress: Tell, **_: Any) -> RunResult:
        on_progress(found)
        on_progress(found.replace_unvalidated(value=None, bound=None, elapsed=0.6))
        stop.wait(PATIENCE)
        return RunStopped(text)

    monkeypatch.setattr("cocau.app.main.JobQueue", partial(JobQueue, run=search))
    with LocalClient(create_app(settings)) as client:
        yield client


def _until(client: TestClient, made: str, there: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    return wait_until(lambda: client.get(made).json(), there)


def test_the_best_so_far_can_be_read_and_a_search_can_be_stopped(
    searching: TestClient, proposal: Proposal
) -> None:
    made = searching.post("/v1/proposals", json=build_commune()).headers["location"]
    status = _until(searching, made, lambda s: s["progress"] is not None)
    assert status["state"] == "running"
    assert {k: status["progress"][k] for k in ("step", "steps", "value", "bound", "gap", "slate")} == {
        "step": 2,
        "steps": 9,
        "value": 4,
        "bound": 1,
        "gap": 3,
        "slate": True,
    }
    best = searching.get(f"{made}/best").json()
    assert (best["final"], best["proven"]) == (False, False)
    assert proposal.slate is not None
    assert best["slate"] == proposal.slate.model_dump(mode="json")
    assert searching.get(f"{made}/proposal").status_code == 409
    assert searching.delete(made).status_code == 409
    assert searching.post(f"{made}/cancel").status_code == 200
    stopped = _until(searching, made, lambda s: s["state"] != "running")
    assert stopped["state"] == "stopped"
    assert {k: stopped["progress"][k] for k in ("value", "bound", "gap")} == {
        "value": 7,
        "bound": 5,
        "gap": 2,
    }
    assert stopped["moments"]["cancel_asked"] <= stopped["moments"]["ended"]
    assert searching.get(f"{made}/proposal").json()["outcome"] == "out_of_time"
    assert searching.get(f"{made}/best").json()["final"] is True


def test_the_events_tell_the_best_slate_before_the_end(searching: TestClient) -> None:
    made = searching.post("/v1/proposals", json=build_commune()).headers["location"]
    _until(searching, made, lambda s: s["progress"] is not None)
    seen = []
    with searching.stream("GET", f"{made}/events") as response:
        for line in response.iter_lines():
            if line.startswith("event: "):
                seen.append(line.removeprefix("event: "))
            if line.startswith("data: ") and set(seen) == {"standing"}:
                assert '"slate":{"candidates"' in line
                searching.post(f"{made}/cancel")
    assert len(seen) > 1
    assert (set(seen[:-1]), seen[-1]) == ({"standing"}, "end"), "each progress report may have its own event"


def test_a_request_that_does_not_come_in_time_is_told_where_it_will_be(searching: TestClient) -> None:
    response = searching.post("/v1/proposals", json=build_commune(), headers={"Prefer": "wait=1"})
    assert (response.status_code, response.headers["preference-applied"]) == (202, "wait=1")
    searching.post(f"{response.headers['location']}/cancel")
