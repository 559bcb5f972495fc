"""Drills: a study whose worker is killed with -9; and one of thousands of rows, with its cost printed."""

import json
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.engine import Store
from cocau.app.db.models import JobState
from cocau.app.jobs.queue import JobQueue
from cocau.app.services.batches.programmes import MadeUpCouncils
from cocau.app.services.batches.rows import list_study_rows
from cocau.app.services.batches.runs import STUDIES, get_run_status
from cocau.app.services.batches.studies import StudyCreate, create_study
from cocau.app.services.batches.study_results import export_study_csv, export_study_parquet
from cocau.app.services.computations import Services
from cocau.app.settings import Settings
from cocau.solver.explain.scenario import Scenario
from tests.app.jobs.slow import WORKER
from tests.app.jobs.test_queue_deaths import Office

SCENARIOS = (
    Scenario(name="gốc"),
    Scenario(name="40%", overrides={"women-35-percent": {"at_least_percent": 40}}),
    Scenario(name="khác", overrides={"no-such-rule": {"at_least_percent": 1}}),
)

pytestmark = [pytest.mark.drill, pytest.mark.long]


@pytest.fixture
def office(one_store: Store, tmp_path: Path) -> Iterator[Office]:
    made_ = Office(one_store.url, tmp_path)
    yield made_
    made_.store.close()


def _ask(office: Office, count: int) -> str:
    settings = Settings(solves=0, state=office.folder)
    queue = JobQueue(office.store, settings)
    asked = StudyCreate(made_up=MadeUpCouncils(count=count), scenarios=SCENARIOS)
    which = create_study(Services(office.store, queue, settings), DEVELOPER, asked).id
    queue.close()
    return which


def test_a_study_whose_worker_is_killed_goes_on_with_every_row_once(office: Office) -> None:
    which = _ask(office, 30)
    with office.process(WORKER, solves=2) as killed:
        office.until(
            lambda jobs: any(j.state.final for j in jobs) and any(j.state is JobState.RUNNING for j in jobs)
        )
        killed.kill()
        killed.wait()
    with office.process(WORKER, solves=2):
        jobs = office.until(lambda jobs: all(job.state.final for job in jobs))
    assert any(job.lost for job in jobs)
    now = get_run_status(office.store, DEVELOPER, STUDIES, which)
    assert (now.stage, now.done, now.outcomes["refused"]) == ("done", 90, 30)
    rows = list_study_rows(office.store, DEVELOPER, which, limit=1000).items
    assert [row.number for row in rows] == list(range(90))
    assert [row.scenario for row in rows[:3]] == ["gốc", "40%", "khác"]


def test_a_study_of_thousands_of_rows(office: Office) -> None:
    began = time.monotonic()
    which = _ask(office, 11_367)
    asked = time.monotonic() - began
    with office.process(WORKER, solves=2):
        office.until(lambda jobs: sum(job.state.final for job in jobs) >= 8, 600)
    began = time.monotonic()
    size = len(export_study_parquet(office.store, DEVELOPER, which))
    lines = sum(text.count("\r\n") for text in export_study_csv(office.store, DEVELOPER, which))
    print(json.dumps({  # noqa: T201  # what the drill is for
        "rows": get_run_status(office.store, DEVELOPER, STUDIES, which).total, "seconds to accept": round(asked, 1),
        "exported": lines - 1, "seconds to export": round(time.monotonic() - began, 1), "bytes": size,
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }))  # fmt: skip
    assert lines > 1
