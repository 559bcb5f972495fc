"""Withdrawals beside what goes wrong: a council that was lost, an erasure at the same moment, too much at once."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlmodel import select

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow
from cocau.app.jobs.lifecycle import QuotaExceeded
from cocau.app.jobs.queue import JobQueue, wait_for_job
from cocau.app.jobs.results import FailureCause, ProgressReport, RunCompleted, RunFailed, RunResult
from cocau.app.jobs.task import JobTask
from cocau.app.jobs.tasks import programmes as task
from cocau.app.jobs.tasks.kinds import KINDS
from cocau.app.services.batches import programmes, withdrawals
from cocau.app.services.batches.programmes import ProgrammeCreate
from cocau.app.services.batches.rows import list_council_rows
from cocau.app.services.batches.runs import (
    MAX_UNFINISHED,
    PROGRAMMES,
    BatchRunRequest,
    ProgrammeStatus,
    cancel_run,
    erase_run,
    get_run_status,
)
from cocau.app.services.batches.withdrawals import (
    WithdrawalCreate,
    get_withdrawal_result,
    search_programme_people,
    withdraw,
)
from cocau.app.services.completion import COMPLETION
from cocau.app.services.computations import Services, Submission
from cocau.app.services.errors import ActRefused, Erased, Missing
from cocau.app.services.planning.requests import ProposalCreate
from cocau.app.settings import Settings
from cocau.fixtures.generators.country import make_council

SIX = tuple(range(2_400, 2_406))
"""Communes of the made-up country: a batch of five, and one of one."""


@dataclass
class Here:
    """Computes jobs in this process; the first batch dies over its second council."""

    used: int = 0

    def run(
        self,
        asked: JobTask,
        *,
        memory: int | None = None,
        stop: threading.Event | None = None,
        on_progress: Callable[[ProgressReport], None] | None = None,
    ) -> RunResult:
        kind = KINDS[asked.kind]
        given = kind.read(asked.text)
        if (
            isinstance(given, task.ProgrammeBatch)
            and given.first == 0
            and len(given.items) > 1
            and not self.used
        ):
            self.used += 1
            rows = task.compute_programme(given.replace_unvalidated(items=given.items[:1]), lambda _: False)[
                0
            ]
            assert isinstance(rows, task.CouncilRows)
            assert on_progress is not None
            told = f"[{rows.rows[0].model_dump_json()}]"
            on_progress(ProgressReport(step=1, steps=5, elapsed=0, rows=told))
            return RunFailed(FailureCause.MEMORY, "1 MiB")
        document, state = kind.compute(given, lambda _: False)
        return RunCompleted(document.to_json().encode(), state)


@pytest.fixture
def office(one_store: Store, settings: Settings) -> Iterator[Services]:
    queue = JobQueue(one_store, settings, run=Here().run, completion=COMPLETION)
    queue.start()
    yield Services(one_store, queue, settings)
    queue.close()


def _asked() -> ProgrammeCreate:
    """The last one shares somebody with the first."""
    councils = [make_council(number) for number in SIX]
    shared = councils[0].pool.people[0]
    pools = [
        *(one.pool for one in councils[:-1]),
        councils[-1].pool.replace_unvalidated(people=(*councils[-1].pool.people, shared)),
    ]
    asks = (
        ProposalCreate.model_validate({"council": one.council, "pool": pool, "rulebook": "national-2021"})
        for one, pool in zip(councils, pools, strict=True)
    )
    return ProgrammeCreate(councils=tuple(asks))


def _over(office: Services, made_: Submission) -> ProgrammeStatus:
    while (now := get_run_status(office.store, DEVELOPER, PROGRAMMES, made_.id)).ended is None:
        with office.store.reading() as session:
            jobs = list(session.exec(select(JobRow.id).where(JobRow.parent == made_.id)))
        for job in jobs:
            wait_for_job(office.store, office.queue, job, 60)
    return now


def _first(number: int) -> str:
    return make_council(SIX[number]).pool.people[1].id


def test_a_council_that_was_lost_is_kept_lost_and_planned_where_a_withdrawal_touches_it(
    office: Services,
) -> None:
    which = programmes.create_programme(office, DEVELOPER, _asked())
    assert _over(office, which).outcomes == {"solved": 5, "failed": 1}
    ids = [make_council(number).council.id for number in SIX]
    joint = programmes.get_joint_plan(office.store, DEVELOPER, which.id)
    assert {*joint.by_id} == {*ids} - {ids[1]}  # what the batch had when it died is joined too

    beside = withdraw(office, DEVELOPER, which.id, WithdrawalCreate(withdrawn=(_first(4),)))
    now = _over(office, beside)
    assert (now.outcomes, now.total, now.kept) == ({"solved": 5, "failed": 1}, 6, 5)
    assert programmes.get_joint_plan(office.store, DEVELOPER, beside.id).anew == (ids[4],)
    rows = list_council_rows(office.store, DEVELOPER, beside.id).items
    assert [row.number for row in rows] == [0, 2, 3, 4, 5]

    there = withdraw(office, DEVELOPER, beside.id, WithdrawalCreate(withdrawn=(_first(1),)))
    now = _over(office, there)
    assert (now.outcomes, now.kept) == ({"solved": 6}, 5)
    told = get_withdrawal_result(office.store, DEVELOPER, there.id)
    assert [(one.council, one.was, one.now, one.moves) for one in told.anew] == [(ids[1], None, "solved", ())]
    assert {*programmes.get_joint_plan(office.store, DEVELOPER, there.id).by_id} == {*ids}


def test_an_erasure_at_the_same_moment_is_not_undone(
    office: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    which = programmes.create_programme(office, DEVELOPER, _asked())
    _over(office, which)

    build = withdrawals._build_run

    def late(*args: Any) -> BatchRunRequest:
        built = build(*args)
        erase_run(office.store, DEVELOPER, PROGRAMMES, which.id)
        return built

    monkeypatch.setattr(withdrawals, "_build_run", late)
    with pytest.raises(Erased):
        withdraw(office, DEVELOPER, which.id, WithdrawalCreate(withdrawn=(_first(0),)))
    assert get_run_status(office.store, DEVELOPER, PROGRAMMES, which.id).derived == ()


def test_councils_that_were_never_joined_are_refused(office: Services) -> None:
    office.queue.close()  # stopped before anything began
    which = programmes.create_programme(office, DEVELOPER, _asked()).id
    assert cancel_run(office, DEVELOPER, PROGRAMMES, which).ended is not None
    with pytest.raises(ActRefused):
        withdraw(office, DEVELOPER, which, WithdrawalCreate(withdrawn=(_first(0),)))
    with pytest.raises(ActRefused):
        search_programme_people(office.store, DEVELOPER, which, "")
    with pytest.raises(Missing):
        get_withdrawal_result(office.store, DEVELOPER, which)


def test_only_so_many_at_once(office: Services) -> None:
    which = programmes.create_programme(office, DEVELOPER, _asked())
    _over(office, which)
    office.queue.close()  # from here on nothing is begun, and so nothing ends
    asked = WithdrawalCreate(withdrawn=(_first(0),))
    for _ in range(MAX_UNFINISHED):
        withdraw(office, DEVELOPER, which.id, asked)
    with pytest.raises(QuotaExceeded):
        withdraw(office, DEVELOPER, which.id, asked)


def test_in_a_large_drill_people_are_looked_for_in_the_councils_that_words_begin_with(
    office: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    which = programmes.create_programme(office, DEVELOPER, _asked())
    _over(office, which)
    everywhere = search_programme_people(office.store, DEVELOPER, which.id, "")
    assert (everywhere.found, everywhere.chosen) == ((), ())
    shared = make_council(SIX[0]).pool.people[0].id
    found = search_programme_people(office.store, DEVELOPER, which.id, shared).found
    assert [(one.person.id, len(one.places)) for one in found] == [(shared, 2)]
    monkeypatch.setattr("cocau.app.services.batches.withdrawals.MAX_COUNCILS", 5)
    found = search_programme_people(office.store, DEVELOPER, which.id, shared).found
    assert [(one.person.id, len(one.places)) for one in found] == [(shared, 1)]
    assert (
        search_programme_people(
            office.store, DEVELOPER, which.id, make_council(SIX[0]).pool.people[0].name
        ).found
        == ()
    )
    chosen = search_programme_people(office.store, DEVELOPER, which.id, "zzz", (shared,)).chosen
    assert [one.person.id for one in chosen] == [shared]
