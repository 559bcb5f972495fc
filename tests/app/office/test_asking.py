"""On both databases: one key is one request however many ask at once, and what is refused leaves nothing."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlmodel import select

from cocau.app.access.caller import DEVELOPER
from cocau.app.api.examples import commune
from cocau.app.jobs.task import Task
from cocau.app.jobs.tasks.plan import PLAN, PlanInput
from cocau.app.office import councils, erasing, pools, rulebooks, scenarios
from cocau.app.office.ask import Ask
from cocau.app.office.deriving import derive
from cocau.app.office.erasing_pools import erase
from cocau.app.office.errors import Erased
from cocau.app.office.proposals import Filters, Office, ask, listed
from cocau.app.office.replay import KeyReused
from cocau.app.office.resolving import Resolved, resolved
from cocau.app.settings import Settings
from cocau.app.store import Store
from cocau.app.store.tables import Job, ProposalRow, State, TrailEntry
from cocau.constraints.council import Council
from cocau.constraints.documents import read_text
from cocau.constraints.errors import InputError
from cocau.constraints.people import Pool
from cocau.fixtures.run import SHIPPED
from cocau.solver.explain.scenario import Scenario


class Noted:
    """A line that only notes what is put in."""

    def __init__(self) -> None:
        self.jobs: list[str] = []
        self.begun: set[str] = set()

    @contextmanager
    def beforehand(self, job_id: str, task: Task) -> Iterator[None]:
        assert PLAN.read(task.text).request.pool.people
        self.begun.add(job_id)
        try:
            yield
        except BaseException:
            self.forget(job_id)
            raise

    def forget(self, job_id: str) -> None:
        self.begun.remove(job_id)

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
    assert line.begun == {made[0][0]}  # the others were told of it, and what they had begun was forgotten
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


def test_a_kept_scenario_and_an_own_rulebook_are_asked_with_in_their_versions(one_store: Store) -> None:
    store = one_store
    office, _ = _office(store)
    body = commune()
    council = councils.add(
        store, DEVELOPER, Council.model_validate(body["council"]), locality="ha-tinh", label="x"
    ).document.id
    first = Scenario(name="một", raised=("more-experts",))
    which = scenarios.add(store, DEVELOPER, council, first).document.id
    scenarios.revise(store, DEVELOPER, which, Scenario(name="hai"), expected=1)
    text = read_text(SHIPPED / "layers" / "phieu-va-xep-loai.yaml")
    own = rulebooks.add(
        store, DEVELOPER, rulebooks.OwnRulebook(yaml=text), locality="ha-tinh", label="x", note=""
    )
    book = own.held.document.id
    by_reference = body | {
        "council": {"ref": council},
        "rulebook": f"ha-tinh-2021+{book}",
        "scenario": {"ref": which, "version": 1},
    }
    made = ask(office, DEVELOPER, Ask.model_validate(by_reference))
    with store.reading() as session:
        row, job = session.get_one(ProposalRow, made.id), session.get_one(Job, made.id)
    assert (row.scenario_id, row.scenario_version) == (which, 1)
    assert (row.rulebook_id, row.rulebook_version) == (book, 1)
    given = PlanInput.model_validate_json(store.ring.open(job.input or b""))
    assert given.request.raised == ("more-experts",)
    assert given.rulebook is not None
    assert given.rulebook.name == f"ha-tinh-2021+{book}@1"


def test_of_a_pool_that_is_being_erased_nothing_is_made(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, line = _office(store)
    body = commune()
    people = Pool.model_validate(body["pool"])
    pool = pools.add(store, DEVELOPER, people, label="x", locality="ha-tinh").document.id

    def while_resolving(*given: Any) -> Resolved:
        found = resolved(*given)
        erase(store, DEVELOPER, pool, expected=1)  # somebody else, just then
        return found

    monkeypatch.setattr("cocau.app.office.proposals.resolved", while_resolving)
    with pytest.raises(Erased):
        ask(office, DEVELOPER, Ask.model_validate(body | {"pool": {"ref": pool}}))
    assert line.jobs == []
    assert line.begun == set()
    with store.reading() as session:
        assert list(session.exec(select(Job))) == []


def test_nothing_is_derived_of_what_is_being_erased(
    one_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = one_store
    office, line = _office(store)
    made = ask(office, DEVELOPER, Ask.model_validate(commune())).id
    with store.writing() as session:
        session.get_one(Job, made).state = State.STOPPED

    def while_resolving(*given: Any) -> Resolved:
        found = resolved(*given)
        erasing.erase(store, DEVELOPER, made)
        return found

    monkeypatch.setattr("cocau.app.office.deriving.resolved", while_resolving)
    with pytest.raises(Erased):
        derive(office, DEVELOPER, made, {"seconds": 5})
    assert line.jobs == [made]
