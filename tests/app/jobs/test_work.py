"""What a child does, seen without a child: progress on its pipe, errors by their place, its limit."""

import os
import resource
import threading
from collections.abc import Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import pytest

from cocau.app.jobs.ended import Cause, Done, Failed, Refused, Stopped
from cocau.app.jobs.memory import limited
from cocau.app.jobs.standing import Standing, standing
from cocau.app.jobs.work import LISTENER, STOP, Job, Telling, named, work
from cocau.constraints.errors import AuditDisagreesError
from cocau.solver.outcome import Progress
from tests.app.jobs.wrecks import FOUND, WRECKS, Words

KINDS = {kind.name: kind for kind in WRECKS}
TEXT = Words(says="Nguyễn Thị Kín").to_json()


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Connection, Connection]]:
    """The parent's end and the child's. The child's thread leaves the process when its pipe ends: not this one."""
    monkeypatch.setattr(os, "_exit", lambda _: None)
    ours, theirs = Pipe()
    with theirs:
        with ours:
            yield ours, theirs
        for thread in threading.enumerate():  # before the real way to leave is back
            if thread.name == LISTENER:
                thread.join(60)
                assert not thread.is_alive()


def at(step: int, *, best: bool = False) -> Progress:
    return Progress(step, 3, (), None, None, step / 10, FOUND if best else None)


def ended_by(line: tuple[Connection, Connection], job: Job, *, stop: bool = False) -> object:
    """What it says last, and nothing but texts before."""
    ours, theirs = line
    ours.send(job)
    thread = threading.Thread(target=work, args=(theirs,))
    thread.start()
    if stop:
        ours.send(STOP)
    while isinstance(said := ours.recv(), str):
        Standing.model_validate_json(said)
    thread.join()
    return said


@pytest.fixture(autouse=True)
def _deaf_to_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signals are the main thread's; here a child is another one."""
    monkeypatch.setattr("cocau.app.jobs.work.signal.signal", lambda *_: None)


def test_the_best_is_sent_even_if_there_is_newer_progress(line: tuple[Connection, Connection]) -> None:
    ours, theirs = line
    telling = Telling(theirs)
    assert telling.hear(at(1, best=True)) is False
    assert telling.hear(at(2)) is False
    telling.start()
    told = Standing.model_validate_json(ours.recv())
    assert told.step == 2
    assert told.best is not None
    assert told.best.as_outcome() == FOUND
    telling.hear(at(3))
    again = Standing.model_validate_json(ours.recv())
    assert (again.step, again.best) == (3, None)
    telling.end()


def test_a_request_to_stop_is_answered_with_what_is_known(line: tuple[Connection, Connection]) -> None:
    assert ended_by(line, Job(KINDS["obedient"], TEXT), stop=True) == Stopped(TEXT.encode())


def test_an_answer_is_sent_last(line: tuple[Connection, Connection]) -> None:
    assert isinstance(ended_by(line, Job(KINDS["whoami"], TEXT)), Done)


def test_a_rescue_answers_from_the_best(line: tuple[Connection, Connection]) -> None:
    best = standing(at(1, best=True)).best
    ended = ended_by(line, Job(KINDS["crash"], TEXT, best=best))
    assert isinstance(ended, Done)
    assert b"p1 3 1" in ended.output


def test_what_is_refused_is_told_whole(line: tuple[Connection, Connection]) -> None:
    ended = ended_by(line, Job(KINDS["refuse"], TEXT))
    assert isinstance(ended, Refused)
    assert len(ended.problems) == 1


def test_an_error_is_a_failure(line: tuple[Connection, Connection]) -> None:
    ended = ended_by(line, Job(KINDS["fail"], TEXT))
    assert isinstance(ended, Failed)
    assert ended.cause is Cause.ERROR
    assert "Kín" not in ended.detail


def test_one_for_whom_there_is_no_job_ends(line: tuple[Connection, Connection]) -> None:
    ours, theirs = line
    ours.close()
    work(theirs)  # raises nothing


def test_an_error_of_the_audit_is_told_with_its_rules_and_no_other_with_its_words() -> None:
    assert named(AuditDisagreesError("the slate breaks women-35")).endswith(": the slate breaks women-35")
    assert named(ValueError("Nguyễn Thị Kín")) == "ValueError"


def test_a_limit_lasts_as_long_as_it_is_needed() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with limited(2**30):
        inside = resource.getrlimit(resource.RLIMIT_AS)
    assert inside != before
    assert inside[0] > 2**30
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    with limited(None):
        assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0
