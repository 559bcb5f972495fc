"""Withdrawals beside what goes wrong: a council that was lost, an erasure at the same moment, too much at once."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlmodel import select

from cocau.app.access.caller import DEVELOPER
from cocau.app.jobs.accepting import TooMany
from cocau.app.jobs.ended import Cause, Done, Ended, Failed
from cocau.app.jobs.kinds import kind_of
from cocau.app.jobs.line import Line
from cocau.app.jobs.standing import Standing
from cocau.app.jobs.task import Task
from cocau.app.jobs.tasks import programme as task
from cocau.app.jobs.waiting import wait
from cocau.app.office import (
    endings,  # noqa: F401  # what a batch's end brings
    programmes,
    withdrawing,
)
from cocau.app.office.ask import Ask
from cocau.app.office.errors import Erased, Missing, Refused
from cocau.app.office.fan_out_progress import ProgrammeStatus
from cocau.app.office.fan_out_results import council_results
from cocau.app.office.fanning_out import MOST_AT_ONCE, fan_out
from cocau.app.office.programme_asked import ProgrammeAsk
from cocau.app.office.programme_people import look
from cocau.app.office.proposals import Made, Office
from cocau.app.office.replanned import replanned
from cocau.app.office.withdrawing import WithdrawalAsk, withdraw
from cocau.app.settings import Settings
from cocau.app.store import Store
from cocau.app.store.tables import Job
from cocau.fixtures.made_up_country import made

SIX = tuple(range(2_400, 2_406))
"""Communes of the made-up country: a batch of five, and one of one."""


@dataclass
class Here:
    """Computes jobs in this process; the first batch dies over its second council."""

    used: int = 0

    def run(
        self,
        asked: Task,
        *,
        memory: int | None = None,
        stop: threading.Event | None = None,
        on_progress: Callable[[Standing], None] | None = None,
    ) -> Ended:
        kind = kind_of(asked)
        given = kind.read(asked.text)
        if isinstance(given, task.Batch) and given.first == 0 and len(given.items) > 1 and not self.used:
            self.used += 1
            rows = task.compute(given.but(items=given.items[:1]), lambda _: False)[0]
            assert isinstance(rows, task.CouncilRows)
            assert on_progress is not None
            told = f"[{rows.rows[0].model_dump_json()}]"
            on_progress(Standing(step=1, steps=5, elapsed=0, rows=told))
            return Failed(Cause.MEMORY, "1 MiB")
        document, state = kind.compute(given, lambda _: False)
        return Done(document.to_json().encode(), state)


@pytest.fixture
def office(one_store: Store, settings: Settings) -> Iterator[Office]:
    line = Line(one_store, settings, run=Here().run)
    line.start()
    yield Office(one_store, line, settings)
    line.close()


def _asked() -> ProgrammeAsk:
    """The last one shares somebody with the first."""
    councils = [made(number) for number in SIX]
    shared = councils[0].pool.people[0]
    pools = [
        *(one.pool for one in councils[:-1]),
        councils[-1].pool.but(people=(*councils[-1].pool.people, shared)),
    ]
    asks = (
        Ask.model_validate({"council": one.council, "pool": pool, "rulebook": "national-2021"})
        for one, pool in zip(councils, pools, strict=True)
    )
    return ProgrammeAsk(councils=tuple(asks))


def _over(office: Office, made_: Made) -> ProgrammeStatus:
    while (now := programmes.programme_status(office.store, DEVELOPER, made_.id)).ended is None:
        with office.store.reading() as session:
            jobs = list(session.exec(select(Job.id).where(Job.parent == made_.id)))
        for job in jobs:
            wait(office.store, office.line, job, 60)
    return now


def _first(number: int) -> str:
    return made(SIX[number]).pool.people[1].id


def test_a_council_that_was_lost_is_kept_lost_and_planned_where_a_withdrawal_touches_it(
    office: Office,
) -> None:
    which = programmes.programme(office, DEVELOPER, _asked())
    assert _over(office, which).outcomes == {"solved": 5, "failed": 1}
    ids = [made(number).council.id for number in SIX]
    joint = programmes.joint(office.store, DEVELOPER, which.id)
    assert {*joint.by_id} == {*ids} - {ids[1]}  # what the batch had when it died is joined too

    beside = withdraw(office, DEVELOPER, which.id, WithdrawalAsk(withdrawn=(_first(4),)))
    now = _over(office, beside)
    assert (now.outcomes, now.total, now.kept) == ({"solved": 5, "failed": 1}, 6, 5)
    assert programmes.joint(office.store, DEVELOPER, beside.id).anew == (ids[4],)
    rows = council_results(office.store, DEVELOPER, beside.id).items
    assert [row.number for row in rows] == [0, 2, 3, 4, 5]

    there = withdraw(office, DEVELOPER, beside.id, WithdrawalAsk(withdrawn=(_first(1),)))
    now = _over(office, there)
    assert (now.outcomes, now.kept) == ({"solved": 6}, 5)
    told = replanned(office.store, DEVELOPER, there.id)
    assert [(one.council, one.was, one.now, one.moves) for one in told.anew] == [(ids[1], None, "solved", ())]
    assert {*programmes.joint(office.store, DEVELOPER, there.id).by_id} == {*ids}


def test_an_erasure_at_the_same_moment_is_not_undone(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    which = programmes.programme(office, DEVELOPER, _asked())
    _over(office, which)

    def late(*args: Any) -> Made:
        programmes.erase(office.store, DEVELOPER, which.id)
        return fan_out(*args)

    monkeypatch.setattr(withdrawing, "fan_out", late)
    with pytest.raises(Erased):
        withdraw(office, DEVELOPER, which.id, WithdrawalAsk(withdrawn=(_first(0),)))
    assert programmes.programme_status(office.store, DEVELOPER, which.id).derived == ()


def test_councils_that_were_never_joined_are_refused(office: Office) -> None:
    office.line.close()  # stopped before anything began
    which = programmes.programme(office, DEVELOPER, _asked()).id
    assert programmes.cancel(office, DEVELOPER, which).ended is not None
    with pytest.raises(Refused):
        withdraw(office, DEVELOPER, which, WithdrawalAsk(withdrawn=(_first(0),)))
    with pytest.raises(Refused):
        look(office.store, DEVELOPER, which, "")
    with pytest.raises(Missing):
        replanned(office.store, DEVELOPER, which)


def test_only_so_many_at_once(office: Office) -> None:
    which = programmes.programme(office, DEVELOPER, _asked())
    _over(office, which)
    office.line.close()  # from here on nothing is begun, and so nothing ends
    asked = WithdrawalAsk(withdrawn=(_first(0),))
    for _ in range(MOST_AT_ONCE):
        withdraw(office, DEVELOPER, which.id, asked)
    with pytest.raises(TooMany):
        withdraw(office, DEVELOPER, which.id, asked)


def test_in_a_large_drill_people_are_looked_for_in_the_councils_that_words_begin_with(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    which = programmes.programme(office, DEVELOPER, _asked())
    _over(office, which)
    everywhere = look(office.store, DEVELOPER, which.id, "")
    assert (everywhere.found, everywhere.chosen) == ((), ())
    shared = made(SIX[0]).pool.people[0].id
    found = look(office.store, DEVELOPER, which.id, shared).found
    assert [(one.person.id, len(one.places)) for one in found] == [(shared, 2)]
    monkeypatch.setattr("cocau.app.office.programme_people.MOST", 5)
    found = look(office.store, DEVELOPER, which.id, shared).found
    assert [(one.person.id, len(one.places)) for one in found] == [(shared, 1)]
    assert look(office.store, DEVELOPER, which.id, made(SIX[0]).pool.people[0].name).found == ()
    chosen = look(office.store, DEVELOPER, which.id, "zzz", (shared,)).chosen
    assert [one.person.id for one in chosen] == [shared]
