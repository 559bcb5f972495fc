"""Children kept ready, and computations that begin before their jobs are accepted."""

import mmap
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.connection import wait as wait_for

import pytest

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.engine import Store
from cocau.app.jobs import process as jobs_process
from cocau.app.jobs.lifecycle import QuotaExceeded
from cocau.app.jobs.process import SpeculativeRun, WarmProcess, start_speculative_run
from cocau.app.jobs.queue import JobQueue, wait_for_job, wait_for_output
from cocau.app.jobs.results import RunCompleted
from cocau.app.jobs.runner import READY_MESSAGE, ChildTask, copy_shared_pages
from cocau.app.jobs.task import JobTask, TaskOutcome
from cocau.app.jobs.tasks import kinds
from cocau.app.permissions import UserRole
from cocau.app.services.computations import Services
from cocau.app.services.erasures import erase_proposal
from cocau.app.services.planning import proposals
from cocau.app.services.planning.requests import ProposalCreate
from cocau.app.settings import Settings
from cocau.app.web.api.examples import build_commune
from tests.app.jobs.slow import SLOW, Slow
from tests.app.jobs.test_process import children_of
from tests.patience import PATIENCE, wait_until


def at_hand() -> bool:
    """Whether a child is ready."""
    return jobs_process.WARM_PROCESS._child is not None


@pytest.fixture
def ready(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(kinds.KINDS, "slow", SLOW)
    monkeypatch.setattr(
        jobs_process, "WARM_PROCESS", WarmProcess()
    )  # what other tests still compute is not counted
    jobs_process.start_fork_server()
    wait_until(lambda: not children_of(os.getpid()))
    jobs_process.WARM_PROCESS.enable()
    assert at_hand()
    yield
    jobs_process.WARM_PROCESS.disable()
    wait_until(lambda: not children_of(os.getpid()))


def slow(seconds: float, says: str = "") -> JobTask:
    return JobTask("slow", Slow(seconds=seconds, says=says).to_json())


def followed(begun: SpeculativeRun) -> object:
    return begun.run(stop=threading.Event(), on_progress=lambda _: None)


def test_one_is_ready_again_when_nothing_is_computed(ready: None) -> None:
    begun = start_speculative_run(slow(0.3, "xong"))
    assert begun is not None
    assert (
        start_speculative_run(slow(0)) is None
    )  # there is one only, and none is made while something is computed
    assert jobs_process.run_task(slow(0)) == RunCompleted(slow(0).text.encode(), TaskOutcome.OPTIMAL)
    time.sleep(0.1)
    assert not at_hand()
    assert followed(begun) == RunCompleted(slow(0.3, "xong").text.encode(), TaskOutcome.OPTIMAL)
    wait_until(at_hand)


def test_one_that_has_died_is_not_used(ready: None) -> None:
    assert jobs_process.WARM_PROCESS._child is not None
    process, _ = jobs_process.WARM_PROCESS._child
    process.kill()
    assert process.sentinel in wait_for([process.sentinel], PATIENCE)
    assert start_speculative_run(slow(0)) is None
    assert jobs_process.run_task(slow(0)) == RunCompleted(slow(0).text.encode(), TaskOutcome.OPTIMAL)


def test_one_that_still_prepares_itself_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    warm, (child, pipe) = WarmProcess(), jobs_process.start_child()
    meanwhile: list[object] = []

    class Preparing:
        """The pipe of a child that prepares itself until something is received."""

        def recv(self) -> str:
            meanwhile.append(warm.take_if_ready())
            return READY_MESSAGE

    monkeypatch.setattr(jobs_process, "start_child", lambda *, ready: (child, Preparing()))
    warm.enable()
    with pipe:
        assert meanwhile == [None]
        assert warm.take_if_ready() is not None
    jobs_process.kill_child(child)


def test_a_stop_loses_nothing_of_one_that_has_just_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs_process, "WARM_PROCESS", WarmProcess())
    job = ChildTask(SLOW, Slow(seconds=0.05, says="x").to_json())
    child, pipe = jobs_process.start_child()
    pipe.send(job)
    assert wait_for([child.sentinel], PATIENCE)
    stop = threading.Event()
    stop.set()
    ended = SpeculativeRun(job, (child, pipe)).run(stop=stop, on_progress=lambda _: None)
    assert ended == RunCompleted(job.text.encode(), TaskOutcome.OPTIMAL)


