"""Drills: a programme whose processes are killed with -9; nothing is lost, and next to nothing done twice.

The audit of every slate is made again from what is stored, without an engine.
"""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow, JobState, ProgressRow
from cocau.app.db.seals import open_column
from cocau.app.jobs.queue import JobQueue
from cocau.app.jobs.tasks.programmes import CouncilRow
from cocau.app.services.batches import programmes, runs
from cocau.app.services.batches.programmes import MadeUpCouncils, ProgrammeCreate
from cocau.app.services.batches.rows import list_council_rows
from cocau.app.services.batches.withdrawals import WithdrawalCreate, withdraw
from cocau.app.services.computations import Services
from cocau.app.settings import Settings
from cocau.constraints.library import load_rulebook
from cocau.constraints.rules.rule import Strength, Verdict
from cocau.fixtures.generators.country import make_council
from tests.app.jobs.slow import SERVICE, WORKER
from tests.app.jobs.test_queue_deaths import Office, runs_at
from tests.databases import fresh_postgres

DRILL = MadeUpCouncils(province=11, count=11)

pytestmark = [pytest.mark.drill, pytest.mark.long]


@pytest.fixture
def office(one_store: Store, tmp_path: Path) -> Iterator[Office]:
    made_ = Office(one_store.url, tmp_path)
    yield made_
    made_.store.close()


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[Office]:
    """On PostgreSQL."""
    with fresh_postgres() as url:
        made_ = Office(url, tmp_path)
        yield made_
        made_.store.close()


def _asked(office: Office) -> str:
    settings = Settings(solves=0, state=office.folder)
    queue = JobQueue(office.store, settings)
    asked = ProgrammeCreate(made_up=DRILL)
    which = programmes.create_programme(Services(office.store, queue, settings), DEVELOPER, asked).id
    queue.close()
    return which


def _at_work(jobs: list[JobRow]) -> bool:
    return any(job.state.final for job in jobs) and any(job.state is JobState.RUNNING for job in jobs)


def _whole(office: Office, which: str) -> list[JobRow]:
    """Everything has ended, every council once and with its slate kept, whoever died."""
    batches = office.until(lambda jobs: all(job.state.final for job in jobs))
    rows = list_council_rows(office.store, DEVELOPER, which, parts=True).items
    numbers = DRILL.numbers
    assert [row.number for row in rows] == list(range(len(numbers)))
    now = runs.get_run_status(office.store, DEVELOPER, runs.PROGRAMMES, which)
    assert (now.stage, now.outcomes) == ("done", {"solved": len(numbers)})
    for row, number in zip(rows, numbers, strict=True):
        assert _broken(row, number) == []
    return batches


def _broken(row: CouncilRow, number: int, gone: str | None = None) -> list[str]:
    """The musts and standards that a stored slate breaks; `gone`: who is not in the pool any more."""
    council, pool = make_council(number)
    pool = pool.replace_unvalidated(people=tuple(person for person in pool.people if person.id != gone))
    book = load_rulebook("national-2021").for_council(council)
    assert row.part is not None
    assert row.part.slate is not None
    findings = book.audit(council, pool, row.part.slate)
    return [
        finding.rule
        for rule, finding in zip(book.rules, findings, strict=True)
        if rule.strength is not Strength.AIM and finding.verdict is Verdict.BROKEN
    ]


def _told(office: Office) -> dict[str, list[CouncilRow]]:
    """What batches in the midst of it have told of."""
    with office.store.reading() as session:
        standings = [s for s in session.exec(select(ProgressRow)) if s.best is not None]
        texts = {s.job_id: open_column(office.store.ring, s, "best") for s in standings if s.best is not None}
    return {job: [CouncilRow.model_validate(row) for row in json.loads(text)] for job, text in texts.items()}


