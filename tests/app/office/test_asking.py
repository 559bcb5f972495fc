"""On both databases: one key is one request however many ask at once, and what is refused leaves nothing."""

import threading
from typing import Any

import pytest
from sqlmodel import select

from app.access.caller import DEVELOPER
from app.api.examples import commune
from app.office.ask import Ask
from app.office.proposals import Filters, Office, ask, listed
from app.office.replay import KeyReused
from app.settings import Settings
from app.store import Store
from app.store.tables import Job, ProposalRow, TrailEntry
from constraints.errors import InputError


class Noted:
    """A line that only notes what is put in."""

    def __init__(self) -> None:
        self.jobs: list[str] = []

    def submit(self, job_id: str) -> None:
        self.jobs.append(job_id)


def _office(store: Store) -> tuple[Office, Noted]:
    line: Any = Noted()
    return Office(store, line, Settings()), line


def test_one_key_from_many_threads_is_one_job(store: Store) -> None:
    office, line = _office(store)
    asked = Ask.model_validate(commune())
    made: list[tuple[str, bool]] = []

    def post() -> None:
        one = ask(office, DEVELOPER, asked, "race")
        made.append((one.id, one.replayed))

    threads = [threading.Thread(target=post) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 6
    assert len({which for which, _ in made}) == 1
    assert sorted(replayed for _, replayed in made) == [False, *[True] * 5]
    assert line.jobs == [made[0][0]]
    with store.reading() as session:
        assert [job.id for job in session.exec(select(Job))] == line.jobs
        assert len(list(session.exec(select(TrailEntry)))) == 1
    with pytest.raises(KeyReused):
        ask(office, DEVELOPER, asked.but(label="another"), "race")


def test_what_is_refused_leaves_nothing(store: Store) -> None:
    office, line = _office(store)
    body = commune() | {"overrides": {"no-such-rule": {}}, "pool": {"people": []}}
    with pytest.raises(InputError) as refused:
        ask(office, DEVELOPER, Ask.model_validate(body), "key")
    assert {"unknown_rule", "empty_pool"} <= {p.code for p in refused.value.problems}
    assert line.jobs == []
    with store.reading() as session:
        assert list(session.exec(select(ProposalRow))) == []
    assert listed(store, DEVELOPER, Filters()) == []


def test_the_request_is_kept_sealed_and_whole(store: Store) -> None:
    office, _ = _office(store)
    made = ask(office, DEVELOPER, Ask.model_validate(commune()))
    with store.reading() as session:
        job = session.get_one(Job, made.id)
    assert job.input is not None
    name = commune()["pool"]["people"][0]["name"]
    assert name.encode() not in job.input
    stored = store.ring.open(job.input)
    assert name in stored
    assert '"rulebook":{"name":"ha-tinh-2021"' in stored
