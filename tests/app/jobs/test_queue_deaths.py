"""Drills: processes killed with -9 or for good, a database restarted; no job is lost, none ends twice."""

import http.client
import json
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest
from sqlmodel import select

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.clock import new_id
from cocau.app.db.encryption import Keyring, generate_key
from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow, JobState
from cocau.app.db.schema import migrate
from cocau.app.db.seals import open_column
from cocau.app.jobs.lifecycle import create_job
from cocau.app.jobs.queue import JobQueue
from cocau.app.services.batches import runs, sweeps
from cocau.app.services.batches.rows import list_sweep_rows
from cocau.app.services.batches.sweeps import SweepChange, SweepCreate
from cocau.app.services.computations import Services
from cocau.app.services.planning.requests import ProposalCreate
from cocau.app.settings import Settings
from cocau.app.web.api.examples import build_commune
from tests.app.jobs.slow import SERVICE, WORKER, Slow, process
from tests.databases import fresh_postgres, restart
from tests.patience import PATIENCE, wait_until

RULE = "women-35-percent"
pytestmark = pytest.mark.drill


class Office:
    """Whoever asks: a store, and the processes that compute over it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.folder, self.key = folder, generate_key()
        self.store = Store(url, Keyring.parse(self.key))
        migrate(self.store.engine)
        self.diary = folder / "diary"

    def process(
        self, program: str, *, prefix: tuple[str, ...] = (), **more: object
    ) -> AbstractContextManager["subprocess.Popen[bytes]"]:
        return process(
            program,
            self.folder / "log",
            prefix=prefix,
            database=self.store.url,
            keys=self.key,
            state=self.folder,
            **{"takeover": 1, "grace": 1, "worker": "máy 1", "rate": "100000/minute", "proofs": "asked"}
            | more,
        )

    def accept(self, *seconds: float, gate: Path | None = None) -> list[str]:
        """Jobs that take so many seconds each, and last until a file is there."""
        jobs = [new_id("prp") for _ in seconds]
        with self.store.writing() as session:
            for job_id, long in zip(jobs, seconds, strict=True):
                asked = Slow(seconds=long, says=job_id, diary=str(self.diary), gate=str(gate or ""))
                create_job(
                    session,
                    self.store.ring,
                    DEVELOPER,
                    job_id=job_id,
                    kind="slow",
                    text=asked.model_dump_json(),
                    seconds=60,
                    locality="ha-tinh",
                    settings=Settings(),
                )
        return jobs

    def sweep(self, count: int) -> str:
        """So many what-ifs over the made-up commune."""
        queue = JobQueue(self.store, Settings(solves=0))
        changes = tuple(
            SweepChange(name=str(n), patch={"overrides": {RULE: {"at_least_percent": 30 + n % 6}}})
            for n in range(count)
        )
        asked = SweepCreate(base=ProposalCreate.model_validate(build_commune()), changes=changes)
        made = sweeps.create_sweep(Services(self.store, queue, Settings()), DEVELOPER, asked)
        queue.close()
        return made.id

    def jobs(self) -> list[JobRow]:
        with self.store.reading() as session:
            return list(session.exec(select(JobRow).order_by(JobRow.id)))

    def until(self, happened: Callable[[list[JobRow]], bool], seconds: float = PATIENCE) -> list[JobRow]:
        deadline = time.monotonic() + seconds
        while not happened(jobs := self.jobs()):
            states = Counter(job.state for job in jobs)
            assert time.monotonic() < deadline, (states, (self.folder / "log").read_text()[-3000:])
            time.sleep(0.05)
        return jobs

    def kill_amid(
        self, doomed: "subprocess.Popen[bytes]", happened: Callable[[list[JobRow]], bool]
    ) -> list[JobRow]:
        """Kill a process with -9 in a moment in which something is so; return the jobs of that moment.

        It stands still while it is looked at, so that the moment cannot pass.
        """
        deadline = time.monotonic() + PATIENCE
        while True:
            doomed.send_signal(signal.SIGSTOP)
            if happened(jobs := self.jobs()):
                doomed.kill()
                doomed.wait()
                return jobs
            doomed.send_signal(signal.SIGCONT)
            assert time.monotonic() < deadline, Counter(job.state for job in jobs)
            time.sleep(0.02)

    def until_logged(self, text: str, times: int) -> None:
        """Wait until the processes have logged a text so many times."""
        wait_until(lambda: (self.folder / "log").read_text().count(text) >= times)

    def all_end_well(self) -> dict[str, JobRow]:
        """Every job that was accepted has its own answer."""
        jobs = self.until(_over)
        for job in (job for job in jobs if job.kind == "slow"):
            assert job.state is JobState.OPTIMAL
            assert job.output is not None
            assert Slow.model_validate_json(open_column(self.store.ring, job, "output")).says == job.id
        return {job.id: job for job in jobs}

    def begun(self) -> Counter[str]:
        return Counter(self.diary.read_text().split())


THREE_SEATS = {
    "rulebook": "luat-bau-cu-2015",
    "council": {
        "id": "ba-ghe",
        "name": "Ba ghế (hư cấu)",
        "kind": "commune",
        "election_day": "2021-05-23",
        "seats": 3,
        "population": 700,
        "constituencies": [{"id": "dv", "name": "Đơn vị", "seats": 3, "population": 700}],
    },
    "pool": {
        "people": [
            {
                "id": f"p{n}",
                "name": f"Người {n}",
                "born": "1980-01-01",
                "sex": ("male", "female")[n % 2],
                "bloc": "grassroots",
                "party_member": False,
            }
            for n in range(5)
        ]
    },
}
"""Planned in a hundredth of a second."""


class Client:
    """Whoever asks over HTTP."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    def served(self) -> str:
        """The program of a service that answers this client."""
        return SERVICE.replace("port=0", f"port={self.port}")

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, str, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with closing(connection):
            connection.request(method, path, json.dumps(body), {"Content-Type": "application/json"} | headers)
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read()

    def until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                if self.ask("GET", "/readyz")[0] == 200:
                    return
            except OSError:
                assert time.monotonic() < deadline
            time.sleep(0.05)

    def propose(self, label: str, **headers: str) -> tuple[int, str]:
        """How it was answered, and where the proposal is; 0 where the answer never came."""
        try:
            status, path, _ = self.ask("POST", "/v1/proposals", THREE_SEATS | {"label": label}, **headers)
        except (OSError, http.client.HTTPException):
            return 0, ""
        return status, path

    def proposal(self, path: str) -> dict[str, object]:
        """The proposal at a place, once its search is over."""
        wait_until(lambda: json.loads(self.ask("GET", path)[2])["state"] not in {"queued", "running"})
        status, _, content = self.ask("GET", f"{path}/proposal")
        found: dict[str, object] = json.loads(content)
        assert status == 200, found
        return found


