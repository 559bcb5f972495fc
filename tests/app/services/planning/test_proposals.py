"""On both databases: one key is one request however many ask at once, and what is refused leaves nothing."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlmodel import select

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.engine import Store
from cocau.app.db.models import AuditLogEntry, JobRow, JobState, ProposalRow
from cocau.app.db.seals import open_column
from cocau.app.jobs.dbos_queue import get_queue_client
from cocau.app.jobs.task import JobTask
from cocau.app.jobs.tasks.plans import PLAN, PlanInput
from cocau.app.services import erasures, rulebooks
from cocau.app.services.acts import KeyReused
from cocau.app.services.computations import Services
from cocau.app.services.councils import COUNCILS
from cocau.app.services.documents import create_document, revise_document
from cocau.app.services.erasures import erase_pool
from cocau.app.services.errors import Erased
from cocau.app.services.planning.lineage import derive_proposal
from cocau.app.services.planning.proposals import ProposalFilters, create_proposal, list_proposals
from cocau.app.services.planning.requests import ProposalCreate, ResolvedRequest, resolve_request
from cocau.app.services.pools import POOLS
from cocau.app.services.rulebooks import RULEBOOKS
from cocau.app.services.scenarios import SCENARIOS
from cocau.app.settings import Settings
from cocau.app.web.api.examples import build_commune
from cocau.constraints.documents import read_text
from cocau.constraints.errors import InputError
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Pool
from cocau.fixtures.run import SHIPPED
from cocau.solver.explain.scenario import Scenario


class Noted:
    """A queue that only notes what is begun before it is accepted."""

    def __init__(self) -> None:
        self.begun: set[str] = set()

    @contextmanager
    def start_speculatively(self, job_id: str, task: JobTask) -> Iterator[None]:
        assert PLAN.read(task.text).request.pool.people
        self.begun.add(job_id)
        try:
            yield
        except BaseException:
            self.drop_speculative(job_id)
            raise

    def drop_speculative(self, job_id: str) -> None:
        self.begun.remove(job_id)

    def wake(self) -> None:
        """Nothing is computed here."""


def _jobs(store: Store) -> list[str]:
    """The jobs that were accepted and are in line."""
    with store.reading() as session:
        job_ids = [job.id for job in session.exec(select(JobRow))]
    assert get_queue_client(store.url).list_active(job_ids) == set(job_ids)
    return job_ids


def _office(store: Store) -> tuple[Services, Noted]:
    line: Any = Noted()
    return Services(store, line, Settings()), line


def test_one_key_from_many_threads_is_one_job(store: Store) -> None:
    office, line = _office(store)
    asked = ProposalCreate.model_validate(build_commune())
    made: list[tuple[str, bool]] = []

    def post() -> None:
        one = create_proposal(office, DEVELOPER, asked, "race")
        made.append((one.id, one.replayed))

    threads = [threading.Thread(target=post) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 6
    assert len({which for which, _ in made}) == 1
    assert sorted(replayed for _, replayed in made) == [False, *[True] * 5]
    assert _jobs(store) == [made[0][0]]
    assert line.begun == {made[0][0]}  # the others were told of it, and what they had begun was forgotten
    with store.reading() as session:
        assert len(list(session.exec(select(AuditLogEntry)))) == 1
    with pytest.raises(KeyReused):
        create_proposal(office, DEVELOPER, asked.replace_unvalidated(label="another"), "race")


def test_what_is_refused_leaves_nothing(store: Store) -> None:
    office, _ = _office(store)
    body = build_commune() | {"overrides": {"no-such-rule": {}}, "pool": {"people": []}}
    with pytest.raises(InputError) as refused:
        create_proposal(office, DEVELOPER, ProposalCreate.model_validate(body), "key")
    assert {"unknown_rule", "empty_pool"} <= {p.code for p in refused.value.problems}
    assert _jobs(store) == []
    with store.reading() as session:
        assert list(session.exec(select(ProposalRow))) == []
    assert list_proposals(store, DEVELOPER, ProposalFilters()) == []


def test_the_request_is_kept_sealed_and_whole(store: Store) -> None:
    office, _ = _office(store)
    made = create_proposal(office, DEVELOPER, ProposalCreate.model_validate(build_commune()))
    with store.reading() as session:
        job = session.get_one(JobRow, made.id)
    assert job.input is not None
    name = build_commune()["pool"]["people"][0]["name"]
    assert name.encode() not in job.input
    stored = open_column(store.ring, job, "input")
    assert name in stored
    assert '"rulebook":{"name":"ha-tinh-2021"' in stored


def test_a_kept_scenario_and_an_own_rulebook_are_asked_with_in_their_versions(one_store: Store) -> None:
    store = one_store
    office, _ = _office(store)
    body = build_commune()
    council = create_document(
        store, DEVELOPER, COUNCILS, Council.model_validate(body["council"]), locality="ha-tinh", label="x"
    ).document.id
    first = Scenario(name="một", raised=("more-experts",))
    which = create_document(store, DEVELOPER, SCENARIOS, first, about=council).document.id
    revise_document(store, DEVELOPER, SCENARIOS, which, Scenario(name="hai"), expected=1)
    text = read_text(SHIPPED / "layers" / "phieu-va-xep-loai.yaml")
    own = create_document(
        store, DEVELOPER, RULEBOOKS, rulebooks.OwnRulebook(yaml=text), locality="ha-tinh", label="x"
    )
    book = own.document.id
    by_reference = body | {
        "council": {"ref": council},
        "rulebook": f"ha-tinh-2021+{book}",
        "scenario": {"ref": which, "version": 1},
    }
    made = create_proposal(office, DEVELOPER, ProposalCreate.model_validate(by_reference))
    with store.reading() as session:
        row, job = session.get_one(ProposalRow, made.id), session.get_one(JobRow, made.id)
    assert (row.scenario_id, row.scenario_version) == (which, 1)
    assert (row.rulebook_id, row.rulebook_version) == (book, 1)
    given = PlanInput.model_validate_json(open_column(store.ring, job, "input"))
    assert given.request.raised == ("more-experts",)
    assert given.rulebook is not None
    assert given.rulebook.name == f"ha-tinh-2021+{book}@1"


def test_of_a_pool_that_is_being_erased_nothing_is_made(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, line = _office(store)
    body = build_commune()
    people = Pool.model_validate(body["pool"])
    pool = create_document(store, DEVELOPER, POOLS, people, label="x", locality="ha-tinh").document.id

    def while_resolving(*given: Any) -> ResolvedRequest:
        found = resolve_request(*given)
        erase_pool(store, DEVELOPER, pool, expected=1)  # somebody else, just then
        return found

    monkeypatch.setattr("cocau.app.services.planning.proposals.resolve_request", while_resolving)
    with pytest.raises(Erased):
        create_proposal(office, DEVELOPER, ProposalCreate.model_validate(body | {"pool": {"ref": pool}}))
    assert _jobs(store) == []
    assert line.begun == set()
    with store.reading() as session:
        assert list(session.exec(select(JobRow))) == []


def test_nothing_is_derived_of_what_is_being_erased(
    one_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = one_store
    office, _ = _office(store)
    made = create_proposal(office, DEVELOPER, ProposalCreate.model_validate(build_commune())).id
    with store.writing() as session:
        session.get_one(JobRow, made).state = JobState.STOPPED

    def while_resolving(*given: Any) -> ResolvedRequest:
        found = resolve_request(*given)
        erasures.erase_proposal(store, DEVELOPER, made)
        return found

    monkeypatch.setattr("cocau.app.services.planning.lineage.resolve_request", while_resolving)
    with pytest.raises(Erased):
        derive_proposal(office, DEVELOPER, made, {"seconds": 5})
    assert _jobs(store) == [made]