def test_what_is_dropped_ends_at_once(ready: None) -> None:
    jobs_process.WARM_PROCESS._kept = False
    begun = start_speculative_run(slow(60))
    assert begun is not None
    begun.drop()
    assert not children_of(os.getpid())


@pytest.fixture
def office(ready: None, one_store: Store, settings: Settings) -> Iterator[Services]:
    queue = JobQueue(one_store, settings)
    queue.start(warm=True)
    yield Services(one_store, queue, settings)
    queue.close()


def test_a_plan_begins_before_it_is_accepted(office: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    followed: list[SpeculativeRun] = []
    run = SpeculativeRun.run

    def noted(self: SpeculativeRun, **more: object) -> object:
        followed.append(self)
        return run(self, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(SpeculativeRun, "run", noted)
    made = proposals.create_proposal(office, DEVELOPER, ProposalCreate.model_validate(build_commune()))
    job = wait_for_job(office.store, office.queue, made.id, PATIENCE)
    assert (str(job.state), job.tries, len(followed)) == ("optimal", 1, 1)


def test_what_came_out_is_handed_over_to_whoever_may_see_it(office: Services) -> None:
    made = proposals.create_proposal(office, DEVELOPER, ProposalCreate.model_validate(build_commune()))
    output = wait_for_output(office.store, office.queue, made.id, PATIENCE)
    assert output is not None
    stands = proposals.get_proposal_status(office.store, DEVELOPER, made.id)
    at_hand = proposals.match_proposal_text(office.store, DEVELOPER, stands, output)
    assert at_hand == proposals.get_proposal_text(office.store, DEVELOPER, made.id)
    assert proposals.match_proposal_text(office.store, DEVELOPER, stands, output + " ") is None
    viewer = replace(DEVELOPER, role=UserRole.VIEWER)
    seen = proposals.get_proposal_status(office.store, viewer, made.id)
    assert proposals.match_proposal_text(office.store, viewer, seen, output) is None
    erase_proposal(office.store, DEVELOPER, made.id)
    gone = proposals.get_proposal_status(office.store, DEVELOPER, made.id)
    assert proposals.match_proposal_text(office.store, DEVELOPER, gone, output) is None


def test_what_is_not_accepted_is_dropped_and_its_slot_is_free(office: Services) -> None:
    none = replace(office, settings=replace(office.settings, queue=0))
    with pytest.raises(QuotaExceeded):
        proposals.create_proposal(none, DEVELOPER, ProposalCreate.model_validate(build_commune()))
    assert not office.queue._speculative_runs._begun
    wait_until(at_hand)  # nothing counts as computed any more


def test_one_that_is_not_begun_here_is_dropped(office: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cocau.app.jobs.queue.SPECULATION_SECONDS", 0)
    with office.queue.start_speculatively("prp_1", slow(60)):
        assert len(office.queue._speculative_runs) == 1
    wait_until(lambda: not office.queue._speculative_runs)  # as if another process had computed it


def test_pages_are_ones_own_beforehand() -> None:
    size = 2**23
    with mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as pages:
        copy_shared_pages()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for place in range(0, size, mmap.PAGESIZE):
            pages[place] = 1
        assert resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before < size // mmap.PAGESIZE // 4


TAKEN = """
import ctypes, resource
from cocau.app.jobs import runner

libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
{prepared}
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
objects = [bytes(100 + n % 300) for n in range(30_000)]
places = [libc.malloc(2**20) for _ in range(8)]
for place in places:
    ctypes.memset(ctypes.c_void_p(place), 1, 2**20)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""
"""Some 7 MB of objects and 8 MB of plain memory, and how often a page had to be brought."""


def _faults(prepared: str) -> int:
    code = TAKEN.format(prepared=prepared)
    return int(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout)


def test_room_is_there_beforehand() -> None:
    assert _faults("runner.reserve_memory()") * 4 < _faults("")
