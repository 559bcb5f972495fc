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

from cocau.app.access.caller import DEVELOPER
from cocau.app.access.roles import Role
from cocau.app.api.examples import commune
from cocau.app.jobs import child, kinds
from cocau.app.jobs.accepting import TooMany
from cocau.app.jobs.child import Ahead, ahead
from cocau.app.jobs.ended import Done
from cocau.app.jobs.line import Line
from cocau.app.jobs.pages import make_own
from cocau.app.jobs.ready import Ready
from cocau.app.jobs.task import State, Task
from cocau.app.jobs.waiting import output_of, wait
from cocau.app.office import proposals
from cocau.app.office.ask import Ask
from cocau.app.office.erasing import erase
from cocau.app.settings import Settings
from cocau.app.store import Store
from tests.app.jobs.slow import SLOW, Slow
from tests.app.jobs.test_child import children_of
from tests.app.jobs.test_line import soon


def at_hand() -> bool:
    """Whether a child is ready."""
    return child.READY._child is not None


@pytest.fixture
def ready(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(kinds.KINDS, "slow", SLOW)
    monkeypatch.setattr(child, "READY", Ready())  # what other tests still compute is not counted
    child.warm()
    soon(lambda: not children_of(os.getpid()))
    child.READY.keep()
    assert at_hand()
    yield
    child.READY.let_go()
    soon(lambda: not children_of(os.getpid()))


def slow(seconds: float, says: str = "") -> Task:
    return Task("slow", Slow(seconds=seconds, says=says).to_json())


def followed(begun: Ahead) -> object:
    return begun.run(stop=threading.Event(), on_progress=lambda _: None)


def test_one_is_ready_again_when_nothing_is_computed(ready: None) -> None:
    begun = ahead(slow(0.3, "xong"))
    assert begun is not None
    assert ahead(slow(0)) is None  # there is one only, and none is made while something is computed
    assert child.run(slow(0)) == Done(slow(0).text.encode(), State.OPTIMAL)
    time.sleep(0.1)
    assert not at_hand()
    assert followed(begun) == Done(slow(0.3, "xong").text.encode(), State.OPTIMAL)
    soon(at_hand)


def test_one_that_has_died_is_not_used(ready: None) -> None:
    assert child.READY._child is not None
    process, _ = child.READY._child
    process.kill()
    assert process.sentinel in wait_for([process.sentinel], 10)
    assert ahead(slow(0)) is None
    assert child.run(slow(0)) == Done(slow(0).text.encode(), State.OPTIMAL)


def test_what_is_dropped_ends_at_once(ready: None) -> None:
    child.READY._kept = False
    begun = ahead(slow(60))
    assert begun is not None
    begun.drop()
    assert not children_of(os.getpid())


@pytest.fixture
def office(ready: None, one_store: Store, settings: Settings) -> Iterator[proposals.Office]:
    line = Line(one_store, settings)
    line.start(warm=True)
    yield proposals.Office(one_store, line, settings)
    line.close()


def test_a_plan_begins_before_it_is_accepted(
    office: proposals.Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed: list[Ahead] = []
    run = Ahead.run

    def noted(self: Ahead, **more: object) -> object:
        followed.append(self)
        return run(self, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Ahead, "run", noted)
    made = proposals.ask(office, DEVELOPER, Ask.model_validate(commune()))
    job = wait(office.store, office.line, made.id, 60)
    assert (str(job.state), job.tries, len(followed)) == ("optimal", 1, 1)


def test_what_came_out_is_handed_over_to_whoever_may_see_it(office: proposals.Office) -> None:
    made = proposals.ask(office, DEVELOPER, Ask.model_validate(commune()))
    output = output_of(office.store, office.line, made.id, 60)
    assert output is not None
    stands = proposals.status(office.store, DEVELOPER, made.id)
    at_hand = proposals.result_at_hand(office.store, DEVELOPER, stands, output)
    assert at_hand == proposals.result(office.store, DEVELOPER, made.id)
    assert proposals.result_at_hand(office.store, DEVELOPER, stands, output + " ") is None
    viewer = replace(DEVELOPER, role=Role.VIEWER)
    seen = proposals.status(office.store, viewer, made.id)
    assert proposals.result_at_hand(office.store, viewer, seen, output) is None
    erase(office.store, DEVELOPER, made.id)
    gone = proposals.status(office.store, DEVELOPER, made.id)
    assert proposals.result_at_hand(office.store, DEVELOPER, gone, output) is None


def test_what_is_not_accepted_is_dropped_and_its_slot_is_free(office: proposals.Office) -> None:
    none = replace(office, settings=replace(office.settings, queue=0))
    with pytest.raises(TooMany):
        proposals.ask(none, DEVELOPER, Ask.model_validate(commune()))
    assert office.line._here._free == office.settings.solves
    assert not office.line._ahead._begun
    soon(at_hand)  # nothing counts as computed any more


def test_one_that_is_not_begun_here_is_dropped(office: proposals.Office) -> None:
    with office.line.beforehand("prp_1", slow(60)):
        assert office.line._here.promised("prp_1")
    office.line.submit("prp_1")  # there is no such job, as if another process had begun and ended it
    assert not office.line._here.promised("prp_1")
    assert not office.line._ahead._begun


def test_pages_are_ones_own_beforehand() -> None:
    size = 2**23
    with mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as pages:
        make_own()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for place in range(0, size, mmap.PAGESIZE):
            pages[place] = 1
        assert resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before < size // mmap.PAGESIZE // 4


TAKEN = """
import ctypes, resource
from cocau.app.jobs import pages

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
    assert _faults("pages.make_room()") * 4 < _faults("")
