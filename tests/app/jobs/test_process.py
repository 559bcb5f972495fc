"""Computations in child processes: the same bytes as here, and every way to go wrong stays inside."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import forkserver
from pathlib import Path

import pytest

from cocau.app.audits.proposals import reaudit
from cocau.app.jobs import process as jobs_process
from cocau.app.jobs.process import run_task, start_fork_server
from cocau.app.jobs.results import (
    BestSlate,
    FailureCause,
    ProgressReport,
    RunCompleted,
    RunFailed,
    RunRefused,
    RunStopped,
)
from cocau.app.jobs.task import JobTask, TaskOutcome
from cocau.app.jobs.tasks import kinds
from cocau.app.jobs.tasks.plans import PlanInput
from cocau.constraints.model.council import CouncilKind
from cocau.fixtures.generators.examples import make_even_council, make_pool
from cocau.solver.proposal import Proposal, ProposalOutcome
from cocau.solver.request import PlanRequest
from tests.app.jobs.eager import EAGER
from tests.app.jobs.wrecks import WRECKS, Words
from tests.patience import wait_until

MIB = 2**20


@pytest.fixture(autouse=True)
def _wrecks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "KINDS", kinds.KINDS | {kind.name: kind for kind in WRECKS})


def task(kind: str, *, told: bool = False) -> JobTask:
    return JobTask(kind, Words(says="Nguyễn Thị Kín", told=told).to_json())


def plan_task(request: PlanRequest) -> JobTask:
    return JobTask("plan", PlanInput(request=request).model_dump_json())


def test_a_plan_in_a_child_is_the_same_bytes(request_of_commune: PlanRequest, proposal: Proposal) -> None:
    assert run_task(plan_task(request_of_commune)) == RunCompleted(
        proposal.to_json().encode(), TaskOutcome.OPTIMAL
    )


def test_a_conflict_is_an_answer(conflict: Proposal) -> None:
    ended = run_task(plan_task(conflict.request))
    assert ended == RunCompleted(conflict.to_json().encode(), TaskOutcome.CONFLICT)


def test_time_that_runs_out_is_an_answer(request_of_commune: PlanRequest) -> None:
    ended = run_task(plan_task(request_of_commune.replace_unvalidated(seconds=0.0001)))
    assert isinstance(ended, RunCompleted)
    assert ended.state is TaskOutcome.OUT_OF_TIME


def test_a_rulebook_of_ones_own_is_used(request_of_commune: PlanRequest, proposal: Proposal) -> None:
    whole = proposal.rulebook.replace_unvalidated(name="của-riêng")
    ended = run_task(JobTask("plan", PlanInput(request=request_of_commune, rulebook=whole).model_dump_json()))
    assert isinstance(ended, RunCompleted)
    assert json.loads(ended.output)["rulebook"]["name"] == "của-riêng"


def test_input_of_another_shape_is_refused_field_by_field() -> None:
    ended = run_task(JobTask("plan", '{"request": {"council": {}, "seconds": "long"}, "more": 1}'))
    assert isinstance(ended, RunRefused)
    assert {"more", "request.pool", "request.seconds"} <= {p.where for p in ended.problems}


def test_input_that_cannot_be_planned_is_refused_with_every_problem(request_of_commune: PlanRequest) -> None:
    pins = request_of_commune.pins.replace_unvalidated(candidates=("nobody", "nothing"))
    ended = run_task(plan_task(request_of_commune.replace_unvalidated(pins=pins)))
    assert isinstance(ended, RunRefused)
    assert len(ended.problems) == 2
    assert all(p.vi and p.en for p in ended.problems)


def test_a_kind_that_does_not_exist_is_an_error_of_the_caller() -> None:
    with pytest.raises(LookupError, match="nonsense"):
        run_task(JobTask("nonsense", "{}"))


def test_a_crash_is_a_failure_that_names_the_signal() -> None:
    ended = run_task(task("crash"))
    assert ended == RunFailed(FailureCause.SIGNAL, "SIGSEGV", None)
    assert ended.problem.code == "failed_by_signal"


@pytest.mark.parametrize("kind", ["crash", "hog", "fail"])
def test_a_failure_keeps_the_best_that_was_told(kind: str) -> None:
    ended = run_task(task(kind, told=True), memory=200 * MIB)
    assert isinstance(ended, RunFailed)
    assert ended.output is not None
    assert json.loads(ended.output)["says"] == "p1 3 1"


def test_memory_beyond_the_limit_is_a_failure_that_says_so() -> None:
    ended = run_task(task("hog"), memory=200 * MIB)
    assert ended == RunFailed(FailureCause.MEMORY, "200 MiB")
    assert "200 MiB" in ended.problem.en


def test_a_plan_goes_well_within_its_limit(request_of_commune: PlanRequest, proposal: Proposal) -> None:
    ended = run_task(plan_task(request_of_commune), memory=100 * MIB)
    assert ended == RunCompleted(proposal.to_json().encode(), TaskOutcome.OPTIMAL)


def test_an_error_is_told_by_its_place_without_what_people_are(caplog: pytest.LogCaptureFixture) -> None:
    ended = run_task(task("fail"))
    assert isinstance(ended, RunFailed)
    assert ended.cause is FailureCause.ERROR
    assert ended.detail.startswith("ValueError at tests/app/jobs/wrecks.py:")
    assert "Kín" not in ended.detail + ended.problem.vi + ended.problem.en + caplog.text
    assert "ValueError" in caplog.text


def test_problems_come_back_as_they_were() -> None:
    ended = run_task(task("refuse"))
    assert isinstance(ended, RunRefused)
    assert [(p.code, p.where, p.en) for p in ended.problems] == [
        ("bad", "says", "not allowed: Nguyễn Thị Kín")
    ]


def test_a_child_that_leaves_without_a_word_has_failed() -> None:
    assert run_task(task("leave")) == RunFailed(FailureCause.ERROR, "exit code 7")


class Clock:
    """A clock that goes on only by these seconds, one after the other as it is looked at."""

    def __init__(self) -> None:
        self.now, self.jumps, self.sleep = 0.0, list[float](), time.sleep

    def monotonic(self) -> float:
        self.now += self.jumps.pop(0) if self.jumps else 0
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(jobs_process, "time", made)
    return made


def stopped_once_it_has_told(kind: str, *, told: bool = False) -> object:
    stop = threading.Event()
    return run_task(task(kind, told=told), stop=stop, on_progress=lambda _: stop.set())


def test_one_that_is_asked_to_stop_answers_with_what_it_has(clock: Clock) -> None:
    ended = stopped_once_it_has_told("obedient")
    assert isinstance(ended, RunStopped)
    assert ended.output is not None


def test_one_that_does_not_listen_is_killed_and_its_best_kept() -> None:
    ended = stopped_once_it_has_told("deaf", told=True)
    assert isinstance(ended, RunStopped)
    assert ended.output is not None
    assert json.loads(ended.output)["says"] == "p1 3 1"


def test_a_search_among_1400_people_stops_and_keeps_its_best(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(kinds.KINDS, EAGER.name, EAGER)
    council = make_even_council(CouncilKind.PROVINCE, 85, 27, 1)
    request = PlanRequest(council=council, pool=make_pool(council, 1400, 1))
    stop = threading.Event()
    bests: list[BestSlate] = []

    def look(standing: ProgressReport) -> None:
        if standing.best is not None and not stop.is_set():
            bests.append(standing.best)
            stop.set()

    ended = run_task(JobTask(EAGER.name, plan_task(request).text), stop=stop, on_progress=look)
    assert isinstance(ended, RunStopped)
    assert ended.output is not None
    kept = Proposal.model_validate_json(ended.output)
    assert kept.outcome is ProposalOutcome.OUT_OF_TIME
    assert not reaudit(kept).differences
    reached = [best.value for best in bests[0].tiers]
    now = list({aim.priority: aim.tier_value for aim in kept.aims}.values())
    assert now <= reached
    assert any(aim.tier_bound < aim.tier_value for aim in kept.aims)


def test_one_that_hangs_is_killed_and_its_best_kept(clock: Clock) -> None:
    def fall_silent(_: ProgressReport) -> None:
        clock.jumps += [0, jobs_process.SILENCE_SECONDS]  # the first look is that at the report

    ended = run_task(task("deaf", told=True), on_progress=fall_silent)
    assert isinstance(ended, RunFailed)
    assert (ended.cause, ended.detail) == (FailureCause.SILENCE, f"{jobs_process.SILENCE_SECONDS:.0f} s")
    assert ended.output is not None
    assert json.loads(ended.output)["says"] == "p1 3 1"


def test_one_that_tells_how_far_it_is_does_not_hang(clock: Clock) -> None:
    stop, seen = threading.Event(), list[float]()

    def pass_time(_: ProgressReport) -> None:
        seen.append(clock.now)
        clock.jumps += [0, 0.9 * jobs_process.SILENCE_SECONDS] if len(seen) < 4 else []
        if len(seen) == 4:
            stop.set()

    assert isinstance(run_task(task("obedient"), stop=stop, on_progress=pass_time), RunStopped)
    assert seen[3] > 2 * jobs_process.SILENCE_SECONDS


def test_a_fork_server_that_dies_takes_no_computation_along_and_is_started_anew(
    request_of_commune: PlanRequest, proposal: Proposal, clock: Clock
) -> None:
    stop = threading.Event()

    def kill(_: ProgressReport) -> None:
        if not stop.is_set():
            for parent in parents_of_computations():
                os.kill(parent, signal.SIGKILL)
            stop.set()

    ended = run_task(task("obedient"), stop=stop, on_progress=kill)
    assert isinstance(ended, RunStopped)
    assert ended.output is not None
    assert run_task(plan_task(request_of_commune)) == RunCompleted(
        proposal.to_json().encode(), TaskOutcome.OPTIMAL
    )


def test_a_fork_server_that_is_not_yet_seen_to_be_dead_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    start_fork_server()
    (server,) = fork_servers()
    os.kill(server, signal.SIGKILL)
    look, looks = forkserver.ensure_running, iter((False, False))
    monkeypatch.setattr(
        "multiprocessing.forkserver._forkserver.ensure_running", lambda: next(looks, True) and look()
    )
    assert isinstance(run_task(task("whoami")), RunCompleted)
    assert next(looks, True)


def test_one_that_has_answered_is_not_stopped(request_of_commune: PlanRequest) -> None:
    stop = threading.Event()
    stop.set()
    ended = run_task(JobTask("whoami", Words(says="").to_json()), stop=stop)
    assert isinstance(ended, RunCompleted)


def test_the_program_of_the_parent_is_not_run_again() -> None:
    ended = run_task(task("whoami"))
    assert isinstance(ended, RunCompleted)
    pid, _, main = json.loads(ended.output)["says"].partition(" ")
    assert int(pid) != os.getpid()
    assert main == "nothing"


def test_two_at_once_answer_each_its_own(request_of_commune: PlanRequest, proposal: Proposal) -> None:
    tasks = [plan_task(request_of_commune), task("refuse"), plan_task(request_of_commune), task("crash")]
    with ThreadPoolExecutor(4) as pool:
        first, second, third, fourth = pool.map(run_task, tasks)
    assert first == third == RunCompleted(proposal.to_json().encode(), TaskOutcome.OPTIMAL)
    assert isinstance(second, RunRefused)
    assert isinstance(fourth, RunFailed)


def test_progress_goes_forward(request_of_commune: PlanRequest) -> None:
    seen: list[ProgressReport] = []
    run_task(plan_task(request_of_commune), on_progress=seen.append)
    assert seen
    elapsed = [each.elapsed for each in seen]
    assert elapsed == sorted(elapsed)


def test_whoever_fails_at_progress_leaves_no_child(request_of_commune: PlanRequest) -> None:
    def refuse(_: ProgressReport) -> None:
        raise KeyError("not mine")

    with pytest.raises(KeyError):
        run_task(task("obedient"), on_progress=refuse)
    assert not children_of(os.getpid())


ABANDONED = """
import os, threading
from cocau.app.jobs.tasks import kinds
from tests.app.jobs.eager import EAGER
from tests.app.jobs.wrecks import WRECKS
from cocau.app.jobs.process import run_task as run
from cocau.app.jobs.task import JobTask as Task
kinds.KINDS |= {kind.name: kind for kind in WRECKS}
def seen(_): print("at work", flush=True)
print("begun", flush=True)
run(Task("@KIND@", '{"says": "", "told": true}'), on_progress=seen)
"""
"""A program without a guard against being imported: run again in a child it would start another."""


@pytest.mark.parametrize("kind", ["obedient", "deaf"])
def test_a_parent_killed_leaves_nobody_behind(tmp_path: Path, kind: str) -> None:
    script = tmp_path / "abandoned.py"
    script.write_text(ABANDONED.replace("@KIND@", kind), encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
        env={"PYTHONPATH": ".", "PATH": "/usr/bin:/bin"},
        start_new_session=True,
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "begun\n"
        assert parent.stdout.readline() == "at work\n"
        assert len(members_of(parent.pid)) >= 3  # with the fork server and the child
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
    wait_until(lambda: members_of(parent.pid) == [])


def test_one_fork_server_is_enough() -> None:
    start_fork_server()
    first = fork_servers()
    assert len(first) == 1
    start_fork_server()
    assert fork_servers() == first


def members_of(session: int) -> list[int]:
    """Processes of a session that still run."""
    return [pid for pid, fields in _processes() if int(fields[3]) == session and fields[0] != "Z"]


def fork_servers() -> list[int]:
    """Processes of ours that are copied for computations."""
    own = [pid for pid, fields in _processes() if int(fields[1]) == os.getpid() and fields[0] != "Z"]
    return [pid for pid in own if b"forkserver" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def parents_of_computations() -> list[int]:
    """The fork server of this process, while it has children."""
    table = dict(_processes())
    own = [pid for pid, fields in table.items() if int(fields[1]) == os.getpid()]
    return [pid for pid in own if any(int(fields[1]) == pid for fields in table.values())]


def children_of(parent: int) -> list[int]:
    """The computations of a process: grandchildren, by its fork server."""
    table = dict(_processes())
    own = [pid for pid, fields in table.items() if int(fields[1]) == parent]
    return [pid for pid, fields in table.items() if int(fields[1]) in own and fields[0] != "Z"]


def _processes() -> Iterator[tuple[int, list[str]]]:
    """Each process with what its `stat` tells after its name: state, parent, group, session."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                stat = (folder / "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:  # it has just ended
                continue
            yield int(folder.name), stat.rpartition(") ")[2].split()
