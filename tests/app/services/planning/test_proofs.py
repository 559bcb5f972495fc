"""A proof follows its plan by itself, behind whatever callers ask for."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.engine import Store
from cocau.app.db.models import BACKGROUND_TURN, AuditLogEntry, JobRow, JobState
from cocau.app.db.seals import open_column
from cocau.app.jobs import dbos_queue, queue
from cocau.app.jobs.process import run_task
from cocau.app.jobs.queue import JobQueue, wait_for_job
from cocau.app.jobs.results import RunCompleted, RunResult, RunStopped
from cocau.app.jobs.task import JobTask, TaskOutcome
from cocau.app.main import create_app
from cocau.app.services.completion import COMPLETION, build_follow_ups
from cocau.app.services.computations import Services
from cocau.app.services.erasures import erase_proposal
from cocau.app.services.planning.explanations import (
    create_explanation,
    get_answer,
    get_explanation,
    list_explanations,
)
from cocau.app.services.planning.proofs import (
    ANSWER_PROOF,
    PROOF,
    find_answer_proof,
    find_known_proof,
    get_proof_text,
    reaudit_proposal,
    request_proof,
)
from cocau.app.services.planning.proposals import create_proposal
from cocau.app.services.planning.requests import ProposalCreate
from cocau.app.settings import ProofRule, Settings
from cocau.constraints.model.selectors import Among
from cocau.solver.explain.ranges import GroupRanges, RangesQuestion
from cocau.solver.plan import plan
from cocau.solver.proofs.answers.answer_proof import AnswerProof
from cocau.solver.proofs.answers.check import check_answer_proof
from cocau.solver.proofs.check import check_proof
from cocau.solver.proofs.proof import ProposalProof
from cocau.solver.proposal import Proposal
from cocau.solver.request import PlanRequest
from tests.app.client import LocalClient
from tests.app.conftest import UNLIMITED
from tests.app.web.api.test_explanations import WAIT
from tests.patience import PATIENCE, wait_until
from tests.solver.support.lying_engine import overstating_tiers


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dbos_queue, "BACKGROUND_POLL", 0.01)


class Office:
    """A service with one slot whose plans are known beforehand; `gate` holds proofs back."""

    def __init__(self, store: Store, settings: Settings, planned: Proposal) -> None:
        self.store, self.planned = store, planned
        self.settings = replace(settings, solves=1, queue=1, proofs=ProofRule.AUTOMATIC)
        self.outcome = TaskOutcome.OPTIMAL
        self.gate = threading.Event()
        self.proofs: list[bool] = []
        self.queue = self._open()

    def _open(self) -> JobQueue:
        follow_ups = build_follow_ups(self.store, self.settings)
        queue = JobQueue(
            self.store, self.settings, run=self._run, completion=COMPLETION, follow_ups=follow_ups
        )
        queue.start()
        return queue

    def _run(self, task: JobTask, *, stop: threading.Event | None = None, **more: object) -> RunResult:
        if task.kind == "plan":
            return RunCompleted(self.planned.to_json().encode(), self.outcome)
        if task.kind not in {PROOF, ANSWER_PROOF}:
            return run_task(task)
        self.proofs.append(task.background)
        while not self.gate.wait(0.01):
            if stop is not None and stop.is_set():
                return RunStopped(None)
        return run_task(task)

    def plan(self, request: PlanRequest) -> str:
        services = Services(self.store, self.queue, self.settings)
        create = ProposalCreate(council=request.council, pool=request.pool)
        proposal_id = create_proposal(services, DEVELOPER, create).id
        assert wait_for_job(self.store, self.queue, proposal_id, PATIENCE).state == self.outcome
        return proposal_id

    def find_proof_job(self, proposal_id: str) -> JobRow | None:
        asked = list_explanations(self.store, DEVELOPER, proposal_id)
        with self.store.reading() as session:
            return session.get(JobRow, asked[0].id) if asked else None

    def await_proof_job(self, proposal_id: str) -> JobRow:
        """Wait for the proof to be in line: it is put there after the answer."""
        wait_until(lambda: self.find_proof_job(proposal_id) is not None)
        job = self.find_proof_job(proposal_id)
        assert job is not None
        return job

    def get_proof_state(self, proposal_id: str) -> JobState | None:
        job = self.find_proof_job(proposal_id)
        return None if job is None else job.state

    def reopen(self) -> None:
        self.queue.close()
        self.queue = self._open()


@pytest.fixture
def office(one_store: Store, settings: Settings, proposal: Proposal) -> Iterator[Office]:
    made = Office(one_store, settings, proposal)
    yield made
    made.queue.close()  # proofs that are held back end unsearched


def test_a_plan_is_answered_and_its_proof_follows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(Settings(state=tmp_path / "state", rate=UNLIMITED))
    with LocalClient(app, raise_server_exceptions=False) as client:
        made = client.post("/v1/proposals", json=client.get("/v1/demo/xa-mau").json(), headers=WAIT)
        place = made.headers["location"]
        wait_until(lambda: client.get(f"{place}/proof").status_code == 200)
        proof = ProposalProof.model_validate_json(client.get(f"{place}/proof").text)
        assert check_proof(Proposal.model_validate_json(made.text), proof) == []
        again = client.post(f"{place}/proof", headers=WAIT)
        assert again.headers["location"].endswith(
            client.get(f"{place}/explanations").json()["items"][0]["id"]
        )
        audit = client.post(f"{place}/audit").json()
        assert audit["same"]
        assert audit["proof"] == {
            "holds": True,
            "exact": proof.exact,
            "by_engines": len(proof.claims) - proof.exact,
        }
        other = proof.replace_unvalidated(claims=proof.claims[1:])
        monkeypatch.setattr("cocau.app.services.planning.proofs.find_known_proof", lambda *_: other)
        audit = client.post(f"{place}/audit").json()
        assert (audit["same"], audit["kept"], audit["proof"]["holds"]) == (False, True, False)


def test_a_proof_takes_no_slot_and_no_turn_of_what_callers_ask_for(
    office: Office, request_of_commune: PlanRequest
) -> None:
    first = office.plan(request_of_commune)
    wait_until(lambda: office.proofs == [True])
    second = office.plan(request_of_commune)  # one slot, and one unfinished job of a caller: both are free
    jobs = [office.await_proof_job(one) for one in (first, second)]
    assert [job.state for job in jobs] == [JobState.RUNNING, JobState.QUEUED]
    with office.store.reading() as session:
        assert [session.get_one(JobRow, one).turn for one in (first, second)] == [1, 2]
    office.gate.set()
    for one in (first, second):
        wait_until(lambda one=one: office.get_proof_state(one) is JobState.DONE)  # type: ignore[misc]  # bound here
    assert {job.turn for job in jobs} == {BACKGROUND_TURN}
    assert find_known_proof(office.store, DEVELOPER, first) is not None


def test_the_proof_of_an_answer_follows_it_too(office: Office, request_of_commune: PlanRequest) -> None:
    """Read where it stands, with its proposal; asked for once, like that of a plan."""
    made = office.plan(request_of_commune)
    services = Services(office.store, office.queue, office.settings)
    question = RangesQuestion(groups=("women",), among=(Among.DEPUTIES,))
    asked = create_explanation(services, DEVELOPER, made, question).id
    wait_until(lambda: find_answer_proof(office.store, DEVELOPER, made, asked) is not None)
    office.gate.set()
    wait_until(lambda: _find_state(office, made, asked) is JobState.DONE)
    assert request_proof(services, DEVELOPER, made, asked).replayed
    proof = AnswerProof.model_validate_json(get_proof_text(office.store, DEVELOPER, made, asked))
    answer = GroupRanges.model_validate_json(get_answer(office.store, DEVELOPER, made, asked))
    assert check_answer_proof(office.planned, answer, proof) == []
    with office.store.reading() as session:
        job = session.get_one(JobRow, request_proof(services, DEVELOPER, made, asked).id)
        assert (job.turn, "groups" in open_column(office.store.ring, job, "input")) == (
            BACKGROUND_TURN,
            False,
        )
    erase_proposal(office.store, DEVELOPER, made)
    with office.store.reading() as session:
        job = session.get_one(JobRow, job.id)
    assert (job.input, job.output) == (None, None)


def _find_state(office: Office, proposal_id: str, explanation_id: str) -> JobState | None:
    found = find_answer_proof(office.store, DEVELOPER, proposal_id, explanation_id)
    return None if found is None else found.state


def test_whoever_asks_meets_the_proof_that_is_on_its_way(
    office: Office, request_of_commune: PlanRequest
) -> None:
    made = office.plan(request_of_commune)
    job = office.await_proof_job(made)
    asked = request_proof(Services(office.store, office.queue, office.settings), DEVELOPER, made)
    assert (asked.id, asked.replayed) == (job.id, True)
    assert reaudit_proposal(office.store, DEVELOPER, made).proof is None


def test_a_process_that_ends_leaves_a_proof_to_the_next(
    office: Office, request_of_commune: PlanRequest
) -> None:
    made = office.plan(request_of_commune)
    wait_until(lambda: len(office.proofs) == 1)
    office.queue.close()
    assert office.get_proof_state(made) is JobState.QUEUED
    office.gate.set()
    office.reopen()
    wait_until(lambda: office.get_proof_state(made) is JobState.DONE)


def test_a_process_that_ends_begins_the_proofs_that_it_owes(
    monkeypatch: pytest.MonkeyPatch, office: Office, request_of_commune: PlanRequest
) -> None:
    monkeypatch.setattr(queue, "FOLLOW_UP_SECONDS", PATIENCE)
    office.reopen()
    made = office.plan(request_of_commune)
    assert office.find_proof_job(made) is None  # answered, and nothing else yet
    office.queue.close()
    assert office.get_proof_state(made) is JobState.QUEUED


def test_a_proof_keeps_nobody_from_erasing(office: Office, request_of_commune: PlanRequest) -> None:
    made = office.plan(request_of_commune)
    wait_until(lambda: len(office.proofs) == 1)
    erase_proposal(office.store, DEVELOPER, made)
    office.gate.set()
    job = office.await_proof_job(made)
    assert (job.state, job.input, job.output) == (JobState.STOPPED, None, None)


def test_the_log_names_the_service_as_whoever_began_a_proof(
    office: Office, request_of_commune: PlanRequest
) -> None:
    made = office.plan(request_of_commune)
    assert office.await_proof_job(made).caller == DEVELOPER.id
    with office.store.reading() as session:
        entries = session.exec(select(AuditLogEntry).where(AuditLogEntry.subject == made)).all()
    assert {entry.action: entry.actor for entry in entries} == {"ask": DEVELOPER.id, "explain": "proofs"}


@pytest.mark.long
def test_a_lie_of_the_engine_is_a_proof_that_failed(office: Office, request_of_commune: PlanRequest) -> None:
    with overstating_tiers():
        office.planned = plan(request_of_commune)
    office.gate.set()
    made = office.plan(request_of_commune)
    wait_until(lambda: office.get_proof_state(made) is JobState.FAILED)
    asked = list_explanations(office.store, DEVELOPER, made)[0]
    failure = get_explanation(office.store, DEVELOPER, made, asked.id).failure
    assert failure is not None
    assert find_known_proof(office.store, DEVELOPER, made) is None
    services = Services(office.store, office.queue, office.settings)
    assert not request_proof(services, DEVELOPER, made).replayed  # it can be looked for again


@pytest.mark.parametrize(
    ("outcome", "rule", "begun"),
    [
        (TaskOutcome.CONFLICT, ProofRule.AUTOMATIC, True),
        (TaskOutcome.OUT_OF_TIME, ProofRule.AUTOMATIC, False),
        (TaskOutcome.OPTIMAL, ProofRule.ASKED, False),
    ],
)
def test_only_what_is_settled_is_proven_and_only_where_the_operator_has_it(
    office: Office, request_of_commune: PlanRequest, outcome: TaskOutcome, rule: ProofRule, begun: bool
) -> None:
    office.outcome, office.settings = outcome, replace(office.settings, proofs=rule)
    office.reopen()
    made = office.plan(request_of_commune)
    if begun:
        office.await_proof_job(made)
    else:
        office.queue.close()
        assert office.find_proof_job(made) is None