def _over(jobs: list[JobRow]) -> bool:
    return all(job.state.final for job in jobs)


def _running(count: int) -> Callable[[list[JobRow]], bool]:
    """So many run, and each has told of its best."""
    return lambda jobs: (
        sum(j.state is JobState.RUNNING and j.first_slate_at is not None for j in jobs) >= count
    )


def _some_over_and_some_running(jobs: list[JobRow]) -> bool:
    """A batch has ended, and another job is in the midst of it."""
    return any(job.state.final for job in jobs) and any(job.state is JobState.RUNNING for job in jobs)


@pytest.fixture
def office(one_store: Store, tmp_path: Path) -> Iterator[Office]:
    made = Office(one_store.url, tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[Office]:
    """On PostgreSQL."""
    with fresh_postgres() as url:
        made = Office(url, tmp_path)
        yield made
        made.store.close()


def test_killed_in_the_midst_then_asked_to_end(office: Office) -> None:
    sweep = office.sweep(8)
    office.accept(0.8, 0.8, 0.2)
    with office.process(SERVICE) as killed:
        before = {job.id: job for job in office.kill_amid(killed, _some_over_and_some_running)}
    with office.process(WORKER) as asked:
        after = office.all_end_well()
        for job_id, job in before.items():
            if job.state.final:  # and nothing touched it again
                assert after[job_id] == job
            else:
                died_over_it = job.state is JobState.RUNNING
                assert after[job_id].lost == died_over_it
                assert after[job_id].tries == 1 + died_over_it
        assert max(office.begun().values()) <= 2
        rows = list_sweep_rows(office.store, DEVELOPER, sweep).items
        assert [row.number for row in rows] == list(range(8))
        assert runs.get_run_status(office.store, DEVELOPER, runs.SWEEPS, sweep).outcomes == {"solved": 8}

        late = office.accept(30)
        office.until(_running(1))
        asked.send_signal(signal.SIGTERM)
        assert asked.wait(PATIENCE) == 0
    given_back = next(job for job in office.jobs() if job.id == late[0])
    assert (given_back.state, given_back.worker, given_back.lost) == (JobState.QUEUED, None, 0)


@pytest.mark.long  # the same death, asked for over HTTP
def test_whoever_was_told_that_it_is_accepted_gets_it_after_a_death(office: Office) -> None:
    client = Client()
    with ThreadPoolExecutor(6) as pool:
        with office.process(client.served()) as killed:
            client.until_ready()
            asked = [pool.submit(client.propose, str(n), Prefer=f"wait={n % 2 * 30}") for n in range(30)]
            office.until(lambda jobs: sum(job.state.final for job in jobs) >= 3)
            killed.kill()
            killed.wait()
        answers = [future.result() for future in asked]
    told = Counter(status for status, _ in answers)
    assert {202} <= set(told) <= {0, 200, 202}, told
    assert not _over(office.jobs())
    with office.process(client.served()):
        client.until_ready()
        accepted = [path for status, path in answers if status]
        assert {str(client.proposal(path)["outcome"]) for path in accepted} == {"solved"}
        ended = office.all_end_well()  # also those whose client was never told
    assert len(ended) >= len(accepted) == len(set(accepted))
    assert {job.state for job in ended.values()} == {JobState.OPTIMAL}


def runs_at(worker: "subprocess.Popen[bytes]", job: JobRow) -> bool:
    """Whether a job runs in a process."""
    return job.state is JobState.RUNNING and f"-{worker.pid}-" in str(job.worker)


def _list_at(worker: "subprocess.Popen[bytes]", jobs: list[JobRow]) -> set[str]:
    return {job.id for job in jobs if runs_at(worker, job)}


NOBODY_IS_LOST = {"takeover": 25}
"""A second would do; so long no machine keeps a worker from showing that it lives."""


@pytest.mark.long  # a database restarts
def test_the_database_restarts_amid_jobs(offices: Office) -> None:
    with offices.process(WORKER, **NOBODY_IS_LOST), offices.process(WORKER, **NOBODY_IS_LOST):
        gate = offices.folder / "gate"
        jobs = offices.accept(0, 0, 0, 0, gate=gate)
        running = offices.until(_running(4))
        assert len({job.worker for job in running}) == 2
        restart()
        gate.touch()
        ended = offices.all_end_well()
    assert [ended[job].tries for job in jobs] == [1, 1, 1, 1]  # nobody took them from who had them


@pytest.mark.long  # as above, where two share the jobs
def test_a_worker_dies_for_good(offices: Office) -> None:
    with offices.process(WORKER, takeover=2) as doomed, offices.process(WORKER, takeover=2):
        gate = offices.folder / "gate"
        jobs = offices.accept(0, 0, 0, 0, gate=gate)
        offices.until(_running(4))
        theirs = _list_at(doomed, offices.kill_amid(doomed, lambda now: bool(_list_at(doomed, now))))
        gate.touch()
        ended = offices.all_end_well()
    assert {job for job in jobs if ended[job].lost} >= theirs


@pytest.mark.long  # all the deaths at once
def test_of_four_workers_one_is_killed_one_paused_and_the_database_restarts(offices: Office) -> None:
    """What the paused one answers, once it is woken, changes nothing any more."""
    more = {"takeover": 5, "solves": 2}
    with (
        offices.process(WORKER, **more) as killed,
        offices.process(WORKER, **more) as paused,
        offices.process(WORKER, **more),
        offices.process(WORKER, **more),
    ):
        gate = offices.folder / "gate"
        jobs = offices.accept(*[0] * 16, gate=gate)
        offices.until(_running(8))
        killed.kill()
        paused.send_signal(signal.SIGSTOP)
        theirs = _list_at(paused, offices.jobs())
        assert theirs
        restart()
        gate.touch()
        ended = offices.all_end_well()
        paused.send_signal(signal.SIGCONT)
        offices.until_logged("what came out here is dropped", len(theirs))
        assert {job.id: job for job in offices.jobs()} == ended
    assert [ended[job].state for job in jobs] == [JobState.OPTIMAL] * 16