def test_a_service_killed_in_the_midst_of_a_programme(office: Office) -> None:
    which = _asked(office)
    with office.process(SERVICE, solves=2) as killed:
        office.kill_amid(killed, lambda jobs: _at_work(jobs) and any(_told(office).values()))
    before, told = {job.id: job for job in office.jobs()}, _told(office)
    with office.process(WORKER, solves=2):
        batches = _whole(office, which)
    assert {job.id for job in batches if job.lost} == {
        job.id for job in before.values() if job.state is JobState.RUNNING
    }
    assert sum(job.lost for job in batches) <= 2  # what it had in its two slots
    for job in batches:
        if job.id in before and before[job.id].state.final:  # and nothing touched it again
            assert before[job.id] == job
    rows = {row.number: row for row in list_council_rows(office.store, DEVELOPER, which, parts=True).items}
    known = [row for each in told.values() for row in each]
    assert known  # of the two batches begun anew not even those councils were planned twice
    assert all(rows[row.number] == row for row in known)  # with the very seconds that it took


def test_a_withdrawal_goes_on_after_a_death_and_touches_nothing_else(office: Office) -> None:
    which = _asked(office)
    with office.process(WORKER, solves=2):
        _whole(office, which)
    before = list_council_rows(office.store, DEVELOPER, which, parts=True).items
    gone = tuple(f"{row.council}-p001" for row in before[:8])
    now = _withdrawn(office, which, gone)
    with office.process(SERVICE, solves=2) as killed:
        office.kill_amid(killed, lambda _: any(_told(office).values()))
    told = [row for each in _told(office).values() for row in each]
    with office.process(WORKER, solves=2):
        jobs = office.until(lambda jobs: all(job.state.final for job in jobs))
    assert any(job.lost for job in jobs if job.parent == now)
    assert runs.get_run_status(office.store, DEVELOPER, runs.PROGRAMMES, now).outcomes == {
        "solved": len(before)
    }
    rows = list_council_rows(office.store, DEVELOPER, now, parts=True).items
    assert told
    assert all(rows[row.number] == row for row in told)  # planned once, whoever died
    assert rows[8:] == before[8:]
    joint = programmes.get_joint_plan(office.store, DEVELOPER, now)
    assert joint.anew == tuple(sorted(row.council for row in before[:8]))
    for row, number, left in zip(rows, DRILL.numbers, [*gone, None, None, None], strict=True):
        assert row.part is not None
        assert row.part.slate is not None
        assert left not in row.part.slate.listed
        assert _broken(row, number, left) == []
        assert joint.by_id[row.council].part == row.part  # they share nobody


def _withdrawn(office: Office, which: str, gone: tuple[str, ...]) -> str:
    settings = Settings(solves=0, state=office.folder)
    queue = JobQueue(office.store, settings)
    asked = WithdrawalCreate(withdrawn=gone)
    now = withdraw(Services(office.store, queue, settings), DEVELOPER, which, asked).id
    queue.close()
    return now


def test_two_workers_share_a_programme_and_one_dies_for_good(offices: Office) -> None:
    with offices.process(WORKER, solves=1) as doomed, offices.process(WORKER, solves=1):
        gate = offices.folder / "gate"
        offices.accept(0, 0, gate=gate)
        offices.until(_at_two)  # both are there
        which = _asked(offices)
        gate.touch()
        seen = offices.kill_amid(doomed, lambda jobs: bool(_list_batches_at(doomed, which, jobs)))
        batches = [job for job in _whole(offices, which) if job.parent == which]
    lost = {job.id for job in batches if job.lost}
    assert lost >= _list_batches_at(doomed, which, seen)  # what the one that died had began anew


def _at_two(jobs: list[JobRow]) -> bool:
    return len({job.worker for job in jobs if job.state is JobState.RUNNING}) == 2


def _list_batches_at(worker: "subprocess.Popen[bytes]", which: str, jobs: list[JobRow]) -> set[str]:
    return {job.id for job in jobs if job.parent == which and runs_at(worker, job)}
